"""What a document is, beside what its front matter says: level, division code, field, stage, validity, where it was found.

Everything here is read from fields that the front matter gave and from the lines above the first heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.mentions import Facts, Front
from pipeline.outline.tree import Outline
from pipeline.places import division_of, level_of
from rules import RuleSet
from rules.families import PlaceRule, SectorRule, StandingRule

STAGES = ("草案", "征求意见稿", "送审稿")
VALIDITIES = ("有效", "失效", "废止")
ISSUED = "正式"
_URL = re.compile(r"https?://[^\s<>\"'“”，。；、）)|\u4e00-\u9fff]+")
_FRONT_LINES = 24
_MAX_LINE = 200


def _squeeze(words: str) -> str:
    return re.sub(r"\s+", "", words)


@lru_cache(maxsize=2048)
def sector_of(title: str, issuers: tuple[str, ...], region: str | None, rules: RuleSet) -> tuple[str | None, str]:
    """The field of government and the rule that tells it: the title's first, then the first issuer's that tells one.

    The region is taken out of the title, since places are named 平安 or 水利 too.
    """
    words = _squeeze(title)
    for place in (region or "", (region or "")[-3:]):
        if len(place) >= 3 and not place.endswith(("街道", "镇", "乡")):
            words = words.replace(place, place[-1])
    for kind, texts in (("title", (words,)), ("issuer", issuers)):
        for text in texts:
            for rule in rules.of(SectorRule):
                if rule.reads in ("both", kind) and rule.regex.search(text):
                    return rule.sector, rule.id
    return None, ""


def _front_lines(outline: Outline) -> Iterator[str]:
    """The lines above the first heading that are no paragraphs."""
    for line in outline.front[:_FRONT_LINES]:
        if len(line.text) <= _MAX_LINE:
            yield line.text


def _said(texts: dict[str, list[str]], words: tuple[str, ...], rules: RuleSet) -> str | None:
    """What the first rule that fits says, of those that say one of `words`."""
    for rule in rules.of(StandingRule):
        if rule.says in words and any(rule.regex.search(text) for text in texts.get(rule.where, ())):
            return rule.says
    return None


def is_town(title: str, issuers: tuple[str, ...], rules: RuleSet) -> bool:
    """Whether a town or a subdistrict speaks: it is the first issuer, or stands in the title where nobody signed."""
    town = next(r for r in rules.of(PlaceRule) if r.level == "town")
    return town.regex.search(issuers[0] if issuers else _squeeze(title)) is not None


def read_facts(front: Front, outline: Outline, rules: RuleSet) -> Facts:
    """All of them, from the front matter and the lines above the first heading."""
    level = None
    code = None
    if front.region is not None:
        division = division_of(front.region, (*front.issuers, front.title))
        level = level_of(front.region, division)
        code = division.code if division else None
    if is_town(front.title, front.issuers, rules):
        level = "乡"
    texts = {
        "title": [_squeeze(front.title)],
        "front": list(_front_lines(outline)),
        "box": [] if front.validity is None else [_squeeze(front.validity)],
    }
    stage = None if front.doc_type == "non_plan" else _said(texts, STAGES, rules) or ISSUED
    url = _URL.search(front.source_url or "")
    return Facts(
        level=level,
        division_code=code,
        sector=sector_of(front.title, front.issuers, front.region, rules)[0],
        stage=stage,
        validity=_said(texts, VALIDITIES, rules),
        source_url=url.group() if url else None,
    )
