"""Texts on which a regular expression is slow, made from its own parse, and a clock that tells linear from quadratic.

A search is slow where many starts reach the same repeat and then fail. So for each repeat of a pattern there are texts
of what leads to it, of what it repeats, and of both, over and over; whole matches and matches without their end too.
"""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from re import _constants, _parser  # type: ignore[attr-defined]  # as in rules/needs.py
from types import FrameType
from typing import Any, NamedTuple

SIZES = 2_000, 16_000, 128_000, 1_024_000
"""Bytes of the texts that are held against each other, each against one of an eighth of it."""
_TRIED = 10, 2, 1
"""Of the texts tried at one size, so many are tried at the next: the slowest."""
_SLACK = 2.5
"""How many times its share of the smaller text's time the larger one may take; one that grows with the square takes 8 times it."""
_FLOOR = 0.1
"""Seconds of processor time that any text may take, since what takes a thousandth of a second cannot be clocked."""
_STUCK = 2.0
"""Seconds of processor time after which the search of the smallest text is given up."""
_TIMES = 2
"""So often is a text clocked that takes too long: what else the machine does may have held it up, or the smaller one not."""
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_ORDINARY = "一二建的第年县局“”《》（）()〔〕【】，,、。；：:1205%.—- \t\n|>aA/xＡ·…责任"
_CATEGORIES = {
    _constants.CATEGORY_DIGIT: r"\d", _constants.CATEGORY_NOT_DIGIT: r"\D", _constants.CATEGORY_SPACE: r"\s",
    _constants.CATEGORY_NOT_SPACE: r"\S", _constants.CATEGORY_WORD: r"\w", _constants.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


class Unit(NamedTuple):
    """A text: a beginning, and what stands behind it over and over."""

    before: str
    again: str

    def text(self, size: int) -> str:
        """About `size` bytes of it in UTF-8, behind which nothing matches."""
        times = (size - len(self.before.encode())) // len(self.again.encode())
        return self.before + self.again * max(times, 1) + "\0"


class _Writer:
    """Writes texts that a pattern, or part of it, matches; the same ones for the same pattern."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.tree = _parser.parse(pattern, flags)
        self._random = random.Random(pattern)
        self._characters = [*dict.fromkeys(_literals(self.tree))][:60] + list(_ORDINARY)

    def sample(self, tree: Iterable[tuple[Any, Any]]) -> str:
        """A short text that a sequence matches; what look-behind asks for is left out."""
        return "".join(self._element(op, value) for op, value in tree)

    def _element(self, op: Any, value: Any) -> str:  # the parser's nodes have no type
        if op is _constants.LITERAL:
            return chr(value)
        if op is _constants.NOT_LITERAL:
            return self._random.choice([c for c in self._characters if ord(c) != value])
        if op is _constants.ANY:
            return self._random.choice([c for c in self._characters if c != "\n"])
        if op is _constants.IN:
            return self._random.choice([c for c in self._characters if _is_member(c, value)] or [_first_of(value)])
        if op is _constants.BRANCH:
            return self.sample(self._random.choice(value[1]))
        if op is _constants.SUBPATTERN:
            return self.sample(value[3])
        if op is _constants.ATOMIC_GROUP:
            return self.sample(value)
        if op is _constants.ASSERT and value[0] > 0 and self._random.random() < 0.3:
            return self.sample(value[1])
        if op in _REPEATS:
            least, most, body = value
            return "".join(self.sample(body) for _ in range(least + (most > least and self._random.random() < 0.4)))
        return ""

    def repeats(self, tree: Iterable[tuple[Any, Any]], before: str = "") -> Iterator[Unit]:
        """What leads to each repeat of more than three times, and what it repeats."""
        elements = list(tree)
        for n, (op, value) in enumerate(elements):
            inside: list[Any] = []
            if op in _REPEATS:
                if value[1] > 3:
                    for times in (1, 1, 2):
                        yield Unit(before + self.sample(elements[:n]), "".join(self.sample(value[2]) for _ in range(times)))
                inside = [value[2]]
            elif op is _constants.BRANCH:
                inside = value[1]
            elif op is _constants.SUBPATTERN:
                inside = [value[3]]
            elif op is _constants.ATOMIC_GROUP:
                inside = [value]
            elif op in (_constants.ASSERT, _constants.ASSERT_NOT):
                inside = [value[1]]
            for part in inside:
                yield from self.repeats(part, before + self.sample(elements[:n]))


def units(pattern: str, flags: int = 0, texts: Iterable[str] = ()) -> list[Unit]:
    """All texts to try on a pattern, and `texts` over and over."""
    writer = _Writer(pattern, flags)
    found: list[Unit] = []
    for before, again in writer.repeats(writer.tree):
        if again:
            found += [Unit("", again), Unit(before, again), Unit("", before + again), Unit("", before + again * 5)]
            found.append(Unit("", again + before[:1]))
    whole = [writer.sample(writer.tree) for _ in range(3)]
    for words in (*whole, *(w[:-1] for w in whole), *texts, "1", "一", " ", "（", "、", "a", "——"):
        if words:
            found.append(Unit("", words))
    return list(dict.fromkeys(found))


def repeating(pattern: str, flags: int = 0) -> bool:
    """Whether a pattern repeats anything more than three times."""
    writer = _Writer(pattern, flags)
    return next(writer.repeats(writer.tree), None) is not None


class _LateError(Exception):
    pass


def _give_up(number: int, frame: FrameType | None) -> None:
    raise _LateError


def seconds(regex: re.Pattern[str], text: str, limit: float) -> float | None:
    """How long all matches in a text take to find; None if more than `limit` seconds of processor time."""
    former = signal.signal(signal.SIGVTALRM, _give_up)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, limit)  # of this process only: a busy machine does not count
        started = time.process_time()
        for _ in regex.finditer(text):
            pass
        return time.process_time() - started
    except _LateError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def beyond_linear(regex: re.Pattern[str], texts: Iterable[str] = ()) -> Unit | None:
    """A text for which a search takes more than a time in proportion to its length, up to a megabyte; None if there is none.

    Many texts are tried, and of each size the slowest at eight times that. A pattern that repeats nothing more than
    three times takes so many steps at each place and no more: no text has to say so.
    """
    if not repeating(regex.pattern, regex.flags):
        return None
    tried: list[tuple[float, Unit]] = []
    for unit in units(regex.pattern, regex.flags, texts):
        taken = seconds(regex, unit.text(SIZES[0]), _STUCK)
        if taken is None:
            return unit
        tried.append((taken, unit))
    for (size, larger), some in zip(pairwise(SIZES), _TRIED, strict=True):
        slowest = sorted(tried, key=lambda t: t[0], reverse=True)[:some]
        tried = []
        for taken, unit in slowest:
            longer = _in_proportion(regex, unit, size, larger, taken)
            if longer is None:
                return unit
            tried.append((longer, unit))
    return None


def _in_proportion(regex: re.Pattern[str], unit: Unit, size: int, larger: int, taken: float) -> float | None:
    """Seconds that the larger text takes; None where they are too many for what the smaller takes, also when both are clocked anew."""
    for _ in range(_TIMES):
        longer = seconds(regex, unit.text(larger), _FLOOR + _SLACK * taken * larger / size)
        if longer is not None:
            return longer
        taken = max(taken, seconds(regex, unit.text(size), _STUCK + taken) or taken)
    return None


def _literals(tree: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    for op, value in tree:
        if op is _constants.LITERAL:
            yield chr(value)
        elif op is _constants.IN:
            yield from (chr(x) for kind, x in value if kind is _constants.LITERAL)
        elif op is _constants.BRANCH:
            for branch in value[1]:
                yield from _literals(branch)
        elif op is _constants.SUBPATTERN:
            yield from _literals(value[3])
        elif op in _REPEATS:
            yield from _literals(value[2])
        elif op is _constants.ATOMIC_GROUP:
            yield from _literals(value)
        elif op in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _literals(value[1])


def _is_member(character: str, members: Iterable[tuple[Any, Any]]) -> bool:
    found = negated = False
    for op, value in members:
        if op is _constants.NEGATE:
            negated = True
        elif op is _constants.LITERAL:
            found |= ord(character) == value
        elif op is _constants.RANGE:
            found |= value[0] <= ord(character) <= value[1]
        elif op is _constants.CATEGORY:
            found |= re.match(_CATEGORIES[value], character) is not None
    return found != negated


def _first_of(members: Iterable[tuple[Any, Any]]) -> str:
    return next((chr(value[0]) for op, value in members if op is _constants.RANGE), "一")
