"""Web chrome and page furniture out of the text; what the site's metadata box says, kept.

Lines are judged one by one against `rules/chrome.toml` and `rules/metadata.toml`. A line is dropped whole and the
edit names the rule. Prose is never dropped: a long line with a full stop is text, whatever it looks like.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from pipeline.cells import spread_tables
from pipeline.text import AlignedText, Change, Span
from rules import RuleSet
from rules.families import ChromeRule, LabelRule, MetadataRule


@dataclass(frozen=True, slots=True)
class Value:
    """What the metadata box says under one label: the words (simplified) and their source stretch."""

    text: str
    source: Span


Metadata = Mapping[str, Value]


class _Line(NamedTuple):
    start: int  # of the stripped line
    end: int
    whole_end: int  # including the line break
    text: str


_LINE = re.compile(r"[^\n]*\n|[^\n]+$")
_EDGE = " \t\u3000\xa0|"
_PROSE = 90
_BARE_NUMBER = re.compile(r"[0-9]{1,3}|[0-9](?: [0-9]){1,2}|[IVXivx]{1,5}|[IVX](?: [IVX]){1,4}")
_NUMBERED_BELOW = re.compile(r"专\s*栏|附\s*[件表图]|[表图]")
_RUN_ON = 3
"""So many labels in a line without anything between its cells make a box of it."""
_WINDOW = 60
"""The next page's number stands among so many lines that could be one."""
_GLUED_NUMBER = re.compile(r"([0-9]{1,3}|[IVX]{1,4})\s{2,}(?=\S)")


def _lines(text: str) -> list[_Line]:
    lines = []
    for m in _LINE.finditer(text):
        raw = m.group()
        stripped = raw.strip()
        start = m.start() + (len(raw) - len(raw.lstrip()))
        lines.append(_Line(start, start + len(stripped), m.end(), stripped))
    return lines


def is_prose(line: str) -> bool:
    """A line long enough to be a paragraph and with a sentence in it."""
    return len(line) >= _PROSE and any(mark in line for mark in "。；，,")


@cache
def _label_regex(words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Any known label followed by a colon; spaces inside a label do not count, a list dash may stand before it."""
    names = sorted((word for word, _ in words), key=lambda w: (-len(w), w))
    spelled = "|".join(r"[\s\u3000]*".join(re.escape(c) for c in name) for name in names)
    return re.compile(rf"(?:(?<=^)|(?<=[\s|\t\u3000】]))(?:[-*·•]\s*)?【?({spelled})(?:】\s*[:：]?|\s*[:：])", re.M)


@cache
def _run_on_regex(words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """The same labels where whoever copied the box lost what parted its cells; a lost space may be left as a question mark."""
    names = sorted((word for word, _ in words), key=lambda w: (-len(w), w))
    spelled = "|".join(r"[\s\u3000?]*".join(re.escape(c) for c in name) for name in names)
    return re.compile(rf"({spelled})[\s\u3000?]*[:：]")


def _hits(line: str, fields: tuple[tuple[str, str], ...]) -> list[re.Match[str]]:
    """The labels in a line, in order."""
    hits = list(_label_regex(fields).finditer(line))
    if len(hits) < _RUN_ON and sum(line.count(mark) for mark in ":：") >= _RUN_ON and not re.search("[。；]", line):
        run_on = list(_run_on_regex(fields).finditer(line))
        if len(run_on) >= _RUN_ON and run_on[0].start() <= 2:
            return run_on
    return hits


@cache
def _cell_regex(words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """A line of two cells, the first of them a label that feeds a field."""
    names = sorted((word for word, field in words if field != "ignored"), key=lambda w: (-len(w), w))
    spelled = "|".join(r"[ \u3000]*".join(re.escape(c) for c in name) for name in names)
    return re.compile(rf"({spelled})[ \u3000]*\t(?=[^\t]+$)")


def _squeeze(label: str) -> str:
    return re.sub(r"[\s\u3000?]+", "", label)


def _metadata(text: AlignedText, lines: list[_Line], head: int, rules: RuleSet) -> tuple[dict[str, Value], dict[int, str], set[int]]:
    """Field values of the head zone, the rule that claims each line, and the lines that are wholly labels and values."""
    by_label = {word: rule for rule in rules.of(MetadataRule) for word in rule.words}
    fields = tuple((word, rule.field) for word, rule in by_label.items())
    cells = _cell_regex(fields)
    hits = {n: _hits(line.text, fields) for n, line in enumerate(lines[:head]) if any(mark in line.text for mark in ":：】")}
    hits = {n: ms for n, ms in hits.items() if ms and ms[0].start() <= 2 and not is_prose(lines[n].text)}
    hits |= {n: [m] for n, line in enumerate(lines[:head]) if n not in hits and (m := cells.match(line.text)) is not None}
    inline = sum(1 for n, ms in hits.items() if lines[n].text[ms[0].end() :].strip())
    alternating = len(hits) > 2 * inline
    values: dict[str, Value] = {}
    claimed: dict[int, str] = {}
    for n, ms in hits.items():
        line = lines[n]
        for i, m in enumerate(ms):
            rule = by_label[_squeeze(m.group(1))]
            claimed.setdefault(n, rule.id)
            a, b = m.end(), ms[i + 1].start() if i + 1 < len(ms) else len(line.text)
            value, at = line.text[a:b], line.start + a
            if not value.strip() and alternating:
                after = next((k for k in range(n + 1, min(n + 3, head)) if lines[k].text), None)
                if after is not None and after not in hits and not is_prose(lines[after].text):
                    value, at = lines[after].text, lines[after].start
                    claimed.setdefault(after, rule.id)
            left = len(value) - len(value.lstrip(_EDGE))
            value = value.strip(_EDGE)
            if value and rule.field != "ignored" and rule.field not in values:
                values[rule.field] = Value(value, text.bounds(at + left, at + left + len(value)))
    return values, claimed, set(hits)


def _head_end(lines: list[_Line], rules: RuleSet) -> int:
    """Index of the first line that a numbered heading opens, else of the first prose line after 30 lines."""
    top = re.compile("|".join(f"(?:{r.source})" for r in rules.of(LabelRule) if r.series == "counted" and r.rank <= 40))
    for n, line in enumerate(lines):
        if top.match(line.text) and len(line.text) < 60 and not re.search(r"[.．…·]{3,}\s*\d*$", line.text):
            return n
    return min(len(lines), 40)


def _tail_start(lines: list[_Line]) -> int:
    """Index after the last line of prose."""
    for n in range(len(lines) - 1, -1, -1):
        if len(lines[n].text) >= 40 and lines[n].text.rstrip("）)”").endswith(("。", "；", "！")):
            return n + 1
    return len(lines) * 2 // 3


def _page_numbers(lines: list[_Line], cells: set[int]) -> Iterator[tuple[int, int]]:
    """(line index, length to drop from its start) of bare page numbers: a rising series with a page of text between.

    A number alone on a line is also how the rows of a scattered table start, so a series counts only where each
    next number stands a page of characters further on. `cells` are lines known to be cells.
    """
    bare = []
    size = 0
    sizes = [size := size + len(line.text) for line in lines]
    for n, line in enumerate(lines):
        if n in cells or (n and _NUMBERED_BELOW.fullmatch(lines[n - 1].text)):
            continue
        if _BARE_NUMBER.fullmatch(line.text):
            digits = line.text.replace(" ", "")
            bare.append((n, int(digits) if digits.isdigit() else 0, len(line.text)))
        elif (
            (m := _GLUED_NUMBER.match(line.text))
            and not re.match(r"\s*(?:年|月|日|[.．、])", line.text[m.end() - 1 :])
            and "\t" not in line.text
            and len(re.findall(r"\s{2,}", line.text)) == 1
        ):
            bare.append((n, int(m.group(1)) if m.group(1).isdigit() else 0, m.end()))
    length_to: list[int] = []  # length of the longest series that ends here, and the number before it in that series
    link: list[int] = []
    for i, (n, number, _) in enumerate(bare):
        best, back = 0, -1
        for j in range(i - 1, max(-1, i - _WINDOW), -1):
            k, before, _ = bare[j]
            step = number - before
            if before and step in (1, 2) and 250 * step <= sizes[n] - sizes[k] <= 4000 * step and length_to[j] > best:
                best, back = length_to[j], j
        length_to.append(best + 1)
        link.append(back)
    if not bare or max(length_to) < 3:
        return
    longest: list[int] = []
    at = length_to.index(max(length_to))
    while at >= 0:
        longest.insert(0, at)
        at = link[at]
    first, last = bare[longest[0]][0], bare[longest[-1]][0]
    for i in longest:
        yield bare[i][0], bare[i][2]
    for n, number, length in bare:
        if not number and n < last and length == len(lines[n].text) and (n < first or first <= n):
            yield n, length


def _running_heads(lines: list[_Line], numbers: set[int]) -> Iterator[int]:
    """Short lines that come back, word for word, next to page numbers: most times at least, or they are items that look alike."""
    if len(numbers) < 3:
        return
    texts = Counter(line.text for line in lines if 4 <= len(line.text) <= 40)
    filled = [n for n, line in enumerate(lines) if line.text]
    place = {n: i for i, n in enumerate(filled)}
    found = []
    for n in filled:
        if texts[lines[n].text] >= 3 and n not in numbers:
            near = {filled[i] for i in range(max(0, place[n] - 2), min(len(filled), place[n] + 3))}
            if near & numbers:
                found.append(n)
    beside = Counter(lines[n].text for n in found)
    yield from (n for n in found if 2 * beside[lines[n].text] >= texts[lines[n].text])


def strip_chrome(text: AlignedText, rules: RuleSet) -> tuple[AlignedText, Metadata]:
    """Drop chrome, page furniture and the metadata box; return the rest and the box's values by field."""
    lines = _lines(text.text)
    head, tail = _head_end(lines, rules), _tail_start(lines)
    values, dropped, _ = _metadata(text, lines, head, rules)
    for n, line in enumerate(lines):
        if not line.text or n in dropped or is_prose(line.text):
            continue
        for rule in rules.possible(ChromeRule, frozenset(line.text)):
            if (rule.zone == "head" and n >= head) or (rule.zone == "tail" and n < tail):
                continue
            if not rule.regex.search(line.text):
                continue
            dropped[n] = rule.id
            if rule.extent == "rest":
                for k in range(n + 1, len(lines)):
                    if lines[k].text and not is_prose(lines[k].text) and not lines[k].text.endswith("。"):
                        dropped.setdefault(k, rule.id)
            break
    partial: dict[int, int] = {}
    filled = [n for n, line in enumerate(lines) if line.text]
    spread = spread_tables([lines[n].text for n in filled], rules)
    cells = {filled[k] for region in spread for k in range(region.start, region.end)}
    numbers = {n: length for n, length in _page_numbers(lines, cells) if n not in dropped}
    for n, length in numbers.items():
        if length == len(lines[n].text):
            dropped[n] = "chrome.page_number"
        else:
            partial[n] = length
    pages = set(numbers) | {n for n, rule in dropped.items() if rule == "chrome.page_number"}
    for n in _running_heads(lines, pages):
        dropped.setdefault(n, "chrome.running_head")
    changes = []
    for n, line in enumerate(lines):
        if n in dropped:
            end = line.whole_end if line.end < line.whole_end else line.end
            changes.append(Change(line.start, end, "", dropped[n], splits=True))
        elif n in partial:
            changes.append(Change(line.start, line.start + partial[n], "", "chrome.page_number", splits=True))
    return text.edited(changes), MappingProxyType(values)
