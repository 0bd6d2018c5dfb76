"""One workbook, a sheet a table, written row by row into the zip archive that a workbook is.

The libraries for workbooks make an object or several calls for every cell and manage some 90,000 cells a second; a dataset of
100,000 targets has seven million. Here a cell is one formatted string. No cell is a formula, texts stand in their cells.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from html import escape
from itertools import chain, islice
from pathlib import Path
from typing import IO
from unicodedata import east_asian_width
from urllib.parse import quote

from pipeline.errors import ExportError
from pipeline.export import xlsx_parts as parts
from pipeline.export.columns import Kind
from pipeline.export.notes import Notes
from pipeline.export.read import Cell, Cells
from pipeline.export.stream import SIGNS, Stream, chunks, plain_number, risky

MAX_ROWS = 1_048_576
MAX_LINKS = 65_530
MAX_CHARACTERS = 32_767
"""Excel's limits of a sheet and of a cell; characters count as UTF-16 has them."""
_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; days before it are told in their text column alone."""
_DAY_ZERO = date(1899, 12, 30)

_LEVEL = 2
_LARGE = 1 << 27
"""From so many bytes of records on, a sheet may come out above the 2 GB that a plain zip entry holds."""
_ROWS = 500
_SAMPLED, _NARROWEST, _WIDEST = 200, 8, 60
_SPECIAL = re.compile("[&<>\\s\0-\x1f\ufffe\uffff]")
_STYLED = ("", *(f' s="{style}"' for style in range(1, 6)))
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""_x0041_ is read as A, so its first mark is written as what it is read from."""

Page = Callable[[str], str]
"""From a doc_id to the page of the report that shows it, as a link from the workbook."""


def write(out: Path, streams: Sequence[Stream], notes: Notes, page: Page | None, size: int) -> None:
    """Write the workbook. `size` is that of the records in bytes."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        sheets = []
        for number, stream in enumerate(streams, 1):
            sheet = _Sheet(stream, notes, page)
            with _part(archive, f"xl/worksheets/sheet{number}.xml", large=size > _LARGE) as file:
                sheet.write(file)
            if sheet.pages:
                _add(archive, f"xl/worksheets/_rels/sheet{number}.xml.rels", parts.sheet_relations(sheet.pages))
            sheets.append(parts.Sheet(stream.title, sheet.filtered))
        _add(archive, "xl/styles.xml", parts.STYLES)
        _add(archive, "xl/workbook.xml", parts.workbook(sheets))
        _add(archive, "xl/_rels/workbook.xml.rels", parts.workbook_relations(len(sheets)))
        _add(archive, "_rels/.rels", parts.PACKAGE)
        _add(archive, "[Content_Types].xml", parts.content_types(len(sheets)))


@contextmanager
def _part(archive: zipfile.ZipFile, name: str, *, large: bool = False) -> Iterator[IO[bytes]]:
    """An open part of the archive; its date is always the same, so that the same dataset gives the same bytes."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # open() takes none, and would take the slow default
    with archive.open(info, "w", force_zip64=large) as file:
        yield file


def _add(archive: zipfile.ZipFile, name: str, xml: str) -> None:
    with _part(archive, name) as file:
        file.write(xml.encode())


def page_of(report: Path, out: Path) -> Page:
    """The link to a document's page in a report folder, relative to the folder that the workbook will lie in."""
    documents = report / "documents"
    if not documents.is_dir():
        raise ExportError(f"{report}: holds no folder documents, so it is no report; name a report that guihua has written")
    try:
        folder = os.path.relpath(documents.resolve(), out.parent.resolve())
    except ValueError as e:
        raise ExportError(f"{report}: lies on another drive than {out}, so no relative link leads there; write both to one drive") from e
    base = Path(folder).as_posix()
    return lambda doc_id: _address(f"{base}/{doc_id}.html")


def _address(path: str) -> str:
    """A path as an address: what means something else in addresses is escaped, Chinese stays readable."""
    return "".join(c if ord(c) > 127 else quote(c, safe="/") for c in path)


class _Sheet:
    """One sheet while it is written."""

    def __init__(self, stream: Stream, notes: Notes, page: Page | None) -> None:
        columns = stream.table.columns
        self._stream, self._notes, self._name = stream, notes, stream.table.name
        self._letters = [_letters(i) for i in range(len(columns))]
        self._formats = [self._format(c.kind) for c in columns]
        fields = [c.field for c in columns]
        self._doc = fields.index("doc_id") if page is not None and "doc_id" in fields else None
        self._key = next((i for i, f in enumerate(fields) if f.endswith("_id")), 0)
        self._page = page
        self._links: list[tuple[str, int, str]] = []
        self.pages: dict[str, int] = {}
        self._unlinked = 0
        self._count = 1

    @property
    def filtered(self) -> str:
        """The cells from the header to the last one."""
        return f"$A$1:${self._letters[-1]}${self._count}"

    def write(self, file: IO[bytes]) -> None:
        """Write the sheet, and count what Excel's limits leave out."""
        header = [c.name for c in self._stream.table.columns]
        rows = self._stream.rows()
        sample = list(islice(rows, _SAMPLED))
        file.write(parts.sheet_head(_widths(header, sample)).encode())
        cells = "".join(self._text(f"{letters}1", name, parts.HEADER) for letters, name in zip(self._letters, header, strict=True))
        file.write(f'<row r="1">{cells}</row>'.encode())
        left_out = 0
        for chunk in chunks(chain(sample, rows), _ROWS):
            fitting = chunk[: max(MAX_ROWS - self._count, 0)]
            left_out += len(chunk) - len(fitting)
            file.write("".join([self._row(number, row) for number, row in enumerate(fitting, self._count + 1)]).encode())
            self._count += len(fitting)
        for part in parts.sheet_tail(self.filtered, self._links):
            file.write(part.encode())
        if left_out:
            self._notes.add(self._name, f"rows were left out: a sheet holds {MAX_ROWS:,} with the header", count=left_out)
        if self._unlinked:
            self._notes.add(self._name, f"rows have no link: a sheet holds {MAX_LINKS:,}", count=self._unlinked)

    def _row(self, number: int, row: Cells) -> str:
        place = str(number)
        linked = self._doc is not None and self._link(place, row)
        cells = []
        short, special = MAX_CHARACTERS // 2, _SPECIAL.search
        for letters, form, value in zip(self._letters, self._formats, row, strict=True):
            if value is None:
                cells.append("")
            elif type(value) is str and len(value) <= short and value[:1] not in SIGNS and "_x" not in value and not special(value):
                # Nearly all texts have nothing special about them, and nearly all cells are texts.
                cells.append(f'<c r="{letters}{place}" t="inlineStr"><is><t>{value}</t></is></c>')
            else:
                cells.append(form(letters + place, value))
        if linked:
            cells[self._key] = self._text(self._letters[self._key] + place, row[self._key], parts.LINK)
        return f'<row r="{place}">{"".join(cells)}</row>'

    def _link(self, place: str, row: Cells) -> bool:
        """Link the id of a row to its record in the report, while the sheet can hold more links.

        Parts and their evidence lead to the record that they are part of: it stands before the colon of their ids.
        """
        doc_id, key = row[self._doc or 0], row[self._key]
        if doc_id is None or key is None or self._page is None:
            return False
        if len(self._links) >= MAX_LINKS:
            self._unlinked += 1
            return False
        number = self.pages.setdefault(self._page(_ILLEGAL.sub("", str(doc_id))), len(self.pages) + 1)
        self._links.append((self._letters[self._key] + place, number, _ILLEGAL.sub("", str(key)).partition(":")[0]))
        return True

    # --- cells --------------------------------------------------------------------------------------------------------

    def _format(self, kind: Kind) -> Callable[[str, Cell], str]:
        return {
            Kind.TEXT: self._text, Kind.INTEGER: self._number, Kind.NUMBER: self._number, Kind.BOOLEAN: self._boolean,
            Kind.DATE: self._date, Kind.LIST: self._list,
        }[kind]  # fmt: skip

    def _text(self, place: str, value: Cell, style: int = parts.PLAIN) -> str:
        text = str(value)
        if len(text) > MAX_CHARACTERS // 2:
            text = self._cut(place, text)
        if risky(text):
            style = {parts.PLAIN: parts.QUOTED, parts.LINK: parts.QUOTED_LINK}.get(style, style)
        text = self._legal(place, text)
        space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() or "  " in text else ""
        return f'<c r="{place}"{_STYLED[style]} t="inlineStr"><is><t{space}>{text}</t></is></c>'

    def _cut(self, place: str, text: str) -> str:
        """A text that fits a cell. A character outside the first plane counts as two there and is not cut in half."""
        units = text.encode("utf-16-le")
        if len(units) <= 2 * MAX_CHARACTERS:
            return text
        self._notes.add(self._name, f"texts were cut: a cell holds {MAX_CHARACTERS:,} characters", f"cell {place}")
        return units[: 2 * MAX_CHARACTERS].decode("utf-16-le", "ignore")

    def _legal(self, place: str, text: str) -> str:
        """A text as XML: line ends as Excel has them, without the characters that XML has not."""
        legal = _ILLEGAL.sub("", text)
        if len(legal) < len(text):
            self._notes.add(self._name, "texts had control characters that a workbook cannot hold; they were left out", f"cell {place}")
        legal = legal.replace("\r\n", "\n").replace("\r", "\n")
        return escape(_ESCAPE.sub("_x005F_", legal), quote=False)

    @staticmethod
    def _number(place: str, value: Cell) -> str:
        return f'<c r="{place}"><v>{plain_number(value) if isinstance(value, float) else value}</v></c>'

    @staticmethod
    def _boolean(place: str, value: Cell) -> str:
        return f'<c r="{place}" t="b"><v>{int(bool(value))}</v></c>'

    def _date(self, place: str, value: Cell) -> str:
        assert isinstance(value, date)
        if value < _FIRST_DAY:
            self._notes.add(self._name, "days before March 1900 stand in their text column alone", f"cell {place}")
            return ""
        return f'<c r="{place}" s="{parts.DAY}"><v>{(value - _DAY_ZERO).days}</v></c>'

    def _list(self, place: str, value: Cell) -> str:
        """A list as people write it, and no cell for an empty one; the other forms keep it exactly."""
        assert isinstance(value, list)
        return self._text(place, _LIST_MARK.join(value)) if value else ""


_LIST_MARK = "；"


def _letters(index: int) -> str:
    """The name of a column: A, Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _widths(header: Sequence[str], rows: Sequence[Cells]) -> list[int]:
    """A width for each column, from its name and the first rows; Chinese takes two places a character."""
    widths = []
    for i, name in enumerate(header):
        longest = max((_width(_shown(row[i])) for row in rows), default=0)
        widths.append(min(max(longest, _width(name) + 3, _NARROWEST), _WIDEST))  # the arrow of the filter takes three
    return widths


def _shown(value: Cell) -> str:
    return "" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text[:_WIDEST])
