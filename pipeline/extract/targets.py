"""Quantities that the plan commits to.

A paragraph is read sentence by sentence. Numbers are found first; those inside names, dates, ordinals, standards
and the like fall away (`rules/exclusions.toml`); what is achieved, current or conditional falls away
(`rules/cues.toml`). For each number that is left the words next to it tell what governs it
(`rules/predicates.toml`), and from that what is counted: the noun before the number, or the noun behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline.extract.deadlines import Deadline, find_deadlines
from pipeline.extract.mentions import Front, Target, Task
from pipeline.extract.numbers import Quantity, find_quantities
from pipeline.extract.words import boundaries, cut
from pipeline.outline.tree import Node, Outline, paragraph_role
from pipeline.text import Span
from rules import RuleSet
from rules.families import (
    CueRule,
    ExclusionRule,
    FillerRule,
    ModalityRule,
    PredicateRule,
    VerbRule,
    alternation,
)

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]?")
_CANDIDATE = re.compile(r"\d|覆盖|[一二两三四五六七八九十百]+(?:[个家所座处条名人张户亩场次项件番成倍间套台支]|分之)|翻[一两三]?番")
_COVERAGE = re.compile("全覆盖|全面覆盖")
_CLAUSE_END = "，,。；;：:！？!?\n"
_PER = re.compile(r"每(?:个)?(?:年度?|学年)|年均|每(?:个)?季度?|每(?:个)?月|每周|每(?:天|日)|日均|月均")
_PER_OF = {"年": "年", "学": "年", "季": "季", "月": "月", "周": "周", "天": "日", "日": "日"}
_RATE = re.compile(
    r"(?:率|占比|比重|比例|比率|覆盖面|浓度|指数|面积|总量|数量|总数|人数|户数|床位数|数|量|额|总额|产值|收入|投资|规模|产量|增速|涨幅|增幅|里程|能力|强度|天数|能耗|密度|水平|时间|时限|时长|周期|半径|年限|寿命|总动力|动力|价值|密度|消费|贸易|进出口|储备|容量|装机|蓄积量|覆盖率)$"
)
_TIME_METRIC = re.compile(
    r"(?:时间|时限|时长|周期|半径|天数|年限|期|寿命|学时|课时|工作日|以内|距离|比例|优良|间隔|环节|次数|提速|压缩|缩短|住院日|日数|年龄)"
)
_ITEM_SPLIT = re.compile(r"[、，,;；和与及以]|以及|并|其中")
_OPEN = {"“": "”", "《": "》"}
_OF = re.compile(r"^(?P<a>.{2,40}?)(?:均|都)?(?:占|达到|达|占到|为|提高到|提升到|提高至|提升至)(?P<b>[^，,；。]{2,30}?)的$")
_TRAILING = re.compile(r"^(?:的|之|、|和|与|及|，|,|;|；|:|：|）|\)|”)+")
_RIGHT_STOP = re.compile(r"[，,。；;：:！？!?\n（(）)]")
_WEAK_SINGLE = {"个", "项", "种", "类", "件", "次", "级", "层", "道", "片", "线", "步", "环", "批次", "部", "本", "期", "届", "篇", "轮", "节", "口", "门", "根", "头", "组", "队", "块", "间", "节次", "份", "段", "网", "人", "村", "县", "市", "社区", "街道", "乡镇"}  # fmt: skip
_PER_BASE = re.compile("^每(?:[一两百千万十]*万?)(?:名|位|个|张|户|家)?(?:人口|居民|常住人口|户籍人口|老年人|学生|街道|乡镇|社区|村|县|区|市|人)?$")
_CAPS = re.compile(
    r"(?:上限|限额(?!以上)|定额|票价|门槛)[^，。；]{0,6}$|标准(?:为|提高到|达到|提高至)?$"
    r"|(?:收费|补贴|补助|保障|奖励|资助|救助|供养|低保|工资|津贴|处罚)(?:标准|比例|金额|额度)?[^，。；]{0,14}$"
)
_BASE = re.compile("^每(?:[一两百千万十]*万?)(?:名|位|个|张|户|家)?(?:人口|居民|常住人口|户籍人口|老年人|学生|街道|乡镇|社区|村|县|区|市|人)?$")
_CAPS = re.compile(r"(?:上限|标准|限额|定额|收费|票价|门槛|补贴|奖励|补助)[^，。；]{0,6}$|(?:补贴|奖励|补助|资助|收费|处罚)(?:标准|比例|金额|额度)[^，。；]{0,14}$")
_BASE = re.compile(r"(?:由|从|自)(?:现状|目前|现时|当前|20\d\d年|上年|去年|原来|原有|现有|基期|“?十三五”?末)*的?\s*$")
_FROM = re.compile(r"(?:由|从|自)[^，,；;由从]{0,12}?[\d一二两三四五六七八九十][^，,；;]{0,12}$")
_SERVED = re.compile("(?:为|给|向|在|(?<![针应面相核])对|面向|组织|帮助|支持|惠及|覆盖|服务|动员)$")
_FREQUENT = {"次", "场", "场次", "期", "轮", "批次", "届"}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph to read: its span, its task, what its table row or list says of the deadline, its section."""

    span: Span
    task: int | None
    goals: bool
    deadline: str | None = None
    head: Deadline | None = None
    section: str | None = None


@dataclass(slots=True)
class _State:
    """What carries over from one quantity of a sentence to the next."""

    predicate: PredicateRule | None = None
    end: int = 0
    metric: str = ""
    metric_span: Span | None = None
    clause: int = -1
    verb_clause: int = -1
    pending: list[str] = field(default_factory=list)


@cache
def _predicates(rules: RuleSet) -> dict[str, PredicateRule]:
    return {word: rule for rule in rules.of(PredicateRule) for word in rule.words}


@cache
def _head_verbs(rules: RuleSet) -> re.Pattern[str]:
    """A governing verb at the head of a clause, behind time words and adverbs."""
    words = alternation(tuple(w for r in rules.of(PredicateRule) if r.form != "level" for w in r.words if len(w) > 1))
    return re.compile(words)


@cache
def _fillers(rules: RuleSet, edge: str) -> re.Pattern[str]:
    body = "|".join(f"(?:{r.source})" for r in rules.of(FillerRule) if r.edge == edge)
    return re.compile(rf"(?:{body})" if edge == "left" else rf"(?:{body})$")


@cache
def _scopes(rules: RuleSet) -> re.Pattern[str]:
    words = next(r for r in rules.of(FillerRule) if r.edge == "left" and r.words).words
    return re.compile(rf"(?:{alternation(words)}|街镇|街道|镇街|各?级|乡镇|区域|范围|城乡|市县乡)+$")


@cache
def _verbs(rules: RuleSet) -> re.Pattern[str]:
    return re.compile(alternation(tuple(w for r in rules.of(VerbRule) for w in r.words if len(w) > 1)))


class TargetFinder:
    """Reads the paragraphs of one document."""

    def __init__(self, outline: Outline, tasks: Sequence[Task], front: Front | None, rules: RuleSet) -> None:
        self.text = outline.text
        self.outline = outline
        self.tasks = tasks
        self.front = front
        self.rules = rules
        self.predicates = _predicates(rules)
        self.longest = max(map(len, self.predicates))

    def find(self) -> Iterator[Target]:
        """All targets in reading order."""
        for paragraph in sorted(self._paragraphs(), key=lambda p: (p.span.start, p.span.end)):
            yield from self._paragraph(paragraph)

    # -- which paragraphs --------------------------------------------------------------------------------------

    def _paragraphs(self) -> Iterator[_Paragraph]:
        taken: set[int] = set()
        for n, task in enumerate(self.tasks):
            deadline = task.deadline
            head: Deadline | None = None
            section = self._section_deadline([h.title for h in task.path if h.title])
            for span in task.body:
                taken.add(span.start)
                head = head or self._head(span)
                yield _Paragraph(span, n, False, deadline, head, section)
        inside = [t.span for t in self.tasks]
        for node in self.outline.root.walk():
            if node.section not in ("goals", "indicators", "tasks", "safeguards", "stages", "principles") or node.kind in ("annex", "box"):
                continue
            if any(a.kind == "box" for a in node.ancestors()):
                continue
            yield from self._loose(node, taken, inside)
        yield from self._preamble(taken)

    def _loose(self, node: Node, taken: set[int], inside: list[Span]) -> Iterator[_Paragraph]:
        """Paragraphs of a section that belong to no task: goals, and what leads into the items."""
        head: Deadline | None = None
        for span in node.body:
            if span.start in taken or any(s.start <= span.start < s.end for s in inside):
                continue
            if node.section == "principles" and not re.search(r"(?:到|至)\s*20\d\d", self.text[span.start : span.end]):
                continue
            own = self._head(span)
            bullet = self.text[span.start] in "—-●•·▪◆■□➢"
            head = own if own is not None else head if bullet or node.section == "goals" else None
            yield _Paragraph(span, None, node.section in ("goals", "indicators"), None, head)

    def _preamble(self, taken: set[int]) -> Iterator[_Paragraph]:
        """Goals that stand before the first heading: paragraphs after the title that say by when."""
        if self.front is None:
            return
        for line in self.outline.front:
            if line.start <= self.front.title_span.end or line.start in taken or len(line.text) < 40:
                continue
            if paragraph_role(line.text, self.rules) is None and re.search(r"(?:到|至)\s*20\d\d\s*年|目标是|具体指标", line.text):
                yield _Paragraph(Span(line.start, line.end), None, True, None, self._head(Span(line.start, line.end)))

    def _section_deadline(self, titles: Sequence[str]) -> str | None:
        """The end of the period that a heading above names, where it is not the plan's own."""
        for title in reversed(titles):
            found = [d for d in find_deadlines(title, 0, len(title), self.front, self.rules) if d.rule == "deadlines.plan_end"]
            if found:
                return found[-1].date
        return None

    def _head(self, span: Span) -> Deadline | None:
        """The deadline with which a paragraph opens."""
        found = find_deadlines(self.text, span.start, min(span.end, span.start + 24), self.front, self.rules)
        if found and found[0].start - span.start <= 4:
            return found[0]
        return None

    # -- sentences ---------------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: _Paragraph) -> Iterator[Target]:
        for m in _SENTENCE.finditer(self.text, paragraph.span.start, paragraph.span.end):
            if _CANDIDATE.search(m.group()):
                yield from self._sentence(paragraph, m.start(), m.end())

    def _sentence(self, paragraph: _Paragraph, start: int, end: int) -> Iterator[Target]:
        quantities = self._quantities(start, end)
        if not quantities:
            return
        excluded = self._excluded(start, end)
        clauses = self._clauses(start, end)
        deadlines = find_deadlines(self.text, start, end, self.front, self.rules)
        statuses = self._statuses(start, end, clauses)
        state = _State(end=start)
        yield from self._shared_bounds(self._read(paragraph, quantities, excluded, clauses, deadlines, statuses, state, start))

    def _shared_bounds(self, found: Iterator[Target]) -> Iterator[Target]:
        """分别控制在2.5‰和4‰以内: the bound behind the last of the numbers holds for those before it."""
        targets = list(found)
        for n in range(len(targets) - 1, 0, -1):
            this, before = targets[n], targets[n - 1]
            same = this.span.start == before.span.start and this.kind == before.kind and this.unit == before.unit
            if same and before.comparator == "=" and this.comparator != "=" and len(self.text[before.span.end : this.span.end]) <= 16:
                targets[n - 1] = replace(before, comparator=this.comparator)
        yield from targets

    def _read(
        self, paragraph: _Paragraph, quantities: Sequence[Quantity], excluded: list[tuple[int, int]], clauses: list[Span],
        deadlines: Sequence[Deadline], statuses: Sequence[str], state: _State, start: int,
    ) -> Iterator[Target]:  # fmt: skip
        for i, quantity in enumerate(quantities):
            if self._qualifies(quantity, quantities[i + 1] if i + 1 < len(quantities) else None):
                continue
            if any(a < quantity.number.end and quantity.number.start < b for a, b in excluded):
                continue
            where = next(i for i, c in enumerate(clauses) if c.start <= quantity.number.start < max(c.end, c.start + 1))
            target = self._target(paragraph, quantity, clauses, where, state, statuses[where], deadlines, start)
            if target is not None:
                yield target

    def _qualifies(self, q: Quantity, following: Quantity | None) -> bool:
        """A number that only says which things are meant: 20万元以上的村占比, 十亿元以上项目3个, or where a change starts."""
        if _BASE.search(self.text, max(0, q.span.start - 12), q.span.start):
            return True
        behind = self.text[q.span.end : q.span.end + 12]
        if q.comparator in (">=", "<=") and q.sort in ("money", "physical", "count") and behind.startswith("的") and q.span.start == q.number.start:
            return True
        if following is None or following.sort == "coverage" or q.sort in ("share", "coverage", "points"):
            return False
        between = self.text[q.span.end : following.span.start]
        return 2 <= len(between) <= 14 and q.comparator in (">=", ">", "<=") and not re.search("[、，,；;和与及或。：:（(]|达|到|为|建", between)

    def _quantities(self, start: int, end: int) -> list[Quantity]:
        found = find_quantities(self.text, start, end, self.rules)
        for m in _COVERAGE.finditer(self.text, start, end):
            span = Span(m.start(), m.end())
            found.append(Quantity(span, span, 100, None, "%", "coverage", "=", False, "measures.coverage"))
        return sorted(found, key=lambda q: q.span.start)

    def _excluded(self, start: int, end: int) -> list[tuple[int, int]]:
        out = []
        for rule in self.rules.of(ExclusionRule):
            regex = rule.regex
            for m in regex.finditer(self.text, start, end):
                if rule.unless is not None and re.search(rule.unless, self._around(m.start(), m.end(), start, end)):
                    continue
                groups = [g for g in ("n", "m") if g in regex.groupindex and m.start(g) >= 0]
                out += [m.span(g) for g in groups] or [m.span()]
        return out

    def _around(self, a: int, b: int, start: int, end: int) -> str:
        """The clause in which `[a, b)` stands."""
        begin = max([start, *(self.text.rfind(mark, start, a) + 1 for mark in "，,；;：:")])
        stop = min([end, *(at for mark in "，,；;：:" if (at := self.text.find(mark, b, end)) >= 0)])
        return self.text[begin:stop]

    def _clauses(self, start: int, end: int) -> list[Span]:
        """Stretches between clause marks; a mark inside quotation marks or brackets counts for nothing."""
        out: list[Span] = []
        depth: list[str] = []
        begin = start
        for i in range(start, end):
            c = self.text[i]
            if c in "“《（(〔":
                depth.append({"“": "”", "《": "》", "（": "）", "(": ")", "〔": "〕"}[c])
            elif depth and c == depth[-1]:
                depth.pop()
            elif c in _CLAUSE_END and (not depth or len(depth) > 3):
                if c == "," and self.text[i - 1 : i].isdigit() and re.match(r"\d{3}(?!\d)", self.text[i + 1 : i + 5]):
                    continue
                out.append(Span(begin, i + 1))
                begin = i + 1
        if begin < end or not out:
            out.append(Span(begin, max(end, begin)))
        return out

    def _statuses(self, start: int, end: int, clauses: list[Span]) -> list[str]:
        """promised for each clause, unless a cue says otherwise."""
        out = ["promised"] * len(clauses)
        for rule in self.rules.of(CueRule):
            for m in rule.regex.finditer(self.text, start, end):
                n = next((i for i, c in enumerate(clauses) if c.start <= m.start() < c.end), len(clauses) - 1)
                last = len(clauses) - 1 if rule.reach == "sentence" else n
                if rule.reach == "clause" and rule.status in ("conditional", "current", "achieved"):
                    last = (
                        min(n + 1, len(clauses) - 1) if self.text[clauses[n].end - 1] in "，,：:" and m.end() >= clauses[n].end - 6 else n
                    )
                for i in range(n, last + 1):
                    if out[i] == "promised" and not (i > n and self._future(clauses[i])):
                        out[i] = rule.status
                    elif i > n and self._future(clauses[i]):
                        break
        return out

    def _future(self, clause: Span) -> bool:
        return bool(re.search(r"^(?:力争|到20\d\d|争取|确保|计划|将|今年要|未来)", self.text[clause.start : clause.end]))

    # -- one quantity ------------------------------------------------------------------------------------------

    def _target(
        self, paragraph: _Paragraph, q: Quantity, clauses: list[Span], where: int, state: _State, status: str,
        deadlines: Sequence[Deadline], start: int,
    ) -> Target | None:  # fmt: skip
        clause = clauses[where]
        if state.clause >= 0 and any(self.text[c.end - 1] in "；;" for c in clauses[state.clause : where]):
            state.predicate, state.metric, state.metric_span = None, "", None
        left_start = max(clause.start, state.end if state.clause == where else clause.start)
        left = self.text[left_start : q.span.start]
        # A number that was passed over parts the items of a list, too.
        for m in reversed(list(re.finditer(r"\d[^、，]{0,5}、", left))):
            left_start += m.end()
            left = left[m.end() :]
            break
        governed = self._govern(q, left, left_start, clause, clauses, where, state, paragraph)
        previous_end = state.end
        if governed is None:
            return None
        state.clause = where
        kind, metric, span, rule, predicate = governed
        comparator = q.comparator
        if comparator == "=" and re.search(r"(?:至少|不少于|不低于)[\u4e00-\u9fff]{1,6}$", left):
            comparator = ">="
        each = re.search(
            r"(?:每个|每所|每家|每座|各)[\u4e00-\u9fff（()）]{1,10}?(?=至少|不少于|均|都|原则上|建|打造|新|培育|培养|有|设|配|完成)", left
        )
        if span.start == q.span.start and each:
            span = Span(left_start + each.start(), span.end)
            if each.group().startswith("每"):
                metric = each.group() + metric
        state.end = max(q.span.end, span.end)
        if predicate is not None:
            state.predicate, state.verb_clause = predicate, where
        if status != "promised" or self._past_year(clause, q):
            return None
        metric = self._polish(metric)
        if len(re.findall("[\u4e00-\u9fffA-Za-z]", metric)) < 2 or _CAPS.search(self.text[max(clause.start, previous_end) : q.span.start]):
            return None
        state.metric, state.metric_span = metric, span
        date, explicit = self._deadline(paragraph, q, deadlines)
        unit = q.unit
        if unit and unit.startswith("个") and unit == "个百分点":
            unit = "百分点"
        per = self._per(clauses, where, q)
        if kind == "level" and per is not None and q.unit in _FREQUENT:
            kind = "increment"
        sort_kind = "coverage" if kind == "level" and q.unit == "%" and re.search("覆盖(?:率|面)$", metric) else kind
        return Target(
            span, self._clause_text(clauses, where, span), metric, comparator, q.value, q.high, unit, per,
            sort_kind, self._modality(clauses, where, q), date, explicit, paragraph.task, f"{rule}+{q.rule}",
        )  # fmt: skip

    def _clause_text(self, clauses: list[Span], where: int, span: Span) -> Span:
        begin = min(clauses[where].start, next((c.start for c in clauses if c.start <= span.start < c.end), clauses[where].start))
        end = clauses[where].end
        while end > begin and self.text[end - 1] in _CLAUSE_END:
            end -= 1
        return Span(begin, max(end, span.end))

    def _govern(
        self, q: Quantity, left: str, left_start: int, clause: Span, clauses: list[Span], where: int, state: _State, paragraph: _Paragraph
    ) -> tuple[str, str, Span, str, PredicateRule | None] | None:
        """Kind, metric, evidence span, rule and governing predicate of a quantity; None where nothing commits to it."""
        if q.unit is None and q.sort == "share":
            return self._fraction(q, left, left_start)
        stem = self._strip_right(left)
        predicate, word = self._ending(stem)
        right = self._right(q, clause)
        list_item = state.clause == where and bool(state.predicate)
        if q.sort == "coverage":
            return self._coverage(q, stem, left_start, right, clauses, where)
        if q.sort == "time" and not self._time_counts(stem, right):
            return None
        if q.chinese and not self._spelled_counts(q, predicate):
            return None
        if word == "翻" or (q.unit == "番" and stem.endswith("翻")):
            return self._left_metric(
                "increment", stem.removesuffix("翻"), left_start, q, clauses, where, state, "predicates.rise", self.predicates.get("翻")
            )
        if (q.sort == "share" or q.unit == "成") and (share := self._share_of(q, stem, left_start, right, clause)):
            return share
        if predicate is not None and not (word == "为" and self._done_for(stem, right)):
            before = stem[: -len(word)]
            if word == "为" and (joined := self._ending(before))[0] is not None and joined[0].form == "act":
                predicate, word = joined[0], joined[1]
                before = before[: -len(word)]
            if predicate.nominal and not right.strip() and self._has_metric(before):
                words = self._strip_left(stem)
                verb = self._head_verb(words)
                if verb is not None and self._has_metric(words[verb[1] :]):
                    words = self._strip_left(words[verb[1] :])
                begin = left_start + left.rfind(words) if words in left else left_start
                return "level" if q.sort in ("share", "points") else predicate.kind, words, Span(begin, q.span.end), predicate.id, predicate
            if predicate.form == "act" or (
                predicate.form == "level" and word in _ACT_LIKE and right.strip() and q.sort in ("count", "physical", "money")
            ):
                if word in ("拥有", "有") and right.strip() and before.strip():
                    metric = before + word + right
                    begin = left_start + left.find(before.strip()) if before.strip() in left else left_start
                    return "level", self._strip_left(metric), Span(begin, q.span.end + len(right)), predicate.id, predicate
                if right.strip():
                    act = predicate if predicate.form == "act" else self.predicates["建设"]
                    return "level" if q.sort == "share" else act.kind, right, Span(q.span.start, self._right_end(q, right)), predicate.id, act
                return self._left_metric(
                    "increment" if predicate.form == "act" else "level",
                    before,
                    left_start,
                    q,
                    clauses,
                    where,
                    state,
                    predicate.id,
                    predicate,
                    word,
                )
            if predicate.form == "change" and right.strip() and not self._has_metric(before) and q.sort in ("count", "physical", "money"):
                return predicate.kind, right, Span(q.span.start, self._right_end(q, right)), predicate.id, predicate
            kind = predicate.kind
            found = self._left_metric(kind, before, left_start, q, clauses, where, state, predicate.id, predicate)
            if found is not None and predicate.form == "level":
                return self._acted(found, stem, word)
            return found
        if q.sort == "count" and self._done_for(stem, right):
            return "increment", right, Span(q.span.start, self._right_end(q, right)), "predicates.done_for", None
        # Nothing governs from next door: a noun stands before the number, or a list goes on.
        words = self._strip_left(stem)
        if list_item and not self._has_metric(words):
            if right.strip() and state.predicate is not None and state.predicate.form == "act":
                return state.predicate.kind, right, Span(q.span.start, self._right_end(q, right)), state.predicate.id, None
            if state.pending and state.metric_span is not None and state.predicate is not None:
                metric = state.pending.pop(0)
                return state.predicate.kind, metric, Span(state.metric_span.start, q.span.end), state.predicate.id, None
            if q.span.start - state.end <= 2 and state.metric and state.predicate is not None:
                return (
                    state.predicate.kind,
                    state.metric,
                    Span(state.metric_span.start if state.metric_span else q.span.start, q.span.end),
                    state.predicate.id,
                    None,
                )
            return None
        verb = self._head_verb(stem)
        if verb is not None and q.sort == "share" and not re.match(r"\s*(?:完成|实现)", stem) and verb[1] > len(stem) // 2:
            verb = None
        if verb is not None:
            rule, at = verb
            metric = self._strip_left(stem[at:])
            if re.search("[、和]", metric) and not q.chinese and len(re.findall("[\u4e00-\u9fff]", right)) >= 2 and q.sort == "count" and rule.form == "act":
                return rule.kind, right, Span(q.span.start, self._right_end(q, right)), rule.id, rule
            if self._has_metric(metric):
                begin = left_start + left.rfind(metric) if metric in left else left_start
                if rule.form == "change":
                    return rule.kind, metric, Span(begin, q.span.end), rule.id, rule
                if q.sort in ("share", "points"):
                    return "level", metric, Span(begin, q.span.end), rule.id, rule
                return rule.kind, metric, Span(begin, q.span.end), rule.id, rule
            if right.strip():
                return rule.kind, right, Span(q.span.start, self._right_end(q, right)), rule.id, rule
        if not self._has_metric(words):
            carried = self._carried(clauses, where, state)
            if carried is not None and right.strip() and q.sort in ("count", "physical", "money"):
                return carried.kind, right, Span(q.span.start, self._right_end(q, right)), carried.id, None
            if q.comparator != "=" and (paragraph.goals or carried is not None or _PER_BASE.match(words) or q.unit in _FREQUENT or (state.metric and where - state.clause == 1)):
                return self._left_metric("level", "", left_start, q, clauses, where, state, "bounds", None)
            return None
        begin = left_start + left.rfind(words) if words in left else left_start
        carried = self._carried(clauses, where, state)
        if carried is not None and carried.form == "act" and q.sort in ("count", "physical", "money") and not _RATE.search(words):
            return carried.kind, words, Span(begin, q.span.end), carried.id, None
        if _RATE.search(words) or q.comparator != "=" or q.sort == "share":
            kind = "increment" if q.sort != "share" and re.search("新增|增加|新建|完成投资", words) else "level"
            return kind, words, Span(begin, q.span.end), "predicates.bare", None
        if paragraph.goals and not right.strip():
            return "level", words, Span(begin, q.span.end), "predicates.bare", None
        return None

    def _acted(
        self, found: tuple[str, str, Span, str, PredicateRule | None], stem: str, word: str
    ) -> tuple[str, str, Span, str, PredicateRule | None]:
        """A level reached by an act in its own metric (累计新建…达到500个) stays a level; 新增…达到 is an increment."""
        kind, metric, span, rule, predicate = found
        if kind == "level" and re.match("(?:新增|新建|净增)(?!.{0,20}(?:率|占比|比例|比重))", metric) and word in ("达到", "达", "为"):
            return "increment", metric, span, rule, predicate
        return found

    # -- pieces ------------------------------------------------------------------------------------------------

    def _ending(self, stem: str) -> tuple[PredicateRule | None, str]:
        """The predicate that `stem` ends with, the longest."""
        for n in range(min(self.longest, len(stem)), 0, -1):
            word = stem[-n:]
            rule = self.predicates.get(word)
            if rule is not None and self._stands_alone(stem, word):
                return rule, word
        return None, ""

    def _stands_alone(self, stem: str, word: str) -> bool:
        """A predicate of one or two characters must not be the tail of a longer word (不为 in 大有作为, 有 in 拥有)."""
        if len(word) > 2:
            return True
        if word == "达" and re.search("[率量数额值重例比度]达$", stem):
            return True
        tail = stem[-12:]
        ends = boundaries(tail, self.rules)
        return len(tail) - len(word) in ends

    def _strip_right(self, left: str) -> str:
        regex = _fillers(self.rules, "right")
        stem = _FROM.sub("", left.rstrip(" \t\u3000（(“"))
        for _ in range(8):
            m = regex.search(stem)
            if m is None or m.start() == m.end():
                break
            if (
                m.group() in ("达", "也", "各", "可", "将", "要", "须", "能")
                and stem.endswith(("到达", "作为", "主要", "重要", "需要", "功能", "技能", "智能", "能", "率达", "数达", "量达", "额达"))
                and m.group() in ("达", "要", "能", "将")
            ):
                break
            if m.group() == "达" or stem[: m.start()].endswith("覆盖"):
                break
            stem = stem[: m.start()].rstrip(" \t\u3000")
        return stem

    def _strip_left(self, words: str) -> str:
        """A metric without the verbs, times, scopes and marks at its head; a word is never cut in two."""
        regex = _fillers(self.rules, "left")
        for opening, closing in _OPEN.items():
            if words.count(opening) > words.count(closing):
                words = words[words.rfind(opening) + 1 :]
        if words.count("（") < words.count("）") or words.count("(") < words.count(")"):
            words = re.split("[（(]", words)[0] if re.search("[（(]", words) else words
        if (at := words.rfind("把")) >= 0 and len(words) - at > 3:
            words = words[at + 1 :]
        for _ in range(12):
            words = words.lstrip(" \t\u3000、，,；;：:—-）)的之中上下等”")
            m = regex.match(words)
            if m is None or m.end() == 0 or len(words) - m.end() < 2:
                break
            if not re.search(r"\d", m.group()) and m.end() not in boundaries(words[: m.end() + 8], self.rules):
                break
            words = words[m.end() :]
        return words

    def _has_metric(self, words: str) -> bool:
        words = self._strip_left(words)
        if words in self.predicates or _fillers(self.rules, "left").fullmatch(words) or _PER.fullmatch(words):
            return False
        bare = _scopes(self.rules).sub("", _PER_BASE.sub("", words))
        return len(re.findall("[\u4e00-\u9fffA-Za-z]", bare)) >= 2

    def _polish(self, metric: str) -> str:
        metric = re.sub(r"[\n\s]+", "", metric)
        metric = _TRAILING.sub("", metric)
        metric = re.sub(r"^(?:等|以上|左右|以内)+的?", "", metric)
        metric = re.sub(r"^(?:用于|成立|设立)(?=.{2})", "", metric)
        metric = re.sub(r"(?:等|的|和|与|及|以及|、)+$", "", metric)
        if metric.count("“") != metric.count("”"):
            metric = metric.replace("“", "").replace("”", "") if metric.count("“") + metric.count("”") == 1 else metric
        return metric

    def _right(self, q: Quantity, clause: Span) -> str:
        """The noun phrase behind a number, up to the end of its clause or to the next number of a list."""
        end = clause.end
        while end > q.span.end and self.text[end - 1] in _CLAUSE_END:
            end -= 1
        words = self.text[q.span.end : end]
        if words[:1] in "）)”" and words:
            return ""
        if m := re.search(r"[（(][^（()）]*(?:\d|其中)", words):
            words = words[: m.start()]
        cutting = len(words)
        if q.sort == "share":
            return words
        for m in re.finditer(r"、|和|及|与|以及|并", words):
            ahead = words[m.end() : m.end() + 40]
            if re.match(r"(?:不少于|不低于|超过|约|近)?(?:\d|[两三四五六七八九十]+[家所座个名处条])", ahead) or re.search(
                r"^[^、]{0,14}?(?:新建|建设|改造|新增|培育|打造|完成|建成|引进|培训|创建|开展|举办)", ahead
            ):
                cutting = m.start()
                break
            if m.group() == "、" and re.match(r"[^、，]{2,24}?\d", ahead):
                cutting = m.start()
                break
        return words[:cutting]

    def _right_end(self, q: Quantity, right: str) -> int:
        return q.span.end + len(right.rstrip())

    def _left_metric(
        self, kind: str, before: str, left_start: int, q: Quantity, clauses: list[Span], where: int, state: _State, rule: str,
        predicate: PredicateRule | None, word: str = "",
    ) -> tuple[str, str, Span, str, PredicateRule | None] | None:  # fmt: skip
        """The metric stands before the predicate, or, where nothing is left there, in an earlier clause."""
        shared = before.endswith("分别") or "分别" in self.text[left_start : q.span.start]
        before = self._strip_right(_FROM.sub("", before))
        if m := re.search(r"(?:实现|完成|达成)(?=[\u4e00-\u9fff]{2,}$)", before):
            before = before[m.end() :] if self._has_metric(before[m.end() :]) else before
        words = self._strip_left(before)
        end = q.span.end
        if self._has_metric(words):
            at = self.text.rfind(words, left_start, q.span.start)
            begin = at if at >= 0 else left_start
            if shared:
                names = self._distribute(words)
                if len(names) > 1:
                    state.pending = names[1:]
                    words = names[0]
            return kind, words, Span(begin, end), rule, predicate
        if state.metric and state.metric_span is not None and state.clause >= 0 and where - state.clause <= 1:
            return kind, state.metric, Span(clauses[where].start, end), rule, predicate
        base = words if _PER_BASE.match(words) else ""
        for n in range(where - 1, max(-1, where - 3), -1):
            clause = self.text[clauses[n].start : clauses[n].end].strip(_CLAUSE_END + " ")
            metric = self._object(clause)
            if self._has_metric(metric):
                at = self.text.find(metric, clauses[n].start, clauses[n].end)
                begin = at if at >= 0 and end - at <= 80 else clauses[where].start
                return kind, base + metric, Span(begin, end), rule, predicate
        return None

    def _object(self, clause: str) -> str:
        """What a clause acts on: its words behind the verb and behind 一批, 一系列."""
        words = self._strip_left(re.sub("(?:力争|争取)+$", "", clause))
        if m := re.match(rf"(?:{_verbs(self.rules).pattern})+", words):
            rest = words[m.end() :]
            words = rest if len(rest) >= 2 else words
        words = re.sub("^(?:一批|一系列|若干|一支|一个)", "", words)
        return self._strip_left(words)

    def _distribute(self, words: str) -> list[str]:
        """花生种植、收获机械化率 is two rates: 花生种植机械化率 and 花生收获机械化率."""
        parts = re.split("、|和|与|以及|(?<![普涉波触遍危惠顾以])及", words)
        if len(parts) < 2 or not all(parts):
            return [words]
        last = list(cut(parts[-1], self.rules))
        first = list(cut(parts[0], self.rules))
        if len(last) < 2 or _RATE.search(parts[0]):
            return parts
        tail = "".join(last[1:])
        head = "".join(first[:-1])
        out = [parts[0] + tail]
        out += [head + p + tail for p in parts[1:-1]]
        out.append(head + parts[-1])
        return out

    def _head_verb(self, stem: str) -> tuple[PredicateRule, int] | None:
        """A governing act or change at the head of a stretch (behind adverbs and times), and where it ends."""
        words = stem.lstrip(" \t\u3000、，,")
        skip = len(stem) - len(words)
        for _ in range(4):
            m = re.match(
                r"(?:力争|争取|努力|确保|计划|年均|平均每年|每年|每季度|每月|[一二三四五\d]+年内|年内|全年|今年|明年|未来[一二三四五]年|再|将|要|拟|进一步|继续|加快|积极|大力|全面|分批|重点|累计|共|到20\d\d年(?:底|末)?|20\d\d年(?:底|末)?前?|“?十[四五]五”?(?:期间|末)|对|为|在|全市|全县|全省|全区)(?=.)",
                words,
            )
            if m is None or (self.predicates.get(words[:2]) is not None and words[:2] not in ("继续",)):
                break
            words = words[m.end() :]
            skip += m.end()
        m = _head_verbs(self.rules).match(words)
        if m is None:
            inner = [x for x in _head_verbs(self.rules).finditer(words) if (self.predicates[x.group()].strong or words.startswith("在")) and x.start() in boundaries(words, self.rules)]
            if not inner or (inner[-1].group() in ("新增", "净增") and self._has_metric(words[: inner[-1].start()])):
                return None
            m = inner[-1]
        rule = self.predicates[m.group()]
        end = m.end()
        while (n := _head_verbs(self.rules).match(words, end)) is not None and n.end() < len(words):
            if self.predicates[n.group()].nominal and not rule.nominal:
                break
            rule, end = self.predicates[n.group()], n.end()
        if rule.nominal and end not in boundaries(words[: end + 6], self.rules):
            return None
        return rule, skip + end

    def _carried(self, clauses: list[Span], where: int, state: _State) -> PredicateRule | None:
        """The verb of an earlier item of the same list: within the clause, or one clause on."""
        if state.predicate is None or state.predicate.form != "act":
            return None
        return state.predicate if 0 <= where - state.verb_clause <= 3 and where - state.clause <= 1 else None

    def _coverage(
        self, q: Quantity, stem: str, left_start: int, right: str, clauses: list[Span], where: int
    ) -> tuple[str, str, Span, str, PredicateRule | None] | None:
        """全覆盖: of what stands before it (X实现全覆盖), else of what stands behind it (全覆盖X培训)."""
        rule = "predicates.coverage"
        for word in ("基本实现", "实现", "达到", "做到", "达成", "推动", "推进", "确保"):
            if stem.endswith(word):
                stem = stem[: -len(word)]
                break
        stem = self._strip_right(stem)
        if m := re.search(r"(?:实现|推动|推进|确保|达到)(?=[\u4e00-\u9fff“（(][^，,]{2,}$)", stem):
            tail = stem[m.end() :]
            if self._has_metric(tail):
                stem = tail
        if right.startswith("的"):
            return None
        parts = re.split("、(?=与|向|对|在)|，|,", stem)
        words = self._strip_left(parts[-1])
        if self._has_metric(words):
            bare = re.sub(r"(?:在)?(?:街镇|镇街|市域|全域|全市|全区|全县|乡镇|区域)$", "", words)
            words = bare if self._has_metric(bare) else words
            at = self.text.rfind(words, left_start, q.span.start)
            return "coverage", words, Span(at if at >= 0 else left_start, q.span.end), rule, None
        if right.startswith("的"):
            return None
        if len(re.findall("[\u4e00-\u9fff]", right)) >= 2 and not re.match("的?(?:目标|格局|体系|要求|网络)", right):
            return "coverage", right, Span(q.span.start, self._right_end(q, right)), rule, None
        for n in range(where - 1, max(-1, where - 2), -1):
            clause = self.text[clauses[n].start : clauses[n].end].strip(_CLAUSE_END + " ")
            metric = self._object(clause)
            if self._has_metric(metric):
                at = self.text.find(metric, clauses[n].start, clauses[n].end)
                return "coverage", metric, Span(at if at >= 0 else clauses[where].start, q.span.end), rule, None
        return None

    def _share_of(
        self, q: Quantity, stem: str, left_start: int, right: str, clause: Span
    ) -> tuple[str, str, Span, str, PredicateRule | None] | None:
        """甲达到乙的60%; and 40%以上的乡镇设立…, where the share stands first."""
        if m := _OF.match(self._strip_left(stem)):
            a, b = self._strip_left(m["a"]), m["b"]
            if self._has_metric(a):
                at = self.text.rfind(a, left_start, q.span.start)
                metric = a if re.search("(?:占比|比重|比例|率)$", a) else f"{a}占{b}比例"
                return "level", metric, Span(at if at >= 0 else left_start, q.span.end), "predicates.share_of", None
        if (
            (right.startswith("的")
            and len(right) > 3
            and not self._has_metric(stem[-20:]))
            or (not self._has_metric(stem) and len(re.findall("[\u4e00-\u9fff]", right)) >= 3 and not self._ending(stem)[0])
            or (
                right.startswith("的")
                and len(right) > 4
                and re.search("(?:在|对|让|使|动员|确保|支持|引导|推动|加强|完成|实现|组织)$", stem)
            )
        ):
            words = right.lstrip("的")
            ends = boundaries(words, self.rules)
            verbs = (m for m in _verbs(self.rules).finditer(words) if m.start() >= 2 and m.start() in ends and m.end() in ends)
            verb = next((m for m in verbs if m.group() not in self.predicates or not self.predicates[m.group()].nominal), None)
            metric = (
                f"{words[verb.start() :]}的{words[: verb.start()]}占比"
                if verb and q.span.start - clause.start < 8 and right.startswith("的")
                else words
            )
            return "level", metric, Span(q.span.start, self._right_end(q, right)), "predicates.share_first", None
        return None

    def _fraction(self, q: Quantity, left: str, left_start: int) -> tuple[str, str, Span, str, PredicateRule | None] | None:
        """三分之一 and the like: a level of the noun before it."""
        stem = self._strip_right(left)
        predicate, word = self._ending(stem)
        words = self._strip_left(stem[: len(stem) - len(word)])
        if not self._has_metric(words) or (predicate is None and not _RATE.search(words)):
            return None
        at = self.text.rfind(words, left_start, q.span.start)
        if predicate is None:
            return "level", words, Span(at if at >= 0 else left_start, q.span.end), "predicates.bare", None
        return predicate.kind, words, Span(at if at >= 0 else left_start, q.span.end), predicate.id, predicate

    def _done_for(self, stem: str, right: str) -> bool:
        """So many for whom or by whom something is done: 为300户老人安装…, 12家企业完成…."""
        served = bool(_SERVED.search(stem)) and not self._has_metric(stem[: -1 if stem[-1:] in "为给向对在" else -2])
        if not served and self._has_metric(stem):
            return False
        verb = next((m for m in _verbs(self.rules).finditer(right) if m.start() >= 2 and m.start() in boundaries(right, self.rules)), None)
        if verb is None or right.startswith("的"):
            return False
        return served or (not stem.strip() and verb.group() in _DONE)

    def _spelled_counts(self, q: Quantity, predicate: PredicateRule | None) -> bool:
        """A number in characters is a quantity where a bound or a verb stands right before it, or its unit counts things."""
        if q.value == 1 and q.unit not in ("成", "番"):
            return (predicate is not None and predicate.form == "act") or q.span.start < q.number.start
        if q.comparator != "=" or q.high is not None or q.unit in ("%", "成", "番", "倍") or q.span.start < q.number.start:
            return True
        if q.unit in _WEAK_SINGLE and q.unit not in ("个", "人", "间", "次", "件", "项", "门", "本"):
            return False
        return q.unit not in ("项", "次", "件", "本") and (q.unit not in ("个", "人") or (predicate is not None and predicate.form == "act")) or (
            predicate is not None and predicate.form == "act" and q.unit != "项"
        )

    def _time_counts(self, stem: str, right: str) -> bool:
        """Lengths of time are targets only where a time is what is promised."""
        return bool(_TIME_METRIC.search(stem[-24:])) and not re.match("内(?!$)|后|前|来", right)

    def _past_year(self, clause: Span, q: Quantity) -> bool:
        """A level of a year before the plan, said without 较 or 比, is a result."""
        if self.front is None or self.front.period_start is None:
            return False
        for m in re.finditer(r"(?<![较比\d从由])(20\d{2})年(?!以来|底?前)", self.text[clause.start : q.span.start]):
            if int(m[1]) < self.front.period_start and not re.search(
                "[较比]$|较.{0,4}$|比.{0,4}$", self.text[clause.start : clause.start + m.start()]
            ):
                return True
        return False

    def _deadline(self, paragraph: _Paragraph, q: Quantity, deadlines: Sequence[Deadline]) -> tuple[str | None, bool]:
        before = [d for d in deadlines if d.end <= q.span.start + 1]
        if before:
            return self._respective(before, q).date, True
        if paragraph.deadline is not None:
            return paragraph.deadline, True
        if paragraph.head is not None:
            return paragraph.head.date, True
        if paragraph.section is not None:
            return paragraph.section, False
        end = self.front.period_end if self.front else None
        return (str(end) if end else None), False

    def _respective(self, before: Sequence[Deadline], q: Quantity) -> Deadline:
        """2023年、2024年分别建成20家、25家: the n-th date goes with the n-th number."""
        row = [before[-1]]
        for deadline in reversed(before[:-1]):
            if self.text[deadline.end : row[0].start].strip() not in ("、", "和", "，"):
                break
            row.insert(0, deadline)
        if len(row) < 2 or not self.text[before[-1].end : q.span.start].startswith("分别"):
            return before[-1]
        nth = len(find_quantities(self.text, before[-1].end, q.span.start, self.rules))
        return row[min(nth, len(row) - 1)]

    def _span_before(self, clauses: list[Span], where: int) -> int:
        """Where what carries over to clause `where` begins: behind the last semicolon."""
        n = where
        while n > 0 and self.text[clauses[n - 1].end - 1] not in "；;。":
            n -= 1
        return clauses[n].start

    def _per(self, clauses: list[Span], where: int, q: Quantity) -> str | None:
        if q.unit and "/" in q.unit:
            return None
        begin = self._span_before(clauses, where)
        found = [m for m in _PER.finditer(self.text, begin, clauses[where].end) if m.start() < q.span.start or m.start() < q.span.end + 16]
        if not found:
            return None
        m = found[-1]
        if m.start() < clauses[where].start:
            own = next(c for c in clauses if c.start <= m.start() < c.end)
            opens = re.fullmatch("(?:力争|确保|.{0,4}财政|全[省市县区国])?", self.text[own.start : m.start()].strip()) is not None
            if m.group() in ("年均", "日均", "月均") or not opens:
                return None
        key = re.sub("[每个均]", "", m.group())[:1]
        return _PER_OF.get(key)

    def _modality(self, clauses: list[Span], where: int, q: Quantity) -> str:
        begin = self._span_before(clauses, where)
        for rule in self.rules.of(ModalityRule):
            if rule.regex.search(self.text, begin, q.span.start):
                return "aspirational"
        return "firm"


_DONE = {"完成", "实现", "建成", "开展", "实施", "启动", "落地", "投入", "安装", "纳入", "接入", "开放", "启用", "运营", "签约", "更新", "改造"}
_ACT_LIKE = {"实现", "形成", "突破", "拥有", "有", "保持", "稳定"}


def find_targets(outline: Outline, tasks: Sequence[Task], front: Front | None, rules: RuleSet) -> list[Target]:
    """All targets of a document in reading order, none twice."""
    seen: set[tuple[int, int, float]] = set()
    out = []
    for target in TargetFinder(outline, tasks, front, rules).find():
        key = (target.span.start, target.span.end, float(target.value))
        if key not in seen:
            seen.add(key)
            out.append(replace(target))
    return out
