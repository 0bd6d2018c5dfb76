"""Labels: the numbers that lines open with, each alone and as the series that they make in a document."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.numerals import read_number
from pipeline.outline.tables import Line
from rules import Opening, RuleSet
from rules.families import LabelRule

_LAST_OF_DECIMAL = re.compile(r"(?<=[0-9][.．])[0-9]+$")
_DIGITS = re.compile(r"[0-9]+|[一二三四五六七八九十]+|[①-⑳]|[壹贰叁参肆伍陆柒捌玖拾]+")
_ROMAN = {word: n for n, word in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"), 1)}
_POINTED = re.compile(r"^[0-9]{1,3}[.．]$")
_POINT_AND_FIGURE = re.compile(r"([0-9]{1,3})[.．](?=[0-9])")
_BARE_NUMBER = re.compile(r"([0-9]{1,2})[ \u3000]+(?=[\u4e00-\u9fff“])")
_MAX_TITLE = 40
"""Characters of a heading that a number alone opens."""
SECTION, COMMA = 30, 40
"""Ranks of 第一节 and of 一、 in `rules/labels.toml`."""


@cache
def _label_rules(rules: RuleSet, parent: bool) -> Opening[LabelRule]:
    return Opening(r for r in rules.of(LabelRule) if (r.series == "parent") == parent)


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line: its rule, its written form, its number, and where the text after it starts."""

    rule: LabelRule
    written: str
    number: int
    rest: int


def parse_label(line: str, rules: RuleSet, parent: bool = False) -> Label | None:
    """The label that a line opens with, if any; one of the series `parent` only where it is asked for."""
    found = _label_rules(rules, parent).match(line[:14])
    if found is None:
        return None
    rule, m = found
    written = "".join(m.group().split())
    if written[-1] in "是要" and re.search(f"[。；;，,][二三]{written[-1]}", line):
        return None  # 一是…；二是… inside one paragraph are parts of it
    if written[0] == "第" and written[-1] in "，," and re.search("[。；;]第[二三][，,]", line):
        return None
    if rule.series in ("annex", "box", "closing"):
        written = written.strip(":：.、—–-【［[")
    digits = _LAST_OF_DECIMAL.search(written) or _DIGITS.search(written)
    number = 0
    if digits:
        word = digits.group()
        number = ord(word) - ord("①") + 1 if "①" <= word[0] <= "⑳" else int(read_number(word) or 0)
    elif letter := re.fullmatch("[（(]([a-z]{1,4})[）)]", written):
        number = _ROMAN.get(letter[1]) or ord(letter[1]) - ord("a") + 1
    elif "A" <= written[0] <= "H":
        number = ord(written[0]) - ord("A") + 1
    rest = m.end()
    while rest < len(line) and line[rest] in " \t\u3000:：.．、":
        rest += 1
    return Label(rule, written, number, rest)


def add_parents(labels: list[Label | None], lines: Sequence[Line], rules: RuleSet) -> None:
    """Set the labels that count only before the first label below them: 4 before 4.1, with its text between them at most."""
    after: str | None = None
    for n in range(len(lines) - 1, -1, -1):
        label = labels[n]
        text = lines[n].text
        # Only above the first of a count a line needs to be read again.
        opens = parse_label(text, rules, parent=True) if after is not None and after.endswith(".1") and len(text) <= _MAX_TITLE else None
        if opens is not None and after == f"{opens.number}.1":
            labels[n], after = opens, None
        elif label is not None and label.rule.series == "counted":
            after = label.written.replace("．", ".")


def add_missed(labels: list[Label | None], lines: Sequence[Line]) -> None:
    """Set the labels of items that open with a figure (11.121人才项目), where the items around them count on through them."""
    counted = [n for n, label in enumerate(labels) if label is not None and _POINTED.search(label.written)]
    for before, after in pairwise(counted):
        above, below = labels[before], labels[after]
        if above is None or below is None or above.rule is not below.rule or below.number != above.number + 2:
            continue
        for n in range(before + 1, after):
            m = _POINT_AND_FIGURE.match(lines[n].text)
            if m is not None and labels[n] is None and int(m[1]) == above.number + 1:
                labels[n] = Label(above.rule, m.group(), above.number + 1, m.end())


def _is_item(text: str, number: int, wanted: int) -> bool:
    """Whether a line is the bare heading of the item that comes next, not a row of cells nor a sentence."""
    return number == wanted and len(text) <= _MAX_TITLE and text[-1] not in "。；;，：:" and len(text.split()) == 2


def add_boxed(labels: list[Label | None], lines: Sequence[Line], tables: Set[int], rules: RuleSet) -> None:
    """Set the labels of items in boxes whose numbers no mark ends (1 适老化改造), where they count on from 1, each over its text."""
    inside = False
    found: list[tuple[int, Label]] = []
    for n, line in enumerate([*lines, None]):
        label = labels[n] if line is not None else None
        m = _BARE_NUMBER.match(line.text) if line is not None and label is None and inside and n not in tables else None
        if m is not None and line is not None and _is_item(line.text, int(m[1]), len(found) + 1):
            opens = parse_label(f"01 {line.text[m.end() :]}", rules)
            found += [(n, Label(opens.rule, m[1], int(m[1]), m.end()))] if opens is not None else []
        if line is None or label is not None:
            if len(found) > 1 and all(b > a + 1 for (a, _), (b, _) in pairwise(found)):
                for at, item in found:
                    labels[at] = item
            found = []
            inside = label is not None and label.rule.series == "box"


def counts_on(labels: Sequence[Label | None], rank: int) -> bool:
    """Whether among labels one of this rank, or above it, goes on with a count that began before them."""
    begun: set[int] = set()
    for label in labels:
        if label is None or label.rule.series != "counted" or label.rule.rank > rank:
            continue
        if label.number > 1 and label.rule.rank not in begun:
            return True
        begun.add(label.rule.rank)
    return False


def sections_inside(labels: Sequence[Label]) -> bool:
    """Whether 第一节 stands below 一、 in this document: 一、 runs on through it, and 第一节 starts anew below."""
    seen = [lb for lb in labels if lb.rule.rank <= COMMA]
    if not seen or seen[0].rule.rank != COMMA or any(lb.rule.rank < SECTION for lb in seen):
        return False
    commas = [lb.number for lb in seen if lb.rule.rank == COMMA]
    runs_on = len(commas) > 1 and commas == sorted(set(commas))
    return runs_on and any(lb.rule.rank == SECTION for lb in seen)
