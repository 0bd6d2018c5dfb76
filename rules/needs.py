"""Which characters a regular expression cannot do without: a text that has none of them need not be searched.

A sentence of fifty characters is asked some forty questions, and nearly all are answered by a look at the characters
in it. What a pattern needs is read from its own parse, so nobody has to keep a list of triggers by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # the parser that `re` itself compiles with; typeshed leaves it out
from typing import Any

_WIDEST = 48
"""A set of more characters than this would be found in most texts and spare nothing."""
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def needed_characters(pattern: str) -> frozenset[str] | None:
    """The smallest set of characters one of which stands in every match of `pattern`; None where no small set is known.

    What look-around asserts may stand outside the match, so it says nothing here.
    """
    tree = _parser.parse(pattern)
    if tree.state.flags & (re.IGNORECASE | re.LOCALE):
        return None
    return _of_sequence(tree)


def _of_sequence(tree: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Any element of a sequence will do; the smallest set spares most."""
    sets = [needed for op, value in tree if (needed := _of_element(op, value)) is not None]
    return min(sets, key=lambda s: (len(s), sorted(s)), default=None)


def _of_element(op: Any, value: Any) -> frozenset[str] | None:  # the parser's nodes have no type
    if op is _constants.LITERAL:
        return frozenset(chr(value))
    if op is _constants.IN:
        return _of_class(value)
    if op is _constants.BRANCH:
        return _united(_of_sequence(branch) for branch in value[1])
    if op is _constants.SUBPATTERN:
        return None if value[1] & re.IGNORECASE else _of_sequence(value[3])
    if op is _constants.ATOMIC_GROUP:
        return _of_sequence(value)
    if op in _REPEATS and value[0] >= 1:
        return _of_sequence(value[2])
    return None


def _of_class(members: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The members of a character class; None for negated ones, categories and wide ranges."""
    found: set[str] = set()
    for op, value in members:
        if op is _constants.LITERAL:
            found.add(chr(value))
        elif op is _constants.RANGE and value[1] - value[0] < _WIDEST:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return frozenset(found) if len(found) <= _WIDEST else None


def _united(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """Each branch needs one of its own; a branch that needs nothing in particular leaves nothing to ask for."""
    found: set[str] = set()
    for needed in sets:
        if needed is None:
            return None
        found |= needed
    return frozenset(found) if len(found) <= _WIDEST else None
