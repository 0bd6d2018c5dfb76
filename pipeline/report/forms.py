"""The fields of each type of record that a reader can mend, as the page's forms need them.

What may be chosen is read from the models themselves, so that a form cannot offer what the contract refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pipeline.report import labels
from schemas import Document, Indicator, Observation, Target, Task, Unit
from schemas.base import Record
from schemas.corrections import IDENTIFYING

_MODELS: dict[str, type[Record]] = {
    "document": Document, "task": Task, "target": Target, "indicator": Indicator, "unit": Unit, "observation": Observation,
}  # fmt: skip
_NAMED: Mapping[str, Mapping[str, str]] = {
    "comparator": labels.COMPARATORS, "role": labels.ROLES, "modality": labels.MODALITIES, "attribute": labels.ATTRIBUTES,
    "status": labels.STATUSES, "doc_type": labels.DOC_TYPES,
}  # fmt: skip
_QUANTITY = (
    ("metric", "指标名称", "text"), ("comparator", "比较", "select"), ("value", "数值", "number"), ("value_high", "上限", "number"),
    ("unit", "计量单位", "text"), ("per", "频度", "select"), ("kind", "种类", "select"),
)  # fmt: skip
_CELL = (("value", "数值", "number"), ("year", "年份", "whole"), ("raw", "原文", "text"))
_FIELDS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "document": (
        ("title", "标题", "text"), ("doc_type", "文种", "select"), ("issuers", "发文机关", "list"), ("doc_number", "文号", "text"),
        ("issued_on", "成文日期", "date"), ("published_on", "发布日期", "date"), ("period.start", "规划起始年", "whole"),
        ("period.end", "规划结束年", "whole"), ("region", "地区", "text"), ("sector", "领域", "text"),
    ),
    "task": (("label", "编号", "text"), ("title", "标题", "text"), ("kind", "种类", "select"), ("deadline", "时限", "date")),
    "target": (*_QUANTITY, ("modality", "语气", "select"), ("deadline", "时限", "date")),
    "observation": (*_QUANTITY, ("status", "状态", "select"), ("as_of", "截至", "date")),
    "indicator": (
        ("name", "名称", "text"), ("unit", "计量单位", "text"), ("attribute", "属性", "select"), ("category", "类别", "text"),
        *((f"baseline.{key}", f"基期{name}", sort) for key, name, sort in _CELL),
        *((f"target.{key}", f"目标{name}", sort) for key, name, sort in _CELL), ("note", "备注", "text"),
    ),
    "unit": (("name", "名称", "text"), ("canonical", "全称", "text"), ("role", "角色", "select")),
}  # fmt: skip
_NEEDED = {"title", "doc_type", "metric", "comparator", "value", "kind", "modality", "status", "name", "role"}
"""What may not be left empty; of a task, the title may."""


def forms() -> dict[str, list[dict[str, object]]]:
    """By type of record its fields: name, label, how it is asked for, the choices, and whether it may be empty."""
    return {kind: [_field(kind, *field) for field in fields] for kind, fields in _FIELDS.items()}


def _field(kind: str, name: str, label: str, sort: str) -> dict[str, object]:
    shown: dict[str, object] = {"name": name, "label": label, "sort": sort, "needed": name in _NEEDED and (kind, name) != ("task", "title")}
    if sort == "select":
        named = _NAMED.get(name) or (labels.TASK_KINDS if kind == "task" else labels.QUANTITY_KINDS)
        shown["options"] = [[value, named.get(value, value)] for value in _choices(_MODELS[kind], name)]
    return shown


def _choices(model: type[Record], name: str) -> list[str]:
    """The values of a Literal, also of one that may be missing."""

    def literals(annotation: Any) -> list[str]:
        inside = get_args(annotation)
        return [value for part in inside for value in ([part] if isinstance(part, str) else literals(part))]

    return literals(model.model_fields[name].annotation)


def values(kind: str, record: Record) -> dict[str, object]:
    """What a form starts from, by the same names; fields that are empty are left out."""
    row = record.model_dump(mode="json")
    found: dict[str, object] = {}
    for name, _, _ in _FIELDS[kind]:
        outer, _, inner = name.partition(".")
        value = row[outer]
        if inner:
            value = None if value is None else value[inner]
        if value not in (None, "", []):
            found[name] = value
    for name in IDENTIFYING[kind]:
        found.setdefault(name, row[name])
    return found
