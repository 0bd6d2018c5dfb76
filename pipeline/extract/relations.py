"""Numbers that say how two things stand to each other: a share of something, so many times as much, points more than it."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extract.numbers import Quantity
from pipeline.extract.wording import Wording

_OF = re.compile(
    r"^(?P<part>.{2,40}?)(?:均|都)?(?P<verb>占(?!比)|达到|达|占到|为|提高到|提升到|提高至|提升至|恢复到|恢复至|是|相当于|不低于|不少于|不超过|不高于|不大于|不小于)"
    r"(?P<whole>[^，,；;。]{2,30}?)的$"
)
_TAKES_UP = re.compile(r"(?:并|且)?(?P<verb>占(?!比)|不低于|不少于|不超过|不高于)(?P<whole>[^，,；;。]{2,30}?)的$")
"""A clause of its own: what share the metric before it has (增加值达到5亿元，占生产总值的8%)."""
_AGAINST = re.compile(r"(?:是|为|达到|达|恢复到|恢复至|相当于)(?:20\d\d年|上年|去年|[^，,；;。\d]{2,10}期末?)(?:同期)?的$")
"""So much of what it was in a year: 是2020年的2倍."""
_EXCEEDS = re.compile(r"(?P<verb>不低于|不高于|高于|低于|高出|快于|超过|超出|领先)[^，,；;。]{2,24}$")
"""By so many points above or below another: 投资增速高于工业投资增速5个百分点."""
_LASTS = re.compile(r"(?:达到|满足)?(?P<verb>不低于|不少于|相当于)[^，,；;。\d]{2,16}$")
"""So long as something lasts: 储备能力达到不低于日均需求量3天."""
_HELD_AGAINST = re.compile("(?P<verb>不低于|不少于|不超过|占)(?P<whole>[^，,；;。]{2,14})$")
"""A share that stands before what has it: 形成不低于最大负荷5%的响应能力."""
_REACHES = re.compile("(?:覆盖|惠及)(?:到)?$")
"""Before the share of what is reached: 收运体系覆盖98%的自然村."""
_SHARE_ENDS = re.compile("占[^占]{2,20}比例$")
_BOUNDS = {"不低于": ">=", "不少于": ">=", "不超过": "<=", "不高于": "<=", "不大于": "<=", "不小于": ">="}


class Related(NamedTuple):
    """The metric; the words of the stretch with which the evidence begins, and how many behind the number it takes in; the bound."""

    metric: str
    begins: str
    behind: int = 0
    comparator: str | None = None


def share_name(words: Wording, part: str, whole: str) -> str:
    """甲占乙比例, unless 甲 says by itself that it is a share."""
    if part.endswith("占比"):
        return f"{part[:-2]}占{whole}比例"
    return part if words.role("ratio").search(part) else f"{part}占{whole}比例"


def related(words: Wording, q: Quantity, left: str, right: str, known: str) -> Related | None:
    """What a share, a multiple or points say of two things; `known` is the metric that the sentence named last, if it may be meant."""
    left = left.rstrip()
    if q.sort in ("points", "time"):
        m = (_EXCEEDS if q.sort == "points" else _LASTS).search(left)
        part = words.strip_left(left[: m.start()]) if m is not None else ""
        if m is None or not words.has_metric(part):
            return None
        return Related(part, part, comparator=_BOUNDS.get(m["verb"]) if q.comparator == "=" else None)
    own = words.strip_left(left)
    if (m := _OF.match(own)) is not None and words.has_metric(part := words.strip_right(words.strip_left(m["part"]))):
        metric = part if q.unit == "倍" else share_name(words, part, m["whole"])
        return Related(metric, part, comparator=_BOUNDS.get(m["verb"]) if q.comparator == "=" else None)
    if known and (m := _TAKES_UP.fullmatch(own)) is not None and q.sort == "share":
        metric = share_name(words, _SHARE_ENDS.sub("", known), m["whole"])
        return Related(metric, m["verb"], comparator=_BOUNDS.get(m["verb"]) if q.comparator == "=" else None)
    if known and _AGAINST.fullmatch(own) is not None:
        return Related(known, own)
    if right.startswith("的") and q.sort == "share" and (m := _REACHES.search(left)) is not None:
        part = words.strip_left(left[: m.start()])
        if words.has_metric(part) and words.has_metric(right[1:]):
            return Related(share_name(words, part + m.group(), right[1:]).replace("占", "", 1), part, len(right.rstrip()))
    if right.startswith("的") and q.unit != "倍" and (m := _HELD_AGAINST.search(left)) is not None:
        part = right[1:]
        if words.has_metric(part) and words.has_metric(m["whole"]):
            return Related(share_name(words, part, m["whole"]), m.group(), len(right.rstrip()), _BOUNDS.get(m["verb"]))
    return None
