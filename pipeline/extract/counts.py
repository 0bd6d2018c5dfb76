"""Whether a number counts at all: those spelled in characters, lengths of time, and those for whom something is done."""

from __future__ import annotations

import re

from pipeline.extract.governed import Place
from pipeline.extract.numbers import Quantity
from pipeline.extract.wording import Wording
from rules.families import PredicateRule

_FEWEST, _MANY = 2, 9
"""Lists of so many names are summed up by a count."""
_ISSUED = ("届", "期", "部")
"""Measure words of what is held or brought out: 举办三届大赛, though 第三届 and 三期 are mostly no counts."""
_NEVER_A_PHRASE = 20
"""Spelled numbers from here on are counts (三千人); smaller ones are often part of a phrase (两个方面)."""


def done_for(words: Wording, stem: str, right: str, listed: bool = False) -> bool:
    """So many for whom or by whom something is done: 为300户老人安装…, 12家企业完成….

    `listed` says that the next of a list follows, behind which the verb may stand (对1万名农民、5千名教师开展培训).
    """
    m = words.role("served").search(stem)
    served = m is not None and not words.has_metric(stem[: m.start()])
    if right.startswith("的") or (not served and words.has_metric(stem)):
        return False
    if not stem.strip() and (words.role("came_about").search(right.rstrip(), 2) or words.role("turned").fullmatch(right.rstrip())):
        return True
    verb = words.inner_verb(right, start=2 if served else 1)  # 100个村 *实现* …
    if verb is None:
        return served and (listed or words.role("acts_for").search(right.rstrip()) is not None)
    return served or (not stem.strip() and words.role("done").fullmatch(verb.group()) is not None)


def spelled_counts(words: Wording, q: Quantity, predicate: PredicateRule | None) -> bool:
    """Whether a number in characters is a quantity: a bound or a verb stands by it, or its unit counts things."""
    bounded = q.span.start < q.number.start
    act = predicate is not None and predicate.form == "act"
    if q.value >= _NEVER_A_PHRASE:
        return True
    if q.value == 1 and q.unit not in ("成", "番"):
        return act or bounded or q.comparator == ">="  # 每个县至少有一所
    if bounded or q.comparator != "=" or q.high is not None or q.unit in ("%", "成", "番", "倍"):
        return True
    if q.unit is None or words.role("uncounted").search(q.unit):
        return q.unit in _ISSUED and predicate is not None and act and predicate.strong and q.value > 1
    return act if words.role("acted").search(q.unit) else True


def closes_act(words: Wording, stem: str, right: str, q: Quantity) -> bool:
    """新建服务中心一处: a small spelled number that closes what a verb at the head acts on."""
    if right.strip() or q.unit is None or (words.role("uncounted").search(q.unit) and q.value <= _MANY):
        return False
    verb = words.head_verb(stem)
    return verb is not None and verb[0].form == "act" and words.has_metric(stem[verb[1] :])


def time_counts(words: Wording, stem: str, right: str) -> bool:
    """Lengths of time are targets only where a time is what is promised."""
    return bool(words.role("timed").search(stem[-24:])) and not re.match("内(?!$)|后|前|来", right)


def sums_up(at: Place) -> bool:
    """甲、乙、丙3个片区: whether a count sums up the list before it; it counts only where a verb of completing governs it."""
    value = at.quantity.value
    if not isinstance(value, int) or not _FEWEST <= value <= _MANY or at.quantity.comparator != "=" or at.quantity.high is not None:
        return False
    listed = re.search(
        rf"(?:[\u4e00-\u9fff]{{1,9}}、){{{value - 2}}}[\u4e00-\u9fff]{{1,9}}(?:、|和(?![美谐睦]))[\u4e00-\u9fff]{{1,6}}$", at.left
    )
    return listed is not None
