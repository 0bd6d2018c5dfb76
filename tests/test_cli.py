"""The command, end to end: datasets, streams, exit codes, and inputs that are no documents."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from docx_files import zipped
from helpers import CORPUS, ROOT, plan
from typer.testing import CliRunner, Result

import pipeline
import pipeline.inputs
import pipeline.read
import rules
from cli import app
from pipeline.batch import convert_all
from pipeline.converted import Converted
from pipeline.write import DatasetWriter
from schemas import RECORDS
from schemas.edits import Edit

Row = dict[str, Any]

TEXT = plan("（一）夯实供水基础。到2025年，新建泵站12座。（责任单位：县水利局）")
KEYS = {
    "documents.jsonl": "doc_id source title doc_type issuers doc_number index_number issued_on published_on period region script "
    "evidence warnings rule",
    "tasks.jsonl": "task_id doc_id ordinal label title text path kind previous deadline actions evidence rule",
    "targets.jsonl": "target_id doc_id task_id indicator_id metric comparator value value_high unit per kind modality deadline "
    "deadline_explicit text evidence rule",
    "observations.jsonl": "observation_id doc_id task_id metric comparator value value_high unit per kind status as_of as_of_explicit "
    "cue text evidence rule",
    "indicators.jsonl": "indicator_id doc_id number category name unit attribute baseline target note evidence rule",
    "units.jsonl": "assignment_id doc_id task_id name surface role evidence rule",
    "errors.jsonl": "path stage error message",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def dataset(path: Path) -> dict[str, bytes]:
    """Every file of a dataset but the manifest, which holds times."""
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file() and p.name != "run.json"}


def write(path: Path, text: str = TEXT) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path.name


def errors(out: Path) -> list[tuple[str, str, str]]:
    return [(row["path"], row["stage"], row["error"]) for row in rows(out / "errors.jsonl")]


# --- datasets -------------------------------------------------------------------------------------------------


def test_a_folder_becomes_a_dataset(folder: Path) -> None:
    result = run("convert", str(CORPUS), "-o", "out")
    assert result.exit_code == 0, result.output
    out = folder / "out"
    assert {p.name for p in out.iterdir()} == {*KEYS, "texts", "edits", "journal.jsonl", "run.json"}
    documents = rows(out / "documents.jsonl")
    paths = [d["source"]["path"] for d in documents]
    assert paths == sorted(paths)
    assert {p.name for p in (out / "texts").iterdir()} == {f"{d['doc_id']}.txt" for d in documents}
    assert {p.name for p in (out / "edits").iterdir()} == {f"{d['doc_id']}.jsonl" for d in documents}
    for document in documents:
        edits = [
            Edit.model_validate_json(line)
            for line in (out / "edits" / f"{document['doc_id']}.jsonl").read_text("utf-8").split("\n")
            if line
        ]
        assert Counter(e.rule for e in edits) == document["repairs"]
    assert (out / "errors.jsonl").read_bytes() == b""
    for name, keys in KEYS.items():
        for row in rows(out / name):
            assert set(keys.split()) <= set(row), name


def test_evidence_of_a_dataset_counts_in_its_texts_as_read(folder: Path) -> None:
    run("convert", str(CORPUS), "-o", "out")
    texts = {p.stem: p.read_bytes().decode() for p in (folder / "out" / "texts").iterdir()}
    for name in KEYS:
        for row in rows(folder / "out" / name):
            for e in row.get("evidence", []):
                assert texts[row["doc_id"]][e["start"] : e["end"]] == e["text"]
    for document in rows(folder / "out" / "documents.jsonl"):
        if document["source"]["media_type"] == "text/plain":
            source = (Path(document["source"]["path"])).read_bytes()
            assert texts[document["doc_id"]].encode() == source.removeprefix(b"\xef\xbb\xbf")


def test_every_record_of_a_dataset_is_valid_by_its_schema(folder: Path) -> None:
    run("convert", str(CORPUS), "-o", "out")
    for name, model in RECORDS.values():
        for line in (folder / "out" / name).read_bytes().splitlines():
            assert model.model_validate_json(line).model_dump_json().encode() == line


def test_the_summary_and_the_manifest_count_the_same(folder: Path) -> None:
    write(folder / "a.txt")
    result = run("convert", "a.txt", "-o", "out")
    manifest = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    assert (manifest["documents"], manifest["failed"], manifest["records"]["task"]) == (1, 0, 1)
    assert "written to out" in result.output


def test_two_runs_and_another_process_give_the_same_bytes(folder: Path) -> None:
    run("convert", str(CORPUS), "-o", "one")
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-m", "cli", "convert", str(CORPUS), "-o", "two"], check=True, capture_output=True, env=environment)
    assert dataset(folder / "one") == dataset(folder / "two")


def test_the_order_of_inputs_changes_the_order_of_documents_and_nothing_else(folder: Path) -> None:
    names = [write(folder / f"{n}.txt", TEXT.replace("12座", f"{n}座")) for n in (3, 1, 2)]
    run("convert", *names, "-o", "given")
    run("convert", *reversed(names), "-o", "reversed")
    assert [d["source"]["path"] for d in rows(folder / "given" / "documents.jsonl")] == names
    for name in KEYS:
        assert sorted(map(str, rows(folder / "given" / name))) == sorted(map(str, rows(folder / "reversed" / name)))


def test_the_files_of_a_folder_come_by_code_point_of_their_path_without_hidden_and_foreign_files(folder: Path) -> None:
    for name in ("b.txt", "a/c.txt", "Z.txt", "乙.txt", "甲 二.txt"):
        write(folder / "in" / name, TEXT + name)
    for name in (".hidden.txt", "a/.git/x.txt", "notes.log"):
        write(folder / "in" / name)
    assert run("convert", "in", "-o", "out").exit_code == 0
    assert [d["source"]["path"] for d in rows(folder / "out" / "documents.jsonl")] == [
        "in/Z.txt",
        "in/a/c.txt",
        "in/b.txt",
        "in/乙.txt",
        "in/甲 二.txt",
    ]


def test_a_file_listed_twice_or_under_two_names_is_one_document(folder: Path) -> None:
    first, second = write(folder / "a.txt"), write(folder / "b.txt")
    assert run("convert", first, second, first, "-o", "out").exit_code == 0
    (document,) = rows(folder / "out" / "documents.jsonl")
    assert (document["source"]["path"], document["source"]["other_paths"]) == ("a.txt", ["b.txt"])


def test_a_file_named_in_two_ways_has_no_other_path(folder: Path) -> None:
    write(folder / "a.txt")
    run("convert", "a.txt", "./a.txt", "-o", "out")
    assert rows(folder / "out" / "documents.jsonl")[0]["source"]["other_paths"] == []


def test_a_dataset_inside_the_input_folder_is_no_input(folder: Path) -> None:
    write(folder / "a.txt")
    run("convert", ".", "-o", "out")
    first = dataset(folder / "out")
    assert run("convert", ".", "-o", "out", "--force").exit_code == 0
    assert dataset(folder / "out") == first


# --- where it goes --------------------------------------------------------------------------------------------


def test_a_stream_has_types_and_the_source_text(folder: Path) -> None:
    write(folder / "a.txt")
    result = run("convert", "a.txt", "missing.txt", "-o", "-")
    assert result.exit_code == 3
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["type"] for row in lines] == ["document", "task", "target", "unit", "error"]
    assert lines[0]["source_text"] == TEXT
    assert [set(KEYS[RECORDS[row["type"]][0]].split()) - set(row) for row in lines] == [set()] * 5


def test_a_stream_and_a_dataset_hold_the_same_records(folder: Path) -> None:
    write(folder / "a.txt")
    run("convert", "a.txt", "-o", "out")
    streamed = [json.loads(line) for line in run("convert", "a.txt", "-o", "-").stdout.splitlines()]
    for row in streamed:
        row.pop("source_text", None)
        assert row in [{"type": row["type"], **other} for other in rows(folder / "out" / RECORDS[row["type"]][0])]


def test_standard_input_is_a_document(folder: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "cli", "convert", "-", "-o", "-"], input=TEXT.encode("gbk"), capture_output=True, check=True
    )
    document = json.loads(process.stdout.decode().splitlines()[0])
    assert (document["source"]["path"], document["source"]["encoding"]) == ("-", "gb18030")
    assert process.stderr == b""


def test_a_dataset_grows_and_is_replaced_only_with_force(folder: Path) -> None:
    first, second = write(folder / "a.txt"), write(folder / "b.txt", TEXT + "\n")
    run("convert", first, "-o", "out")
    assert run("convert", second, "-o", "out").exit_code == 0
    assert [d["source"]["path"] for d in rows(folder / "out" / "documents.jsonl")] == ["a.txt", "b.txt"]
    assert run("convert", second, "-o", "out", "--force").exit_code == 0
    assert [d["source"]["path"] for d in rows(folder / "out" / "documents.jsonl")] == ["b.txt"]
    assert {p.name for p in folder.iterdir()} == {"a.txt", "b.txt", "out"}


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_folder_that_holds_anything_else_is_refused_and_left_alone(folder: Path, force: Sequence[str]) -> None:
    write(folder / "a.txt")
    write(folder / "out" / "mine.txt", "nothing to lose")
    assert run("convert", "a.txt", "-o", "out", *force).exit_code == 2
    assert [p.name for p in (folder / "out").iterdir()] == ["mine.txt"]


def test_a_dataset_with_a_foreign_file_beside_it_is_refused_even_with_force(folder: Path) -> None:
    write(folder / "a.txt")
    run("convert", "a.txt", "-o", "out")
    write(folder / "out" / "mine.txt")
    assert run("convert", "a.txt", "-o", "out", "--force").exit_code == 2
    assert (folder / "out" / "mine.txt").exists()


def test_an_output_that_is_a_file_is_refused(folder: Path) -> None:
    write(folder / "a.txt")
    write(folder / "out")
    assert run("convert", "a.txt", "-o", "out").exit_code == 2


def test_an_empty_or_a_new_folder_is_filled_parents_and_all(folder: Path) -> None:
    write(folder / "a.txt")
    (folder / "empty").mkdir()
    assert run("convert", "a.txt", "-o", "empty").exit_code == 0
    assert run("convert", "a.txt", "-o", "new/deep").exit_code == 0


# --- inputs that are no documents -----------------------------------------------------------------------------


def test_each_bad_input_is_a_line_and_the_rest_is_converted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.inputs, "MAX_BYTES", 5000)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 4)
    (folder / "odd.txt").write_bytes(b"\xff\xff\xff\x81" * 20)
    (folder / "large.txt").write_bytes(b"a" * 5001)
    (folder / "sheet.xlsx").write_bytes(zipped({"xl/workbook.xml": "<a/>"}))
    write(folder / "水利 规划.txt")
    names = ["empty.txt", "binary.txt", "missing.txt", "odd.txt", "large.txt", "sheet.xlsx", "水利 规划.txt"]
    result = run("convert", *names, "-o", "out")
    assert result.exit_code == 3
    codes = ["empty", "binary", "not_found", "charset", "too_large", "unsupported_format"]
    assert errors(folder / "out") == [(name, "read", code) for name, code in zip(names[:-1], codes, strict=True)]
    assert [d["source"]["path"] for d in rows(folder / "out" / "documents.jsonl")] == ["水利 规划.txt"]
    for row in rows(folder / "out" / "errors.jsonl"):
        assert row["message"].startswith(row["path"])
        assert "\n" not in row["message"]
    assert "errors.jsonl" in result.output


def test_a_file_that_cannot_be_opened_is_a_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "a.txt")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert run("convert", "a.txt", "-o", "out").exit_code == 3
    monkeypatch.undo()
    assert errors(folder / "out") == [("a.txt", "read", "unreadable")]


def test_a_folder_that_cannot_be_looked_into_is_a_line_and_costs_no_records(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "plans" / "closed" / "b.txt", TEXT)
    write(folder / "plans" / "a.txt", TEXT + "\n")
    assert run("convert", "plans", "-o", "out").exit_code == 0
    look = os.scandir

    def closed(path: str) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    monkeypatch.setattr(os, "scandir", closed)
    real = os.lstat

    def hidden(path: str) -> os.stat_result:
        if "closed/" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "lstat", hidden)
    result = run("convert", "plans", "-o", "out", "--prune")
    assert result.exit_code == 3
    assert "plans/closed: cannot be read: Permission denied" in result.output
    assert [d["source"]["path"] for d in rows(folder / "out" / "documents.jsonl")] == ["plans/a.txt", "plans/closed/b.txt"]
    assert run("convert", "plans/closed", "-o", "other").exit_code == 3


def test_a_link_to_nothing_is_a_line_and_a_link_to_a_folder_is_not_followed(folder: Path) -> None:
    write(folder / "plans" / "a.txt", TEXT)
    write(folder / "elsewhere" / "b.txt", TEXT + "\n")
    (folder / "plans" / "lost.txt").symlink_to("gone.txt")
    (folder / "plans" / "round").symlink_to(".")
    (folder / "plans" / "elsewhere").symlink_to(folder / "elsewhere")
    assert run("convert", "plans", "-o", "out").exit_code == 3
    assert [d["source"]["path"] for d in rows(folder / "out" / "documents.jsonl")] == ["plans/a.txt"]
    assert [(e["path"], e["error"]) for e in rows(folder / "out" / "errors.jsonl")] == [("plans/lost.txt", "not_found")]
    assert "a link to gone.txt, which is not there" in (folder / "out" / "errors.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [("convert", "", "-o", "out"), ("show", ""), ("diff", "", "a.txt"), ("lineage", "a.txt", "")])
def test_an_empty_path_is_not_the_folder_that_one_is_in(command: tuple[str, ...], folder: Path) -> None:
    write(folder / "a.txt", TEXT)
    result = run(*command)
    assert result.exit_code == 2
    assert "empty" in result.output
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("number", "helps"),
    [(28, "free some space"), (13, "see to its permissions"), (30, "see to its permissions"), (20, "name another place")],
    ids=["full", "forbidden", "read-only", "no-folder"],
)
@pytest.mark.parametrize("what", ["convert", "report"])
def test_what_helps_is_said_by_what_the_system_refuses(
    number: int, helps: str, what: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "a.txt", TEXT)
    assert run("convert", "a.txt", "-o", "dataset").exit_code == 0

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    result = run("convert", "a.txt", "-o", "new/out") if what == "convert" else run("report", "dataset", "-o", "new/out")
    assert result.exit_code == 1
    assert f"new/out: cannot be {'written' if number == 28 else 'read or written'}: {os.strerror(number)}; " in result.output
    assert helps in result.output


def test_a_name_does_not_steer_the_terminal(folder: Path) -> None:
    result = run("show", "a\x1b[31m\x07.txt")
    assert result.output == "guihua: a\\x1b[31m\\x07.txt: there is no such file\n"


def test_standard_output_that_cannot_be_written_is_said_without_a_traceback(folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no such device here")
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "cli", "schema", "target"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr == "guihua: standard output: cannot be written: No space left on device; free some space or name another place\n"


def test_an_error_of_the_programs_own_is_a_line_and_the_rest_is_converted(folder: Path) -> None:
    names = [write(folder / "a.txt"), write(folder / "b.txt", TEXT + "\n")]
    convert = pipeline.Converter()

    class Faulty(pipeline.Converter):
        def __init__(self) -> None:
            self.rules = convert.rules

        def prepare(self, data: bytes, path: str = "-", lap: Callable[[str], None] = print) -> pipeline.Prepared:
            if path == "a.txt":
                raise ZeroDivisionError("by zero")
            return convert.prepare(data, path)

        def finish(
            self,
            prepared: pipeline.Prepared,
            data: bytes,
            path: str = "-",
            other_paths: tuple[str, ...] = (),
            lap: Callable[[str], None] = print,
        ) -> Converted:
            return convert.finish(prepared, data, path, other_paths)

    with DatasetWriter(folder / "out") as writer:
        summary = convert_all(names, writer, Faulty())
    assert (summary.documents, summary.failed) == (1, 1)
    assert errors(folder / "out") == [("a.txt", "convert", "ZeroDivisionError")]


def test_a_text_that_is_not_chinese_is_a_record_without_promises(folder: Path) -> None:
    write(folder / "a.txt", "Work plan for 2025\n\n1. Build 12 pumping stations by 2025.\n2. Train 200 people every year.\n")
    assert run("convert", "a.txt", "-o", "out").exit_code == 0
    (document,) = rows(folder / "out" / "documents.jsonl")
    assert document["doc_type"] == "non_plan"
    assert rows(folder / "out" / "targets.jsonl") == []


def test_a_batch_of_nothing_but_failures_still_writes_a_whole_dataset(folder: Path) -> None:
    assert run("convert", "missing.txt", "-o", "out").exit_code == 3
    assert {p.name for p in (folder / "out").iterdir()} == {*KEYS, "texts", "edits", "journal.jsonl", "run.json"}


def test_wrong_usage_is_two(folder: Path) -> None:
    assert run("convert", "a.txt").exit_code == 2
    assert run("convert", "-o", "out").exit_code == 2
    assert run("convert", "a.txt", "-o", "out", "--nonsense").exit_code == 2
    assert run("nonsense").exit_code == 2


# --- the other commands ---------------------------------------------------------------------------------------


def test_show_prints_fields_outline_and_records(folder: Path) -> None:
    write(folder / "a.txt")
    result = run("show", "a.txt")
    assert result.exit_code == 0
    for words in ("青梧县水利发展“十四五”规划", "five_year_plan", "主要任务", "夯实供水基础", "泵站", "县水利局"):
        assert words in result.output.replace("\n", "")


def test_show_repairs_names_every_rule_and_what_it_changed(folder: Path) -> None:
    write(folder / "a.txt", "首页 > 规划计划\n" + TEXT.replace("水利", "水(shuǐ)利", 1))
    result = run("show", "a.txt", "--repairs")
    assert result.exit_code == 0
    assert "chrome.breadcrumb" in result.output
    assert "damage.pinyin" in result.output
    write(folder / "b.txt")
    assert run("show", "b.txt", "--repairs").output.endswith("Repairs (0)\n")


def test_show_of_what_cannot_be_read_says_why(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    result = run("show", "empty.txt")
    assert result.exit_code == 3
    assert "empty.txt: the file is empty" in result.output
    assert run("show", "missing.txt").exit_code == 2


def test_show_of_a_folder_says_that_it_is_one(folder: Path) -> None:
    (folder / "plans").mkdir()
    shown = run("show", "plans")
    assert (shown.exit_code, shown.stderr) == (3, "guihua: plans: is a folder; name a document in it\n")


def test_why_inputs_failed_is_said_as_well_as_written(folder: Path) -> None:
    (folder / "empty.txt").touch()
    done = run("convert", "empty.txt", "nowhere.txt", "-o", "out")
    assert done.stderr.splitlines() == ["guihua: empty.txt: the file is empty", "guihua: nowhere.txt: there is no such file"]
    assert "2 input(s) could not be converted; see out/errors.jsonl" in done.stdout


def test_what_is_a_folder_does_not_go_to_standard_output(folder: Path) -> None:
    write(folder / "plan.txt")
    run("convert", "plan.txt", "-o", "out")
    for command in (["merge", "out"], ["report", "out"]):
        refused = run(*command, "-o", "-")
        assert refused.exit_code == 2
        assert "cannot go to standard output" in refused.stderr
    for option in (["--prune"], ["--parts", "3"]):
        assert run("convert", "plan.txt", "-o", "-", *option).exit_code == 2
    assert not (folder / "-").exists()


def test_a_dataset_that_had_all_already_tells_no_speed(folder: Path) -> None:
    write(folder / "plan.txt")
    assert "a second" in run("convert", "plan.txt", "-o", "out").stdout
    assert "a second" not in run("convert", "plan.txt", "-o", "out").stdout


@pytest.mark.parametrize("record", RECORDS)
def test_schema_prints_one_record(record: str) -> None:
    result = run("schema", record)
    assert result.exit_code == 0
    assert set(KEYS[RECORDS[record][0]].split()) <= set(json.loads(result.stdout)["properties"])


def test_schema_prints_all_records_and_refuses_unknown_ones() -> None:
    assert list(json.loads(run("schema").stdout)) == list(RECORDS)
    unknown = run("schema", "nonsense")
    assert unknown.exit_code == 2
    assert "document, task, target" in unknown.output


def test_rules_check_counts_the_rules_or_names_the_wrong_one(folder: Path) -> None:
    good = run("rules", "check")
    assert good.exit_code == 0
    assert "all examples hold" in good.output
    for path in rules.FOLDER.glob("*.toml"):
        shutil.copy(path, folder)
    text = (folder / "modality.toml").read_text(encoding="utf-8")
    (folder / "modality.toml").write_text(text + '\n[[rule]]\nid = "modality.x"\n', encoding="utf-8")
    wrong = run("rules", "check", str(folder))
    assert wrong.exit_code == 1
    assert f"modality.toml:{len(text.splitlines()) + 2}: " in wrong.output


def test_rules_show_says_what_made_a_record() -> None:
    shown = run("rules", "show", "predicates.reach+tasks.item")
    assert shown.exit_code == 0
    assert "rules/predicates.toml:" in shown.output
    assert "pipeline/extract/tasks.py" in shown.output
    assert run("rules", "show", "nothing.at_all").exit_code == 2


def test_help_answers_at_once_and_lists_the_commands() -> None:
    started = time.perf_counter()
    process = subprocess.run([sys.executable, "-m", "cli", "--help"], capture_output=True, check=True, text=True)
    assert time.perf_counter() - started < 1
    for command in ("convert", "show", "schema", "rules"):
        assert command in process.stdout


def test_the_version_is_printed() -> None:
    assert run("--version").output.startswith("guihua ")


# --- rules of one's own ---------------------------------------------------------------------------------------


def test_a_copy_of_the_rules_that_was_edited_is_used(folder: Path) -> None:
    write(folder / "a.txt")
    shutil.copytree(rules.FOLDER, folder / "mine", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    doctypes = folder / "mine" / "doctypes.toml"
    doctypes.write_text(doctypes.read_text("utf-8").replace('doc_type = "five_year_plan"', 'doc_type = "other_plan"'), "utf-8")
    run("convert", "a.txt", "-o", "out", "--rules", "mine")
    assert rows(folder / "out" / "documents.jsonl")[0]["doc_type"] == "other_plan"


def test_a_folder_without_rules_is_wrong_usage(folder: Path) -> None:
    write(folder / "a.txt")
    result = run("convert", "a.txt", "-o", "out", "--rules", ".")
    assert result.exit_code == 2
    assert not (folder / "out").exists()


def test_words_of_a_document_neither_style_nor_steer_the_terminal(tmp_path: Path) -> None:
    item = "（一）夯实供水[/b]基础。到2025年，新建[/]泵站:smile:12座\x1b[31m[/red]。（责任单位：[b]县水利局）"
    text = f"青梧县水利[/b]发展规划[red]\n二、主要任务\n{item}\n"
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    for arguments in ([], ["--repairs"]):
        result = run("show", str(tmp_path / "plan.txt"), *arguments)
        assert result.exit_code == 0
        assert "青梧县水利[/b]发展规划[red]" in result.stdout
        assert "\x1b" not in result.stdout
