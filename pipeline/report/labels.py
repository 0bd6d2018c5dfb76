"""Chinese words for the keys of records, with the English that stands in a tooltip."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.amounts import amount, date
from schemas import Document, Indicator, Observation, Period, Target
from schemas.records import CellValue

KINDS = {
    "document": ("文件", "document: title, type, issuer, period"),
    "task": ("任务", "task: the lowest numbered or headed item of the forward-looking part"),
    "target": ("目标", "target: a quantity that the plan commits to"),
    "indicator": ("指标", "indicator: a row of an indicator table"),
    "unit": ("单位", "unit: made answerable for a task"),
    "observation": ("现状", "observation: a quantity told as a result or as what stands now"),
}
EDIT_KINDS = {
    "cut": ("剔除", "left out by a repair: site chrome, page furniture, the metadata box"),
    "mend": ("修复", "mended: damaged or superfluous characters"),
}
DOC_TYPES = {
    "five_year_plan": "五年规划", "annual_plan": "年度计划", "action_plan": "行动计划", "implementation_plan": "实施方案",
    "work_report": "工作报告", "other_plan": "其他规划", "non_plan": "非规划文件",
}  # fmt: skip
TASK_KINDS = {"measure": "任务", "safeguard": "保障措施", "box": "专栏", "table": "表格"}
QUANTITY_KINDS = {"level": "达到水平", "increment": "增加", "decrement": "减少", "coverage": "覆盖"}
MODALITIES = {"firm": "确定", "aspirational": "力争"}
ATTRIBUTES = {"binding": "约束性", "expected": "预期性"}
ROLES = {"lead": "牵头", "responsible": "责任", "support": "配合"}
STATUSES = {"achieved": "已完成", "current": "现有"}
COMPARATORS = {"=": "等于", ">=": "以上（≥）", ">": "超过（>）", "<=": "以内（≤）", "<": "低于（<）", "~": "左右（≈）"}
WARNINGS = {
    "mojibake": "乱码",
    "unpaired_quote": "引号不成对",
    "ambiguous_date": "日期有歧义",
    "not_chinese": "不是中文",
    "unread_table": "表格未能识读",
    "damaged_parts": "文件有损坏",
}


def period(value: Period | None) -> str:
    """2021—2025年, 至2025年, 2024年; empty where the document names none."""
    if value is None or value.end is None:
        return "" if value is None or value.start is None else f"{value.start}年起"
    if value.start is None:
        return f"至{value.end}年"
    return f"{value.end}年" if value.start == value.end else f"{value.start}—{value.end}年"


def facts(document: Document) -> tuple[str, ...]:
    """What a reader wants to know beside a title, each once."""
    said = [period(document.period), DOC_TYPES[document.doc_type], document.region, *document.issuers, document.doc_number]
    if document.issued_on:
        said.append(f"{date(document.issued_on)}印发")
    if document.stage not in (None, "正式"):
        said.append(document.stage)
    if document.validity:
        said.append(document.validity)
    return tuple(dict.fromkeys(s for s in said if s))


def quantity(record: Target | Observation) -> str:
    """The number of a target or an observation as people write it."""
    return amount(record.value, record.unit, record.value_high, record.comparator, record.per)


def cell(record: Indicator, value: CellValue | None) -> str:
    """A cell of an indicator table with its year, in its own words where it has no number."""
    if value is None:
        return ""
    said = value.raw if value.value is None else amount(value.value, record.unit, None, value.comparator or "=")
    return said + (f"（{value.year}年）" if value.year and said else "")


def path(steps: Sequence[str]) -> str:
    """Headings, outermost first."""
    return " › ".join(steps)
