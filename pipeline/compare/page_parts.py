"""The parts of which the page of a comparison is made, as its template reads them, and the Chinese words for their states."""

from __future__ import annotations

from dataclasses import dataclass

STATUS = {
    "continued": ("延续", "continued: one task to one"),
    "split": ("拆分", "split: one old task, several new"),
    "merged": ("合并", "merged: several old tasks, one new"),
    "reshaped": ("重组", "reshaped: several old tasks, several new"),
    "added": ("新增", "added: no old task is of this matter"),
    "dropped": ("未延续", "dropped: no new task takes it up"),
}
MOVE = {
    "raised": ("↑", "提高", "raised: the number is larger"),
    "lowered": ("↓", "降低", "lowered: the number is smaller"),
    "rescheduled": ("↻", "改期", "rescheduled: the same number by another date"),
    "kept": ("=", "不变", "kept: the same number"),
    "added": ("+", "新增", "added: only the new side has it"),
    "dropped": ("−", "未延续", "dropped: only the old side has it"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `mark` is del, ins, moved or empty."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A responsible unit; `mark` as for text, `note` tells the role that it had before."""

    name: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class Roles:
    """The units of one task in one role."""

    role: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """One link of a task on the page to one of the other side."""

    anchor: str
    number: int
    similarity: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One task as it is shown."""

    anchor: str
    number: int
    document: str
    path: tuple[str, ...]
    label: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    kind: str
    previous: str
    deadline: str
    deadline_mark: str
    roles: tuple[Roles, ...]
    links: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One compared quantity as it is shown."""

    change: str
    sign: str
    label: str
    english: str
    metric: str
    old: str
    new: str
    difference: str
    old_by: str
    new_by: str
    old_words: str
    new_words: str
    old_item: tuple[str, int] | None
    new_item: tuple[str, int] | None
    sections: str


@dataclass(frozen=True, slots=True)
class Group:
    """One change: its tasks on both sides and its quantities."""

    anchor: str
    status: str
    label: str
    english: str
    old: tuple[Item, ...]
    new: tuple[Item, ...]
    figures: tuple[Figure, ...]
    sections: str
    note: str
    rewritten: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading by which groups are chosen; `value` is its number on the page."""

    value: int
    name: str
    tasks: int
    deep: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One side's head."""

    title: str
    documents: tuple[str, ...]
    facts: tuple[str, ...]
    tasks: int
    quantities: int
    sections: tuple[tuple[str, tuple[Section, ...]], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How often a status or a change occurs."""

    key: str
    sign: str
    label: str
    english: str
    count: int
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the bar that shows the counts, in thousandths of its width."""

    key: str
    start: int
    width: int
    title: str
