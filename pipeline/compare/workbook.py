"""A comparison as the table that offices pass round (对照表): old and new side by side, a sheet for tasks and one for quantities."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.compare.compare import Comparison
from pipeline.compare.told import (
    MOVE_WORDS,
    STATUS_WORDS,
    Records,
    amounts,
    deadlines,
    name_of,
    number_of,
    pairs_of,
    quantities_by_pair,
    records_of,
    sides_of,
    told,
    units_of,
)
from schemas import Task

LIMIT = 32_767
"""A cell holds so many characters, counted as UTF-16 does."""
_CUT = "……（以下超出单元格字数上限）"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"^[\s\u3000]*[=+\-@]|^[\t\r]")
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The oldest date of a zip archive: the same comparison gives the same bytes."""
_FILLS = {"新增": "E2F0D9", "未再列出": "FBE0DD", "提高": "E2F0D9", "降低": "FBE0DD", "调整期限": "FFF2CC"}
_HEAD, _CELL = "对照表头", "对照表"

TASK_COLUMNS = (
    ("旧 序号", 12), ("旧 标题", 24), ("旧 内容", 48), ("新 序号", 12), ("新 标题", 24), ("新 内容", 48), ("变化", 10), ("目标变化", 36),
    ("旧 责任单位", 24), ("新 责任单位", 24),
)  # fmt: skip
QUANTITY_COLUMNS = (
    ("指标", 36), ("旧 目标值", 18), ("新 目标值", 18), ("变化", 10), ("旧 期限", 12), ("新 期限", 12), ("旧 数值", 14), ("新 数值", 14),
    ("单位", 12), ("旧 任务", 28), ("新 任务", 28),
)  # fmt: skip

Cell = str | int | float | None


class Book(NamedTuple):
    """The bytes of a workbook, and in how many cells the text had to be cut."""

    data: bytes
    cut: int


def task_rows(comparison: Comparison, records: Records) -> list[tuple[Cell, ...]]:
    """A row a link, and a row for each task that has none."""
    rows: list[tuple[Cell, ...]] = []
    for change in comparison.changes:
        for link, quantities in zip(pairs_of(change), quantities_by_pair(change), strict=True):
            old, new = sides_of(change, link, records)
            said = "\n".join(told(q, records) for q in quantities if q.change != "kept")
            rows.append(
                (
                    *_task(old, records), *_task(new, records), STATUS_WORDS[change.status], said,
                    units_of(old, records) if old else "", units_of(new, records) if new else "",
                )
            )  # fmt: skip
    return rows


def _task(task: Task | None, records: Records) -> tuple[str, str, str]:
    if task is None:
        return "", "", ""
    plan = f"《{records.titles[task.doc_id]}》" if records.several else ""
    return plan + number_of(task), task.title or "", task.text


def quantity_rows(comparison: Comparison, records: Records) -> list[tuple[Cell, ...]]:
    """A row a quantity: what both sides say, and the bare numbers to reckon with."""
    rows: list[tuple[Cell, ...]] = []
    for q in comparison.quantities:
        old = records.old_tasks[q.old_task_id] if q.old_task_id else None
        new = records.new_tasks[q.new_task_id] if q.new_task_id else None
        rows.append(
            (
                q.metric, *amounts(q, records), MOVE_WORDS[q.change], *deadlines(q, records), q.old_value, q.new_value, q.unit or "",
                name_of(old) if old else "", name_of(new) if new else "",
            )
        )  # fmt: skip
    return rows


def cell_text(words: str) -> tuple[str, bool]:
    """Words as a cell may hold them, and whether they had to be cut.

    Characters that a workbook must not hold are left out. What a spreadsheet would run as a formula, here or after it was
    saved as CSV, gets an apostrophe ahead, the spreadsheets' own sign for text.
    """
    clean = _ILLEGAL.sub("", words).replace("\r\n", "\n")
    if _FORMULA.match(clean):
        clean = "'" + clean
    if _units(clean) <= LIMIT:
        return clean, False
    room = LIMIT - len(_CUT)
    return clean.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + _CUT, True


def _units(words: str) -> int:
    return len(words) + sum(c > "\uffff" for c in words)


def workbook(comparison: Comparison) -> Book:
    """The workbook of a comparison; the same comparison gives the same bytes."""
    records = records_of(comparison)
    book = Workbook()
    for style in styles():
        book.add_named_style(style)
    first = book.active
    assert isinstance(first, Worksheet)
    cut = _fill(first, "任务对照", TASK_COLUMNS, task_rows(comparison, records), coloured=7)
    cut += _fill(book.create_sheet(), "目标值对照", QUANTITY_COLUMNS, quantity_rows(comparison, records), coloured=4)
    book.properties.creator = "guihua"
    stream = io.BytesIO()
    book.save(stream)
    return Book(_timeless(stream.getvalue()), cut)


def styles() -> list[NamedStyle]:
    """The looks of cells, each named once: looks set cell by cell take most of the time of a large table."""
    line = Side(style="thin", color="BFBFBF")
    border, wrapped = Border(left=line, right=line, top=line, bottom=line), Alignment(wrap_text=True, vertical="top")
    middle = Alignment(wrap_text=True, vertical="center", horizontal="center")
    head = NamedStyle(_HEAD, font=Font(bold=True), fill=PatternFill("solid", fgColor="D9E2F3"), border=border, alignment=middle)
    cells = [
        NamedStyle(_CELL + word, fill=PatternFill("solid", fgColor=colour), border=border, alignment=wrapped)
        for word, colour in _FILLS.items()
    ]
    return [head, NamedStyle(_CELL, border=border, alignment=wrapped), *cells]


def _fill(sheet: Worksheet, title: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Cell]], coloured: int) -> int:
    """Header and rows of one sheet; how many cells were cut. The cell in column `coloured` tells the row's colour."""
    sheet.title = title
    for at, (name, width) in enumerate(columns, 1):
        sheet.cell(1, at, name).style = _HEAD
        sheet.column_dimensions[get_column_letter(at)].width = width
    cut = 0
    for number, row in enumerate(rows, 2):
        for at, value in enumerate(row, 1):
            box = sheet.cell(number, at)
            if isinstance(value, str):
                words, shorter = cell_text(value)
                box.value, cut = words or None, cut + shorter
                if words:
                    box.data_type = "s"
            else:
                box.value = value
            box.style = _CELL + (value if at == coloured and isinstance(value, str) and value in _FILLS else "")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    return cut


def _timeless(data: bytes) -> bytes:
    """The same archive without the time at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
