"""Spans that nest and overlap, as stretches that lie one after the other: a page can only mark the latter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Mark(NamedTuple):
    """A span `[start, end)` of the source and the number of what it belongs to."""

    start: int
    end: int
    ref: int


class Segment(NamedTuple):
    """A stretch in which nothing begins or ends, and what covers it, the first to begin first."""

    start: int
    end: int
    refs: tuple[int, ...]


def segments(length: int, marks: Iterable[Mark], cuts: Iterable[int] = ()) -> list[Segment]:
    """The whole of `[0, length)` in order, without gaps; marks are cut to it, and empty ones are passed over.

    No stretch runs over one of the `cuts`.

    The time is that of sorting the marks, and of what is written.
    """
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for mark in sorted(marks, key=lambda m: (m.start, -m.end, m.ref)):
        start, end = max(mark.start, 0), min(mark.end, length)
        if start < end:
            opening.setdefault(start, []).append(mark.ref)
            closing.setdefault(end, []).append(mark.ref)
    active: dict[int, int] = {}
    out: list[Segment] = []
    at = 0
    for cut in sorted({*opening, *closing, *(c for c in cuts if 0 < c < length), length} - {0}):
        if at == 0:
            _open(active, opening.get(0, ()))
        if at < cut:
            out.append(Segment(at, cut, tuple(active)))
        for ref in closing.get(cut, ()):
            active[ref] -= 1
            if not active[ref]:
                del active[ref]
        _open(active, opening.get(cut, ()))
        at = cut
    return out


def _open(active: dict[int, int], refs: Sequence[int]) -> None:
    for ref in refs:
        active[ref] = active.get(ref, 0) + 1
