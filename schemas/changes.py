"""The records of a comparison: what became of the tasks of an older plan, and of its quantities."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import Number, Record


class TaskLink(Record):
    """Two tasks of the same matter (关联任务)."""

    old_task_id: str = Field(description="The task of the older side")
    new_task_id: str = Field(description="The task of the newer side that continues, carries out, narrows, widens or replaces it")
    similarity: float = Field(ge=0, le=1, description="How near they are in matter; 1 for items that are identical")
    shared_terms: tuple[str, ...] = Field(description="The words that tell most of what both share, the heaviest first")


class QuantityChange(Record):
    """One quantity of the two sides, compared after scaling (目标值对照)."""

    metric: str = Field(description="What is counted, in the words of the newer side where it has them")
    unit: str | None = Field(description="Unit of both values")
    old_id: str | None = Field(description="A target or indicator of the older side; null for a quantity that was added")
    new_id: str | None = Field(description="A target or indicator of the newer side; null for a quantity that was dropped")
    old_value: Number | None = Field(description="Value of the older side, in `unit`")
    new_value: Number | None = Field(description="Value of the newer side, in `unit`")
    change: Literal["raised", "lowered", "kept", "rescheduled", "added", "dropped"] = Field(
        description="rescheduled: the same number, and a deadline that moved otherwise than from one plan's own horizon to the next's"
    )
    old_task_id: str | None = Field(description="The task of the older quantity, if any")
    new_task_id: str | None = Field(description="The task of the newer quantity, if any")


class Change(Record):
    """What became of one task or of several that hang together (任务变化)."""

    change_id: str = Field(description="Derived from the ids of its tasks")
    status: Literal["continued", "split", "merged", "reshaped", "added", "dropped"] = Field(
        description="continued one to one · split one old, several new · merged several old, one new · reshaped several to several"
    )
    old_task_ids: tuple[str, ...] = Field(description="Tasks of the older side, in document order")
    new_task_ids: tuple[str, ...] = Field(description="Tasks of the newer side, in document order")
    links: tuple[TaskLink, ...] = Field(description="The links that hold the group together")
    target_changes: tuple[QuantityChange, ...] = Field(description="The compared quantities of these tasks")


CHANGES: dict[str, tuple[str, type[Record]]] = {
    "change": ("changes.jsonl", Change),
    "quantity": ("quantities.jsonl", QuantityChange),
}
