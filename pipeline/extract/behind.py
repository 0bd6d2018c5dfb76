"""The noun phrase behind a number: where it ends, and where another number of the list begins."""

from __future__ import annotations

import re

from pipeline.extract.governed import Place
from pipeline.extract.sentences import CLAUSE_MARKS
from pipeline.extract.wording import Wording

_NUMBERS_IN_BRACKETS = re.compile(r"[（(][^（()）]*(?:\d|其中)")
_NUMBER = re.compile(r"\d")
_LISTED_ON = re.compile("(?:[、和与及]|以及)$")
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_JOINT = re.compile("、|和|及|与|以及|并|特别是|尤其是")
_NUMBER_AHEAD = re.compile(r"[^、，,]{2,24}?(?:\d|[一二两三四五六七八九十]成)")


def noun_behind(text: str, words: Wording, at: Place) -> str:
    """The noun phrase behind a number, up to the end of its clause or to the next number of a list."""
    q, clause = at.quantity, at.clause
    if any(following.span.start == q.span.end for following in at.sentence.quantities):
        return ""  # 治理河流45条460公里: both count what stands before
    noun = text[q.span.end : clause.end].rstrip(CLAUSE_MARKS)
    if noun[:1] and noun[0] in "）)”":
        return ""
    if m := words.rules.phrase("answers_below").search(noun):
        noun = noun[: m.start()]  # who answers for it is no part of what is counted
    if (m := words.role("what_they_are").match(noun)) and words.role("among").search(text, clause.start, q.span.start):
        noun = noun[m.end() :]
    if m := _NUMBERS_IN_BRACKETS.search(noun):
        noun = noun[: m.start()]
    if q.sort == "share":
        return noun
    if (m := words.role("spent_on").search(noun)) and m.start() > 1:
        noun = noun[: m.start()]
    if (m := words.role("scope_behind").search(noun)) and m.start() > 0:
        noun = noun[: m.start()]
    if words.role("rises_to").match(noun):
        return ""
    number = _NUMBER.search(noun)
    if number is not None and (mean := words.role("mean_gain").search(noun, 2, number.start())) is not None:
        return noun[: mean.start()]
    verb = words.inner_verb(noun[: number.start()], skip_nominal=True) if number is not None else None
    if number is not None and verb is not None and not _LISTED_ON.search(noun, verb.end(), number.start()):
        if noun[0] in "、和" or not noun[: verb.start()].strip("及与并新再另 "):
            return ""  # 新开工35个、新投产25个; 新增示范车间80家、整车产量突破5000台
        # 补助40所学校更换电脑2400台: another verb with a number of its own; in 30名高级管理人才和50名 the list goes on.
        return words.role("next_act").sub("", noun[: verb.start()])
    inside = [m.span() for m in _BRACKETS.finditer(noun)]
    for m in _JOINT.finditer(noun):
        if any(a < m.start() < b for a, b in inside):
            continue
        ahead = noun[m.end() : m.end() + 40]
        named = m.group() != "、" and ahead[:1].isdigit()  # 750千伏和330千伏电网: what a name holds is no next item
        counted = not named or any(other.number.start == q.span.end + m.end() for other in at.sentence.quantities)
        if counted and (words.role("next_item").match(ahead) or (m.group() == "、" and _NUMBER_AHEAD.match(ahead))):
            return noun[: m.start()]
    return noun
