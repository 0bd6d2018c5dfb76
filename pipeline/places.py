"""Administrative divisions (行政区划) by name: codes, levels, parents.

The data are the Ministry of Civil Affairs' codes as of the end of 2024, with the divisions that left its lists since
2020, since plans name places as they were called (`rules/data/divisions-2024.tsv`, whose head names the source). It is read when the
first name is asked for, once a process.

A name resolves when one division fits it. 南京市鼓楼区 names its parent; 鼓楼区 alone is four districts and resolves to none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import rules

Level = Literal["国家", "省", "市", "县", "乡"]

DATA = Path(rules.__file__).parent / "data" / "divisions-2024.tsv"
_CURRENT = 2024


class Division(NamedTuple):
    """One division: its code, its name, the code of the one above it (empty for provinces), the last list it stands in."""

    code: str
    name: str
    parent: str
    listed: int
    short: str

    @property
    def level(self) -> Level:
        """省 for the first, 市 for the second, 县 for the third pair of digits of the code (GB/T 2260)."""
        return "省" if self.code.endswith("0000") else "市" if self.code.endswith("00") else "县"


class Gazetteer:
    """The divisions by code and by name."""

    def __init__(self, divisions: Sequence[Division]) -> None:
        self.by_code = {d.code: d for d in divisions}
        self.by_name: dict[str, list[Division]] = defaultdict(list)
        for d in divisions:
            self.by_name[d.name].append(d)
            if d.short.endswith(("州", "县", "旗")):  # 恩施州 is how 恩施土家族苗族自治州 is called everywhere
                self.by_name[d.short].append(d)
        self.stems: dict[str, list[Division]] = defaultdict(list)
        """Provinces and cities without their ending (江苏, 南京): they open fuller names, and never stand alone as one."""
        for d in divisions:
            stem = d.short or d.name[:-1]
            if d.level != "县" and len(stem) >= 2:
                self.stems[stem].append(d)

    def above(self, division: Division) -> list[Division]:
        """The divisions that a division lies in, the nearest first."""
        out = []
        while division.parent:
            division = self.by_code[division.parent]
            out.append(division)
        return out

    def named(self, words: str, whole: bool = True) -> list[Division]:
        """All divisions that `words` may name, each step with or without its parents: 江苏省南京市, 南京市, 江苏南京市."""
        found = list(self.by_name.get(words, ())) if whole else [*self.by_name.get(words, ()), *self.stems.get(words, ())]
        for cut in range(2, len(words) - 1):
            below = list(self.by_name.get(words[cut:], ()))
            if not whole:
                below += self.stems.get(words[cut:], ())
            if below and (higher := {d.code for d in self.named(words[:cut], whole=False)}):
                found += [d for d in below if any(a.code in higher for a in self.above(d))]
        return _current(found)


def _current(found: Sequence[Division]) -> list[Division]:
    """Those of the latest list that any stands in: a division that was renamed or renumbered counts as it is now."""
    latest = max((d.listed for d in found), default=_CURRENT)
    return list({d.code: d for d in found if d.listed == latest}.values())


@cache
def gazetteer() -> Gazetteer:
    """The divisions, read once."""
    lines = [line for line in DATA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = (line.split("\t") for line in lines[1:])
    return Gazetteer([Division(code, name, parent, int(listed), short) for code, name, parent, listed, short in rows])


@lru_cache(maxsize=4096)
def divisions_of(region: str) -> tuple[Division, ...]:
    """The divisions that a region's name may stand for; several where it is ambiguous."""
    return tuple(gazetteer().named(region))


@lru_cache(maxsize=4096)
def division_of(region: str, context: tuple[str, ...] = ()) -> Division | None:
    """The division of a region's name; of several, the one whose parent a text of `context` (an issuer, a title) names.

    None where no division, or more than one, is left.
    """
    found = divisions_of(region)
    if len(found) > 1:
        found = tuple(d for d in found if any(_names_parent(words, d, region) for words in context))
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1024)
def stem_of(words: str) -> str | None:
    """The full name of the one province or city that is called so without its ending (徐州); None where none or several are."""
    found = _current(gazetteer().stems.get(words, ()))
    return found[0].name if len(found) == 1 else None


def _names_parent(words: str, division: Division, region: str) -> bool:
    """Whether `words` name a place above `division`, by name or by stem (福州市, 福州)."""
    rest = words.replace(region, "")
    return any(a.name in rest or (a.short or a.name[:-1]) in rest for a in gazetteer().above(division))


_STEPS = re.compile(
    "(?P<省>[\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区))?(?P<市>[\u4e00-\u9fff]{2,7}?(?:市|地区|自治州|盟|州))?"
    "(?P<县>[\u4e00-\u9fff]{1,9}?(?:新区|自治县|自治旗|区|县|旗|市))?"
)


def steps_of(region: str) -> dict[Level, str]:
    """The names of a place by level, as far as its own name says them; known ones with the names above them.

    南京市 gives 江苏省 and 南京市; 临澜市云汀区, which no list has, gives 临澜市 and 云汀区.
    """
    known = division_of(region)
    if known is not None:
        return {d.level: d.code for d in (*gazetteer().above(known), known)}
    m = _STEPS.fullmatch(region)
    if m is None:
        return {}
    steps: dict[Level, str] = {}
    for level in ("省", "市", "县"):
        if m[level]:
            steps[level] = region[: m.end(level)]
    return steps


def level_of(region: str, division: Division | None = None) -> Level | None:
    """The level of a place: from the list where all that bear the name agree, else from the shape of the name."""
    if region == "全国":
        return "国家"
    levels = {d.level for d in ([division] if division else divisions_of(region))}
    if len(levels) == 1:
        return levels.pop()
    steps = steps_of(region)
    return list(steps)[-1] if steps else None
