"""The records of a lineage: what became of each matter through several plans, and of a long plan's quantities."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import IsoDate, Number, Record

Status = Literal["starts", "continues", "splits", "merges", "pauses", "resumes", "ends"]
Life = Literal["whole", "started_later", "ended_early", "passing"]
Trend = Literal["raised", "lowered", "kept", "mixed", "single"]
Step = Literal["part", "step", "kept", "raised", "lowered"]
Why = Literal["unit", "kind", "per", "year"]
Taken = Literal["taken_up", "result_reported", "both", "untouched", "not_comparable"]
Counts = Literal["level", "one_year", "period", "since_start"]
Year = int | None


class ThreadEvent(Record):
    """What happened to a thread in one plan (沿革节点)."""

    doc_id: str = Field(description="The plan")
    year: Year = Field(description="The first year that this plan plans for")
    status: Status = Field(
        description="starts first found · continues · splits one earlier task became several · merges several became one · pauses not in "
        "this plan, but found again in a later one · resumes found again · ends neither in this plan nor in a later one"
    )
    task_ids: tuple[str, ...] = Field(description="The thread's tasks in this plan, in document order; none where it pauses or ends")


class ThreadLink(Record):
    """Two tasks of one thread, of two plans (前后任务关联)."""

    old_task_id: str = Field(description="The task of the earlier plan")
    new_task_id: str = Field(description="The task of the later plan that carries it on")
    similarity: float = Field(ge=0, le=1, description="How near they are in matter; 1 for items that are identical")
    shared_terms: tuple[str, ...] = Field(description="The words that tell most of what both share, the heaviest first")


class SeriesPoint(Record):
    """One number of a series: promised or reported (取值)."""

    doc_id: str = Field(description="The plan that says it")
    year: Year = Field(description="The year that the number is for: that of its deadline, or of the result")
    id: str = Field(description="The target, indicator or observation")
    value: Number = Field(description="In the unit of the series")
    deadline: IsoDate | None = Field(description="By when (target), or of when (result); null where nothing says it")
    role: Literal["target", "result"] = Field(description="target is promised · result is told as done or standing")
    counts: Counts = Field(
        description="level what is reached or stands · one_year what one year adds · period what all years of a longer plan add · "
        "since_start a sum from the beginning (累计)"
    )


class Series(Record):
    """One quantity of a thread through the plans (目标值沿革)."""

    metric: str = Field(description="What is counted, in the words of the latest plan that promises it")
    unit: str | None = Field(
        description="Unit of all values: as written, 万 multiplied out; as compared where they are written in several (公顷 as 亩)"
    )
    points: tuple[SeriesPoint, ...] = Field(description="By the year that they are for, then by plan")
    trend: Trend = Field(
        description="How the targets move from year to year (the results, where there are no targets). What one year adds, what a period "
        "adds and what was added since the beginning are never held against each other; single where no two numbers can be"
    )


class Thread(Record):
    """One matter through the plans: tasks that hang together by links (任务沿革)."""

    thread_id: str = Field(description="Derived from the ids of its tasks")
    title: str = Field(description="The title of its latest task, or how that task begins")
    life: Life = Field(
        description="whole from the first plan to the last · started_later not in the first, but in the last · ended_early in the first, "
        "but not in the last · passing in neither; a pause between changes none of these"
    )
    events: tuple[ThreadEvent, ...] = Field(description="One for each plan from the first that has the matter, up to where it ends")
    links: tuple[ThreadLink, ...] = Field(description="What holds the thread together, in the order of the newer tasks")
    quantities: tuple[Series, ...] = Field(description="The quantities of its tasks, and what is said of the same quantities elsewhere")


class TakenUp(Record):
    """A quantity of a later plan that takes up one of the long plan (年度分解)."""

    doc_id: str = Field(description="The later plan")
    year: Year = Field(description="The year that it is for")
    id: str = Field(description="The target or indicator of the later plan")
    value: Number = Field(description="In the unit of the long plan's quantity")
    change: Step = Field(
        description="part a share of a sum over years, which only together can be held against it · step a level for an earlier year · "
        "kept, raised, lowered the number itself, for the same year"
    )


class Reported(Record):
    """A result that a later document reports (完成情况)."""

    doc_id: str = Field(description="The later plan that reports it")
    as_of: IsoDate | None = Field(description="Of when it is; null where the document does not say")
    id: str = Field(description="The observation")
    value: Number = Field(description="In the unit of the long plan's quantity")
    counts: Literal["level", "one_year", "since_start"] = Field(
        description="level what stands · one_year what one year added · since_start a sum from the beginning (累计)"
    )
    share_reached: float | None = Field(
        description="Of a sum: value / target. Of a level: the part of the way from the baseline, where the long plan names one; else "
        "value / target, and target / value for an upper bound. Null where that divides by nothing"
    )


class NotCompared(Record):
    """A later quantity that counts the same thing in a way that cannot be compared (不可比)."""

    doc_id: str = Field(description="The later plan")
    year: Year = Field(description="The year that it is for")
    id: str = Field(description="The target, indicator or observation")
    metric: str = Field(description="What it counts, in its own words")
    unit: str | None = Field(description="Its unit")
    value: Number = Field(description="In its own unit")
    why: Why = Field(
        description="unit differs · kind a level here, an increase there · per recurs here, not there · year for a year behind the deadline"
    )


class Coverage(Record):
    """What became of one target or indicator of a long plan in the plans after it (规划指标落实)."""

    doc_id: str = Field(description="The long plan")
    id: str = Field(description="The target or indicator")
    restated_ids: tuple[str, ...] = Field(description="Targets of the same plan that say the same again; they have no line of their own")
    metric: str = Field(description="What is counted")
    unit: str | None = Field(description="Unit of all values of this line, chosen as that of a series")
    value: Number | None = Field(description="The value to be reached; null for an indicator without a number")
    deadline: IsoDate | None = Field(description="By when")
    baseline: Number | None = Field(description="Where it started, as the indicator table says; in `unit`")
    thread_id: str | None = Field(description="The thread of its task; null for goals outside tasks")
    status: Taken = Field(description="What was found in later plans: targets, results, both, nothing, or only what cannot be compared")
    taken_up: tuple[TakenUp, ...] = Field(description="Targets and indicators of later plans, by plan")
    results: tuple[Reported, ...] = Field(description="Results that later plans report, by date")
    not_compared: tuple[NotCompared, ...] = Field(description="What counts the same thing otherwise; filled where nothing else was found")
    planned: float | None = Field(description="The parts of all years together, as a share of the sum; null for levels and without parts")
    reached: float | None = Field(
        description="Of a sum, its latest 累计 and the years after it, or the years together, whichever is more; of a level, the share "
        "of its latest result"
    )
    reason: str | None = Field(description="Why it is not comparable, in words; null otherwise")


LINEAGE: dict[str, tuple[str, type[Record]]] = {
    "thread": ("lineage.jsonl", Thread),
    "coverage": ("coverage.jsonl", Coverage),
}
