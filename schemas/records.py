"""The records of a dataset, one model a file. Keys, order and meaning are the contract of the output."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from schemas.base import Confidence, Evidence, Grounded, IsoDate, Number, Record, RuleId

DocType = Literal["five_year_plan", "annual_plan", "action_plan", "implementation_plan", "work_report", "other_plan", "non_plan"]
Comparator = Literal["=", ">=", ">", "<=", "<", "~"]


class Source(Record):
    """The file that a document came from."""

    path: str = Field(description="Path as given on the command line")
    other_paths: tuple[str, ...] = Field(description="Further inputs with the same bytes")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Digest of the bytes")
    media_type: str = Field(description="text/plain or text/html")
    encoding: str = Field(description="Charset that the bytes were decoded with")


class Period(Record):
    """First and last year planned for (规划期)."""

    start: int | None = Field(description="Null where only an end is said")
    end: int | None = Field(description="Last year planned for")


class Warning(Record):
    """Something a reader should know about a document: damage that could not be mended, a date with two readings."""

    code: str = Field(description="A stable code: mojibake, ambiguous_date, not_chinese …")
    message: str = Field(description="What is wrong, for people")
    start: int = Field(description="Where in the source text")
    end: int = Field(description="End of that stretch, not included")


class Document(Record):
    """One document (文件)."""

    doc_id: str = Field(description="Derived from the bytes of the source")
    schema_version: str = Field(
        default="1.0", pattern=r"^\d+\.\d+$", description="Version of the schemas that the records of this document keep to"
    )
    source: Source = Field(description="The file it came from")
    title: str = Field(description="The plan's own title (标题), simplified")
    doc_type: DocType = Field(description="Type of the document (文种)")
    issuers: tuple[str, ...] = Field(description="Who issued it (发文机关), in document order")
    doc_number: str | None = Field(description="文号, with 〔〕 round the year")
    index_number: str | None = Field(description="索引号")
    issued_on: IsoDate | None = Field(description="Date of signing or issue (成文日期)")
    published_on: IsoDate | None = Field(description="Date put online (发布日期)")
    period: Period | None = Field(description="First and last year planned for (规划期); null for a non-plan")
    region: str | None = Field(description="The place governed; 全国 for national plans")
    level: Literal["国家", "省", "市", "县", "乡"] | None = Field(
        default=None, description="Level of the government that plans; a town's plan is 乡, whatever its region names"
    )
    division_code: str | None = Field(
        default=None,
        pattern=r"^\d{6}$",
        description="行政区划代码 of the region (GB/T 2260, as of the end of 2024); null where the name is ambiguous or in no list",
    )
    sector: str | None = Field(
        default=None, description="Field of government (领域), by the title, else by the issuer: 民政, 教育, 水利 …; 综合 for all fields"
    )
    stage: Literal["草案", "征求意见稿", "送审稿", "正式"] | None = Field(
        default=None, description="How far the plan has come; 正式 where nothing says draft; null for a non-plan"
    )
    validity: Literal["有效", "失效", "废止"] | None = Field(default=None, description="Whether it is in force, where page or text say so")
    source_url: str | None = Field(default=None, description="Where the page came from, as it says itself")
    duplicate_of: str | None = Field(
        default=None, description="doc_id of an earlier document of the dataset with nearly the same body; null for a document alone"
    )
    script: Literal["hans", "hant"] = Field(description="Script of the source")
    evidence: Grounded
    warnings: tuple[Warning, ...] = Field(description="What could not be mended or decided")
    repairs: dict[str, int] = Field(description="How often each repair rule edited the text")
    rule: RuleId
    confidence: Confidence


class PathStep(Record):
    """One heading above a task."""

    label: str | None = Field(description="Number as written: 三、, （四）, 专栏1")
    title: str | None = Field(description="Heading without its number")


class Action(Record):
    """A clause of a task's body: the verb that governs and the object it acts on."""

    verb: str = Field(description="The verb that governs: 健全, 推进")
    object: str = Field(description="What it acts on")
    text: str = Field(description="The whole clause, repaired")
    evidence: Grounded


class Task(Record):
    """One task (任务): the lowest paragraph-initial item of the forward-looking part."""

    task_id: str = Field(description="Derived from doc_id and content")
    doc_id: str = Field(description="The document it stands in")
    ordinal: int = Field(ge=1, description="Counts from 1 in the document")
    label: str | None = Field(description="Its number as written: 一是, 1., （一）, 专栏1")
    title: str | None = Field(description="Its heading without number and closing mark")
    text: str = Field(description="The body after the heading, repaired and simplified")
    path: tuple[PathStep, ...] = Field(description="The headings above it, outermost first")
    kind: Literal["measure", "safeguard", "box", "table"] = Field(
        description="measure 任务 · safeguard 保障措施 · box 专栏 · table a row of a task table"
    )
    previous: str | None = Field(description="What the earlier period achieved, where a table says so")
    deadline: IsoDate | None = Field(description="The 完成时限 cell of a table row")
    actions: tuple[Action, ...] = Field(description="The body's clauses that open with a verb")
    evidence: Grounded
    rule: RuleId
    confidence: Confidence


class Target(Record):
    """One forward-looking quantity that the plan commits to (目标值)."""

    target_id: str = Field(description="Derived from doc_id and content")
    doc_id: str = Field(description="The document it stands in")
    task_id: str | None = Field(description="The task it belongs to; null for goals outside tasks")
    indicator_id: str | None = Field(description="The indicator it restates, if any")
    metric: str = Field(min_length=1, description="What is counted")
    comparator: Comparator = Field(description="How the number bounds: 以上 >=, 超过 >, 以内 <=, 低于 <, 左右 ~")
    value: Number = Field(description="The number, 万 and 亿 multiplied out")
    value_high: Number | None = Field(description="Upper end of a range")
    unit: str | None = Field(description="Measure word or unit as written; null where none is written")
    per: Literal["年", "季", "月", "周", "日"] | None = Field(description="Where the quantity recurs")
    kind: Literal["level", "increment", "decrement", "coverage"] = Field(
        description="level is reached · increment so many made or added · decrement so much less · coverage 全覆盖, 覆盖率"
    )
    modality: Literal["firm", "aspirational"] = Field(description="aspirational for 力争, 争取, 努力")
    deadline: IsoDate | None = Field(description="By when: year, year-month or day")
    deadline_explicit: bool = Field(description="False where it is only the end of the plan or section")
    text: str = Field(description="The repaired clause")
    evidence: Grounded
    rule: RuleId
    confidence: Confidence

    @model_validator(mode="after")
    def _range_rises(self) -> Target:
        if self.value_high is not None and self.value_high <= self.value:
            raise ValueError(f"the range {self.value}-{self.value_high} does not rise")
        return self


class Observation(Record):
    """One quantity told as a result or as what stands now (完成情况、现状), so that later documents can be held against targets."""

    observation_id: str = Field(description="Derived from doc_id and content")
    doc_id: str = Field(description="The document it stands in")
    task_id: str | None = Field(description="The task in which it is told, if any")
    metric: str = Field(min_length=1, description="What is counted")
    comparator: Comparator = Field(description="How the number bounds, as for targets")
    value: Number = Field(description="The number, 万 and 亿 multiplied out")
    value_high: Number | None = Field(description="Upper end of a range")
    unit: str | None = Field(description="Measure word or unit as written; null where none is written")
    per: Literal["年", "季", "月", "周", "日"] | None = Field(description="Where the quantity recurs")
    kind: Literal["level", "increment", "decrement", "coverage"] = Field(description="As for targets")
    status: Literal["achieved", "current"] = Field(description="achieved is a result · current is what stands now")
    as_of: IsoDate | None = Field(description="Of when it is: year, year-month or day; null where the document does not say")
    as_of_explicit: bool = Field(description="False where the date comes from an earlier sentence or a heading")
    cue: str = Field(description="The rule that decided that it is no promise: a cue, or the section it stands in")
    text: str = Field(description="The repaired clause")
    evidence: Grounded
    rule: RuleId
    confidence: Confidence


class CellValue(Record):
    """A baseline or target cell: its number, comparator and year, and the cell's words."""

    value: Number | None = Field(description="Null for a cell without a number")
    comparator: Comparator | None = Field(description="Null for a cell without a number")
    year: int | None = Field(description="The year that the column or the plan names")
    raw: str = Field(description="The words of the cell")


class Indicator(Record):
    """One row of an indicator table (指标)."""

    indicator_id: str = Field(description="Derived from doc_id and content")
    doc_id: str = Field(description="The document it stands in")
    number: str | None = Field(description="Running number as written")
    category: str | None = Field(description="The merged cell or line above, without its number")
    name: str = Field(min_length=1, description="Without unit bracket and footnote marks")
    unit: str | None = Field(description="As the table has it, nothing multiplied out")
    attribute: Literal["binding", "expected"] | None = Field(description="约束性 or 预期性")
    baseline: CellValue | None = Field(description="Null where the table has none")
    target: CellValue | None = Field(description="Null where the table names no target values")
    note: str | None = Field(description="备注, 年均 and [累计]")
    evidence: Grounded
    rule: RuleId
    confidence: Confidence


class Unit(Record):
    """One unit made answerable (责任单位)."""

    assignment_id: str = Field(description="Derived from doc_id and content")
    doc_id: str = Field(description="The document it stands in")
    task_id: str | None = Field(description="The task it answers for")
    name: str = Field(min_length=1, description="The surface made whole from what its list says")
    surface: str = Field(min_length=1, description="The words of this unit in the source, simplified")
    role: Literal["lead", "support", "responsible"] = Field(
        description="lead 牵头 · support 配合 · responsible 责任 or 负责 where none leads"
    )
    canonical: str = Field(default="", description="The name with its office in full: 市发展和改革委员会 for 市发改委")
    org_id: str | None = Field(
        default=None,
        description="The same for one office of one place under all its names; null for what is no single office (各区政府, 财政部门)",
    )
    evidence: Grounded
    rule: RuleId
    confidence: Confidence


class Error(Record):
    """One input that could not be converted."""

    path: str = Field(description="Path as given")
    stage: str = Field(description="read, convert or validate")
    error: str = Field(description="A stable code")
    message: str = Field(description="What happened and what to do")


__all__ = [
    "Action", "CellValue", "Comparator", "DocType", "Document", "Error", "Evidence", "Indicator", "Observation", "PathStep",
    "Period", "Source", "Target", "Task", "Unit", "Warning",
]  # fmt: skip
