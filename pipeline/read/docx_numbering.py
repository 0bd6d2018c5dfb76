"""The numbers of Word's lists, which are nowhere in its text: 一、（一）1. are counted here as Word counts them.

A paragraph names a list (`w:num`) and a level. The list takes its levels from an abstract list, which several lists
may share and then count on together, and may override some of them or their first number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.read.counting import written
from pipeline.read.docx_parts import MC, Element, Style, Styles, W, number, switch, val

LEVELS = 9
_SLOT = re.compile("%([1-9])")
_GAPS = {"nothing": "", "space": " ", "tab": " "}
_ZEROES = re.compile(r"0*1\b")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its first number, its format, its wording (%1 is the number of the first level), and what follows.

    `restart`: the levels above that start this one anew (None: all of them; 0: none).
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = " "
    legal: bool = False
    restart: int | None = None
    style: str | None = None
    hidden: bool = False
    zeroes: int = 0


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: tuple[Level, ...]
    starts: frozenset[int]
    """Levels that this list starts anew the first time that it is used."""


class Numbering:
    """Counts the lists of one document; ask for the paragraphs in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._num: dict[int, Element] = {}
        self._by_style_link: dict[str, str] = {}
        self._lists: dict[int, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[int, int]] = set()
        for element in root if root is not None else ():
            if element.tag == W + "abstractNum" and (key := val(element, "abstractNumId")) is not None:
                self._abstract[key] = element
                if link := val(element.find(W + "styleLink")):
                    self._by_style_link.setdefault(link, key)
            elif element.tag == W + "num" and (num_id := number(element, "numId")) is not None:
                self._num[num_id] = element

    def label(self, properties: Element | None, style: Style) -> str:
        """The number of the next paragraph with what parts it from the text; empty where it has none.

        `properties` is the paragraph's own `w:numPr`; what it does not say comes from its style.
        """
        num_id = style.num_id if properties is None else number(properties.find(W + "numId"))
        level = None if properties is None else number(properties.find(W + "ilvl"))
        by_style = num_id is None or properties is None
        num_id = style.num_id if num_id is None else num_id
        found = None if num_id is None or num_id <= 0 else self._list(num_id)
        if num_id is None or found is None:
            return ""
        if level is None and by_style:
            linked = next((n for n, lv in enumerate(found.levels) if style.linked is not None and lv.style == style.linked), None)
            level = linked if linked is not None else style.level
        level = min(max(level or 0, 0), LEVELS - 1)
        counters = self._count(num_id, found, level)
        return self._write(found.levels, counters, level)

    def _list(self, num_id: int) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._read(num_id)
        return self._lists[num_id]

    def _read(self, num_id: int) -> _List | None:
        num = self._num.get(num_id)
        key = None if num is None else val(num.find(W + "abstractNumId"))
        if num is None or key is None or key not in self._abstract:
            return None
        key = self._linked(key)
        levels = [Level()] * LEVELS
        for element in self._abstract[key].iterfind(W + "lvl"):
            n = number(element, "ilvl")
            if n is not None and 0 <= n < LEVELS:
                levels[n] = _level(element)
        starts: set[int] = set()
        for override in num.iterfind(W + "lvlOverride"):
            n = number(override, "ilvl")
            if n is None or not 0 <= n < LEVELS:
                continue
            own = override.find(W + "lvl")
            if own is not None:
                levels[n] = _level(own)
            start = number(override.find(W + "startOverride"))
            if start is not None:
                starts.add(n)
                levels[n] = replace(levels[n], start=start)
        return _List(key, tuple(levels), frozenset(starts))

    def _linked(self, key: str) -> str:
        """The abstract list that has the levels: some only name a numbering style, which names the list."""
        seen: set[str] = set()
        while key not in seen:
            seen.add(key)
            style = val(self._abstract[key].find(W + "numStyleLink"))
            if not style:
                return key
            num_id = self._styles.numbering_of(style)
            num = None if num_id is None else self._num.get(num_id)
            target = None if num is None else val(num.find(W + "abstractNumId"))
            target = target if target in self._abstract and target != key else self._by_style_link.get(style)
            if target is None:
                return key
            key = target
        return key

    def _count(self, num_id: int, found: _List, level: int) -> list[int | None]:
        counters = self._counters.setdefault(found.abstract, [None] * LEVELS)
        for n in sorted(found.starts):
            # A list that starts anew does so once, at its first paragraph of that level or below it.
            if n <= level and (num_id, n) not in self._started:
                self._started.add((num_id, n))
                counters[n:] = [None] * (LEVELS - n)
        value = counters[level]
        counters[level] = found.levels[level].start if value is None else value + 1
        for below in range(level + 1, LEVELS):
            restart = found.levels[below].restart
            if restart is None or level < restart:
                counters[below] = None
        return counters

    def _write(self, levels: tuple[Level, ...], counters: list[int | None], level: int) -> str:
        at = levels[level]
        if at.hidden or not at.text:
            return ""
        if at.form == "bullet":
            return _bullet(at.text) + at.gap

        def number_of(m: re.Match[str]) -> str:
            n = int(m[1]) - 1
            count = counters[n]
            value = levels[n].start if count is None else count
            form = "decimal" if at.legal and levels[n].form not in ("decimalZero", "none") else levels[n].form
            return f"{value:0{levels[n].zeroes}}" if levels[n].zeroes and form == "decimal" else written(value, form)

        label = _SLOT.sub(number_of, at.text)
        return label + at.gap if label.strip() else ""


def _level(element: Element) -> Level:
    text = element.find(W + "lvlText")
    form, zeroes = _form(element)
    picture = element.find(W + "lvlPicBulletId") is not None
    start = number(element.find(W + "start"))
    return Level(
        start=0 if start is None else start,
        form="bullet" if picture else form,
        text="●" if picture else (val(text) or ""),
        gap=_GAPS.get(val(element.find(W + "suff")) or "tab", " "),
        legal=switch(element, "isLgl") or False,
        restart=number(element.find(W + "lvlRestart")),
        style=val(element.find(W + "pStyle")),
        hidden=switch(element.find(W + "rPr"), "vanish") or False,
        zeroes=zeroes,
    )


def _form(element: Element) -> tuple[str, int]:
    """The format of a level, and to how many digits it is filled with zeroes.

    Newer formats (001, 002, …) stand in an alternative for programs that know them, beside one for those that do not.
    """
    direct = element.find(W + "numFmt")
    choice = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    fallback = element.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
    custom = choice if choice is not None else direct
    if val(custom) == "custom" and (m := _ZEROES.match(val(custom, "format") or "")):
        return "decimal", len(m.group())
    chosen = direct if direct is not None else fallback if fallback is not None else choice
    form = val(chosen) or "decimal"
    return ("decimal" if form == "custom" else form), 0


def _bullet(sign: str) -> str:
    """A bullet as a reader sees it: signs of picture fonts, and letters that such a font draws as signs, become ●."""
    if any(c.isalnum() or "\ue000" <= c <= "\uf8ff" for c in sign):
        return "●"
    return sign.strip() or "●"
