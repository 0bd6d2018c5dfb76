"""The fields that are judged on paired records, and those that keep two records from being a pair."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline.evaluate.compare import ALIKE, SAME_STRETCH, Entry, coverage, letters, likeness, number, overlap, same_words, unit, year
from pipeline.evaluate.match import cell

Same = Callable[[Entry, Entry], bool]
Shown = Callable[[Entry], object]


class Field(NamedTuple):
    """One field: when it is right, how it is shown where it is wrong, and whether a strict match asks for it."""

    name: str
    same: Same
    shown: Shown
    strict: Same | None = None


def _plain(name: str, same: Callable[[object, object], bool], strict: bool = False) -> Field:
    """A field that is compared by its own value."""

    def compare(found: Entry, wanted: Entry) -> bool:
        return same(found.row.get(name), wanted.row.get(name))

    return Field(name, compare, lambda e: e.row.get(name), compare if strict else None)


def _strict(name: str, same: Same, shown: Shown) -> Field:
    return Field(name, same, shown, same)


def _equal(found: object, wanted: object) -> bool:
    return found == wanted


def _path(entry: Entry) -> list[str]:
    return [letters(step.get("title")) for step in entry.row.get("path") or ()]


def _deadline(entry: Entry) -> str:
    return str(entry.row.get("deadline"))[:4]


def _target_year(entry: Entry) -> str | None:
    return year((entry.row.get("target") or {}).get("year"))


_TASK = _strict("task", lambda f, w: f.task == w.task, lambda e: e.task_name)
_TITLE = _plain("title", same_words)

FIELDS: dict[str, tuple[Field, ...]] = {
    "tasks": (
        # A reference without a title leaves it open where the heading ends.
        _TITLE._replace(strict=lambda f, w: not w.row.get("title") or _TITLE.same(f, w)),
        _plain("kind", _equal, strict=True),
        _plain("label", same_words),
        Field("path", lambda f, w: _path(f) == _path(w), lambda e: [step.get("title") for step in e.row.get("path") or ()]),
    ),
    "targets": (
        _strict("metric", lambda f, w: likeness(f, w) >= ALIKE, lambda e: e.row.get("metric")),
        _plain("comparator", _equal, strict=True),
        _plain("value_high", lambda f, w: number(f) == number(w), strict=True),
        _plain("kind", _equal, strict=True),
        _TASK,
        Field("deadline_year", lambda f, w: _deadline(f) == _deadline(w), lambda e: e.row.get("deadline")),
        _plain("modality", _equal),
        _plain("per", lambda f, w: (f or None) == (w or None)),
    ),
    "indicators": (
        _plain("unit", lambda f, w: unit(f) == unit(w), strict=True),
        _plain("attribute", _equal, strict=True),
        _strict("baseline", lambda f, w: cell(f, "baseline")[0] == cell(w, "baseline")[0], lambda e: cell(e, "baseline")[0]),
        _strict("target", lambda f, w: cell(f, "target") == cell(w, "target"), lambda e: list(cell(e, "target"))),
        _plain("category", same_words),
        Field("target_year", lambda f, w: _target_year(f) == _target_year(w), _target_year),
    ),
    "units": (_plain("role", _equal, strict=True), _plain("name", same_words, strict=True), _TASK),
}  # fmt: skip
"""The fields of each type, those of a strict match first."""


_COVERED = Field("evidence", lambda f, w: coverage(f, w) > 0, lambda e: e.text)

GATES: dict[str, tuple[Field, ...]] = {
    "tasks": (Field("evidence", lambda f, w: overlap(f, w) >= SAME_STRETCH, lambda e: e.text),),
    "targets": (
        _plain("value", lambda f, w: number(f) == number(w)),
        _plain("unit", lambda f, w: unit(f) == unit(w)),
        _COVERED,
    ),
    "indicators": (_plain("name", same_words),),
    "units": (_plain("surface", same_words), _COVERED),
}  # fmt: skip
"""What two records must agree in to be a pair at all, for telling why two that stand in one place are none."""
