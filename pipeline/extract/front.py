"""Front matter to document fields: title, type, issuers, number, dates, period, region."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.dates import FIVE_YEAR_PLAN, find_date, five_year_period
from pipeline.extract.mentions import Front
from pipeline.extract.signed import signed_above
from pipeline.extract.titles import TitleReader, doc_type_of
from pipeline.extract.wording import wording
from pipeline.numerals import read_number
from pipeline.outline.sections import paragraph_role
from pipeline.outline.settle import year_ahead
from pipeline.outline.tables import Line
from pipeline.outline.tree import Outline
from pipeline.places import divisions_of, stem_of
from pipeline.repair import Repaired
from pipeline.repair.box import NUMBER
from pipeline.repair.calendar import as_written
from pipeline.text import Span
from rules import RuleSet
from rules.families import PlaceRule

_INDEX_BAD = re.compile(r"^[-—/无]*$")
_VISION_YEARS = (2035, 2050)
"""Years of the country's long-range visions, which plans for earlier years look out to."""
_RANGE = re.compile(r"((?:19|20)\d{2})\s*年?\s*(?:—|–|-|－|~|～|至|到)\s*((?:19|20)\d{2})\s*年?")
_LINES_OF_COVER = 12
_FAR_ABOVE = 24
"""Lines above a date in which those who sign are looked for."""
_BODIES_ABOVE = 3
"""Lines of bodies above a title that are a letterhead."""
_TAIL = 8
"""Lines at the end among which whoever explains a plan is named."""
_OPENING = 40
"""A letter says what it hands out in so many lines, a site's own above it included."""
_FEWEST_HANDED_OUT = 2
_FEWEST_ANSWERED = 3
_LONGEST_NOTE = 200
_NOTE_AT_END = re.compile(r"[（(〔【\[][^（()）]{4,180}[）)〕】\]]。?$")
"""So many paragraphs with a note of those who answer for them make a plan of a text that does not say what it is."""
_NEAR_TITLE, _SITE_HEAD = 10, 30
"""Lines in which a report's day is looked for: below its title, and below what a site may have put above that."""
_SENT = ("title.own_line", "title.in_notice", "title.enclosed")
"""How the title of a plan that a letter sends is found; the plan itself may have been left behind."""
_RUNNING_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}字\s?第\s?[\dA-Z]{4,14}\s?号")
"""A number that counts on through the years, as offices of Taiwan write it: 府教社字第1110012345号."""
_NUMBERED_LETTER = re.compile(
    r"(?!根据|按照|依据|遵照|为|贯彻|落实|现将)[^，。；]{2,60}关于[^。；]{2,80}的(?:通知|意见|函)\s{0,3}[（(]([^（()）]{4,30})[）)](?![^。]{0,9}(?:精神|要求|规定))"
)
"""The heading of a letter with its number behind it, whatever a scraper has glued to that."""
_NAMES_AND_DAY = re.compile(
    r"^(.{2,60}?)[\s\u3000]*((?:19|20)\d{2}年\d{1,2}月\d{1,2}日|二[〇○零O0][〇○零O0一二三四五六七八九]{2}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)$"
)
"""Who signed and when, on one line."""
_DAY = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}")
_BETWEEN_FACTS = tuple("·•|｜丨")
"""What parts the facts that a site gives of a document in one line."""


class FrontReader:
    """Reads the front matter of one document."""

    def __init__(self, repaired: Repaired, outline: Outline, rules: RuleSet) -> None:
        self.repaired = repaired
        self.text = outline.text
        self.outline = outline
        self.rules = rules
        self.not_places = {w for r in rules.of(PlaceRule) if r.level == "none" for w in r.words}
        self.tables = [table.span for node in outline.root.walk() for table in node.tables]
        self.front = self._outside_tables(outline.front) or self._cover()
        self.notes: list[tuple[str, str, int, int]] = []

    def _outside_tables(self, lines: Sequence[Line]) -> list[Line]:
        """The lines but those of tables, whose cells name offices and dates as well."""
        if not self.tables:
            return list(lines)
        return [line for line in lines if not any(span.start <= line.start < span.end for span in self.tables)]

    def _cover(self) -> list[Line]:
        """The first lines of a text that begins with 附件: those before the first heading that stands in it."""
        annex = next((n for n in self.outline.root.children[:1] if n.kind == "annex"), None)
        lines = self.outline.lines[: 1 if annex is None else _LINES_OF_COVER]
        ends = annex.children[0].start if annex is not None and annex.children else lines[-1].end
        return [line for line in lines if line.start < ends]

    def read(self) -> Front:
        """All fields of the document record that the text tells."""
        title, span, rule = TitleReader(self.repaired, self.outline, self.rules).read()
        named = self._named_in(title) if rule == "title.opening" else title
        doc_type, type_rule = self._type(named)
        if doc_type != "non_plan" and rule not in _SENT and not self._has_work():
            doc_type, type_rule = "non_plan", "doctypes.no_sections"
        issuers, issued = self._signature(title, span, doc_type)
        for where in self.outline.unread:
            self.notes.append(("unread_table", "the cells of a table could not be told apart; it gives no records", where.start, where.end))
        headed = "" if rule == "title.opening" else title
        start, end = self._period(named, doc_type)
        meta = self.repaired.metadata
        index = meta["index_number"].text if "index_number" in meta else None
        url = meta["source_url"].text if "source_url" in meta else self.repaired.said.get("source_url")
        validity = meta["validity"].text if "validity" in meta else None
        return Front(
            as_written(title, self.repaired.text, *span), span, doc_type, tuple(issuers), self._doc_number(),
            None if index is None or _INDEX_BAD.match(index) else index.split()[0],
            issued, self._published(), start, end, self._region(headed, issuers), validity,
            url, f"{rule}+{type_rule}", tuple(self.notes),
        )  # fmt: skip

    def _named_in(self, opening: str) -> str:
        """What a document without a title calls itself in its first paragraph; nothing where it does not."""
        found = self.rules.phrase("named_in_opening").search(opening)
        return found["name"] if found else ""

    def _type(self, title: str) -> tuple[str, str]:
        """The type that the title tells; where it tells none, what the text says of itself."""
        whole = any(self.rules.phrase("text_follows").match(line.text) for line in self.front)
        if not whole and any(self.rules.phrase("explains").search(line.text) for line in (*self.front, *self.outline.lines[-_TAIL:])):
            return "non_plan", "doctypes.explains"
        chapters = ("".join(self.text[n.title.start : n.title.end].split()) for n in self.outline.root.children if n.title is not None)
        if any(self.rules.phrase("explains_by_heading").search(chapter) for chapter in chapters):
            return "non_plan", "doctypes.explains"
        doc_type, rule = doc_type_of(title, self.rules)
        if doc_type in (None, "other_plan", "non_plan") and any(
            self.rules.phrase("report_opening").match(line.text) for line in self.front
        ):
            return "work_report", "doctypes.by_opening"
        return (doc_type, rule) if doc_type is not None else self._type_by_shape(title)

    def _type_by_shape(self, title: str) -> tuple[str, str]:
        """Without a word in the title that tells: a document with numbered sections of tasks is some plan."""
        nodes = [n for n in self.outline.root.walk() if n.kind in ("heading", "item") and n.label]
        strong = [n for n in nodes if n.section in ("tasks", "safeguards") and "sections." in n.rules and "default" not in n.rules]
        if strong:
            told = title.endswith(("报告", "汇报")) and year_ahead(self.outline.root, self.text, self.rules) is not None
            return "work_report" if told else "other_plan", "doctypes.by_sections"
        if sum(self._answered(n.body[-1]) for n in nodes if n.body) >= _FEWEST_ANSWERED:
            return "other_plan", "doctypes.by_notes"
        items = sum(n.section in ("tasks", "safeguards") and n.kind in ("heading", "item") for n in nodes)
        if items >= _FEWEST_HANDED_OUT and any(self.rules.phrase("hands_out").search(line.text) for line in self.outline.lines[:_OPENING]):
            return "implementation_plan", "doctypes.hands_out"
        return "non_plan", "doctypes.no_plan_words"

    def _answered(self, paragraph: Span) -> bool:
        """Whether a paragraph ends with a note that says who answers for it: （县水利局牵头，县财政局配合）."""
        note = _NOTE_AT_END.search(self.text, max(paragraph.start, paragraph.end - _LONGEST_NOTE), paragraph.end)
        return note is not None and self.rules.phrase("answerable").search(note.group()) is not None

    def _has_work(self) -> bool:
        """Whether anything stands in sections where tasks can live, or in tables."""
        return any(
            n.section in ("tasks", "safeguards", "stages", "goals", "indicators", "annex") or n.tables for n in self.outline.root.walk()
        )

    # -- issuers and dates -------------------------------------------------------------------------------------

    def _signature(self, title: str, span: Span, doc_type: str) -> tuple[list[str], str | None]:
        """Who signed and when: the first signature block of the letter, else the one at the end, else the site's box."""
        lines = list(self.outline.lines)
        meta = self.repaired.metadata
        if doc_type == "work_report" and (government := self._report_government(title)):
            return government, self._report_date() or self._meta_date("issued_on")
        blocks = self._blocks(self.front) or self._blocks(self._outside_tables(lines[len(self.outline.front) :]), from_end=True)
        issuers: list[str] = []
        issued = self._report_date() if doc_type == "work_report" else None
        if blocks:
            issuers, issued = blocks[0], issued or blocks[1]
        if issued is None:
            issued = self._loose_date(self.front) or self._day_above(span)
        if not issuers:
            for line in self.front[:6]:
                if m := self.rules.phrase("letterhead").match(line.text):
                    issuers = [m.group(1)]
                    break
        if not issuers and "issuer" in meta and not self.rules.phrase("placeholder").search(meta["issuer"].text):
            boxed = re.sub(r"[（(][^（()）]*[、,，；;][^（()）]*[）)]", "", meta["issuer"].text)  # 市政府办公室（研究室、机关事务局）
            issuers = [w for w in re.split(r"[\s;；、,，]+", boxed) if w]
            if doc_type != "non_plan" and all(self.rules.phrase("no_place_said").fullmatch(name) for name in issuers):
                issuers = self._heading_issuers(title) or issuers
        if issued is None:
            issued = self._meta_date("issued_on")
        if issued is None:
            issued = self._imprint_date(lines)
        if issued is None:
            adopted = next((m for line in self.front[:6] if (m := self.rules.phrase("adopted").match(line.text))), None)
            issued = find_date(adopted[1])[0] if adopted else None
        if not issuers and doc_type == "work_report":
            issuers = next((self._split_names(x.text) for x in self.front[:8] if paragraph_role(x.text, self.rules) == "signature"), [])
        if not issuers and doc_type != "non_plan":
            issuers = self._heading_issuers(title) or self._above_title(span)
        return issuers, issued

    def _day_above(self, title: Span) -> str | None:
        """The day that stands alone right above the title of what a letter sends, with which the letter ends."""
        above = next((line for line in reversed(self.outline.lines) if line.end <= title.start), None)
        return find_date(above.text)[0] if above is not None and paragraph_role(above.text, self.rules) == "date" else None

    def _above_title(self, title: Span) -> list[str]:
        """The bodies whose names stand on the lines right above a title, and nothing else before them."""
        above = [line for line in self.front if line.end <= title.start]
        named = all(paragraph_role(line.text, self.rules) == "signature" for line in above)
        return [name for line in above for name in self._split_names(line.text)] if named and len(above) <= _BODIES_ABOVE else []

    def _heading_issuers(self, title: str) -> list[str]:
        """Who speaks in the heading of a letter: before 关于 or 印发《, in the title or in one of the first lines."""
        lines = [line.text for line in self.front[:5]]
        broken = (a + b for a, b in pairwise(lines) if b.startswith(("关于", "印发《")))
        for words in (title, *lines[:4], *broken):
            if self.rules.phrase("at_behest").match(words):
                continue
            m = self.rules.phrase("speaks").match(words)
            names = self._split_names(m.group(1).replace("、", " ")) if m else []
            if names and all(self.rules.phrase("issuing_body").search(name) for name in names):
                return names
        return []

    def _blocks(self, lines: Sequence[Line], from_end: bool = False) -> tuple[list[str], str | None] | None:
        """A signature: lines of bodies, then a date (the last block of the document where `from_end`)."""
        order = range(len(lines) - 1, -1, -1) if from_end else range(len(lines))
        for n in order:
            words = lines[n].text
            date: str | None = None
            own = ""
            cover = self.rules.phrase("cover_date").match(words)
            if cover is not None or paragraph_role(words, self.rules) == "date":
                date, _, _, ambiguous = find_date(cover.group() if cover else words)
                if ambiguous:
                    self.notes.append(("ambiguous_date", f"the date can be read in two ways: {words}", lines[n].start, lines[n].end))
            elif (m := _NAMES_AND_DAY.match(words)) and paragraph_role(m.group(1).strip(), self.rules) == "signature":
                date, own = find_date(m.group(2))[0], m.group(1)
            else:
                continue
            names = [*signed_above([line.text for line in lines[max(0, n - _FAR_ABOVE) : n]], self.rules), *([own] if own else [])]
            issuers = [part for name in names for part in self._split_names(name)]
            if issuers or (date and (not from_end or (len(date) == len("2018-05-28") and n >= len(lines) - _TAIL // 2))):
                return issuers, date
        return None

    def _split_names(self, words: str) -> list[str]:
        """Several bodies on one line stand apart by spaces; a name with a space inside is put together again."""
        out: list[str] = []
        for part in re.split(rf"[\s\u3000]+|{self.rules.phrase('issuer_seam').pattern}", words.strip()):
            if out and not self.rules.phrase("issuer_ending").search(out[-1]):
                out[-1] += part
            elif part:
                out.append(part)
        return out

    def _loose_date(self, lines: Sequence[Line]) -> str | None:
        """A date that the scraper glued to the end of the letter, or that stands on a cover with its month only."""
        for line in lines:
            m = re.search(r"[。！](20\d{5,6}|20\d{2}年\d{1,2}月\d{1,2}日)$", line.text)
            if m:
                date, _, _, ambiguous = find_date(m.group(1))
                if ambiguous:
                    self.notes.append(
                        ("ambiguous_date", f"the date can be read in two ways: {m.group(1)}", line.end - len(m.group(1)), line.end)
                    )
                return date
        for line in lines[:12]:
            if dated := self._numbered_and_dated(line.text):
                return find_date(line.text.strip("（()）")[dated.end() :])[0]
            if m := self.rules.phrase("cover_date").match(line.text):
                return find_date(m.group())[0]
        return None

    def _imprint_date(self, lines: Sequence[Line]) -> str | None:
        for line in reversed(lines[-8:]):
            if paragraph_role(line.text, self.rules) == "imprint":
                return find_date(line.text)[0]
        return None

    def _meta_date(self, field: str) -> str | None:
        value = self.repaired.metadata.get(field)
        return find_date(value.text)[0] if value else None

    def _published(self) -> str | None:
        said = self.repaired.said.get("published_on")
        return self._meta_date("published_on") or self._meta_date("generated_on") or (find_date(said)[0] if said else None)

    def _report_government(self, title: str) -> list[str]:
        """A work report speaks for the government that its title names."""
        words = re.sub(r"(?:[二一][〇○零一二三四五六七八九]{3}|20\d\d)年?(?:财政年)?度?", "", re.sub(r"\s+", "", title))
        if m := self.rules.phrase("report_of").search(words):
            full = f"{m.group(1)}人民政府"
            named = m.group(2) or any(full in line.text for line in self.front)
            return [full if named else f"{m.group(1)}政府"]
        for line in self.front[:10]:
            if speaker := self.rules.phrase("speaker").match(line.text):
                return [str(speaker["government"])]
        said = (self.rules.phrase("represents").search(line.text) for line in self.front)
        return next(([str(m["government"])] for m in said if m is not None), [])

    def _strip_year(self, words: str) -> str:
        words = re.sub(r"^(?:(?:[二一][〇○零一二三四五六七八九]{3}|20\d\d)年?(?:财政年)?度?|关于)+", "", re.sub(r"\s+", "", words))
        return self.rules.phrase("title_verb").sub("", words)

    def _report_date(self) -> str | None:
        """The day on which the report was given, in the lines below its title: beside the assembly before any other."""
        dated = [(n, line.text) for n, line in enumerate(self.front[:_SITE_HEAD]) if self.rules.phrase("day_below_title").match(line.text)]
        given = [words for _, words in dated if self.rules.phrase("assembly").search(words)]
        words = next((words for words in (*given, *(words for n, words in dated if n < _NEAR_TITLE))), None)
        return None if words is None else find_date(words)[0]

    # -- number, period, region --------------------------------------------------------------------------------

    def _doc_number(self) -> str | None:
        for line in self.front[:20]:
            if m := NUMBER.fullmatch(line.text.strip("（()）•·●▪ \u3000")):
                return f"{m[1]}〔{m[2]}〕{m[3]}{m[4]}号"
            if m := self._numbered_and_dated(line.text) or _opened_by_number(line.text):
                return f"{m[1]}〔{m[2]}〕{m[3]}{m[4]}号"
        for line in self.front[:8]:  # 2021年重点工作任务（青政发〔2021〕2号）; behind 》 it is that of a text which the title names
            closed = re.search(r"[（(]([^（()）]{4,30})[）)]$", line.text) or _NUMBERED_LETTER.match(line.text)
            if closed and not line.text[: closed.start(1) - 1].rstrip().endswith("》") and (m := NUMBER.fullmatch(closed[1].strip())):
                return f"{m[1]}〔{m[2]}〕{m[3]}{m[4]}号"
        value = self.repaired.metadata.get("doc_number")
        if value and (m := NUMBER.search(value.text)):
            return f"{m[1]}〔{m[2]}〕{m[3]}{m[4]}号"
        if value and (m := _RUNNING_NUMBER.match(value.text)):
            return re.sub(r"\s", "", m.group())
        return None

    def _numbered_and_dated(self, words: str) -> re.Match[str] | None:
        """The number of a document with its day behind it: （青政办〔2021〕72号 2021年9月30日）."""
        bare = words.strip("（()）")
        m = NUMBER.match(bare)
        day = bare[m.end() :].strip(" \u3000，,") if m is not None else ""
        return m if _DAY.fullmatch(day) or paragraph_role(day, self.rules) == "date" else None

    def _period(self, title: str, doc_type: str) -> tuple[int | None, int | None]:
        """First and last year planned for: from the title, else from what the text says of its term or its goals."""
        words = re.sub(r"\s+", "", title)
        if m := _RANGE.search(words):
            return int(m[1]), int(m[2])
        if m := re.search(rf"({FIVE_YEAR_PLAN})|第(十[一二三四五六七八九])个五年", words):
            return five_year_period(m[1] or m[2] + "五")
        if "远景" not in words and len(years := re.findall(r"(20\d{2})年", words)) > 1:
            return int(years[-1]), int(years[-1])  # 2025年工作总结和2026年工作计划
        if m := re.search(r"(20\d{2})(?:财政)?年", words) or re.search(r"(20\d{2})(?=年度|工作)", words):
            year = int(m[1])
            ahead = year_ahead(self.outline.root, self.text, self.rules) if doc_type == "work_report" else None
            if ahead is not None and ahead["year"] == str(year + 1):
                year += 1  # a report that is named for the year it looks back on
            if "远景" not in words:
                return (None if words[m.end() :].startswith("前") else year), year
        if doc_type in ("non_plan",):
            return None, None
        head = self.text[:6000]
        if m := self.rules.phrase("term_said").search(head):
            return int(m[1]), int(m[2])
        if (m := self.rules.phrase("years_from").search(head)) and (length := read_number(m["length"])):
            return int(m["year"]), int(m["year"]) + int(length) - 1
        if doc_type in ("work_report", "annual_plan") or "工作报告" in words:
            years = self.rules.phrase("report_year").findall(self.text)
            if years:
                return int(years[0]), int(years[0])
        for node in self.outline.root.walk():
            for span in node.body if node.section in ("goals", "indicators") else ():
                if m := _RANGE.match(self.text, span.start, span.end):
                    return int(m[1]), int(m[2])
        goals = self._goal_years()
        stages = self._stage_years()
        if stages and (not goals or max(goals) == max(stages)):
            return min(stages), max(stages)
        if goals:
            return None, max(goals)
        if m := re.search(rf"({FIVE_YEAR_PLAN})”(?:期间|时期)", head):
            return five_year_period(m[1])
        return None, None

    def _stage_years(self) -> list[int]:
        """Years of the stages in which the work is carried out."""
        nodes = [n for n in self.outline.root.walk() if n.section == "stages"]
        spans = [span for n in nodes for span in (*n.body, *((n.title,) if n.title else ()))]
        return [int(year) for span in spans for year in re.findall(r"(20\d\d)年", self.text[span.start : span.end])]

    def _goal_years(self) -> list[int]:
        """Years by which goals are set, without visions beside them."""
        years: Counter[int] = Counter()
        spans = [b for n in self.outline.root.walk() for b in n.body if n.section in ("goals", "principles", "indicators")]
        spans += [Span(x.start, x.end) for x in self.front]
        if not any(re.search(r"(?:到|至)\s*20\d\d", self.text[s.start : s.end]) for s in spans):
            spans = [b for n in self.outline.root.walk() for b in n.body if n.section in ("tasks", "safeguards")]
        for span in spans:
            for m in self.rules.phrase("goal_year").finditer(self.text[span.start : span.end]):
                before = self.text[max(span.start, span.start + m.start() - 8) : span.start + m.start()]
                if not self.rules.phrase("vision").search(before):
                    years[int(m[1])] += 1
        if len(years) > 1:
            near = min(years)
            return [y for y in years if y == near or y not in _VISION_YEARS]
        return list(years)

    def _region(self, title: str, issuers: Sequence[str]) -> str | None:
        """The place governed, with as much of its full name as the text gives."""
        head = " ".join([title, *issuers])
        country = next(r for r in self.rules.of(PlaceRule) if r.level == "country")
        opening = [line.text for line in self.front[:8]]
        if any(country.regex.search(w) for w in [*issuers, *opening, self._strip_year(title)]):
            return "全国"
        special = [name for name in self._provinces() if name.endswith("特别行政区")]
        if (own := next((name for name in special if any(name in words for words in (head, *opening))), None)) is not None:
            return own
        address = "施政报告" in title and any(word in self.text for word in ("行政长官", "特区政府", "本港"))
        if address or "行政长官" in "".join((title, *opening)):  # the head of such a region, whose short name the text has
            named = max(special, key=lambda name: self.text.count(name[:2]))
            if named[:2] in self.text:
                return named
        heads = (*issuers, self._strip_year(title), *self._wrapped_orgs(), *self._congress())
        names = [place for words in heads if (place := self._place_of(words)) and place[-2] not in "全我"]
        towns = (*(town for words in heads if (town := self._town_of(words))), *(c for c in self._congress() if c.endswith(("镇", "乡"))))
        if town := next(iter(towns), None):
            return self._full_name(town)
        if not names and (placed := self._zone_or_stem(title)) is not None:
            return placed
        if not names:
            shapes = self.rules.phrase("place_shape").findall(head + self.text)
            seen = {
                m
                for m in shapes
                if m[0] not in "每各全本我" and m not in self.not_places and m[-2:] not in self.not_places and self._may_be_name(m)
            } | set(self._provinces())
            if self.rules.phrase("own_province").search(self.text) and not self.rules.phrase("own_lower").search(self.text):
                seen = {name for name in seen if name.endswith("省")} | set(self._provinces())
            governed = sorted(name for name in seen if not name.endswith("区") or self._is_governed(name))
            counts = Counter({name: self.text.count(name[:-1] if len(name) == 3 else name) for name in governed})
            return max(counts, key=lambda name: (counts[name], name)) if counts and max(counts.values()) >= 2 else None
        titled = self._place_of(self._strip_year(title))
        best = max((n for n in names if titled is None or n.endswith(titled) or titled.endswith(n)), key=len, default=names[0])
        return self._full_name(best)

    def _zone_or_stem(self, title: str) -> str | None:
        """The zone whose name a title opens with (苏州工业园区), or the province or city that it calls by its stem (徐州2025年…)."""
        words = self._strip_year(title)
        if (zone := self.rules.phrase("zone").match(words)) is not None:
            return zone.group()
        for length in (4, 3, 2):
            found = stem_of(words[:length])
            if found is not None and (self.rules.phrase("behind_stem").match(words[length:]) or self.text.count(words[:length]) > 1):
                return found
        return None

    def _may_be_name(self, words: str) -> bool:
        """Whether words before 市, 县, 区 can be a name: no list has a place that a verb opens (保障市, 支持县), unless it is there."""
        return not self._is_kind(words) and (bool(divisions_of(words)) or wording(self.rules).verbs.match(words[:-1]) is None)

    def _is_governed(self, name: str) -> bool:
        """Whether what looks like a district (建设区域 does too) is one: a list has it, or the text names its government."""
        return bool(divisions_of(name)) or any(
            self.rules.phrase("governed_by").match(self.text[at.end() : at.end() + 4]) for at in re.finditer(name, self.text)
        )

    def _wrapped_orgs(self) -> list[str]:
        boxed = self.repaired.metadata.get("title")
        lines = [*(line.text for line in self.front[:4]), *([boxed.text] if boxed else [])]
        return [line for line in lines if "关于" in line]

    def _congress(self) -> list[str]:
        """Whose people's congress a report was given to."""
        lines = [line.text for line in self.front[:10]]
        ahead = [*lines[1:], ""]  # the words may run on in the next line
        found = (self.rules.phrase("congress").search(line + more) for line, more in zip(lines, ahead, strict=True))
        return [str(m["place"]) for m in found if m is not None]

    def _provinces(self) -> tuple[str, ...]:
        return next(r.words for r in self.rules.of(PlaceRule) if r.level == "province")

    def _place_of(self, words: str) -> str | None:
        shape = next(r for r in self.rules.of(PlaceRule) if r.level == "any")
        words = re.split("(?<=[省市县区州旗])委(?=[^员]|$)", self.rules.phrase("party_ahead").sub("", re.sub(r"\s+", "", words)))[0]
        short = self.rules.phrase("short_county").match(words)
        if short is not None and divisions_of(short["county"]):
            return short.group()
        m = shape.regex.match(words)
        if m is None or not m.group():
            return None
        place = m.group()
        if self._is_kind(place):
            first = self.rules.phrase("first_place").match(place)
            if first is None or first.group() in self.not_places or self._is_kind(first.group()):
                return None
            return first.group()
        if place.endswith("市") and self.rules.phrase("no_city").match(words[m.end() :]):
            return None  # 市场, 市民, 市政设施
        if self.rules.phrase("no_place_name").search(place) or place in self.not_places or len(place) < 3:
            return None
        return place

    def _is_kind(self, place: str) -> bool:
        """Whether a name is that of no place, or runs on from one body into the next (青梧市水利局 青梧市)."""
        kinds = (rule.regex for rule in self.rules.of(PlaceRule) if rule.level == "kind")
        return self.rules.phrase("runs_on").search(place) is not None or any(kind.search(place) for kind in kinds)

    def _town_of(self, words: str) -> str | None:
        """The town or subdistrict at the head of an issuer's name or a title, with the places that stand before it."""
        words = self.rules.phrase("party_ahead").sub("", re.sub(r"\s+", "", words))
        m = next(r for r in self.rules.of(PlaceRule) if r.level == "town").regex.search(words)
        if m is None or not re.fullmatch("[\u4e00-\u9fff]{2,12}", words[: m.start()]):
            return None
        kind = re.match("街道|苏木|.", m.group())
        return words[: m.start()] + kind.group() if kind else None

    def _full_name(self, place: str) -> str:
        """The place with the names of the higher places that the text puts before it."""
        counts = Counter(
            m.group()
            for at in re.finditer(re.escape(place), self.text)
            if (m := self.rules.phrase("higher_place").search(self.text, max(0, at.start() - 9), at.start()))
        )
        known = [c for c in counts if c not in self.not_places and not self.rules.phrase("no_part_of_place").match(c)]
        return known[0] + place if known else place


def _opened_by_number(words: str) -> re.Match[str] | None:
    """The number of a document that opens a row of what a site says of it, parted by dots or bars."""
    m = NUMBER.match(words)
    return m if m is not None and words[m.end() :].lstrip()[:1] in _BETWEEN_FACTS else None


def read_front(repaired: Repaired, outline: Outline, rules: RuleSet) -> Front:
    """What the front matter, the signature and the site's box say of a document."""
    return FrontReader(repaired, outline, rules).read()
