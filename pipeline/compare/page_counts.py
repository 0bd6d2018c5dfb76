"""What the page of a comparison says before its parts: how often each state occurs, and what to know before believing it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compare.compare import Comparison, remarks, sentence
from pipeline.compare.page_parts import MOVE, STATUS, Bar, Count
from pipeline.compare.told import remarks_of
from schemas.changes import QuantityChange

_DAMAGE = {
    "mojibake": "乱码",
    "unpaired_quote": "引号不成对",
    "ambiguous_date": "日期有歧义",
    "not_chinese": "不是中文",
    "unread_table": "表格未能识读",
    "damaged_parts": "文件有损坏",
}


def counts(comparison: Comparison) -> tuple[Count, ...]:
    """How often each status of a change occurs, those that do not occur too."""
    found = {key: [c for c in comparison.changes if c.status == key] for key in STATUS}
    return tuple(
        Count(key, "", *STATUS[key], len(rows), sum(len(c.old_task_ids) for c in rows), sum(len(c.new_task_ids) for c in rows))
        for key, rows in found.items()
    )


def moves(rows: Sequence[QuantityChange]) -> tuple[Count, ...]:
    """How many quantities were raised, lowered and so on."""
    found = {key: sum(r.change == key for r in rows) for key in MOVE}
    return tuple(Count(key, *MOVE[key], n, n * (key != "added"), n * (key != "dropped")) for key, n in found.items())


def bars(states: Sequence[Count]) -> tuple[Bar, ...]:
    """The share of each status in the tasks of both sides."""
    total = sum(c.old + c.new for c in states) or 1
    found, done = [], 0
    for c in states:
        start = round(1000 * done / total)
        done += c.old + c.new
        found.append(Bar(c.key, start, round(1000 * done / total) - start, f"{c.label} {c.count}"))
    return tuple(b for b in found if b.width)


def warnings(comparison: Comparison) -> list[tuple[str, str]]:
    """(in Chinese where it is known, as it came) for the comparison, then for the documents."""
    plain = [sentence(code, facts) for code, facts in remarks(comparison.old, comparison.new)]
    known = dict(zip(plain, remarks_of(comparison), strict=True))
    said = [(known.get(warning, warning), warning) for warning in comparison.warnings]
    for name, side in (("旧", comparison.old), ("新", comparison.new)):
        for document in side.documents:
            where = f"{name}计划《{document.title}》" if len(side.documents) > 1 else f"{name}计划"
            said += [(f"{where}原文：{_DAMAGE.get(w.code, w.code)}（{w.message}）", w.code) for w in document.warnings]
    return said
