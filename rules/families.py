"""What a rule of each family carries. The allowed keys of a TOML file are the fields of its model, nothing else."""

from __future__ import annotations

import re
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from rules.marks import both_widths
from rules.needs import needed_characters, unrolled

Comparator = Literal["=", ">=", ">", "<=", "<", "~"]
Kind = Literal["level", "increment", "decrement", "coverage"]


class Rule(BaseModel):
    """What all rules share: an id, a reason, something to look for, and texts that prove it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    family: ClassVar[str]

    id: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    why: str = Field(min_length=8)
    pattern: str | None = None
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = Field(min_length=1)

    @field_validator("pattern", mode="before")
    @classmethod
    def _on_one_line(cls, pattern: object) -> object:
        """A pattern laid out over several lines: their breaks, and the blanks round these, count for nothing."""
        return "".join(line.strip() for line in pattern.splitlines()) if isinstance(pattern, str) and "\n" in pattern else pattern

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as e:
                raise ValueError(f"not a regular expression: {e}") from e
        return pattern

    @model_validator(mode="after")
    def _looks_for_one_thing(self) -> Rule:
        if (self.pattern is None) == (not self.words):
            raise ValueError("a rule has either `pattern` or `words`")
        return self

    @cached_property
    def source(self) -> str:
        """The regular expression behind this rule: marks in both widths, longer words before shorter ones."""
        return both_widths(self.pattern) if self.pattern is not None else alternation(self.words)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The rule's regular expression, compiled once."""
        return re.compile(unrolled(self.source))

    @cached_property
    def needs(self) -> frozenset[str] | None:
        """Characters one of which every match has; None where no small set of them is known."""
        return needed_characters(self.source)

    def possible_in(self, text: str) -> bool:
        """Whether `text` can have a match at all; to ask costs a tenth of a search."""
        needs = self.needs
        return needs is None or any(c in text for c in needs)

    def found_in(self, text: str) -> bool:
        """Whether the rule fires somewhere in `text`."""
        return self.regex.search(text) is not None


def alternation(words: tuple[str, ...]) -> str:
    """A regular expression for any of `words`, the longest first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


class ChromeRule(Rule):
    """Lines that belong to the web site or the page, not to the document (网页外壳、页眉页脚).

    Of the extent `rest` short lines behind it are the site's too, up to an annex; of the extent `comments` short sentences
    are too; of the extent `answers` the questions and answers that follow it are, sentences and all. Only a rule that says
    so by `prose` drops a paragraph.
    """

    family = "chrome"
    zone: Literal["head", "tail", "any"] = "any"
    extent: Literal["line", "rest", "comments", "answers"] = "line"
    prose: bool = False


class MetadataRule(Rule):
    """Labels of a site's metadata box (信息公开目录表头) and the document field that their values feed."""

    family = "metadata"
    field: Literal[
        "index_number", "doc_number", "issuer", "issued_on", "published_on", "generated_on", "title", "validity",
        "source_url", "ignored",
    ]  # fmt: skip


class DamageRule(Rule):
    """Damage that a regular expression can mend; `replace` is what stands in its place.

    `layer` says when: in the text as it came, in clean simplified text, or last, where lost characters are put back.
    Where `variety` is set, only a text in which the pattern finds that many different stretches is damaged.
    """

    family = "damage"
    replace: str = ""
    variety: int = 1
    layer: Literal["source", "clean", "restored"] = "source"


class LabelRule(Rule):
    """Ways to number a heading or an item; the lower the rank, the higher it stands in the outline.

    A label of the series `parent` counts only where the first label below it follows: 4 before 4.1; one of the
    series `closing` opens what says nothing of its own, and only behind the text.
    """

    family = "labels"
    rank: int
    series: Literal["counted", "box", "annex", "bullet", "parent", "closing"] = "counted"

    def found_in(self, text: str) -> bool:
        """Labels are looked for at the start of a line only."""
        return self.regex.match(text) is not None


SectionClass = Literal[
    "retrospective", "situation", "principles", "goals", "indicators", "tasks", "safeguards", "annex", "closing",
    "assessment", "stages", "scoring",
]  # fmt: skip


class SectionRule(Rule):
    """Headings that tell what their section is for; of several rules that fit, the strongest decides."""

    family = "sections"
    section: SectionClass
    strength: int = 1
    frames: bool = False
    """Its own paragraphs frame what is numbered or headed below it, and are no task where nothing is."""


class ParagraphRule(Rule):
    """Paragraphs that belong to no item: signatures, dates, salutations, closing appeals, lists of annexes."""

    family = "paragraphs"
    role: Literal["closing", "address", "signature", "date", "attachments", "contact", "salutation", "imprint", "note", "demand"]


class DocTypeRule(Rule):
    """Titles that tell the type of a document (文种); the first rule in file order that fits decides."""

    family = "doctypes"
    doc_type: Literal["five_year_plan", "annual_plan", "action_plan", "implementation_plan", "work_report", "other_plan", "non_plan"]


Status = Literal["achieved", "current", "promised", "conditional"]


class CueRule(Rule):
    """Words that say whether a number is achieved, current, promised or conditional.

    The group `plan`, where the pattern has one, is a five-year period: the cue is heard only if that period was over when
    the plan began. `direction` is where the cue reaches from its place, up to `reach` clauses or the end of the sentence.
    """

    family = "cues"
    status: Status
    direction: Literal["forward", "backward", "both"] = "forward"
    reach: Literal["clause", "sentence"] = "clause"


class MeasureRule(Rule):
    """Measure words and units (量词、计量单位). `sort` says what can be counted with them."""

    family = "measures"
    sort: Literal["share", "points", "count", "physical", "money", "time", "multiple", "coverage"]


class BoundRule(Rule):
    """Words round a number that bound it (以上、不低于、左右)."""

    family = "bounds"
    side: Literal["before", "after"]
    comparator: Comparator


MetricRole = Literal[
    "measured", "timed", "per_base", "ceiling", "start_value", "served", "done", "frequent", "placed", "added", "each", "uncounted",
    "future", "adverb", "reached", "acted", "led", "next_item", "aid", "unitless", "scope", "dependent", "rate", "topic", "topical",
    "bare", "stage", "entered", "tier", "own_level", "sent", "among", "held", "mean", "ratio", "modifier", "no_reach", "of_which",
    "terms", "came_about", "turned", "let_out",
    "yield_alone", "grown_on", "herd_told", "acts_for", "pointing", "making", "purpose",
    "part_of_whole", "takes_up", "of_a_year", "exceeds", "lasts", "held_against", "covers_share",
    "names_share", "norm_base", "new_ones", "time_ahead", "share_of_those", "sized_together", "of_that_size", "reaching",
    "each_of_them", "level_only", "levels_ahead", "mean_only", "extent_reaches", "hoped", "growth_rate", "part_of_year", "able",
    "in_all", "place_kind", "named_place", "what_they_are", "spent_on", "scope_behind", "rises_to", "mean_gain", "next_act",
    "and_such", "rate_alone", "dated_value", "year_reached", "times_in_metric", "event", "used_up", "per_unit_output",
    "value_before", "class_bound", "new_claim", "class_alone", "above_all", "gains",
    "fund", "aimed_at", "dash", "risen", "done_by_all", "trade", "concern", "group_alone", "rate_of", "group_ahead",
]  # fmt: skip


class MetricRule(Rule):
    """What the words round a number must, or must not, be for it to count something.

    `role` is the question that the engine asks, each rule's `why` explains it.
    """

    family = "metrics"
    role: MetricRole


class RecurrenceRule(Rule):
    """How a quantity that recurs is said (每年、每季度)."""

    family = "recurrence"
    per: Literal["年", "季", "月", "周", "日"]
    carries: bool = True


class PredicateRule(Rule):
    """Words that govern a number and say what kind of quantity it is (达到、新增、下降).

    `form` says how: `level` the number is reached, `change` the number is by how much, `act` so many are made or
    done, `either` an act where a noun follows the number and a level where none does, `possess` a level whose metric
    goes on behind the number (拥有30个组织).

    A `strong` verb governs even from the middle of a clause (在各区新建3座). A `nominal` verb can also close a noun: in
    入户改造6万户 it is 入户改造 that is counted. A `whole` one names all that is done (送戏下乡22场),
    or what changes (农民增收3000元).
    """

    family = "predicates"
    kind: Kind
    form: Literal["level", "act", "change", "either", "possess"]
    nominal: bool = False
    whole: bool = False
    strong: bool = False


class ExclusionRule(Rule):
    """Numbers that are no quantities: parts of names, ordinals, dates, counts of parts, limits in force.

    The group `n`, where the pattern has one, is the number that is excluded; else the whole match is. Where the
    clause has what the pattern `unless` looks for, the rule is not heard.
    """

    family = "exclusions"
    unless: str | None = None


class FillerRule(Rule):
    """Words at the edge of a metric that are no part of it: scope words, adverbs, linking words."""

    family = "fillers"
    edge: Literal["left", "right"]


class ModalityRule(Rule):
    """Words that make a commitment aspirational (力争、努力)."""

    family = "modality"


class DeadlineRule(Rule):
    """Ways to say by when. Groups: `year`, `month`, `day`, `plan` (十四五), `span` (三年内), `part` (底, 上半年).

    `refers` tells what the words count from; a `label` opens a line that holds the deadline of its whole item.
    """

    family = "deadlines"
    refers: Literal["absolute", "plan_year", "plan_end", "label"]


class AsOfRule(Rule):
    """Ways to say of when a result is. Groups: `year`, `month`, `day`, or `plan` (a five-year period that is over).

    `years_before` counts back from the year in which the document speaks (去年 is 1).
    """

    family = "asof"
    years_before: int | None = None


class ColumnRule(Rule):
    """Header cells of tables and the role of the column below them."""

    family = "columns"
    role: Literal[
        "number", "category", "name", "unit", "attribute", "baseline", "target", "year", "value", "growth", "note", "content",
        "lead", "support", "responsible", "person", "deadline", "previous", "task_name", "score", "investment", "goal", "other",
    ]  # fmt: skip


class TableRule(Rule):
    """Captions that tell what a table or box is about."""

    family = "tables"
    about: Literal["indicators", "tasks", "results", "catalogue", "standards", "scoring"]


class OrganisationRule(Rule):
    """Endings and names by which an organisation is known.

    `suffix`: an organisation's name wherever it stands. `vague`: no unit at all (各有关部门). `person`: a person, no unit.
    `named` and `free`: endings of units in running text; those that are `bureau` share the place of the first in their
    list, unless they open with one of their `own`. `generic`: bodies in general.
    """

    family = "organisations"
    sort: Literal["suffix", "vague", "person", "named", "free", "bureau", "generic", "own"]


class AssignmentRule(Rule):
    """Phrases that make units answerable. Groups: `list` the units; `role` says as what."""

    family = "assignments"
    role: Literal["lead", "support", "responsible", "by_order"]
    where: Literal["note", "text", "label", "joined", "flag"]


VerbRole = Literal[
    "verb", "light", "disposal", "adverb", "time", "phrase", "preposition", "subject", "noun", "bound", "compound", "predicate",
    "slogan", "dangling", "background", "purpose", "listed", "tail", "shared",
]  # fmt: skip


class VerbRule(Rule):
    """The grammar of action clauses; `role` says what the words do in it, each rule's `why` explains it.

    A `nominal` verb is a noun as well. One that `leads` makes one word with the verb behind it (探索建立), two that are
    of `pairs` rules do so too (优化完善). What follows a `clausal` verb is a clause of its own (支持企业参与建设).
    """

    family = "verbs"
    role: VerbRole = "verb"
    nominal: bool = False
    leads: bool = False
    pairs: bool = False
    clausal: bool = False


class LexiconRule(Rule):
    """Words of the trade that the segmenter must keep whole."""

    family = "lexicon"


class PlaceRule(Rule):
    """Shapes and names of administrative places (行政区划).

    `town` (乡镇、街道) is looked for in issuers and titles: a plan of a town is told by them alone. `none` are words that
    only look like a place, `kind` the endings of such words.
    """

    family = "places"
    level: Literal["country", "province", "city", "county", "town", "any", "none", "kind"]


NOT_BEHIND = "(?![门员会长托派面域法学事公]|部门)"
"""What makes another word of an office's ending: 部门, 委员, 局长, 办法, 办公."""


class OfficeRule(Rule):
    """Offices (机关、部门) by their short names, and what tells whether a name is one office at all.

    `stem`: `words` stand for the office's field (发改) and `canonical` is the field in full (发展和改革); the ending is one of
    `endings`, of which 委 becomes 委员会 and 办 办公室. `whole`: `words` are whole short names (编办). `ending`: `words` end a
    name, whatever stands before (管委会). `shape`: a `pattern` with the place in a group `place` inside the name (团市委);
    `canonical` has {place} where it stands.
    `many`: not one office (各区政府, 有关部门, 财政部门). `national`: an office of the centre, whatever the document's
    place. `inner`: a part of the body that issued the document (人事科). `left`: places whose offices keep their names.
    """

    family = "offices"
    sort: Literal["stem", "whole", "ending", "shape", "many", "national", "inner", "left"]
    canonical: str | None = None
    endings: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_what_it_stands_for(self) -> OfficeRule:
        if (self.canonical is not None) != (self.sort in ("stem", "whole", "ending", "shape")):
            raise ValueError("`canonical` belongs to rules of the sorts stem, whole, ending and shape, and to no other")
        if bool(self.endings) != (self.sort == "stem"):
            raise ValueError("`endings` belong to rules of the sort stem, and to no other")
        return self

    @property
    def source(self) -> str:
        """Stems stand before one of their endings; no short name stands inside a longer word."""
        if self.sort == "stem":
            return f"(?:{alternation(self.words)})(?:{alternation(self.endings)}){NOT_BEHIND}"
        if self.sort == "whole":
            return f"(?:{alternation(self.words)}){NOT_BEHIND}"
        return f"(?:{alternation(self.words)})$" if self.sort == "ending" else super().source


Sector = Literal[
    "综合", "民政", "教育", "卫生健康", "医疗保障", "生态环境", "交通运输", "农业农村", "林业草原", "工业", "能源", "科技", "数据政务",
    "文化旅游", "体育", "商务", "市场监管", "财政金融", "住房城乡建设", "自然资源", "水利", "应急", "气象", "人力资源社会保障", "退役军人",
    "公安司法", "民族宗教", "审计统计",
]  # fmt: skip


class SectorRule(Rule):
    """The field of government (领域) of a plan, told by its title, else by who issued it.

    The first rule in file order that fits decides. One with `reads` is heard in titles, or in issuers, only.
    """

    family = "sectors"
    sector: Sector
    reads: Literal["title", "issuer", "both"] = "both"


class StandingRule(Rule):
    """How a document stands: its stage (草案 … ) and whether it is in force, and where that is said.

    `title`: the plan's own title. `front`: a line above the first heading. `box`: the value of the site's validity label.
    """

    family = "standing"
    says: Literal["草案", "征求意见稿", "送审稿", "有效", "失效", "废止"]
    where: Literal["title", "front", "box"]


class BoilerplateRule(Rule):
    """Phrases that every plan has and that tell nothing of its matter."""

    family = "boilerplate"


class ConversionRule(Rule):
    """Units that measure the same: `factor` of `base` make one (1 公顷 is 15 亩)."""

    family = "conversions"
    base: str
    factor: float


class SynonymRule(Rule):
    """Words for one thing in the names of metrics; they are compared as if `base` stood there."""

    family = "synonyms"
    base: str


class ContrastRule(Rule):
    """Words that exclude one another: metrics that have different ones count different things."""

    family = "contrasts"


PhraseRole = Literal[
    "wrapper", "title_ending", "issuer_ending", "placeholder", "at_behest", "vision", "title_verb", "both_halves", "attribute_value",
    "date_value", "person_cell",
    "spoken_value", "value_in_words",
    "units_in_cell", "bracket_remark", "answerable", "unit_label", "unit_label_in_line", "answers_below", "office_ahead",
    "and_others",
    "by_duty", "province_letters", "no_place", "joint_work", "goals_said", "bound_before_noun", "before_recurrence", "leading_time",
    "ends_text", "sets_quantity", "noted_below", "asks_or_answers",
    "truism", "annexed_work", "deeds", "opens_rest", "goals_announced", "principles_announced", "worded_as_principle", "outcome",
    "preposition", "a_number_of", "passed", "whole_act", "reach", "aim", "indicators_follow", "completing", "pivot", "norm", "summed_up",
    "enclosed", "annexed_norm", "explains", "named_in_opening", "report_opening", "general_head", "stock_so_far", "place_of_it",
    "title_remark", "issuer_seam", "office_seam", "office_line", "leads_to_table", "hands_out", "looks_back",
    "site_stamp", "speaker", "congress", "assembly", "site_name",
    "site_tools", "menu_entry",
    "comes_next", "tells_results", "text_follows", "announces", "explains_by_heading",
    "title_and_motto", "zone", "behind_stem", "year_at_work", "field_of_item", "field_that_answers",
    "title_speaker", "of_its_task", "act_alone",
    "lead_label", "tiers_ahead", "kind_ahead", "flag_ends", "marked_lead", "marked_support",
    "answers_for", "division_of", "division", "tiers_in_one", "tier_alone",
    "joins_in_list", "divides_work", "city_government", "represents",
    "beside_party", "government_alone", "where_it_lies", "answers_said", "jointly_with", "duty_words", "no_subject", "lead_or_support",
    "kind_at_end", "unit_lead_in", "of_the_state", "place_of_list", "letter_of_list", "office_place", "office_letter", "office_part",
    "office_remark",
    "no_place_said", "own_province", "own_lower", "years_from", "issuing_body", "party_ahead", "adopted", "short_county", "first_place",
    "cover_date", "higher_place", "speaks", "report_of", "term_said", "report_year", "goal_year", "place_shape", "governed_by",
    "no_city", "no_place_name", "runs_on", "no_part_of_place", "letterhead", "day_below_title", "letter_ending", "foot_remark",
    "passes_on", "place_or_year_ahead",
    "five_year_sum", "yearly_mean", "name_before_colon", "name_before_value", "attribute_in_brackets", "part_or_other", "each_year",
    "moves_to", "year_and_value", "remark_in_cell", "year_in_cell", "unit_before_bound", "kept_within",
    "ends_table", "ends_as_office", "names_office", "in_date", "measured_end", "wants_figure",
    "spanning_header", "task_count_header", "deed_header", "work_header", "kind_header", "explaining_header",
    "table_remark", "version_below_title", "with_whom", "plan_of_years",
]  # fmt: skip


class PhraseRule(Rule):
    """Words of the trade that one question of the engine asks for; `role` is the question, each rule's `why` explains it."""

    family = "phrases"
    role: PhraseRole


FAMILIES: dict[str, type[Rule]] = {
    model.family: model
    for model in (
        ChromeRule, MetadataRule, DamageRule, LabelRule, SectionRule, ParagraphRule, DocTypeRule, CueRule, MeasureRule, BoundRule,
        MetricRule, RecurrenceRule, PredicateRule, ExclusionRule, FillerRule, ModalityRule, DeadlineRule, ColumnRule, TableRule,
        OrganisationRule, AssignmentRule, VerbRule, LexiconRule, PlaceRule, OfficeRule, SectorRule, StandingRule,
        PhraseRule, AsOfRule, BoilerplateRule, ConversionRule, SynonymRule, ContrastRule,
    )
}  # fmt: skip
