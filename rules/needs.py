"""Which characters a regular expression cannot do without: a text that has none of them need not be searched.

A sentence of fifty characters is asked some forty questions, and nearly all are answered by a look at the characters
in it. What a pattern needs is read from its own parse, so nobody has to keep a list of triggers by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # the parser that `re` itself compiles with; typeshed leaves it out
from typing import Any

_WIDEST = 64
"""A set of more characters than this would be found in most texts and spare nothing."""
_FREQUENT = frozenset("，021、 年5建63市新化全业8一的公人展政工到区生和推发”增“设中实提地动施产9改能合行制加率水保")
"""The characters that one sentence in twenty of a plan has, or more; what asks for others spares more."""
_OPENS_WITH_REPEAT = re.compile(r"(\[(?:\\.|[^\\\]]){1,400}\]|\\d)(?:\+|\{1,([0-9]{1,3})\})(?![+?])")
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def needed_characters(pattern: str) -> frozenset[str] | None:
    """The smallest set of characters one of which stands in every match of `pattern`; None where no small set is known.

    What look-around asserts may stand outside the match, so it says nothing here.
    """
    tree = _parser.parse(pattern)
    if tree.state.flags & (re.IGNORECASE | re.LOCALE):
        return None
    return _of_sequence(tree)


def unrolled(pattern: str) -> str:
    r"""The same pattern with a class that it opens with written out once: `\d{1,12}人` becomes `\d\d{0,11}人`.

    `re` looks for a first character in a tight loop, but does not see it behind a repeat.
    """
    opening = _OPENS_WITH_REPEAT.match(pattern)
    if opening is None:
        return pattern
    members, most = opening.groups()
    return f"{members}{members}{'*' if most is None else f'{{0,{int(most) - 1}}}'}{pattern[opening.end() :]}"


def widest(pattern: str) -> int | None:
    """How many characters a match of `pattern` has at most; None where nothing bounds it."""
    most = int(_parser.parse(pattern).getwidth()[1])
    return most if most < _constants.MAXREPEAT else None


def _of_sequence(tree: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Any element of a sequence will do; the one that spares most."""
    return min(_choices(tree), key=_found, default=None)


def _found(needed: frozenset[str]) -> tuple[int, int, list[str]]:
    """How often a text has one of these characters, roughly: less is better."""
    return len(needed & _FREQUENT), len(needed), sorted(needed)


def _choices(tree: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """What each element of a sequence needs, where that is known: every match has one character of each set."""
    return [needed for op, value in tree for needed in _of_element(op, value)]


def _of_element(op: Any, value: Any) -> list[frozenset[str]]:  # the parser's nodes have no type
    if op is _constants.LITERAL:
        return [frozenset(chr(value))]
    if op is _constants.IN:
        return _of_class(value)
    if op is _constants.BRANCH:
        return _of_branches([_choices(branch) for branch in value[1]])
    if op is _constants.SUBPATTERN:
        return [] if value[1] & re.IGNORECASE else _choices(value[3])
    if op is _constants.ATOMIC_GROUP:
        return _choices(value)
    if op in _REPEATS and value[0] >= 1:
        return _choices(value[2])
    return []


def _of_class(members: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """The members of a character class; nothing for negated ones, categories and wide ranges."""
    found: set[str] = set()
    for op, value in members:
        if op is _constants.LITERAL:
            found.add(chr(value))
        elif op is _constants.RANGE and value[1] - value[0] < _WIDEST:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return []
    return [frozenset(found)] if len(found) <= _WIDEST else []


def _of_branches(branches: Sequence[Sequence[frozenset[str]]]) -> list[frozenset[str]]:
    """What all branches need alike, and one character of each; a branch that needs nothing in particular leaves nothing to ask for."""
    if not all(branches):
        return []
    alike = [needed for needed in branches[0] if all(needed in others for others in branches[1:])]
    united = frozenset().union(*(min(choices, key=_found) for choices in branches))
    return [*alike, united] if len(united) <= _WIDEST else alike
