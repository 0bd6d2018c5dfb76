"""`guihua diff` from end to end: sides of every kind, what it writes and prints, what it refuses."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, convert_text, converter, rules
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from rich.console import Console
from typer.testing import CliRunner, Result

from cli import app
from pipeline.compare import Comparison, compare
from pipeline.compare.markdown import escaped, report
from pipeline.compare.sides import side_of
from pipeline.compare.terminal import printable, summary
from pipeline.compare.workbook import LIMIT, TASK_COLUMNS, cell_text, workbook
from schemas.changes import CHANGES

OLD = """青梧县养老服务发展规划（2021—2025年）
一、主要任务
（一）发展老年助餐服务。建设社区老年食堂40家，为高龄老人送餐上门。（责任单位：县民政局、县财政局）
（二）改造农村公路。实施农村公路路面修复120公里。
（三）培训护理人员。到2023年，养老护理员持证率达到90%。
"""
NEW = """青梧县养老服务发展规划（2026—2030年）
一、主要任务
（一）优化老年助餐服务。扩建社区老年食堂60家，为高龄老人送餐上门。（牵头单位：县民政局；配合单位：县卫生健康局）
（二）举办马拉松赛事。引进国际马拉松赛2场。
（三）培训护理人员。到2028年，养老护理员持证率达到90%。
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments], input=stdin)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def comparison() -> Comparison:
    return compare(side_of([convert_text(OLD)]), side_of([convert_text(NEW)]), rules())


def flat(words: str) -> str:
    return " ".join(words.split())


# --- what it writes -------------------------------------------------------------------------------------------------


def test_two_documents_become_a_folder_and_a_summary(folder: Path) -> None:
    result = run("old.txt", "new.txt", "-o", "out")
    assert result.exit_code == 0, result.output
    assert {p.name for p in (folder / "out").iterdir()} == {"changes.jsonl", "quantities.jsonl"}
    for name, model in CHANGES.values():
        lines = (folder / "out" / name).read_bytes().splitlines()
        assert lines
        for line in lines:
            assert model.model_validate_json(line).model_dump_json().encode() == line
    assert [c["status"] for c in rows(folder / "out" / "changes.jsonl")] == ["continued", "added", "continued", "dropped"]
    said = flat(result.stdout)
    assert "tasks: 2 continued, 1 added, 1 dropped" in said
    assert "社区老年食堂 40家 60家 raised" in said
    assert "90% by 2023 90% by 2028 rescheduled" in said
    assert "Tasks added (1) 一、（二） 举办马拉松赛事" in said
    assert "Tasks dropped (1) 一、（二） 改造农村公路" in said


def test_a_stream_has_the_rows_of_the_folder_with_their_type_and_the_summary_beside_it(folder: Path) -> None:
    run("old.txt", "new.txt", "-o", "out")
    streamed = run("old.txt", "new.txt", "-o", "-")
    assert streamed.exit_code == 0
    written = [{"type": kind, **row} for kind, (name, _) in CHANGES.items() for row in rows(folder / "out" / name)]
    assert [json.loads(line) for line in streamed.stdout.splitlines()] == written
    assert "tasks: 2 continued" in streamed.stderr
    assert not (folder / "-").exists()


def test_without_a_folder_it_only_prints(folder: Path) -> None:
    assert run("old.txt", "new.txt").exit_code == 0
    assert {p.name for p in folder.iterdir()} == {"old.txt", "new.txt"}


def test_verbose_names_each_link_and_what_its_tasks_share(folder: Path) -> None:
    quiet, loud = run("old.txt", "new.txt"), run("old.txt", "new.txt", "-v")
    assert "发展老年助餐服务 → 优化老年助餐服务" in loud.stdout
    assert "送餐" in loud.stdout.partition("Links")[2]
    assert "Links" not in quiet.stdout


def test_the_same_sides_give_the_same_bytes(folder: Path) -> None:
    for name in ("one", "two"):
        assert run("old.txt", "new.txt", "-o", name, "--markdown", f"{name}.md", "--xlsx", f"{name}.xlsx").exit_code == 0
    for name in ("{}/changes.jsonl", "{}/quantities.jsonl", "{}.md", "{}.xlsx"):
        assert (folder / name.format("one")).read_bytes() == (folder / name.format("two")).read_bytes()


def test_a_page_is_written(folder: Path) -> None:
    pytest.importorskip("pipeline.compare.page")
    assert run("old.txt", "new.txt", "--html", "page.html").exit_code == 0
    assert "举办马拉松赛事" in (folder / "page.html").read_text(encoding="utf-8")


# --- sides ----------------------------------------------------------------------------------------------------------


def converted(folder: Path, *inputs: str) -> list[str]:
    assert CliRunner().invoke(app, ["convert", *inputs, "-o", "dataset"]).exit_code == 0
    return [d["doc_id"] for d in rows(folder / "dataset" / "documents.jsonl")]


def test_documents_of_one_dataset_are_picked_by_id(folder: Path) -> None:
    new, old = converted(folder, "new.txt", "old.txt")
    result = run("dataset", "dataset", "--old-doc", old, "--new-doc", new, "-o", "picked")
    assert result.exit_code == 0, result.output
    assert run("old.txt", "new.txt", "-o", "direct").exit_code == 0
    for name in ("changes.jsonl", "quantities.jsonl"):
        assert (folder / "picked" / name).read_bytes() == (folder / "direct" / name).read_bytes()


def test_a_folder_of_documents_and_a_dataset(folder: Path) -> None:
    (folder / "plans").mkdir()
    for name in ("old.txt", "copy.txt"):
        (folder / "plans" / name).write_text(OLD, encoding="utf-8")
    converted(folder, "new.txt")
    result = run("plans", "dataset", "-o", "out")
    assert result.exit_code == 0, result.output
    assert [c["status"] for c in rows(folder / "out" / "changes.jsonl")] == ["continued", "added", "continued", "dropped"]


def test_one_side_may_come_from_standard_input(folder: Path) -> None:
    assert run("-", "new.txt", stdin=OLD.encode()).exit_code == 0
    result = run("-", "-", stdin=OLD.encode())
    assert result.exit_code == 2
    assert "one side only" in result.stderr


def test_the_same_file_twice_and_swapped_sides_are_only_warned_of(folder: Path) -> None:
    same = run("old.txt", "old.txt")
    assert (same.exit_code, "both sides are the same document" in same.stderr) == (0, True)
    assert "tasks: 3 continued\n" in same.stdout
    swapped = run("new.txt", "old.txt")
    assert (swapped.exit_code, "may be swapped" in swapped.stderr) == (0, True)


def test_a_side_without_tasks_is_no_error(folder: Path) -> None:
    (folder / "news.txt").write_text("县里举行座谈会\n昨日，县里举行座谈会，与会人员交流了经验。\n", encoding="utf-8")
    result = run("news.txt", "new.txt", "-o", "out")
    assert result.exit_code == 0, result.output
    assert "the old side has no tasks" in result.stderr
    assert {c["status"] for c in rows(folder / "out" / "changes.jsonl")} == {"added"}


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.txt", "new.txt"], "missing.txt: there is no such file"),
        (["old.txt", "empty"], "empty: nothing to compare there"),
        (["old.txt", "blank.txt"], "blank.txt"),
        (["old.txt", "plan.pdf"], "plan.pdf: "),
        (["old.txt", "mixed"], "take it out of mixed"),
        (["old.txt", "new.txt", "--old-doc", "abc"], "old.txt: documents are picked by id from a dataset"),
        (["dataset", "new.txt", "--old-doc", "abc"], "dataset: has no document abc"),
        (["broken", "new.txt"], "broken/tasks.jsonl:1: is no task record"),
        (["old.txt", "new.txt", "--rules", "nowhere"], "nowhere"),
        (["old.txt", "new.txt", "-o", "mixed"], "mixed: holds files that are no comparison of guihua"),
        (["old.txt", "new.txt", "-o", "dataset", "--force"], "dataset: holds files that are no comparison of guihua"),
        (["old.txt", "new.txt", "-o", "old.txt"], "old.txt: exists and is no folder"),
        (["old.txt", "new.txt", "--markdown", "note.md"], "note.md: exists already; give --force"),
        (["old.txt", "new.txt", "--markdown", "old.txt", "--force"], "old.txt: is, or is inside, what is compared"),
        (["old.txt", "new.txt", "--markdown", "a", "--xlsx", "a"], "a: is named for two outputs"),
        (["old.txt", "new.txt", "-o", "out", "--markdown", "out/a.md"], "out/a.md: is inside out"),
        (["old.txt", "new.txt", "--xlsx", "empty"], "empty: exists and is no file"),
        (["old.txt", "new.txt", "--html", "-"], "-: a page, a report or a table is a file"),
        (["old.txt", "new.txt", "--html", "dataset/a.html"], "dataset/a.html: is inside a dataset"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_place(folder: Path, arguments: list[str], said: str) -> None:
    converted(folder, "old.txt")
    for name in ("empty", "mixed", "broken"):
        (folder / name).mkdir()
    (folder / "mixed" / "a.txt").write_text(OLD, encoding="utf-8")
    (folder / "mixed" / "b.pdf").write_bytes(b"%PDF-1.7")
    (folder / "plan.pdf").write_bytes(b"%PDF-1.7")
    (folder / "blank.txt").write_bytes(b"")
    (folder / "note.md").write_text("mine", encoding="utf-8")
    (folder / "broken" / "documents.jsonl").write_bytes((folder / "dataset" / "documents.jsonl").read_bytes())
    (folder / "broken" / "tasks.jsonl").write_bytes(b"{}\n")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stdout == ""
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_a_comparison_is_replaced_by_force_only(folder: Path) -> None:
    assert run("old.txt", "new.txt", "-o", "out", "--markdown", "a.md").exit_code == 0
    assert run("old.txt", "new.txt", "-o", "out").exit_code == 2
    assert run("old.txt", "old.txt", "-o", "out", "--markdown", "a.md", "--force").exit_code == 0
    assert {c["status"] for c in rows(folder / "out" / "changes.jsonl")} == {"continued"}
    assert not [p for p in folder.iterdir() if p.name.endswith((".partial", ".old"))]


def test_no_arguments_is_wrong_usage() -> None:
    assert run().exit_code == 2
    assert run("one.txt").exit_code == 2


# --- terminal -------------------------------------------------------------------------------------------------------


def test_nothing_in_a_document_steers_the_terminal() -> None:
    assert printable("标题\x1b[31m红\u202e\n二") == "标题 [31m红 二"
    side = side_of([convert_text(NEW.replace("举办马拉松赛事", "举办[bold]马拉松[/bold]赛事"))])
    stream = io.StringIO()
    Console(file=stream, width=200).print(summary(compare(side_of([convert_text(OLD)]), side, rules())))
    assert "举办[bold]马拉松[/bold]赛事" in stream.getvalue()


def test_long_lists_are_cut_unless_everything_is_asked_for() -> None:
    nothing = replace(side_of([convert_text(OLD)]), tasks=(), targets=(), indicators=())
    one = converter()((CORPUS / "02_water_plan_hant.txt").read_bytes(), "a.txt")
    many = replace(side_of([one]), tasks=tuple(t.model_copy(update={"task_id": f"{n}"}) for n, t in enumerate(one.tasks * 2)), targets=())
    found = compare(nothing, many, rules())

    def shown(verbose: bool) -> int:
        stream = io.StringIO()
        Console(file=stream, width=200).print(summary(found, verbose))
        listed = stream.getvalue().partition("Tasks added")[2].partition("Links")[0]
        return sum(line.startswith("  ") and "more (-v" not in line for line in listed.splitlines())

    assert (shown(True), shown(False)) == (len(many.tasks), 30)


# --- Markdown -------------------------------------------------------------------------------------------------------


def test_the_report_has_a_heading_for_each_status_and_tables_of_quantities(folder: Path) -> None:
    assert run("old.txt", "new.txt", "--markdown", "report.md").exit_code == 0
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert re.findall("^## (.*)$", text, re.M) == ["目标值变化", "延续（2）", "新增（1）", "未再列出（1）"]
    assert "### 提高（1）" in text
    assert "| 社区老年食堂 | 40家 | 60家 | 2025 | 2030 |" in text
    assert "- 一、（一）发展老年助餐服务 → 一、（一）优化老年助餐服务\n    - 社区老年食堂：40家→60家（提高）" in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("甲|乙", r"甲\|乙"), ("甲\\|乙", r"甲\\\|乙"), ("*重点*_项目_`x`", r"\*重点\*\_项目\_\`x\`"), ("# 标题", r"\# 标题"),
        ("- 项", r"\- 项"), ("+ 项", r"\+ 项"), ("1. 项", "1. 项"), ("<script>", r"\<script\>"), ("[a](b)", r"\[a\](b)"),
        ("一\n二", "一 二"),
    ],
)  # fmt: skip
def test_words_stay_words(words: str, expected: str) -> None:
    assert escaped(words) == expected


def test_pipes_in_a_metric_do_not_add_columns() -> None:
    found = comparison()
    quantities = tuple(q.model_copy(update={"metric": "床位|张\n数"}) for q in found.quantities)
    text = report(replace(found, quantities=quantities))
    rows_of_tables = [line for line in text.splitlines() if line.startswith("| 床位")]
    assert rows_of_tables
    for line in rows_of_tables:
        assert len(re.findall(r"(?<!\\)\|", line)) == 6


# --- workbook -------------------------------------------------------------------------------------------------------


def sheets(data: bytes) -> tuple[Worksheet, Worksheet]:
    book = load_workbook(io.BytesIO(data))
    first, second = book.worksheets
    return first, second


def test_the_table_is_read_back(folder: Path) -> None:
    assert run("old.txt", "new.txt", "--xlsx", "table.xlsx").exit_code == 0
    tasks, quantities = sheets((folder / "table.xlsx").read_bytes())
    assert tasks.freeze_panes == quantities.freeze_panes == "A2"
    header, *body = [[c.value for c in row] for row in tasks.iter_rows()]
    assert header == [name for name, _ in TASK_COLUMNS]
    assert [row[6] for row in body] == ["延续", "新增", "延续", "未再列出"]
    first = body[0]
    assert first[:2] == ["一、（一）", "发展老年助餐服务"]
    assert str(first[5]).startswith("扩建社区老年食堂60家")
    assert first[7] == "社区老年食堂：40家→60家（提高）"
    assert first[8:] == ["县民政局（责任）、县财政局（责任）", "县民政局（牵头）、县卫生健康局（配合）"]
    assert body[1][:3] == [None, None, None]
    assert body[2][7] == "养老护理员持证率：90%（2023）→90%（2028）（调整期限）"
    assert all(c.alignment.wrap_text for row in tasks.iter_rows() for c in row)
    assert (tasks.column_dimensions["C"].width, tasks.column_dimensions["A"].width) == (48, 12)
    values = {str(row[0]): row for row in quantities.iter_rows(min_row=2, values_only=True)}
    assert values["社区老年食堂"][1:9] == ("40家", "60家", "提高", "2025", "2030", 40, 60, "家")


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u3000=1", "\x00=1", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(words: str) -> None:
    found = comparison()
    old, new = found.old, found.new
    old = replace(old, tasks=tuple(t.model_copy(update={"title": words, "text": words, "label": words}) for t in old.tasks))
    units = tuple(u.model_copy(update={"name": words}) for u in new.units)
    quantities = tuple(q.model_copy(update={"metric": words, "unit": words}) for q in found.quantities)
    data = workbook(replace(found, old=old, new=replace(new, units=units), quantities=quantities)).data
    for sheet in sheets(data):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not re.match(r"[\s\u3000]*[=+\-@]", str(cell.value or ""))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets"))


def test_characters_that_a_workbook_must_not_hold_are_left_out() -> None:
    assert cell_text("甲\x00乙\x0b丙\x1f\ud800丁\ufffe\n戊") == ("甲乙丙丁\n戊", False)


def test_a_text_that_is_too_long_is_cut_and_reported() -> None:
    whole, cut = cell_text("字" * LIMIT)
    assert (len(whole), cut) == (LIMIT, False)
    shorter, cut = cell_text("字" * (LIMIT + 1))
    assert (len(shorter), cut) == (LIMIT, True)
    wide, cut = cell_text("𠮷" * LIMIT)
    assert cut
    assert len(wide.encode("utf-16-le")) // 2 <= LIMIT
    found = comparison()
    tasks = tuple(t.model_copy(update={"text": "长" * 40_000}) for t in found.old.tasks)
    assert workbook(replace(found, old=replace(found.old, tasks=tasks))).cut == len(tasks)


def test_the_command_says_that_cells_were_cut(folder: Path) -> None:
    (folder / "old.txt").write_text(OLD.replace("为高龄老人送餐上门", "为高龄老人送餐上门，" + "改善用餐环境，" * 5000), encoding="utf-8")
    result = run("old.txt", "new.txt", "--xlsx", "table.xlsx")
    assert result.exit_code == 0, result.output
    assert "1 cell(s) of the table were cut at 32,767 characters" in result.stderr
