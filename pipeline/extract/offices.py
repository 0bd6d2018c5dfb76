"""Offices by one name: what a unit is called in full, and which names of a dataset are the same office.

A name is a place, an office and what may stand behind it: 南京市 + 发改委, 市 + 自规局 + 云埠分局, 省民宗委 + （省宗教局）. The short
names are rules (`rules/offices.toml`); here is only the grammar. An id says *this office of this place*: it is a
digest of the place, as a division code where the name is known, and of the office's full name. So 市发改委, 南京市发改委
and 发展和改革委员会 of a plan of 南京市 are one, and 省发改委 beside them is another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.extract.mentions import Front, Unit
from pipeline.places import Level, division_of, gazetteer, steps_of
from rules import RuleSet
from rules.families import NOT_BEHIND, OfficeRule, PlaceRule, alternation

_MAX_NAME = 40
_ENDINGS = {"委": "委员会", "办": "办公室"}
_LETTERS: dict[str, Level] = {
    "自治区": "省", "自治州": "市", "省": "省", "市": "市", "州": "市", "盟": "市", "区": "县", "县": "县", "旗": "县",
    "镇": "乡", "乡": "乡",
}  # fmt: skip
_RANK: dict[Level, int] = {"国家": 0, "省": 1, "市": 2, "县": 3, "乡": 4}
_CENTRE = ("国家", "国务院", "全国", "中央", "中共中央")
_BODY = re.compile("(?:中共)?(?P<place>.*?)(?P<party>委)?$")


class Office(NamedTuple):
    """A unit's name read: in full, with the place it opens with ("" where none) and the office without its place."""

    canonical: str
    place: str
    office: str


class _Lexicon:
    """The rules of one set, ready for use."""

    def __init__(self, rules: RuleSet) -> None:
        of = rules.of(OfficeRule)
        self.full: dict[str, str] = {}
        for rule in (r for r in of if r.sort in ("stem", "whole")):
            for word in rule.words:
                for ending in rule.endings or ("",):
                    self.full[word + ending] = (rule.canonical or "") + _ENDINGS.get(ending, ending)
        self.short = re.compile(f"(?:{alternation(tuple(self.full))}){NOT_BEHIND}")
        self.endings = {word: rule.canonical or "" for rule in of if rule.sort == "ending" for word in rule.words}
        self.shapes = [r for r in of if r.sort == "shape"]
        self.many, self.national, self.inner, self.left = (
            re.compile("|".join(f"(?:{r.source})" for r in of if r.sort == sort) or "(?!)")
            for sort in ("many", "national", "inner", "left")
        )
        self.place = rules.phrase("office_place")
        self.letter = rules.phrase("office_letter")
        self.part = rules.phrase("office_part")
        self.remark = rules.phrase("office_remark")
        self.not_places = {w for r in rules.of(PlaceRule) if r.level == "none" for w in r.words}


@cache
def _lexicon(rules: RuleSet) -> _Lexicon:
    return _Lexicon(rules)


def _place_at_head(name: str, lexicon: _Lexicon) -> str:
    """The place that a name opens with, by the shape of its words or as a letter (市财政局); "" where none."""
    for centre in _CENTRE:
        if name.startswith(centre) and not name.startswith("国家级"):
            return centre
    m = lexicon.place.match(name)
    place = m.group() if m else ""
    known = place in gazetteer().by_name
    if (len(place) >= 3 or known) and place not in lexicon.not_places and len(name) - len(place) >= 2:
        return place
    letter = lexicon.letter.match(name)
    return letter.group() if letter and len(name) > 2 else ""


def _is_place(words: str, region: str, lexicon: _Lexicon) -> bool:
    """Whether words before an office are a place: nothing, a letter, a full name, or the stem of a known one (南京)."""
    words = words.removeprefix("中共")
    words = words.removesuffix("委") or words
    if not words or words in _LETTERS or words in _CENTRE or words == "兵团" or (len(words) >= 2 and words in gazetteer().stems):
        return True
    if words[-1] in _LETTERS and words[:-1] in gazetteer().stems:
        return True
    m = lexicon.place.fullmatch(words)
    return (m is not None and words not in lexicon.not_places) or (len(words) >= 2 and _is_stem_in(words, region))


def _is_stem_in(words: str, region: str) -> bool:
    """Whether a step of the region's name is these words and an ending: 临澜 of 临澜市云汀区."""
    return re.search(f"(?:^|[省市区县州]){re.escape(words)}[省市区县州]", region) is not None


def _expand(name: str, region: str, lexicon: _Lexicon) -> Office | None:
    """The first short name with a place before it and an office's part, or nothing, behind it."""
    for shape in lexicon.shapes:
        if m := shape.regex.fullmatch(name):
            template = shape.canonical or ""
            return Office(template.format(place=m["place"]), m["place"], template.format(place=""))
    for start in range(len(name) - 1):
        m = lexicon.short.match(name, start)
        if m is None:
            continue
        head, tail = name[:start], name[m.end() :]
        if (tail and not lexicon.part.fullmatch(tail)) or not _is_place(head, region, lexicon):
            continue
        full = lexicon.full[m.group()]
        if tail and (inner := _expand(tail, region, lexicon)) is not None:
            tail = inner.canonical
        body = _BODY.fullmatch(head)
        place, party = (body["place"], body["party"] or "") if body else (head, "")
        return Office(head + full + tail, place, party + full + tail)
    return None


@lru_cache(maxsize=1024)
def read_office(name: str, region: str, rules: RuleSet) -> Office:
    """A unit's name in full, and its two halves. Names that no rule knows, and those of Hong Kong and Taiwan, stay as they are."""
    lexicon = _lexicon(rules)
    bare = lexicon.remark.sub("", name)
    if len(name) > _MAX_NAME or lexicon.left.search(region) or lexicon.left.search(name) or lexicon.many.search(name):
        place = _place_at_head(name, lexicon)
        return Office(name, place, name[len(place) :])
    found = _expand(bare, region, lexicon)
    if found is not None:
        return found
    ending = next((e for e in lexicon.endings if bare.endswith(e)), "")
    full = bare.removesuffix(ending) + lexicon.endings.get(ending, "")
    place = _place_at_head(full, lexicon)
    return Office(full, place, full[len(place) :])


@lru_cache(maxsize=1024)
def place_key(place: str, region: str) -> str | None:
    """What stands for a place in ids: the division's code, else its name; 市, 区 … are those of the region they are said in.

    None for a letter of a level below the region's: in a plan of a province 县教育局 is each county's. A full name that
    no list has and that is no part of the region counts within the region only.
    """
    known = division_of(region)
    own = known.code if known else region
    if not place or (region.endswith(place) and place not in "镇乡"):
        return own
    if place in _CENTRE:
        return "全国"
    if place in _LETTERS:
        level = _LETTERS[place]
        steps = steps_of(region)
        if level == "市" and "市" not in steps and region.startswith(("北京", "天津", "上海", "重庆")):
            level = "省"  # a 市 office, in a district of a municipality under the centre
        if level in steps:
            return steps[level]
        lowest = max((_RANK[step] for step in steps), default=_RANK["乡"])
        return f"{own}/{place}" if _RANK[level] < lowest else None
    named = division_of(place, (region,)) or division_of(region + place)
    if named is None and (stems := gazetteer().stems.get(place, ())) and len(stems) == 1:
        named = stems[0]
    if named is not None:
        return named.code
    return next((step for step in steps_of(region).values() if step.endswith(place)), f"{own}/{place}")


def _digest(*parts: str) -> str:
    return "org-" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


@lru_cache(maxsize=1024)
def name_office(name: str, region: str | None, issuers: tuple[str, ...], rules: RuleSet) -> tuple[str, str | None]:
    """(canonical, org_id) of a unit's name in a document of this region and these issuers; one reading per distinct name."""
    lexicon = _lexicon(rules)
    office = read_office(name, region or "", rules)
    if lexicon.many.search(name) or not re.search("[\u4e00-\u9fff]{2}", name):
        return office.canonical, None
    if lexicon.national.search(office.canonical):
        return office.canonical, _digest("全国", office.canonical.removeprefix("国家").removeprefix("国务院"))
    if region is None:
        return office.canonical, None
    if not office.place and lexicon.inner.search(name) and office.canonical == name:
        owner = name_office(issuers[0], region, (), rules)[1] if len(issuers) == 1 and issuers[0] != name else None
        return office.canonical, None if owner is None else _digest(owner, office.canonical)
    place = place_key(office.place, region)
    return office.canonical, None if place is None else _digest(place, office.office)


def name_offices(units: Sequence[Unit], front: Front | None, rules: RuleSet) -> list[Unit]:
    """The units with their offices' full names and ids."""
    region, issuers = (front.region, front.issuers) if front else (None, ())
    out = []
    for unit in units:
        canonical, org_id = name_office(unit.name, region, issuers, rules)
        out.append(replace(unit, canonical=canonical, org_id=org_id))
    return out
