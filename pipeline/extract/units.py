"""Units made answerable: in notes in brackets, behind labels, in table columns, in running text.

A list is read element by element. The surface is what stands in the source; the name is the surface made whole
from what its own list says: the place of the first element for those that follow, the 部门 of the last for those
before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, groupby, pairwise

from pipeline.extract.handed import handed_out
from pipeline.extract.mentions import Task, Unit, in_pieces
from pipeline.extract.wording import wording
from pipeline.outline.tree import Outline
from pipeline.places import stem_of
from pipeline.text import Span
from rules import RuleSet, Sieve
from rules.families import AssignmentRule, OrganisationRule, VerbRule

_PLACES_OF = "院园馆站所校"
_NOTE = re.compile(r"[（(〔\[【]((?:[^（）()〔〕\[\]【】]|[（(][^（）()]{0,30}[）)]|〔[^〔〕（）()]{0,40}〕){2,400})[）)〕\]】]")
_SPLIT = re.compile(r"[、，,；;\n]|\s+(?=[\u4e00-\u9fff])|(?:以及|及其|和|与|及)")
_SENTENCE = re.compile(r"[^。]+。?")
_FLAG = 60
_LONGEST_LIST = 40
_SHORTEST_UNIT = 3
_LEAD_IN = 6
"""Words before 由 that only say what the unit answers for: 本项由卫生局."""
_INNER = re.compile(r"[（(][^（()）]{1,12}[）)]|〔[^〔〕]{1,40}〕|〈[^〈〉]{1,12}〉")


@dataclass(frozen=True, slots=True)
class _Element:
    surface: str
    span: Span


@cache
def _by_where(rules: RuleSet, where: str) -> tuple[AssignmentRule, ...]:
    return tuple(r for r in rules.of(AssignmentRule) if r.where == where)


@cache
def _in_text(rules: RuleSet) -> Sieve[AssignmentRule]:
    return Sieve(_by_where(rules, "text"))


@cache
def _hint(rules: RuleSet) -> re.Pattern[str]:
    """One of the characters that the rules for running text need; what has none of them has no match of any."""
    needs = [rule.needs for rule in _by_where(rules, "text")]
    letters = "".join(sorted(frozenset().union(*(need for need in needs if need is not None))))
    return re.compile("" if None in needs else f"[{re.escape(letters)}]")


@cache
def _organisations(rules: RuleSet, sort: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{r.source})" for r in rules.of(OrganisationRule) if r.sort == sort))


@cache
def _adverbs_at_end(rules: RuleSet) -> re.Pattern[str]:
    """How a verb behind a unit is done, right before it: 市住建局定期开展."""
    words = {w for r in rules.of(VerbRule) if r.role == "adverb" for w in r.words} | {"共同", "联合"}
    return re.compile(f"(?:(?:{'|'.join(sorted(words, key=len, reverse=True))})|按[年季月周日]度?){{1,3}}$")


class UnitFinder:
    """Finds the units of one document's tasks."""

    def __init__(
        self,
        outline: Outline,
        tasks: Sequence[Task],
        rules: RuleSet,
        names: Sequence[Span] = (),
        region: str | None = None,
        title: str | None = None,
    ) -> None:
        # 岚江省 → 岚江: a name that opens with it (岚江海关) has its own place already.
        self.stems = tuple(part for part in re.split("[省市区县州盟旗]|自治区|特别行政区", region or "") if len(part) >= 2)
        self.names = {name.start: name for name in names}
        self.outline = outline
        self.text = outline.text
        self.tasks = tasks
        spans = sorted(task.span for task in tasks)
        self.starts, self.ends = [s.start for s in spans], list(accumulate((s.end for s in spans), max))
        self.rules = rules
        flag = _by_where(rules, "flag")[0]
        # The rule opens with what may be missing, so that it would be tried at every character: look where it ends.
        ends = rules.phrase("flag_ends").finditer(self.text)
        near = (flag.regex.search(self.text, max(0, at.start() - _FLAG), at.end()) for at in ends)
        flagged = next((m for m in near if m is not None), None)
        self.flag = flag.regex
        self.first_leads_tables = flagged is not None
        self.first_leads = flagged is not None and flagged["table"] is None
        self.words = wording(rules)
        self.answerable = rules.phrase("answerable")
        self.label = rules.phrase("unit_label")
        self.others = re.compile(f"(?:{rules.phrase('and_others').pattern}|等)等?$")
        self.adverbs = _adverbs_at_end(rules)
        self.marked_lead = rules.phrase("marked_lead")
        self.marked_support = rules.phrase("marked_support")
        self.kind_at_end = rules.phrase("kind_at_end")
        self.division = rules.phrase("division")
        self.division_of = rules.phrase("division_of")
        self.government = rules.phrase("government_alone")
        self.beside_party = rules.phrase("beside_party")
        self.named = _organisations(rules, "named")
        self.free = _organisations(rules, "free")
        self.bureau = _organisations(rules, "bureau")
        self.generic = _organisations(rules, "generic")
        self.own = _organisations(rules, "own")
        self.vague = _organisations(rules, "vague")
        self.handed = list(handed_out(outline, tasks, title, rules, self._names_units))

    def find(self) -> Iterator[Unit]:
        """All units in reading order of their tasks; those that a heading names for all that is below it have no task."""
        over = (unit for span, n in self.handed if n is None for unit in self._handed(None, span))
        headed = sorted((*self._headings(), *over), key=lambda u: u.span.start)
        for n, task in enumerate(self.tasks):
            while headed and headed[0].span.start < task.span.start:
                yield headed.pop(0)
            found = [*self._cells(n, task), *self._task(n, task)]
            found += [unit for span, at in self.handed if at == n for unit in self._handed(n, span)]
            yield from sorted(found, key=lambda u: (u.span.start, u.span.end))

    # -- where -------------------------------------------------------------------------------------------------

    def _headings(self) -> Iterator[Unit]:
        """Who answers for a whole section: 一、强化科技创新（区科技局牵头）, or 责任单位：… on the line below it."""
        for node in self.outline.root.walk():
            if node.kind not in ("heading", "item") or node.section not in ("tasks", "safeguards", "stages") or not node.children:
                continue
            if self._in_task(node.start):
                continue
            stretch = Span(node.start, node.children[0].start)
            ends = self.text.find("\n", stretch.start, stretch.end)
            line = Span(stretch.start, ends if ends >= 0 else stretch.end)
            notes = [m for m in _NOTE.finditer(self.text, line.start, line.end) if self.answerable.search(m.group(1))]
            last = notes[-1] if notes and not self.text[notes[-1].end() : line.end].strip(" 。\t\u3000") else None
            if last is not None:
                yield from self._note(None, Span(last.start(1), last.end(1)))
            yield from self._labels_outside(None, Span(line.end, stretch.end), [])

    def _handed(self, n: int | None, span: Span) -> Iterator[Unit]:
        """The units that a heading or the words before a colon name, where work is handed out."""
        yield from self._ordered(n, span, "units.handed_out", False)

    def _names_units(self, span: Span) -> bool:
        """Whether words are a list of units and nothing else."""
        words = [element.surface for element in self._elements(span)]
        return span.end - span.start <= _LONGEST_LIST and bool(words) and all(self._is_unit(word) for word in words)

    def _is_unit(self, word: str) -> bool:
        known = self.named.search(word) or self.free.search(word) or self.kind_at_end.search(word)
        return known is not None and not self.generic.match(word) and self.words.verbs.match(word) is None and len(word) >= _SHORTEST_UNIT

    def _in_task(self, at: int) -> bool:
        """Whether a place stands in a task; `ends` says how far those that have begun by then reach."""
        before = bisect_right(self.starts, at)
        return before > 0 and at < self.ends[before - 1]

    def _cells(self, n: int, task: Task) -> Iterator[Unit]:
        """Cells of unit columns; a responsible column beside a leading one supports."""
        lead = any(role == "lead" for role, _ in task.units)
        for role, group in groupby(task.units, key=lambda u: u[0]):
            yield from self._cell(n, role, [pieces for _, pieces in group], lead)

    def _cell(self, n: int, role: str, paragraphs: Sequence[tuple[Span, ...]], lead: bool) -> Iterator[Unit]:
        """The units of one cell, which may run over several lines; only the first of all may lead."""
        units: list[Unit] = []
        whole = self.rules.phrase("office_line")
        for pieces in paragraphs:
            if len(pieces) > 1 and all(whole.match(self.text, p.start, p.end) for p in pieces):
                units += self._cell(n, role, [(p,) for p in pieces], lead)  # an office a line, without marks between them
                continue
            if len(pieces) > 1:
                units += self._broken(n, role, pieces, lead)
                continue
            span = pieces[0]
            words = self.text[span.start : span.end]
            if self.answerable.search(words) and self.rules.phrase("answers_said").search(words):
                yield from self._note(n, span)
                continue
            part = "support" if role == "responsible" and lead else role
            units += self._list(n, span, part, f"columns.{role}")
        if role == "responsible" and not lead and self.first_leads_tables and len(units) > 1:
            units = self._first_leading(units)
        yield from units

    def _broken(self, n: int, role: str, pieces: tuple[Span, ...], lead: bool) -> Iterator[Unit]:
        """The units of a paragraph that was broken into pieces: read as one text, told in its pieces."""
        joined = copy(self)
        joined.text = "".join(self.text[p.start : p.end] for p in pieces)
        joined.names, joined.first_leads_tables = {}, False
        for unit in joined._cell(n, role, [(Span(0, len(joined.text)),)], lead):
            own = in_pieces(unit.span, pieces)
            yield replace(unit, span=Span(own[0].start, own[-1].end), pieces=own if len(own) > 1 else ())

    def _first_leading(self, units: Sequence[Unit]) -> list[Unit]:
        return [replace(u, role="support" if i else "lead") for i, u in enumerate(units)]

    def _task(self, n: int, task: Task) -> Iterator[Unit]:
        stretches = list(task.body) if task.kind == "table" else [task.span]
        for stretch in stretches:
            notes: list[Span] = []
            for m in _NOTE.finditer(self.text, stretch.start, stretch.end):
                if self._names_only(m):
                    notes.append(Span(m.start(), m.end()))
                    for role, where, rule in self._joined("responsible", Span(m.start(1), m.end(1)), "units.note_of_names"):
                        yield from self._ordered(n, where, rule, False) if role == "responsible" else self._list(n, where, role, rule)
                elif self.answerable.search(m.group(1)):
                    notes.append(Span(m.start(), m.end()))
                    yield from self._note(n, Span(m.start(1), m.end(1)))
            yield from self._labels_outside(n, stretch, notes)
            yield from self._running(n, stretch, notes)

    def _names_only(self, note: re.Match[str]) -> bool:
        """A note at the end of a paragraph that is nothing but a list of units: 【新能源处、省水利厅】."""
        behind = self.text[note.end() : note.end() + 2].lstrip("。 \t\u3000")
        if self.rules.phrase("tiers_ahead").search(self.text, max(0, note.start() - 5), note.start()):
            return False
        line = self.text[self.text.rfind("\n", 0, note.start()) + 1 : note.start()].lstrip()
        if self.rules.phrase("answers_below").match(line):
            return False  # 责任单位：各区政府（管委会）: part of a name in the line's own list
        if (behind and behind[0] != "\n") or self.answerable.search(note.group(1)) or re.search("[。；：:“《]", note.group(1)):
            return False
        words = [e.surface for e in self._elements(Span(note.start(1), note.end(1)))]
        if (
            len(words) == 1
            and words[0][-1:] in _PLACES_OF
            and words[0][0] not in "省市县区州镇乡"
            and self.rules.phrase("kind_ahead").search(line)
        ):
            return False  # 县级特困供养服务设施（敬老院）
        known = [bool(self.named.search(w) or self.bureau.search(w) or self.free.search(w)) for w in words if len(w) <= 24]
        # A name or two that no ending gives away may stand among names that are known.
        return len(known) == len(words) and bool(known) and known[0] and sum(known) * 2 >= len(known)

    def _labels_outside(self, n: int | None, stretch: Span, notes: list[Span]) -> Iterator[Unit]:
        """牵头单位：… on a line of its own."""
        if self.label.search(self.text, stretch.start, stretch.end) is None:
            return
        answers = self.rules.phrase("answers_below")
        lines = [(stretch.start + m.start(), m.group()) for m in re.finditer(r"[^\n]+", self.text[stretch.start : stretch.end])]
        for below, group in groupby(lines, key=lambda line: answers.match(line[1].lstrip()) is not None):
            block = list(group)
            # 牵头单位：… above 责任单位：… on the next line: they are one note.
            led = below and len(block) > 1 and any(self.rules.phrase("lead_label").match(words.lstrip()) for _, words in block)
            for begin, words in block:
                m = self.label.search(words)
                if m is None or any(s.start <= begin + m.start() < s.end for s in notes):
                    continue
                if m.start() <= 8 or self.rules.phrase("unit_label_in_line").search(words):
                    at = begin + max(0, m.start() - 6)
                    yield from self._note(n, Span(at, begin + len(words)), labels_only=True, led=led)

    def _running(self, n: int, stretch: Span, notes: list[Span]) -> Iterator[Unit]:
        """由…牵头, 由…负责, 会同… in a sentence: only named units count."""
        taken: list[Span] = list(notes)
        hint = _hint(self.rules)
        for sentence in _SENTENCE.finditer(self.text, stretch.start, stretch.end):
            begin, end = sentence.span()
            if hint.search(self.text, begin, end) is None:
                continue
            for rule in _in_text(self.rules).possible(frozenset(sentence.group())):
                for m in rule.regex.finditer(self.text, begin, end):
                    if any(s.start <= m.start() < s.end for s in taken):
                        continue
                    span = Span(m.start("list"), m.end("list"))
                    span = Span(span.start, span.start + self._verb_in(self.text[span.start : span.end]))
                    joined = self.rules.phrase("jointly_with").search(self.text, span.start, span.end)
                    lead_span = Span(span.start, joined.start()) if joined else span
                    role = "lead" if joined and rule.role == "responsible" else rule.role
                    units = list(self._list(n, lead_span, role, rule.id, named=True))
                    if units:
                        taken.append(Span(m.start(), m.start("list")))
                    yield from units
                    if rule.role == "support":
                        yield from self._joining(n, m.start(), stretch, rule.id)

    def _verb_in(self, words: str) -> int:
        """Where a list of units ends inside a clause: right behind an organisation that a verb follows."""
        for m in self.rules.phrase("and_others").finditer(words):
            return m.end()
        often = self.words.recurrence.search(words)
        if often is not None and self.named.search(words[: often.start()]):
            return often.start()
        answers = self.rules.phrase("answers_for").search(words)
        if answers is not None and self.named.search(words[: answers.start()]):
            return answers.start()
        for m in self.words.verbs.finditer(words):
            rest = words[m.start() :]
            if self.named.search(re.split("[、和与及]", rest)[0]) or self.rules.phrase("office_ahead").match(rest):
                continue  # the verb is part of a name: 社会保障局, 督查室
            before = self.adverbs.sub("", words[: m.start()])
            if len(before) >= 2 and (self.named.search(before) or self.free.search(before) or self.kind_at_end.search(before)):
                return len(before)
        return len(words)

    def _joining(self, n: int, at: int, stretch: Span, rule: str) -> Iterator[Unit]:
        """The one that joins others: the subject right before 会同."""
        begin = max(stretch.start, at - 30)
        head = self.text[begin:at]
        cut = max(head.rfind(mark) for mark in "，,。；;：:\n）)")
        words = head[cut + 1 :]
        words = self.rules.phrase("duty_words").sub("", words)
        words_from = begin + cut + 1
        if 0 <= (by := words.find("由")) <= _LEAD_IN:
            words, words_from = words[by + 1 :], words_from + by + 1
        is_name = self.named.search(words) and not self.generic.match(words) and not self.rules.phrase("no_subject").search(words)
        if is_name and 3 <= len(words) <= 20:
            yield from self._list(n, Span(words_from, words_from + len(words)), "lead", rule, named=True)

    # -- notes -------------------------------------------------------------------------------------------------

    def _note(self, n: int | None, span: Span, labels_only: bool = False, led: bool = False) -> Iterator[Unit]:
        """One note: labels, else 甲牵头，乙配合, else 甲、乙负责; `led` where a line beside it says who leads."""
        words = self.text[span.start : span.end]
        parts: list[tuple[str, Span, str]] = []
        if self.label.search(words):
            for rule in _by_where(self.rules, "label"):
                for m in rule.regex.finditer(self.text, span.start, span.end + 1):
                    if m.start("list") < span.end:
                        parts.append((rule.role, Span(m.start("list"), min(m.end("list"), span.end)), rule.id))
            named = self.rules.phrase("lead_or_support")
            inner = [p for p in parts if named.search(self.flag.sub("", self.marked_lead.sub("", self.text[p[1].start : p[1].end])))]
            for part in inner:
                parts.remove(part)
                parts += self._phrases(part[1])
        if not parts and not labels_only:
            unmarked = self.marked_support.sub("", self.marked_lead.sub("", words))
            marked = self.marked_lead.search(words) and not self.answerable.search(unmarked)
            parts = [("by_order", span, "units.marked_lead")] if marked else self._phrases(span)
        for rule in () if labels_only else _by_where(self.rules, "joined"):
            for m in rule.regex.finditer(words):
                where = Span(span.start + m.start("list"), span.start + m.end("list"))
                parts = [p for p in parts if p[1].end <= span.start + m.start() or p[1].start >= where.end]
                parts.append((rule.role, where, rule.id))
        parts = [split for part in parts for split in self._joined(*part)]
        lead = led or any(role == "lead" for role, _, _ in parts)
        for role, where, rule_id in sorted(parts, key=lambda p: p[1]):
            if role in ("by_order", "responsible"):
                yield from self._ordered(n, where, rule_id, lead)
            else:
                yield from self._list(n, where, role, rule_id)

    def _joined(self, role: str, where: Span, rule: str) -> list[tuple[str, Span, str]]:
        """A list of a note, parted where 会同 stands between two of it: the one before leads, those behind help."""
        m = self.rules.phrase("joins_in_list").search(self.text, where.start, where.end) if role != "support" else None
        if m is None:
            return [(role, where, rule)]
        return [("lead", Span(where.start, m.start()), rule), ("support", Span(m.end(), where.end), rule)]

    def _phrases(self, span: Span) -> list[tuple[str, Span, str]]:
        """The lists of a note without labels, each part of the note used once."""
        parts: list[tuple[str, Span, str]] = []
        taken: list[Span] = []
        words = self.text[span.start : span.end]
        for rule in _by_where(self.rules, "note"):
            for m in rule.regex.finditer(words):
                where = Span(span.start + m.start("list"), span.start + m.end("list"))
                if any(t.start < where.end and where.start < t.end for t in taken):
                    where = Span(max(t.end for t in taken if t.start < where.end), where.end)
                    if where.end - where.start < 2:
                        continue
                listed = self.text[where.start : where.end]
                if listed.count("〕") > listed.count("〔"):
                    continue  # it begins inside the bracket of a name: 各市〔特区、区〕人民政府
                parts.append((rule.role, where, rule.id))
                taken.append(Span(where.start, span.start + m.end()))
        return parts

    def _ordered(self, n: int | None, span: Span, rule: str, lead: bool) -> Iterator[Unit]:
        """A list of 负责 or 责任单位: support beside a lead; the one marked leads, or the first where the document says so."""
        marks = list(self.marked_lead.finditer(self.text, span.start, span.end))
        if marks and not lead:
            begin = span.start
            for m in marks:
                # Before a mark stands the one that it marks, and before that one those of no mark.
                *others, leader = self._elements(Span(begin, m.start())) or [_Element("", Span(begin, begin))]
                if others:
                    yield from self._list(n, Span(begin, leader.span.start), "support", rule)
                yield from self._list(n, Span(leader.span.start, m.start()), "lead", rule)
                begin = m.end()
            yield from self._list(
                n, Span(begin, span.end), "support", rule, prefix=self._prefix_of(self.text[span.start : marks[0].start()])
            )
            return
        units = list(self._list(n, span, "support" if lead else "responsible", rule))
        if not lead and self.first_leads and len(units) > 1:
            units = self._first_leading(units)
        yield from units

    # -- lists -------------------------------------------------------------------------------------------------

    def _elements(self, span: Span) -> list[_Element]:
        words = self.text[span.start : span.end]
        cuts = [0]
        ends = []
        inside = [m.span() for m in _INNER.finditer(words)]
        for m in _SPLIT.finditer(words):
            if any(a < m.start() < b for a, b in inside):
                continue
            if self.rules.phrase("tiers_in_one").search(words[: m.start()]) and words[m.end() :].startswith(("县", "区", "市")):
                continue
            mark = m.group()
            if mark in ("和", "与", "及", "以及", "及其"):
                left, right = words[cuts[-1] : m.start()], words[m.end() :]
                right = re.split("[、，,；;和与及]", right)[0] if right else ""
                if not (self.named.search(left) or self.free.search(left) or self.vague.match(left)) or not (
                    self.named.search(right) or self.free.search(right) or self.kind_at_end.search(right)
                ):
                    continue
            ends.append(m.start())
            cuts.append(m.end())
        ends.append(len(words))
        out = []
        for a, b in zip(cuts, ends, strict=True):
            piece = words[a:b]
            indent = len(piece) - len(piece.lstrip(" \t\u3000由：:"))
            piece = piece.strip(" \t\u3000由。：:|")
            lead_in = self.rules.phrase("unit_lead_in").match(piece)
            if lead_in is not None:
                indent, piece = indent + lead_in.end(), piece[lead_in.end() :]
            begin = span.start + a + indent
            seams = [m.end() for m in self.rules.phrase("office_seam").finditer(piece)]
            out += [_Element(piece[x:y], Span(begin + x, begin + y)) for x, y in pairwise((0, *seams, len(piece))) if piece]
        return out

    def _list(self, n: int | None, span: Span, role: str, rule: str, named: bool = False, prefix: str = "") -> Iterator[Unit]:
        """One record for each element of a list that names a unit; `prefix` is the place that they share."""
        elements = self._elements(span)
        shared_tail = ""
        cleaned: list[_Element] = []
        for i, element in enumerate(elements):
            mark = self.marked_support.search(element.surface) if "）" in element.surface or ")" in element.surface else None
            words = self.rules.phrase("by_duty").sub("", element.surface[: mark.start()] if mark is not None else element.surface)
            tail = self.others.search(words)
            if tail:
                shared_tail = "部门" if tail["kind"] == "部门" else ""
                words = self.rules.phrase("by_duty").sub("", words[: tail.start()])
            if i == len(elements) - 1 and words.endswith("部门") and len(words) >= 4 and not tail and len(elements) > 1:
                shared_tail = "部门"
            if words:
                cleaned.append(_Element(words, Span(element.span.start, element.span.start + len(words))))
        governments = self._governments(cleaned)
        before, each = "", False
        person = _organisations(self.rules, "person")
        for element in cleaned:
            words = element.surface
            if self.vague.match(words) and not (named and shared_tail and not words.endswith("部门")):
                continue
            if person.search(words) and not self.named.search(words):
                continue
            tier = each and self.rules.phrase("tier_alone").fullmatch(words) is not None  # 各镇政府、街道办事处
            if len(words) > 40 or (len(words) < 2 and not tier):
                continue
            by_grammar = bool(self.named.search(words) or self.free.search(words) or shared_tail)
            entity = self.names.get(element.span.start)
            if named and not by_grammar and entity is not None and entity.end <= element.span.end:
                words, by_grammar = self.text[entity.start : entity.end], True
            if named and (self.generic.match(words if words.endswith(shared_tail) else words + shared_tail) or not by_grammar):
                continue
            if named and (re.search("[“”《》]|[的了]", words) or len(words) > 24):
                continue
            if not named and not tier and not re.search("[\u4e00-\u9fff]{2}", words):
                continue
            name = words
            own = self._prefix_of(words)
            if tier:
                name = "各" + words
            elif element.span in governments:
                name = words + governments[element.span]
            elif own:
                prefix = own
            elif (m := self.division_of.match(before)) and self.division.search(words) and not self._has_place(words):
                name = m["office"] + words
            elif prefix and (self.bureau.search(words) or shared_tail) and not self.free.search(words) and not self._has_place(words):
                name = prefix + words
            if shared_tail and not self.named.search(words) and not self.free.search(words) and not words.endswith("部门"):
                name += shared_tail
            elif shared_tail and name != words and name.endswith(shared_tail * 2):
                name = name[: -len(shared_tail)]
            if (beside := self.beside_party.fullmatch(before)) is not None and self.government.fullmatch(words):
                name = beside["place"] + words  # 各县党委和人民政府
            each = name.startswith("各")
            before = name
            yield Unit(Span(element.span.start, element.span.start + len(words)), words, name, role, n, rule)

    def _governments(self, elements: Sequence[_Element]) -> dict[Span, str]:
        """What the last of a row of cities lends to those before it: 青溪、云汀、岚江市政府 are three governments."""
        lent: dict[Span, str] = {}
        tail = ""
        for element in reversed(elements):
            if (m := self.rules.phrase("city_government").fullmatch(element.surface)) is not None:
                tail = m["tail"]
            elif tail and stem_of(element.surface) is not None:
                lent[element.span] = tail
            else:
                tail = ""
        return lent

    def _has_place(self, words: str) -> bool:
        if self.own.match(words) is not None or words.startswith(self.stems):
            return True
        return self.rules.phrase("where_it_lies").match(words) is not None

    def _prefix_of(self, words: str) -> str:
        """The place that a unit's name opens with, so that those behind it may share it."""
        if m := self.rules.phrase("province_letters").match(words):
            return m.group()
        if self.rules.phrase("of_the_state").match(words):
            return ""
        m = self.rules.phrase("place_of_list").match(words)
        if m and m.group() and not self.rules.phrase("no_place").search(m.group()) and len(m.group()) >= 3:
            return m.group()
        m = self.rules.phrase("letter_of_list").match(words)
        return m.group() if m else ""


def find_units(
    outline: Outline,
    tasks: Sequence[Task],
    rules: RuleSet,
    names: Sequence[Span] = (),
    region: str | None = None,
    title: str | None = None,
) -> list[Unit]:
    """All units of a document; the same span for the same task only once.

    `names` are organisations found in the text, `region` is the place that the document governs, `title` its title.
    """
    seen: set[tuple[int, int, int | None]] = set()
    out = []
    for unit in UnitFinder(outline, tasks, rules, names, region, title).find():
        key = (unit.span.start, unit.span.end, unit.task)
        if key not in seen:
            seen.add(key)
            out.append(unit)
    return out
