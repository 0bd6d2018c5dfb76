"""Exports: every form reads back as the dataset that it was made from, and no form can hurt who opens it."""

from __future__ import annotations

import csv
import errno
import json
import re
import shutil
import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from helpers import CORPUS
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bench.analytics import PAGE, first_rows, queries
from bench.export import synthetic
from cli import app
from pipeline import Converter
from pipeline.batch import convert_all
from pipeline.export import FORMS, export, to_xlsx
from pipeline.export.columns import COLUMNS, TABLES, Kind
from pipeline.export.names import FILE, chinese, chinese_title
from pipeline.inputs import find_inputs
from pipeline.write import DatasetWriter
from schemas import RECORDS

Row = dict[str, Any]
Dataset = dict[str, list[Row]]

KINDS = {t.name: {c.name: c.kind for c in t.columns} for t in TABLES}
DOC = "0123456789abcdef"
DANGERS = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "'", " =", "=="]
SIGNS_ALONE = ["=", "+", "-", "＝"]
NASTY = [
    *DANGERS, *SIGNS_ALONE,
    "", " ", '"', 'a"b,c\nd', "甲\r\n乙\r丙", "🚢𠮷", "a\0b", "\ud800", "\x01\x1b\x7f", "\ufffe\uffff", "_x0041_", "_x005F_",
    "<b>&amp;",
    "NULL", "null", "007", "1e5", "2025-06-30", "; DROP TABLE targets", "\u2028\u0085", "x" * 300,
]  # fmt: skip


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["export", *arguments])


# --- datasets by hand ---------------------------------------------------------------------------------------------------


def dataset_of(text: str, number: float, whole: int, day: str, *, flag: bool = True, words: list[str] | None = None) -> Dataset:
    """One record of each type, every text and number of which is the given one."""
    span = [{"start": 0, "end": 3, "text": text}, {"start": 5, "end": 6, "text": "页", "page": 2}]
    common = {"doc_id": DOC, "evidence": span, "rule": text, "confidence": 0.5}
    claim = common | {
        "task_id": f"{DOC}-task-1", "metric": text, "comparator": ">=", "value": number, "value_high": None, "unit": text, "per": None,
        "kind": "level", "text": text,
    }  # fmt: skip
    cell = {"value": number, "comparator": "=", "year": whole, "raw": text}
    return {
        "document": [
            common | {
                "source": {"path": text, "other_paths": words or [], "sha256": "a" * 64, "media_type": text, "encoding": text},
                "title": text, "doc_type": "other_plan", "issuers": words or [], "doc_number": text, "index_number": None, "issued_on": day,
                "published_on": None, "period": {"start": None, "end": whole}, "region": text,
                "duplicate_of": None, "script": "hans",
                "warnings": [{"code": text, "message": text, "start": whole, "end": whole}],
                "repairs": {"a.b": 2, text.strip("\ud800\0"): 1},
            },
            common | {"doc_id": "fedcba9876543210", "period": None, "evidence": span[1:], "warnings": [], "repairs": {}, "issuers": []},
        ],
        "task": [
            common | {
                "task_id": f"{DOC}-task-1", "ordinal": whole, "label": text, "title": None, "text": text,
                "path": [{"label": text, "title": None}],
                "kind": "measure", "previous": None, "deadline": day,
                "actions": [{"verb": text, "object": text, "text": text, "evidence": span}] * 2,
            }
        ],
        "target": [
            claim | {"target_id": f"{DOC}-target-1", "indicator_id": None, "modality": "firm", "deadline": day, "deadline_explicit": flag}
        ],
        "observation": [
            claim | {"observation_id": f"{DOC}-observation-1", "status": "current", "as_of": day, "as_of_explicit": flag, "cue": text}
        ],
        "indicator": [
            common | {
                "indicator_id": f"{DOC}-indicator-1", "number": text, "category": None, "name": text, "unit": None, "attribute": None,
                "baseline": cell, "target": None, "note": text,
            }
        ],
        "unit": [
            common | {
                "assignment_id": f"{DOC}-unit-{n}", "task_id": None, "name": text, "surface": text, "role": "lead",
                "canonical": "", "org_id": None,
            }
            for n in range(2)
        ],
        "error": [{"path": text, "stage": "read", "error": text, "message": text}],
    }  # fmt: skip


def written(folder: Path, records: Dataset) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for kind, (file, _) in RECORDS.items():
        lines = [json.dumps(row, ensure_ascii=n % 2 == 0 or surrogates(row)) for n, row in enumerate(records.get(kind, []))]
        (folder / file).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return folder


def surrogates(row: Row) -> bool:
    return re.search("[\ud800-\udfff]", json.dumps(row, ensure_ascii=False)) is not None


def cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").replace("\ud800", "\ufffd")
    if isinstance(value, list):
        return [cleaned(v) for v in value]
    return {cleaned(k): cleaned(v) for k, v in value.items()} if isinstance(value, dict) else value


def day_of(value: Any) -> date | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date() if re.fullmatch(r"\d{4}-\d\d-\d\d", value or "") else None
    except ValueError:
        return None


def flat(record: Row, prefix: str = "") -> Row:
    """A record as a row, written without a look at how the export does it; nulls are left out."""
    row: Row = {}
    for key, value in record.items():
        name = prefix + key
        if key in ("source", "period", "baseline", "target"):
            row |= flat(value or {}, f"{name}_")
        elif isinstance(value, list) and (not value or isinstance(value[0], str)) and key in ("issuers", "other_paths"):
            row[name] = value
        elif not isinstance(value, list | dict) and value is not None:
            row[name] = value
            if key in ("deadline", "as_of", "issued_on", "published_on") and day_of(value) is not None:
                row[f"{name}_date"] = day_of(value)
    return row


def spans(kind: str, key: str, doc_id: str, record: Row) -> Iterator[Row]:
    for n, e in enumerate(record["evidence"], 1):
        row = {"record_type": kind, "record_id": key, "doc_id": doc_id, "ordinal": n, "start_char": e["start"], "end_char": e["end"]}
        yield row | {"text": e["text"]} | ({"page": e["page"]} if "page" in e else {})


def expected(records: Dataset) -> dict[str, list[Row]]:
    ids = {"document": "doc_id", "unit": "assignment_id"}
    tables: dict[str, list[Row]] = {name: [] for name in KINDS}
    for kind, rows in cleaned(records).items():
        for record in rows:
            tables[RECORDS[kind][0].removesuffix(".jsonl")].append(flat(record))
            if kind == "error":
                continue
            key, doc_id = record[ids.get(kind, f"{kind}_id")], record["doc_id"]
            tables["evidence"] += spans(kind, key, doc_id, record)
            for n, warning in enumerate(record.get("warnings", []), 1):
                stretch = {"start_char": warning["start"], "end_char": warning["end"]}
                tables["warnings"].append(
                    {"doc_id": doc_id, "ordinal": n, "code": warning["code"], "message": warning["message"], **stretch}
                )
            tables["repairs"] += [{"doc_id": doc_id, "rule": r, "count": c} for r, c in record.get("repairs", {}).items()]
            tables["headings"] += [
                {"task_id": key, "doc_id": doc_id, "ordinal": n, **flat(step)} for n, step in enumerate(record.get("path", []), 1)
            ]
            for n, action in enumerate(record.get("actions", []), 1):
                tables["actions"].append({"action_id": f"{key}:{n}", "task_id": key, "doc_id": doc_id, "ordinal": n, **flat(action)})
                tables["evidence"] += spans("action", f"{key}:{n}", doc_id, action)
    return tables


# --- reading back -------------------------------------------------------------------------------------------------------


def read_parquet(out: Path) -> dict[str, list[Row]]:
    return {p.stem: pq.read_table(p).to_pylist() for p in out.iterdir()}


def read_duckdb(out: Path) -> dict[str, list[Row]]:
    with duckdb.connect(str(out), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        found = {}
        for table in tables:
            result = connection.execute(f'SELECT * FROM "{table}"')
            names = [d[0] for d in result.description or ()]
            found[table] = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        return found


def read_sqlite(out: Path) -> dict[str, list[Row]]:
    with closing(sqlite3.connect(out)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {t: [typed(t, dict(row)) for row in connection.execute(f'SELECT * FROM "{t}"')] for t in tables}


def read_csv(out: Path) -> dict[str, list[Row]]:
    found = {}
    for path in out.iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{k: v.removeprefix("'") or None for k, v in row.items()} for row in csv.DictReader(file)]
        found[path.stem] = [typed(path.stem, row) for row in rows]
    return found


def workbook(out: Path) -> openpyxl.Workbook:
    with out.open("rb") as file:
        return openpyxl.load_workbook(file)


def read_xlsx(out: Path) -> dict[str, list[Row]]:
    book = workbook(out)
    found = {}
    for sheet in book.worksheets:
        header, *rows = sheet.iter_rows()
        names = [str(c.value) for c in header]
        assert all(c.data_type != "f" for row in rows for c in row)
        found[sheet.title] = [{n: opened(c.value) for n, c in zip(names, row, strict=True)} for row in rows]
    return found


def opened(value: Any) -> Any:
    """What Excel shows for a cell, where openpyxl stops at what stands in the file."""
    if isinstance(value, datetime):
        return value.date()
    return re.sub(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", value) if isinstance(value, str) else value


def typed(table: str, row: Row) -> Row:
    """Cells of forms without all types, as what their columns say."""
    convert: dict[Kind, Callable[[Any], Any]] = {
        Kind.LIST: json.loads, Kind.DATE: date.fromisoformat, Kind.NUMBER: float, Kind.INTEGER: int, Kind.TEXT: str,
        Kind.BOOLEAN: lambda v: {"true": True, "false": False, 1: True, 0: False}[v],
    }  # fmt: skip
    kinds = KINDS.get(table, {})
    return {k: None if v is None else convert[kinds.get(k, Kind.TEXT)](v) for k, v in row.items()}


READ = {"parquet": read_parquet, "duckdb": read_duckdb, "sqlite": read_sqlite, "csv": read_csv, "xlsx": read_xlsx}


def as_held(form: str, value: Any) -> Any:
    """What a form makes of a value, as docs/analytics.md says: for most, nothing."""
    if form == "csv":
        return None if value == "" else value
    if form == "xlsx":
        value = ("；".join(value) if value else None) if isinstance(value, list) else value
        if isinstance(value, str):
            value = re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", value[:32767])
            return value.replace("\r\n", "\n").replace("\r", "\n")
        return None if isinstance(value, date) and value < date(1900, 3, 1) else value
    return value


def as_rows(form: str, rows: list[Row]) -> list[Row]:
    held = [{k: as_held(form, v) for k, v in row.items()} for row in rows]
    return [{k: v for k, v in row.items() if v is not None} for row in held]


def check_equal(form: str, found: dict[str, list[Row]], wanted: dict[str, list[Row]]) -> None:
    assert set(found) == {*wanted, COLUMNS.name}
    for table, rows in wanted.items():
        assert [{k: v for k, v in row.items() if v is not None} for row in found[table]] == as_rows(form, rows), table


texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=20), st.tuples(st.sampled_from(NASTY), st.text(max_size=5)).map("".join))
days = st.sampled_from(["2025", "2025-06", "2025-06-30", "2025-02-30", "0001-01-01", "1900-02-28", "1900-03-01", "9999-12-31"])
numbers = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**53), 2**53))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(text=texts, number=numbers, whole=st.integers(-(2**53), 2**53), day=days, flag=st.booleans(), words=st.lists(texts, max_size=3))
@example(text="长" * 40_000, number=1e300, whole=0, day="2025", flag=True, words=["🚢" * 40])
def test_every_form_reads_back_as_the_dataset(
    form: str, text: str, number: float, whole: int, day: str, flag: bool, words: list[str]
) -> None:
    records = dataset_of(text, number, whole, day, flag=flag, words=words)
    with tempfile.TemporaryDirectory() as name:
        folder = written(Path(name) / "dataset", records)
        export(folder, form, Path(name) / "out")
        check_equal(form, READ[form](Path(name) / "out"), expected(records))


@pytest.fixture(scope="module", name="sample")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "dataset"
    with DatasetWriter(folder) as writer:
        convert_all(list(find_inputs([str(CORPUS)])), writer, Converter())
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_the_sample_plans_read_back_in_every_form(form: str, sample: Path, tmp_path: Path) -> None:
    done = export(sample, form, tmp_path / "out")
    records = {kind: [json.loads(line) for line in (sample / file).open(encoding="utf-8")] for kind, (file, _) in RECORDS.items()}
    wanted = expected(records)
    check_equal(form, READ[form](tmp_path / "out"), wanted)
    assert {t: n for t, n in done.rows.items() if t != COLUMNS.name} == {t: len(rows) for t, rows in wanted.items()}
    assert done.notes == ()


@pytest.mark.parametrize("form", [f for f in FORMS if f != "duckdb"])
def test_the_same_dataset_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", dataset_of("甲", 1.5, 1, "2025-06-30"))
    outs = [tmp_path / "one" / "out", tmp_path / "two" / "out"]
    for out in outs:
        export(folder, form, out)
    one, two = ({p.name: p.read_bytes() for p in (out.iterdir() if out.is_dir() else [out])} for out in outs)
    assert one == two


def test_a_full_disk_is_an_error_of_the_system_in_sqlite_and_duckdb_too(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def small(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA max_page_count = 8")
        return connection

    def full(*_: object) -> None:
        raise duckdb.IOException('IO Error: Could not write file "x": No space left on device')

    monkeypatch.setattr(sqlite3, "connect", small)
    monkeypatch.setattr("pipeline.export.to_duckdb._write", full)
    for form in ("sqlite", "duckdb"):
        with pytest.raises(OSError, match=r"full|No space") as found:
            export(sample, form, tmp_path / "out")
        assert found.value.errno == errno.ENOSPC
        assert list(tmp_path.iterdir()) == []


def test_keys_join(sample: Path, tmp_path: Path) -> None:
    export(sample, "duckdb", tmp_path / "out")
    with duckdb.connect(str(tmp_path / "out"), read_only=True) as connection:
        for table in TABLES:
            for column in table.columns:
                if column.joins is not None:
                    other, key = column.joins.split(".")
                    here = f"a.{column.name}"
                    lost = f"SELECT count(*) FROM {table.name} a ANTI JOIN {other} b ON {here} = b.{key} WHERE {here} IS NOT NULL"
                    assert connection.execute(lost).fetchone() == (0,), (table.name, column.name)
        of_all = " UNION ALL ".join(
            f"SELECT '{kind}' AS record_type, {key} AS record_id FROM {table}"
            for kind, key, table in [
                ("document", "doc_id", "documents"), ("task", "task_id", "tasks"), ("target", "target_id", "targets"),
                ("observation", "observation_id", "observations"), ("indicator", "indicator_id", "indicators"),
                ("unit", "assignment_id", "units"), ("action", "action_id", "actions"),
            ]
        )  # fmt: skip
        lost = f"SELECT count(*) FROM evidence ANTI JOIN ({of_all}) USING (record_type, record_id)"
        assert connection.execute(lost).fetchone() == (0,)


# --- names and descriptions ---------------------------------------------------------------------------------------------


def test_every_field_has_a_chinese_name_that_its_table_has_once() -> None:
    for table in (*TABLES, COLUMNS):
        names = chinese(table)
        assert [f for f, name in names.items() if not re.search("[一-鿿]", name)] == []
        assert len(set(names.values())) == len(names), table.name
        assert re.fullmatch(r"[^\[\]:*?/\\']{1,31}", chinese_title(table))
    assert len({chinese_title(t) for t in (*TABLES, COLUMNS)}) == len(TABLES) + 1


def test_no_chinese_name_is_of_a_field_that_there_is_not() -> None:
    fields = {t.name: {c.field for c in t.columns} for t in (*TABLES, COLUMNS)}
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    assert set(file.pop("tables")) == set(fields)
    assert set(file.pop("everywhere")) <= set().union(*fields.values())
    assert {(t, f) for t, names in file.items() for f in names if f not in fields.get(t, ())} == set()


@pytest.mark.parametrize("form", FORMS)
def test_chinese_headers_in_every_form(form: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", dataset_of("甲", 1.5, 1, "2025-06-30"))
    assert run(str(folder), "--to", form, "-o", str(tmp_path / "out"), "--headers", "zh").exit_code == 0
    found = READ[form](tmp_path / "out")
    for table in (*TABLES, COLUMNS):
        (row, *_) = found[chinese_title(table) if form == "xlsx" else table.name]
        assert list(row) == list(chinese(table).values())


@pytest.mark.parametrize("form", FORMS)
def test_the_table_of_columns_describes_every_column(form: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", dataset_of("甲", 1.5, 1, "2025"))
    export(folder, form, tmp_path / "out")
    found = READ[form](tmp_path / "out")["columns"]
    wanted = [(t.name, c.name, c.kind.value, c.joins, c.description) for t in (*TABLES, COLUMNS) for c in t.columns]
    assert [(r["table_name"], r["column_name"], r["type"], r["joins"], r["description"]) for r in found] == wanted
    assert all(r["description"] and r["name_zh"] for r in found)


def test_descriptions_stand_beside_the_columns(tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", {})
    for form in ("parquet", "duckdb"):
        export(folder, form, tmp_path / form)
    with duckdb.connect(str(tmp_path / "duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT table_name, column_name, comment, data_type FROM duckdb_columns() WHERE NOT internal").fetchall()
    comments = {(t, c): comment for t, c, comment, _ in rows}
    types = {(t, c): kind for t, c, _, kind in rows}
    for table in TABLES:
        schema = pq.read_schema(tmp_path / "parquet" / f"{table.name}.parquet")
        for column in table.columns:
            assert comments[table.name, column.name] == column.description
            assert schema.field(column.name).metadata[b"description"].decode() == column.description
    assert types["targets", "value"] == "DOUBLE"
    assert types["targets", "deadline_date"] == "DATE"
    assert types["documents", "issuers"] == "VARCHAR[]"
    assert types["tasks", "ordinal"] == "BIGINT"


# --- spreadsheets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", DANGERS)
def test_no_spreadsheet_runs_a_text(text: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", dataset_of(text, -1, 1, "2025"))
    export(folder, "csv", tmp_path / "csv")
    with (tmp_path / "csv" / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["metric"] == f"'{text}"
    assert row["value"] == "-1"
    export(folder, "xlsx", tmp_path / "xlsx")
    sheet = workbook(tmp_path / "xlsx")["targets"]
    cell = sheet["E2"]
    assert cell.data_type == "s"
    assert bool(cell.quotePrefix) == (not text.startswith("'"))


@pytest.mark.parametrize("text", SIGNS_ALONE)
def test_a_sign_alone_is_no_formula_and_stays_as_it_is(text: str, tmp_path: Path) -> None:
    export(written(tmp_path / "dataset", dataset_of(text, -1, 1, "2025")), "csv", tmp_path / "csv")
    with (tmp_path / "csv" / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["metric"] == text


def test_csv_opens_rightly_in_excel(tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", dataset_of('甲,"乙"', 1.5, 1, "2025"))
    export(folder, "csv", tmp_path / "csv")
    data = (tmp_path / "csv" / "units.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfassignment_id,doc_id,")
    assert data.endswith(b"\r\n")
    assert '"甲,""乙""",'.encode() in data
    assert b',"",,' in data  # an empty canonical name, then no org_id


def test_a_workbook_is_made_for_reading(tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", dataset_of("甲" * 50, 1.5, 1, "2025-06-30"))
    export(folder, "xlsx", tmp_path / "out.xlsx")
    for sheet in workbook(tmp_path / "out.xlsx").worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(8 <= d.width <= 60 for d in sheet.column_dimensions.values())
        assert sheet["A1"].font.bold
    sheet = workbook(tmp_path / "out.xlsx")["targets"]
    header = [c.value for c in sheet[1]]
    day = sheet.cell(2, header.index("deadline_date") + 1)
    assert (day.value, day.number_format) == (datetime(2025, 6, 30), r"yyyy\-mm\-dd")
    assert sheet.cell(2, header.index("deadline_explicit") + 1).value is True


def test_links_lead_from_the_workbook_to_the_report(tmp_path: Path) -> None:
    folder = written(tmp_path / "dataset", dataset_of("甲", 1.5, 1, "2025"))
    (tmp_path / "my 报告#1" / "documents").mkdir(parents=True)
    out = tmp_path / "deep" / "out.xlsx"
    assert run(str(folder), "--to", "xlsx", "-o", str(out), "--report", str(tmp_path / "my 报告#1")).exit_code == 0
    book = workbook(out)
    page = f"../my%20报告%231/documents/{DOC}.html"
    for sheet, cell, place in [
        ("documents", "A2", DOC), ("tasks", "A2", f"{DOC}-task-1"), ("targets", "A2", f"{DOC}-target-1"), ("units", "A3", f"{DOC}-unit-1"),
        ("actions", "A3", f"{DOC}-task-1"), ("headings", "A2", f"{DOC}-task-1"),
    ]:  # fmt: skip
        link = book[sheet][cell].hyperlink
        assert link is not None
        assert (link.target, link.location) == (page, place)
        assert book[sheet][cell].data_type == "s"
    evidence = {str(row[1].value): row[1].hyperlink for row in book["evidence"].iter_rows(min_row=2)}
    action = evidence[f"{DOC}-task-1:2"]
    assert action is not None
    assert (action.target, action.location) == (page, f"{DOC}-task-1")
    assert book["errors"]["A2"].hyperlink is None


def test_the_limits_of_excel_are_kept_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = dataset_of("🚢𠮷甲乙丙", 1.5, 1, "0001-01-01")
    records["unit"] *= 3
    (tmp_path / "report" / "documents").mkdir(parents=True)
    monkeypatch.setattr(to_xlsx, "MAX_ROWS", 4)
    monkeypatch.setattr(to_xlsx, "MAX_LINKS", 2)
    monkeypatch.setattr(to_xlsx, "MAX_CHARACTERS", 6)
    out = tmp_path / "out.xlsx"
    result = run(str(written(tmp_path / "dataset", records)), "--to", "xlsx", "-o", str(out), "--report", str(tmp_path / "report"))
    assert result.exit_code == 0
    for line in (
        "guihua: units: 3 rows were left out: a sheet holds 4 with the header",
        "guihua: units: 1 rows have no link: a sheet holds 2",
        "texts were cut: a cell holds 6 characters (the first: cell ",
        "guihua: targets: 1 days before March 1900 stand in their text column alone (the first: cell N2)",
    ):
        assert line in result.stderr
    sheet = workbook(out)["units"]
    assert sheet.max_row == 4
    assert sheet["D2"].value == "🚢𠮷甲乙"
    assert [cell.hyperlink is not None for cell in sheet["A"]] == [False, True, True, False]


def test_what_no_form_can_hold_is_told(tmp_path: Path) -> None:
    records = dataset_of("a\0b\x01", 1.5, 1, "2025")
    records["target"][0]["colour"] = "red"
    result = run(str(written(tmp_path / "dataset", records)), "--to", "xlsx", "-o", str(tmp_path / "out"))
    assert "guihua: errors: 3 texts held NUL or half a character, which was taken out or replaced\n" in result.stderr
    assert "control characters that a workbook cannot hold" in result.stderr
    assert "targets.jsonl: fields that this version does not know were left out: colour" in result.stderr


# --- the command --------------------------------------------------------------------------------------------------------


@pytest.fixture(name="small")
def _small(tmp_path: Path) -> Path:
    return written(tmp_path / "dataset", dataset_of("甲", 1.5, 1, "2025"))


def test_what_is_no_dataset_is_refused(tmp_path: Path) -> None:
    for name, said in (("missing", "there is no such folder"), (".", "holds no documents.jsonl")):
        result = run(str(tmp_path / name), "--to", "csv", "-o", str(tmp_path / "out"))
        assert (result.exit_code, said in result.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_replaced_only_with_force(form: str, small: Path, tmp_path: Path) -> None:
    arguments = (str(small), "--to", form, "-o", str(tmp_path / "new" / "out"))
    assert run(*arguments).exit_code == 0
    refused = run(*arguments)
    assert (refused.exit_code, "--force" in refused.stderr) == (2, True)
    assert run(*arguments, "--force").exit_code == 0
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["out"]


@pytest.mark.parametrize("form", FORMS)
def test_an_export_that_stops_leaves_the_old_one_as_it_was(form: str, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    export(small, form, out)
    before = READ[form](out)
    with (small / "units.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"assignment_id": "x", "name": 5}\n')
    result = run(str(small), "--to", form, "-o", str(out), "--force")
    assert result.exit_code == 2
    assert "units.jsonl:3: name is no text: 5" in result.stderr
    assert READ[form](out) == before
    assert [p.name for p in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "units.jsonl:3: is no JSON"),
        ("[]", "units.jsonl:3: is no record: it lacks assignment_id"),
        ('{"name": "x"}', "units.jsonl:3: is no record: it lacks assignment_id"),
        ('{"assignment_id": "x", "evidence": 1}', "units.jsonl:3: evidence is no list: 1"),
        ('{"assignment_id": "x", "confidence": 1e999}', "units.jsonl:3: confidence is no number that a column can hold: inf"),
        ('{"assignment_id": "x", "confidence": true}', "units.jsonl:3: confidence is no number that a column can hold: True"),
        ('{"assignment_id": "x", "evidence": [{"start": 1e3}]}', "units.jsonl:3: start is no whole number of 64 bits: 1000.0"),
        ("[" * 100_000, "units.jsonl:3: is no JSON"),
    ],
)
def test_a_record_that_fits_no_table_is_named(line: str, said: str, small: Path, tmp_path: Path) -> None:
    with (small / "units.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    result = run(str(small), "--to", "sqlite", "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_dataset_without_later_files_and_fields_is_exported(small: Path, tmp_path: Path) -> None:
    (small / "observations.jsonl").unlink()
    (small / "targets.jsonl").write_text('{"target_id": "t", "doc_id": "d"}\n\n', encoding="utf-8")
    export(small, "sqlite", tmp_path / "out")
    found = read_sqlite(tmp_path / "out")
    assert (len(found["observations"]), len(found["targets"]), found["targets"][0]["value"]) == (0, 1, None)


def test_outputs_that_are_in_the_way_are_refused(small: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "keep.txt").write_text("nothing to lose", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for form, out in [
        ("csv", "mine"), ("sqlite", "mine"), ("csv", "file"), ("sqlite", "link"), ("csv", "dataset"), ("sqlite", "dataset/plans.db"),
        ("csv", "."), ("sqlite", "file/deep"),
    ]:  # fmt: skip
        assert run(str(small), "--to", form, "-o", str(tmp_path / out), "--force").exit_code == 2, (form, out)
    assert run(str(small), "--to", "csv", "-o", "-").exit_code == 2
    assert (tmp_path / "mine" / "keep.txt").exists()
    (tmp_path / "empty").mkdir()
    assert run(str(small), "--to", "csv", "-o", str(tmp_path / "empty")).exit_code == 0


def test_an_unknown_form_and_a_report_without_links_are_wrong_usage(small: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    unknown = run(str(small), "--to", "ods", "-o", out)
    assert (unknown.exit_code, "parquet" in unknown.stderr) == (2, True)
    assert run(str(small), "--to", "csv", "-o", out, "--report", str(tmp_path)).exit_code == 2
    no_report = run(str(small), "--to", "xlsx", "-o", out, "--report", str(tmp_path))
    assert (no_report.exit_code, "holds no folder documents" in no_report.stderr) == (2, True)
    assert not Path(out).exists()


@pytest.mark.parametrize(("form", "package"), [("parquet", "pyarrow"), ("duckdb", "duckdb"), ("duckdb", "pyarrow")])
def test_a_missing_package_is_named_with_its_extra(
    form: str, package: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    result = run(str(small), "--to", form, "-o", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert f"--to {form} needs {package}, which is not installed: pip install 'guihua[export]'" in result.stderr


def test_a_full_disk_is_said(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(to_xlsx, "write", full)
    result = run(str(small), "--to", "xlsx", "-o", str(tmp_path / "out"))
    assert (result.exit_code, "No space left" in result.stderr) == (1, True)
    assert {p.name for p in tmp_path.iterdir()} == {"dataset"}


# --- the page of questions ----------------------------------------------------------------------------------------------


def test_the_questions_give_the_rows_that_stand_under_them(sample: Path, tmp_path: Path) -> None:
    export(sample, "duckdb", tmp_path / "plans.duckdb")
    found = list(queries(PAGE.read_text(encoding="utf-8")))
    assert len(found) == 10
    with duckdb.connect(str(tmp_path / "plans.duckdb"), read_only=True) as connection:
        for sql, shown in found:
            assert first_rows(connection, sql) == shown, f"run: python -m bench.analytics --write\n{sql}"
            assert shown.count("\n") == 2


def test_bench_repeats_a_dataset_under_other_ids(sample: Path, tmp_path: Path) -> None:
    count = synthetic(sample, tmp_path / "large", 2000)
    ids = [json.loads(line)["target_id"] for line in (tmp_path / "large" / "targets.jsonl").open(encoding="utf-8")]
    assert len(set(ids)) == count >= 2000
    shutil.rmtree(tmp_path / "large")
