"""A sentence as targets are read from it: its clauses, what each clause's numbers stand for, and numbers to pass over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.extract.deadlines import Deadline, find_deadlines, period_over
from pipeline.extract.mentions import Front
from pipeline.extract.numbers import Quantity, find_coverage, find_quantities
from pipeline.extract.wording import wording
from pipeline.text import Span
from rules import RuleSet
from rules.families import CueRule, ExclusionRule, MeasureRule

CLAUSE_MARKS = "，,。；;：:！？!?\n"
_SENTENCE = re.compile(r"[^。！？!?\n]{1,2000}[。！？!?\n]?")
"""Up to a full stop; what runs on for longer than any sentence does is cut."""
_CLOSING = {"“": "”", "《": "》", "（": "）", "(": ")", "〔": "〕"}
_MARK = re.compile(f"[{re.escape(CLAUSE_MARKS + ''.join(_CLOSING) + ''.join(_CLOSING.values()))}]")
_COUNTED = ("个", "家", "所", "处", "座", "项", "支", "场", "条")
_PERIOD = re.compile("“?(十[一二三四五六七八九]五)”?(?:期间|时期)")
_NEAR = 40
"""Characters before a number in which its start, or what it is compared with, is told."""
_RUNAWAY = 3
"""So many brackets open at once are damage, not nesting; clause marks count again."""


class Status(NamedTuple):
    """What a clause's numbers stand for, and the rule that says so."""

    name: str
    rule: str


PROMISED = Status("promised", "sections.default")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its clauses with their statuses, its deadlines, and the quantities that count."""

    span: Span
    clauses: tuple[Span, ...]
    statuses: tuple[Status, ...]
    quantities: tuple[Quantity, ...]
    deadlines: tuple[Deadline, ...]

    def clause_of(self, at: int) -> int:
        """The index of the clause in which the offset `at` stands."""
        return next(i for i, c in enumerate(self.clauses) if c.start <= at < max(c.end, c.start + 1))

    def run_start(self, text: str, where: int) -> int:
        """Where what carries over to clause `where` begins: behind the last semicolon."""
        while where > 0 and text[self.clauses[where - 1].end - 1] not in "；;。":
            where -= 1
        return self.clauses[where].start


@cache
def _candidate(rules: RuleSet) -> re.Pattern[str]:
    """A cheap test for any quantity at all: a digit, 全覆盖, or a numeral in characters before what opens a measure word."""
    opens = {word[0] for rule in rules.of(MeasureRule) for word in rule.words if rule.sort != "coverage"}
    return re.compile(rf"\d|覆盖|[一二两三四五六七八九十百千万](?:[{re.escape(''.join(sorted(opens)))}]|分之)|翻[一两三]?番")


def read_sentences(text: str, span: Span, front: Front | None, rules: RuleSet, default: Status = PROMISED) -> Iterator[Sentence]:
    """The sentences of a paragraph that have quantities; `default` is what they stand for where no cue says otherwise."""
    candidate = _candidate(rules)
    for m in _SENTENCE.finditer(text, span.start, span.end):
        if not candidate.search(m.group()):
            continue
        start, end = m.span()
        found = find_quantities(text, start, end, rules) + find_coverage(text, start, end, rules)
        if not found:
            continue
        found.sort(key=lambda q: q.span.start)
        letters = frozenset(m.group())
        excluded = _excluded(text, start, end, letters, rules)
        kept = tuple(
            q
            for before, q, following in zip([None, *found], found, [*found[1:], None], strict=False)
            if not _qualifies(text, q, following, rules)
            and not (before is not None and _sizes(text, before, q))
            and not any(a < q.number.end and q.number.start < b for a, b in excluded)
        )
        if kept:
            clauses = _clauses(text, start, end)
            statuses = _statuses(text, clauses, letters, front, rules, default)
            yield Sentence(Span(start, end), clauses, statuses, kept, tuple(find_deadlines(text, start, end, front, rules)))


def _clauses(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Stretches between clause marks; a mark inside quotation marks or brackets counts for nothing."""
    out: list[Span] = []
    open_marks: list[str] = []
    begin = start
    for m in _MARK.finditer(text, start, end):
        i, c = m.start(), m.group()
        if c in _CLOSING:
            open_marks.append(_CLOSING[c])
        elif open_marks and c == open_marks[-1]:
            open_marks.pop()
        elif c in CLAUSE_MARKS and (not open_marks or len(open_marks) > _RUNAWAY):
            if c == "," and text[i - 1 : i].isdigit() and re.match(r"\d{3}(?!\d)", text[i + 1 : i + 5]):
                continue
            if c in ":：" and text[i - 1 : i].isdigit() and text[i + 1 : i + 2].isdigit():
                continue  # a ratio
            out.append(Span(begin, i + 1))
            begin = i + 1
    if begin < end or not out:
        out.append(Span(begin, max(end, begin)))
    return tuple(out)


def _statuses(
    text: str, clauses: Sequence[Span], letters: frozenset[str], front: Front | None, rules: RuleSet, default: Status
) -> tuple[Status, ...]:
    """What each clause's numbers stand for: the section's default, unless a cue says otherwise."""
    out = [default] * len(clauses)
    start, end = clauses[0].start, clauses[-1].end
    future = wording(rules).role("future")
    final = len(clauses) - 1
    for rule in rules.possible(CueRule, letters):
        for m in rule.regex.finditer(text, start, end):
            if m.groupdict().get("plan") and not (front and period_over(m["plan"], front)):
                continue
            n = next((i for i, c in enumerate(clauses) if c.start <= m.start() < c.end), final)
            last = final if rule.reach == "sentence" else n
            closes_clause = m.end() >= clauses[n].end - 6 and m.start() <= clauses[n].start + 6 and text[clauses[n].end - 1] in "，,：:"
            if rule.reach == "clause" and rule.status != "promised" and closes_clause:
                last = min(n + 1, final)
            for i in range(n, last + 1):
                turns = i > n and (future.match(text, clauses[i].start, clauses[i].end) is not None or _ahead(text, clauses[i], front))
                if out[i] is default and not turns:
                    out[i] = Status(rule.status, rule.id)
                elif turns:
                    break
    return tuple(out)


def _ahead(text: str, clause: Span, front: Front | None) -> bool:
    """Whether a clause opens with the plan's own period (“十四五”期间支持…) and so says what is to come."""
    m = _PERIOD.match(text, clause.start, clause.end)
    return m is not None and front is not None and not period_over(m[1], front)


def _excluded(text: str, start: int, end: int, letters: frozenset[str], rules: RuleSet) -> list[tuple[int, int]]:
    """Stretches whose numbers are no quantities."""
    out = []
    for rule in rules.possible(ExclusionRule, letters):
        regex = rule.regex
        for m in regex.finditer(text, start, end):
            if rule.unless is not None and re.search(rule.unless, _clause_around(text, m, start, end)):
                continue
            groups = [g for g in ("n", "m") if g in regex.groupindex and m.start(g) >= 0]
            out += [m.span(g) for g in groups] or [m.span()]
    return out


def _clause_around(text: str, m: re.Match[str], start: int, end: int) -> str:
    begin = max([start, *(text.rfind(mark, start, m.start()) + 1 for mark in "，,；;：:")])
    stop = min([end, *(at for mark in "，,；;：:" if (at := text.find(mark, m.end(), end)) >= 0)])
    return text[begin:stop]


def _sizes(text: str, before: Quantity, q: Quantity) -> bool:
    """A size between a count and its noun says which things are counted: 2台66万千瓦机组."""
    adjacent = before.span.end == q.span.start and before.sort == "count" and not before.chinese and q.sort == "physical"
    return adjacent and text[q.span.end : q.span.end + 1].isalpha()


def _qualifies(text: str, q: Quantity, following: Quantity | None, rules: RuleSet) -> bool:
    """A number that only says which things are meant (20万元以上的村, 十亿元以上项目3个) or where a change starts."""
    if wording(rules).role("start_value").search(text, max(0, q.span.start - _NEAR), q.span.start):
        return True
    if wording(rules).role("class_bound").search(text, q.number.end, q.span.end) and text[q.span.end : q.span.end + 1].isalpha():
        return True
    bounded_below = q.span.start == q.number.start and q.comparator in (">=", "<=")
    if bounded_below and q.sort in ("money", "physical", "count") and text.startswith("的", q.span.end):
        words = wording(rules)
        act, _ = words.ending(words.strip_right(text[max(0, q.span.start - 12) : q.span.start]))
        return act is None or act.form != "act" or q.unit not in _COUNTED  # 开发2万个以上的岗位
    if q.sort == "time" and re.match("的(?!目标|要求|标准|水平)", text[q.span.end : q.span.end + 3]):
        return True
    if following is not None and following.span.start == q.span.end and q.sort == "money" and q.comparator in (">=", ">"):
        return True  # 其中50亿元以上10个
    if following is None or following.sort == "coverage" or (q.sort in ("share", "coverage", "points") and q.unit != "分"):
        return False
    between = text[q.span.end : following.span.start]
    if following.sort == "share" and q.comparator in (">=", ">", "<=") and wording(rules).role("of_which").search(between):
        return True
    return 2 <= len(between) <= 14 and q.comparator in (">=", ">", "<=") and not wording(rules).role("new_claim").search(between)
