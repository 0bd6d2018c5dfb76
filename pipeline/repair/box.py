"""The metadata box of a site (信息公开目录表头): what it says by field, and the lines that it takes up.

Boxes come in few forms, whatever system made them: labels with a colon, labels in brackets, labels and values in
cells by turns, labels and values on lines by turns. The labels are those of `rules/metadata.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from pipeline.repair.lines import Line, is_prose
from pipeline.text import AlignedText, Span
from rules import RuleSet
from rules.families import MetadataRule


@dataclass(frozen=True, slots=True)
class Value:
    """What the metadata box says under one label: the words (simplified) and their source stretch."""

    text: str
    source: Span


Metadata = Mapping[str, Value]


class Box(NamedTuple):
    """The values by field, and the rule that claims each line of the box."""

    values: Metadata
    claimed: dict[int, str]


class _Label(NamedTuple):
    """A label in a line: its words without spaces, where it begins and where its value may begin."""

    word: str
    start: int
    end: int


_EDGE = " \t\u3000|｜丨│"
_SPACE = r"[\s\u3000]*"
_RUN_ON = 3
"""So many labels in a line without anything between its cells make a box of it."""
NUMBER = re.compile(r"([\u4e00-\u9fff]{1,12})\s*[〔\[［(（【]\s*((?:19|20)\d{2})\s*[〕\]］)）】]\s*(第?)\s*(\d+)\s*号")
"""A document number (文号)."""
_BEHIND_DAY = re.compile(
    r"^\s{0,9}20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s{1,9}(?P<number>[\u4e00-\u9fff]{1,12}[〔\[［(（【]\d{4}\D\S{1,9}号)$"
)
_SENTENCE = re.compile("[。；！？][”’）)]*$")
"""The text ends with a line that ends so."""
_AUTHOR = re.compile("(?!今|现在|当前|截[至止])[\u4e00-\u9fffA-Za-z“”·]{2,12}(?:\\s{1,9}[\u4e00-\u9fffA-Za-z“”·]{2,12}){0,3}")
"""Who put an article online, with the marks that some apps write before the name (原创)."""
_ADDRESS = re.compile(r"https?://\S+")
_CERTAIN = 3
"""Labels of so many characters are no words of a value that they stand right behind."""
_ROWS = 3
"""So many rows without colons are a box for certain."""
_BY_TURNS = 3
"""So many labels alone on a line, each with its value on the next one, make a box of them."""
_GAP = 2
"""So many lines that no label is known of may stand between two of a box."""
_FOOT = frozenset(("index_number", "issuer", "published_on", "validity", "source_url", "doc_number"))
"""A box behind the text has one of these fields at least."""
_LABEL_LIKE = re.compile("[\u4e00-\u9fff]{2,6}[号期间关构位门类性式词述称题状态]")
"""How labels that are in no list end; only beside known ones."""
_LONGEST_LABEL, _LONGEST_VALUE = 8, 60
INSIDE = "metadata.inside"


def _spelled(words: Iterator[str], space: str = _SPACE) -> str:
    """Any of these labels, the longest first; spaces inside a label do not count."""
    names = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(space.join(re.escape(c) for c in name) for name in names)


@cache
def _label_regex(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any known label followed by a colon, or in square brackets; a list dash may stand before it."""
    spelled = _spelled(iter(words))
    return re.compile(
        rf"(?:(?<=^)|(?<=[\s|｜丨│\t\u3000】\]]))(?:[-*·•∙・‧]\s*)?(?:【\s*({spelled})\s*】\s*[:：]?|\[\s*({spelled})\s*\]\s*[:：]?|({spelled})\s*[:：])",
        re.M,
    )


@cache
def _run_on_regex(words: tuple[str, ...]) -> re.Pattern[str]:
    """The same labels where whoever copied the box lost what parted its cells; a lost space may be left as a question mark."""
    spelled = _spelled(iter(words), r"[\s\u3000?]*")
    return re.compile(rf"({spelled})[\s\u3000?]*[:：]")


@cache
def _unmarked_regex(words: tuple[str, ...]) -> re.Pattern[str]:
    """The labels that are known without a mark behind them: long ones, and short ones that stand apart."""
    named = [word for word in words if word.isalpha() and not word.isascii()]
    long, short = (_spelled(w for w in named if (len(w) >= _CERTAIN) == certain) for certain in (True, False))
    return re.compile(rf"{long}|(?<!\S)(?:{short})(?=\s|[\u4e00-\u9fff]{{1,12}}[〔\[［（(【]\s?(?:19|20)\d\d)")


def _squeeze(label: str) -> str:
    return re.sub(r"[\s\u3000?]+", "", label)


class _Reader:
    """Finds the box in the lines before the first heading."""

    def __init__(self, text: AlignedText, lines: Sequence[Line], head: int, rules: RuleSet) -> None:
        self.text = text
        self.lines = lines[:head]
        self.by_label = {word: rule for rule in rules.of(MetadataRule) for word in rule.words}
        self.words = tuple(self.by_label)
        self.ignored = next(rule for rule in self.by_label.values() if rule.field == "ignored")
        self.stamp = rules.phrase("site_stamp")
        self.site_name = rules.phrase("site_name")
        self.values: dict[str, Value] = {}
        self.places: dict[str, int] = {}  # of the label that gave a value, among those of its rule: the better ones stand first
        self.claimed: dict[int, str] = {}

    def read(self) -> Box:
        """All that the box says: its first value of a field counts."""
        hits = {n: found for n, line in enumerate(self.lines) if (found := self._labels(line.text))}
        self._headed(hits)
        weak = {n for n, found in hits.items() if len(found) == 1 and self._is_row(n) and self.by_label[found[0].word].field == "ignored"}
        strong = [n for n in hits if n not in weak and self._is_row(n)]
        for n in sorted(weak):  # two cells may be the head of a table; they are of the box where they go on a box of some rows
            if len(strong) < _ROWS or not any(k < n and n - k <= _GAP + 1 for k in hits if k not in weak):
                del hits[n]
            else:
                weak.discard(n)
        inline = sum(1 for n, found in hits.items() if self.lines[n].text[found[0].end :].strip())
        alternating = len(hits) > 2 * inline
        for n in self._by_turns(hits):
            hits[n] = [_Label(_squeeze(self.lines[n].text), 0, len(self.lines[n].text))]
            alternating = True
        for n in sorted(hits):
            for label, after in zip(hits[n], [*hits[n][1:], None], strict=True):
                end = len(self.lines[n].text) if after is None else after.start
                self._take(n, label, end, alternating, hits)
        self._numbers(hits)
        self._fill()
        self._unmarked()
        self._stamp()
        return Box(MappingProxyType(self.values), self.claimed)

    def _headed(self, hits: dict[int, list[_Label]]) -> None:
        """Rows of nothing but labels that feed fields, each with its values in the cells of the row below."""
        for n, below in pairwise(range(len(self.lines))):
            if "\t" not in self.lines[n].text:
                continue
            words, values = ([_squeeze(cell) for cell in self.lines[k].text.split("\t")] for k in (n, below))
            fed = {self.by_label[word].field for word in words if word in self.by_label} - {"ignored"}
            if len(words) < _ROWS or len(fed) < _ROWS or len(values) > len(words) or not all(word in self.by_label for word in words):
                continue
            if any(value in self.by_label for value in values):
                continue
            hits.pop(n, None)
            hits.pop(below, None)
            self.claimed.update(dict.fromkeys((n, below), self.by_label[words[0]].id))
            at = self.lines[below].start
            for word, cell in zip(words, self.lines[below].text.split("\t"), strict=False):
                field, value = self.by_label[word].field, cell.strip(_EDGE)
                left = len(cell) - len(cell.lstrip(_EDGE))
                if value and field != "ignored" and field not in self.values:
                    self.values[field] = Value(value, self.text.bounds(at + left, at + left + len(value)))
                    self.places[field] = 0
                at += len(cell) + 1

    def _numbers(self, hits: Mapping[int, list[_Label]]) -> None:
        """The number of the document where it opens a row of the box without a label, or stands behind the day that ends one."""
        for n, found in hits.items():
            line = self.lines[n]
            number = NUMBER.match(line.text)
            if number is None or not self._follow(line.text, found):
                number = _BEHIND_DAY.search(line.text[found[-1].end :])
                number = number if self.by_label[found[-1].word].field in ("issued_on", "published_on") else None
                number = NUMBER.match(line.text, found[-1].end + number.start("number")) if number is not None else None
            if "doc_number" not in self.values and number is not None:
                self.values["doc_number"] = Value(number.group(), self.text.bounds(line.start + number.start(), line.start + number.end()))

    def read_foot(self, foot: int) -> None:
        """Rows of a box that stands behind the text; what the box before it says counts first.

        Only labels with marks behind them count there, and only long ones: an annex may end with words that look like short ones.
        """
        rows = {
            n: found
            for n in range(foot, len(self.lines))
            if "\t" not in self.lines[n].text
            and (found := self._labels(self.lines[n].text))
            and all(len(label.word) >= _CERTAIN for label in found[:1])
        }
        cells = {n: found for n in range(foot, len(self.lines)) if (found := self._certain_cells(self.lines[n].text))}
        if len(cells) >= _ROWS:
            rows |= cells
        rows |= {n: found for n in range(foot, len(self.lines)) if (found := self._marked_cells(self.lines[n].text))}
        turns = [n for n in self._by_turns(rows, foot) if len(_squeeze(self.lines[n].text)) >= _CERTAIN]
        rows |= {n: [_Label(_squeeze(self.lines[n].text), 0, len(self.lines[n].text))] for n in turns}
        if not any(self.by_label[label.word].field in _FOOT for found in rows.values() for label in found):
            return
        for n, found in rows.items():
            for label, after in zip(found, [*found[1:], None], strict=True):
                self._take(n, label, len(self.lines[n].text) if after is None else after.start, n in turns, rows)

    def _is_row(self, n: int) -> bool:
        return "\t" in self.lines[n].text and not any(mark in self.lines[n].text for mark in ":：】]")

    def _labels(self, line: str) -> list[_Label]:
        """The labels of one line, if it is one of the box."""
        if any(mark in line for mark in ":：】]"):
            found = [_Label(_squeeze(m[m.lastindex or 0]), m.start(), m.end()) for m in _label_regex(self.words).finditer(line)]
            if len(found) < sum(line.count(mark) for mark in ":：") and not re.search("[。；]", line):
                run_on = [_Label(_squeeze(m[1]), m.start(), m.end()) for m in _run_on_regex(self.words).finditer(line)]
                certain = len(run_on) >= _RUN_ON or all(len(label.word) >= _CERTAIN for label in run_on)
                if len(run_on) > max(len(found), 1) and certain and run_on[0].start <= 2:
                    found = run_on
            if found and (found[0].start <= 2 or self._follow(line, found) or self._of_site(line, found)) and not is_prose(line):
                return found
        return self._cells(line)

    def _follow(self, line: str, found: list[_Label]) -> bool:
        """Whether labels go on a row of the box that the number of the document opens without one; the day may stand behind it."""
        number = NUMBER.match(line)
        between = line[number.end() : found[0].start].strip(_EDGE) if number is not None else ""
        return number is not None and (not between or self.stamp.fullmatch(between) is not None)

    def _of_site(self, line: str, found: list[_Label]) -> bool:
        """Whether the name of a site and nothing else stands before the labels."""
        return self.site_name.fullmatch(line[: found[0].start].strip(_EDGE)) is not None

    def _cells(self, line: str) -> list[_Label]:
        """The labels in the first, third, fifth cell of a line, where all of them are known."""
        cells = line.split("\t")
        if len(cells) < 2 or (len(cells) % 2 and cells[-1].strip() and _squeeze(cells[-1]) not in self.by_label):
            return []
        found: list[_Label] = []
        at = known = 0
        for n, cell in enumerate(cells):
            if n % 2 == 0 and cell.strip():
                word = _squeeze(cell)
                named = self._named(word)
                if named is None:
                    return []
                known += word in self.words or named != word
                found.append(_Label(named, at, at + len(cell)))
            at += len(cell) + 1
        return found if 2 * known >= len(found) else []

    def _certain_cells(self, line: str) -> list[_Label]:
        """The labels of a row all of which are known, and none of them short."""
        words = [_squeeze(cell) for cell in line.split("\t")[::2]] if "\t" in line else []
        certain = words and all(word in self.by_label and len(word) >= _CERTAIN for word in words if word)
        return self._cells(line) if certain else []

    def _marked_cells(self, line: str) -> list[_Label]:
        """The labels of a row each cell of which is one with its mark and its value, two at least and none of them short."""
        cells = [cell for cell in line.split("\t") if cell.strip()] if "\t" in line else []
        found = self._labels(line) if len(cells) >= _GAP and all(":" in cell or "：" in cell for cell in cells) else []
        return found if len(found) == len(cells) and all(len(label.word) >= _CERTAIN for label in found) else []

    def _named(self, word: str) -> str | None:
        """The label that a cell is, or ends with (信息索取号); one in no list is told by its last character, and feeds no field."""
        if word in self.by_label:
            return word
        ends = (word[k:] for k in range(1, len(word) - _CERTAIN + 1))
        if (end := next((end for end in ends if end in self.by_label), None)) is not None:
            return end
        if _LABEL_LIKE.fullmatch(word):
            self.by_label.setdefault(word, self.ignored)
            return word
        return None

    def _by_turns(self, hits: Mapping[int, list[_Label]], begin: int = 0) -> list[int]:
        """Lines that are a label and nothing else, where several stand by turns with values; from `begin` on."""
        filled = [n for n in range(begin, len(self.lines)) if self.lines[n].text]
        alone = {n for n in filled if n not in hits and _squeeze(self.lines[n].text) in self.by_label}
        found = [n for n, after in pairwise(filled) if n in alone and after not in alone and len(self.lines[after].text) <= _LONGEST_VALUE]
        feeding = {field for n in found if (field := self.by_label[_squeeze(self.lines[n].text)].field) not in ("ignored", "title")}
        near = all(after - n <= 2 * _BY_TURNS for n, after in pairwise(found))
        return sorted(alone) if len(feeding) >= _BY_TURNS and near else []

    def _take(self, n: int, label: _Label, end: int, alternating: bool, hits: Mapping[int, list[_Label]]) -> None:
        """One label's value: behind it in its line, else the next line, where labels and values stand by turns."""
        line = self.lines[n]
        rule = self.by_label[label.word]
        self.claimed.setdefault(n, rule.id)
        value, at = line.text[label.end : end], line.start + label.end
        if not value.strip() and alternating and "\t" not in line.text:
            after = next((k for k in range(n + 1, min(n + 3, len(self.lines))) if self.lines[k].text), None)
            if after is not None and after not in hits and not is_prose(self.lines[after].text):
                value, at = self.lines[after].text, self.lines[after].start
                self.claimed.setdefault(after, rule.id)
        left = len(value) - len(value.lstrip(_EDGE))
        value = value.strip(_EDGE)
        field = rule.field
        if label.word.endswith("来源") and _ADDRESS.fullmatch(value):
            field = "source_url"
        place = rule.words.index(label.word) if label.word in rule.words else len(rule.words)
        if value and field != "ignored" and place < self.places.get(field, place + 1):
            self.places[field] = place
            self.values[field] = Value(value, self.text.bounds(at + left, at + left + len(value)))

    def _unmarked(self) -> None:
        """A box whose copy lost all that parted labels from values: 发文机构某市人民政府办公厅发文字号…, a line or two of them."""
        if self.values.keys() - {"published_on"}:  # a line below the title may tell the day all the same
            return
        found = {n: labels for n, line in enumerate(self.lines) if not is_prose(line.text) and (labels := self._run_together(line.text))}
        fields = {self.by_label[label.word].field for labels in found.values() for label in labels} - {"ignored"}
        numbered = len(found) >= _BY_TURNS and any(
            self.by_label[label.word].field == "doc_number" and NUMBER.match(self.lines[n].text[label.end :].strip(_EDGE))
            for n, labels in found.items()
            for label in labels
        )
        if not numbered and (len(fields) < _BY_TURNS or len(found) < _GAP):
            return
        for n, labels in found.items():
            for label, after in zip(labels, [*labels[1:], None], strict=True):
                self._take(n, label, len(self.lines[n].text) if after is None else after.start, False, {})

    def _run_together(self, line: str) -> list[_Label]:
        """The labels in a line that opens with one, none of them so short that it may be a word of a value."""
        regex = _unmarked_regex(self.words)
        return [_Label(_squeeze(m[0]), m.start(), m.end()) for m in regex.finditer(line)] if regex.match(line) is not None else []

    def _stamp(self) -> None:
        """A day without a label, alone on its line or behind another label (来源：…), where no label tells the day."""
        if "published_on" in self.values or "generated_on" in self.values:
            return
        for n, line in enumerate(self.lines):
            if is_prose(line.text) or (m := self.stamp.search(line.text)) is None or self._is_value(n):
                continue
            before = line.text[: m.start("date")].strip(_EDGE)
            alone = m.group().strip() == line.text.strip() or (
                self.site_name.fullmatch(before) is not None and not line.text[m.end() :].strip()
            )
            fed = any(self.by_label[label.word].field != "ignored" for label in self._labels(line.text))
            rest = line.text[m.end() :].lstrip()
            before_label = not fed and _label_regex(self.words).match(rest) is not None
            opens = before_label and (not before or ":" in m.group())  # 2025-02-21 来源：县政府办 阅读 1024
            label = None if fed else _label_regex(self.words).match(line.text)
            named = not before or NUMBER.fullmatch(before) is not None or _AUTHOR.fullmatch(before) is not None
            timed = named and ":" in m.group() and len(line.text) <= _LONGEST_VALUE
            if alone or timed or opens or m["told"] or m["put"] or (label is not None and line.text[label.end() : m.start("date")].strip()):
                self.values["published_on"] = Value(m["date"], self.text.bounds(line.start + m.start("date"), line.start + m.end("date")))
                if alone:
                    self.claimed.setdefault(n, "phrases.site_stamp")
                return

    def _is_value(self, n: int) -> bool:
        """Whether a line is the value of a label on the line above."""
        above = next((k for k in range(n - 1, max(n - 3, -1), -1) if self.lines[k].text), None)
        return n in self.claimed and above is not None and _squeeze(self.lines[above].text).rstrip(":：") in self.by_label

    def _fill(self) -> None:
        """Rows and pairs of the box whose labels nobody knows: what stands in its form between two lines of it."""
        box = sorted(self.claimed)
        for n, after in pairwise(box):
            between = [k for k in range(n + 1, after) if self.lines[k].text]
            if not between or len(between) > _GAP or any(is_prose(self.lines[k].text) for k in between):
                continue
            rows = all("\t" in self.lines[k].text for k in (n, *between, after))
            pair = len(between) == _GAP and len(self.lines[between[0]].text) <= _LONGEST_LABEL
            if rows or (pair and _squeeze(self.lines[after].text) in self.by_label):
                self.claimed.update(dict.fromkeys(between, INSIDE))


def read_box(text: AlignedText, lines: Sequence[Line], head: int, rules: RuleSet, beyond: int | None = None) -> Box:
    """The metadata box in the first `head` lines, and what stands of it behind the text: from `beyond` on, if that is known."""
    reader = _Reader(text, lines, head, rules)
    box = reader.read()
    last = next((n for n in range(len(lines) - 1, head - 1, -1) if _SENTENCE.search(lines[n].text)), len(lines))
    reader.lines = lines
    reader.read_foot(min(last + 1, len(lines) if beyond is None else beyond))
    return box
