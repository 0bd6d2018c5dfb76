"""How alike the names of two metrics are, and what tells two metrics apart however alike their names are."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate, takewhile
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.words import tokenizer
from rules import RuleSet
from rules.families import ContrastRule, SynonymRule, alternation

ALIKE = 0.62
"""Metrics less alike than this count different things, unless their tasks are linked."""
ALIKE_LINKED = 0.45
_PART = 0.92
"""A metric that is a part of the other one is so much alike."""
_SHORT = 4
"""A name of fewer characters says little by itself."""
_HEAD = 2 / 3
_LONGEST_HEAD = 5
"""Names that end alike for less than this part of the shorter one, and for no more characters, have to have something in common
before that end, too: 老年人月探访率 says enough by itself, whatever old people are named before it."""
_BRACKETS = re.compile("[（(][^（()）]*[）)]")
_RATE = re.compile("(?:占比|率)$")
_LEADING = re.compile("^(?:新增|新建|累计|年均|全[省市区县]|每年)")
_NUMBER = re.compile("[0-9]+(?:[.][0-9]+)?")


@cache
def _synonyms(rules: RuleSet) -> tuple[re.Pattern[str], dict[str, str]]:
    base = {word: rule.base for rule in rules.of(SynonymRule) for word in (*rule.words, rule.base)}
    return re.compile(alternation(tuple(base))), base


@cache
def _contrasts(rules: RuleSet) -> tuple[re.Pattern[str], ...]:
    return tuple(rule.regex for rule in rules.of(ContrastRule))


@lru_cache(maxsize=1 << 14)
def core(metric: str) -> str:
    """A metric without brackets and without the words that only say that it grows."""
    return _LEADING.sub("", _BRACKETS.sub("", metric)) or metric


class Name(NamedTuple):
    """A metric as it is compared: with one word for one thing, its pairs of characters, and what tells it apart from others.

    `tells` are its numbers and the words of the contrasts that it has, by contrast. `of_which` is what stands before a
    general head (企业, 项目); None where the metric has no such head.
    """

    words: str
    grams: frozenset[str]
    tells: dict[int, frozenset[str]]
    of_which: str | None


class Likeness:
    """How alike metrics are in [0, 1]; what was compared once is remembered as long as one comparison lasts."""

    def __init__(self, rules: RuleSet) -> None:
        self._words, self._base = _synonyms(rules)
        self._contrasts = _contrasts(rules)
        self._head = rules.phrase("general_head")
        self._place = rules.phrase("place_of_it")
        self._act_alone = rules.phrase("act_alone")
        self._of_its_task = rules.phrase("of_its_task")
        self._tokens = tokenizer(rules)
        self._known: dict[tuple[str, str], float] = {}
        self._near: dict[tuple[str, str, bool], float | None] = {}
        self._names: dict[str, Name] = {}

    def __call__(self, old: str, new: str) -> float:
        """0 where something tells them apart, or where they have no two characters in a row in common."""
        if (found := self._known.get((old, new))) is None:
            a, b = self.name(old), self.name(new)
            apart = (
                a.grams.isdisjoint(b.grams) or _told_apart(a, b) or self._by_chance(a.words, b.words) or self._place_of_it(a.words, b.words)
            )
            found = 0.0 if apart else _alike(a.words, b.words)
            self._known[old, new] = found
        return found

    def near(self, old: str, new: str, linked: bool) -> float | None:
        """How alike two metrics are; None where they count different things. Less is enough where their tasks are `linked`.

        There, a name that says what is done and not to what (五年改造1500户) may be any thing's, if nothing nearer is left for it.
        """
        key = old, new, linked
        if key not in self._near:
            self._near[key] = self._compared(old, new, linked)
        return self._near[key]

    def _compared(self, old: str, new: str, linked: bool) -> float | None:
        alike = self(old, new)
        if linked:
            return max(alike, ALIKE_LINKED) if alike >= ALIKE_LINKED or self.is_act(old) or self.is_act(new) else None
        return alike if alike >= ALIKE and _alike_throughout(self.name(old).words, self.name(new).words) else None

    def is_act(self, metric: str) -> bool:
        """Whether a name says what is done, and not to what (五年改造)."""
        return self._act_alone.search(self.name(metric).words) is not None

    def whole(self, old: str, new: str) -> float:
        """How alike two names are from end to end, where one may be a part of the other (残疾儿童, 残疾儿童少年义务教育入学率)."""
        return fuzz.ratio(self.name(old).words, self.name(new).words) / 100

    def contained(self, one: str, other: str) -> bool:
        """Whether one name stands in the other."""
        a, b = self.name(one).words, self.name(other).words
        return a in b or b in a

    def hangs_on_its_task(self, metric: str) -> bool:
        """Whether a name says what is counted only together with its task, as 开工率 does."""
        return self._of_its_task.search(self.name(metric).words) is not None

    def name(self, metric: str) -> Name:
        """What of a metric is compared."""
        if (found := self._names.get(metric)) is None:
            bare = core(metric)
            words = self._words.sub(lambda m: self._base[m.group()], bare)
            tells = {n: frozenset(said) for n, p in enumerate((_NUMBER, *self._contrasts)) if (said := p.findall(words))}
            head = self._head.search(words)
            of_which = words[: head.start()] if head is not None and head.start() > 1 else None
            found = self._names[metric] = Name(words, _grams(words), tells, of_which)
        return found

    def _by_chance(self, one: str, other: str) -> bool:
        """Whether a short name stands in the midst of a longer one where it is no word (中学 in 初中学位)."""
        short, long = sorted((one, other), key=len)
        at = long.find(short)
        if len(short) >= _SHORT or at <= 0 or long.endswith(short):
            return False
        ends = {0, *accumulate(len(word) for word in self._tokens.cut(long))}
        return not {at, at + len(short)} <= ends

    def _place_of_it(self, one: str, other: str) -> bool:
        """Whether one name is that of a thing, and the other of what it makes up or where it is (精品民宿, 精品民宿集群)."""
        short, long = sorted((one, other), key=len)
        return short != long and long.startswith(short) and self._place.fullmatch(long, len(short)) is not None


def _grams(name: str) -> frozenset[str]:
    return frozenset(name[n : n + 2] for n in range(len(name) - 1)) or frozenset({name})


def _told_apart(one: Name, other: Name) -> bool:
    if one.of_which is not None and other.of_which is not None and _of_other_kinds(one.of_which, other.of_which):
        return True
    if _head_alone(one.words, other.words):
        return True
    if _crossed(one.words, other.words) or _crossed(other.words, one.words):
        return True
    return any(key in other.tells and words.isdisjoint(other.tells[key]) for key, words in one.tells.items())


def _of_other_kinds(one: str, other: str) -> bool:
    """Whether what stands before a general head differs, behind the words that both begin with (残疾人培训基地, 残疾人直播基地)."""
    begin = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    rests = one[begin:], other[begin:]
    return min(map(len, rests)) > 1 and _grams(rests[0]).isdisjoint(_grams(rests[1]))


def _crossed(one: str, other: str) -> bool:
    """Whether what the names share ends the one and only begins the other (有效发明专利, 专利转化运用): things, and what is done with them.

    What is counted of the same things stays comparable: a rate stands behind, or no more than the shared words' length (充电站建设数).
    """
    shared = next((n for n in range(min(len(one), len(other)) - 1, 1, -1) if one.endswith(other[:n])), 0)
    behind = other[shared:]
    return (
        shared > 0
        and len(one) - shared > 1
        and len(behind) > shared
        and _grams(one[:-shared]).isdisjoint(_grams(behind))
        and (_RATE.search(behind) is None)
    )


def _head_alone(one: str, other: str) -> bool:
    """Whether two names end in one head, and say of different things that they are of that kind (公共充电桩, 服务区充电桩)."""
    end = _end_in_common(one, other)
    before = one[: len(one) - end], other[: len(other) - end]
    if not 2 <= end <= _LONGEST_HEAD or end >= _HEAD * min(len(one), len(other)) or min(map(len, before)) < 2:
        return False
    return _grams(before[0]).isdisjoint(_grams(before[1]))


def _end_in_common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False)))


def _alike(one: str, other: str) -> float:
    part = _PART * fuzz.partial_ratio(one, other) if min(len(one), len(other)) >= _SHORT else 0.0
    return max(fuzz.ratio(one, other), part) / 100


def _alike_throughout(one: str, other: str) -> bool:
    """Whether the whole names are alike, one stands whole in the other, or they end alike: else what they share may be of something else.

    A name that is cut as short as 学位 says too little to be looked for in a task of another matter.
    """
    if one == other or _end_in_common(one, other) > _LONGEST_HEAD:
        return True
    one, other = _RATE.sub("", one), _RATE.sub("", other)
    return min(len(one), len(other)) >= _SHORT - 1 and (one in other or other in one or fuzz.ratio(one, other) / 100 >= ALIKE)
