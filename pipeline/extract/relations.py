"""Numbers that say how two things stand to each other: a share of something, so many times as much, points more than it."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.extract.numbers import Quantity
from pipeline.extract.wording import Wording


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
        m = (words.role("exceeds") if q.sort == "points" else words.role("lasts")).search(left)
        part = words.strip_left(left[: m.start()]) if m is not None else ""
        if m is None or not words.has_metric(part):
            return None
        return Related(part, part, comparator=words.inclusive.get(m["verb"]) if q.comparator == "=" else None)
    own = words.strip_left(left)
    if (m := words.role("part_of_whole").match(own)) is not None and words.has_metric(
        part := words.strip_right(words.strip_left(m["part"]))
    ):
        metric = part if q.unit == "倍" else share_name(words, part, m["whole"])
        return Related(metric, part, comparator=words.inclusive.get(m["verb"]) if q.comparator == "=" else None)
    if known and (m := words.role("takes_up").fullmatch(own)) is not None and q.sort == "share":
        metric = share_name(words, words.role("names_share").sub("", known), m["whole"])
        return Related(metric, m["verb"], comparator=words.inclusive.get(m["verb"]) if q.comparator == "=" else None)
    if known and words.role("of_a_year").fullmatch(own) is not None:
        return Related(known, own)
    if right.startswith("的") and q.sort == "share" and (m := words.role("covers_share").search(left)) is not None:
        part = words.strip_left(left[: m.start()])
        if words.has_metric(part) and words.has_metric(right[1:]):
            return Related(share_name(words, part + m.group(), right[1:]).replace("占", "", 1), part, len(right.rstrip()))
    if right.startswith("的") and q.unit != "倍" and (m := words.role("held_against").search(left)) is not None:
        part = right[1:]
        if words.has_metric(part) and words.has_metric(m["whole"]):
            return Related(share_name(words, part, m["whole"]), m.group(), len(right.rstrip()), words.inclusive.get(m["verb"]))
    return None
