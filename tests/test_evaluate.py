"""Evaluation: pairing, verdicts and figures on small records for which the right answer is known."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, SHARED, converter
from typer.testing import CliRunner, Result

from cli import app
from pipeline.batch import convert_all
from pipeline.errors import EvaluationError
from pipeline.evaluate import Dataset, Evaluation, Reference, evaluate, read_dataset, read_references
from pipeline.evaluate.compare import letters, unit
from pipeline.evaluate.dataset import TYPES, FoundDocument
from pipeline.evaluate.floors import FloorSet, TypeFloor, digest, measured, read_floors, undercut, write_floors
from pipeline.evaluate.match import pair
from pipeline.evaluate.report import as_json, as_markdown, decoy_table, group_table, miss_lines, misses
from pipeline.evaluate.tally import by_type, decoys, grouped, metadata
from pipeline.inputs import find_inputs
from pipeline.write import DatasetWriter

Row = dict[str, Any]

TEXT = "1.完善供水。新建泵站12座、水厂3座，漏损率控制在8%以内。由县水利局牵头。"
RULE = {"rule": "tasks.item"}


def at(words: str, text: str = TEXT) -> list[Row]:
    start = text.index(words)
    return [{"start": start, "end": start + len(words), "text": words}]


def target(words: str, value: float, unit_: str | None, metric: str, task: object = 0, **more: object) -> Row:
    row = {
        "metric": metric, "value": value, "unit": unit_, "comparator": "=", "kind": "increment", "value_high": None, "deadline": "2025",
        "modality": "firm", "per": None, "task": task, "evidence": at(words), "rule": "predicates.make+measures.bodies",
    }  # fmt: skip
    return {**row, **more}


def gold_task() -> Row:
    return {"label": "1.", "title": "完善供水", "path": [], "kind": "measure", "evidence": at(TEXT)}


def gold_unit() -> Row:
    return {"name": "县水利局", "surface": "县水利局", "role": "lead", "task": 0, "evidence": at("县水利局")}


PUMPS, PLANTS = target("新建泵站12座", 12, "座", "泵站"), target("水厂3座", 3, "座", "水厂")
LEAKS = target("漏损率控制在8%以内", 8, "%", "漏损率", comparator="<=", kind="level", form="bound behind the number")


def reference(*targets: Row, by_words: bool = False, **more: list[Row]) -> Reference:
    records = {"tasks": [gold_task()], "targets": list(targets), "indicators": [], "units": [gold_unit()], **more}
    return Reference("a.txt", "f" * 64, by_words, {"title": "计划", "script": "hans"}, records)


def dataset(*targets: Row, units: tuple[Row, ...] = (), tasks: tuple[Row, ...] | None = None, text: str = TEXT) -> Dataset:
    """What was found: the references' rows, as a dataset would have them."""
    document = {"doc_id": "d", "title": "计划", "script": "hans", "source": {"sha256": "f" * 64}, "evidence": at("1.", text)}
    rows = {
        "tasks": [{**gold_task(), **RULE, "task_id": "t0"}] if tasks is None else list(tasks),
        "targets": [{**row, "task_id": "t0" if row["task"] == 0 else row["task"]} for row in targets],
        "indicators": [],
        "units": [{**row, **RULE, "task_id": "t0"} for row in (units or (gold_unit(),))],
    }
    return Dataset({"f" * 64: FoundDocument(document, text, rows)})


def statuses(evaluation: Evaluation, kind: str = "targets") -> Counter[str]:
    return Counter(verdict.status for verdict in evaluation.verdicts() if verdict.type == kind)


def differences(evaluation: Evaluation) -> list[tuple[str, str, object, object]]:
    return [(verdict.type, *difference) for verdict in evaluation.verdicts() for difference in verdict.differences]


# --- pairing ------------------------------------------------------------------------------------------------------


def test_the_best_candidate_is_taken_first() -> None:
    assert pair([[(2.0, 1), (1.0, 0)], [(3.0, 0), (1.5, 2)]]) == [(0, 1), (1, 0)]
    assert pair([[(1.0, 0)], [(2.0, 0)]]) == [(0, 1)]


def test_an_owner_moves_on_where_it_can() -> None:
    assert pair([[(2.0, 0), (1.0, 1)], [(1.5, 0)], []]) == [(0, 1), (1, 0)]
    # The third asks in vain, and nobody loses what it has.
    assert pair([[(2.0, 0), (1.0, 1)], [(1.5, 0)], [(0.5, 0), (0.4, 1)]]) == [(0, 1), (1, 0)]


def test_chains_of_any_length_are_followed() -> None:
    size = 3000
    fits = [[(2.0, n), (1.0, n + 1)] for n in range(size)]
    assert len(pair([*fits, [(1.5, 0)]])) == size + 1


def test_many_alike_are_paired_at_once() -> None:
    alike = [[(1.0, n) for n in range(500)] for _ in range(700)]
    started = time.perf_counter()
    assert len(pair(alike)) == 500
    assert time.perf_counter() - started < 5


def test_what_has_no_candidate_stays_alone() -> None:
    assert pair([[], [(1.0, 4)]]) == [(4, 1)]


# --- comparing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), [("智慧水利", "智慧 水利。"), ("臨瀾市", "临澜市"), ("“1+4”", "1 4"), (None, "")])
def test_punctuation_spacing_and_script_do_not_count(one: str | None, other: str) -> None:
    assert letters(one) == letters(other)


def test_signs_count_in_units() -> None:
    assert unit("‰") != unit("%")
    assert unit("萬 人") == unit("万人")


# --- verdicts -----------------------------------------------------------------------------------------------------


def test_what_is_as_the_reference_says_is_right() -> None:
    result = evaluate(dataset(PUMPS, PLANTS, LEAKS), [reference(PUMPS, PLANTS, LEAKS)])
    assert {verdict.status for verdict in result.verdicts()} == {"right"}
    assert all(score.score.figures(strict=True) == (1, 1, 1) for score in by_type(result).values())
    assert {share.value for name, share in metadata(result).items() if share.of} == {1.0}


def test_missed_and_spurious_are_told_apart() -> None:
    result = evaluate(dataset(PUMPS, LEAKS), [reference(PUMPS, PLANTS)])
    assert statuses(result) == {"right": 1, "missed": 1, "spurious": 1}
    assert by_type(result)["targets"].score.figures() == (0.5, 0.5, 0.5)


def test_two_targets_of_one_sentence_are_not_mixed_up() -> None:
    # Both have one number and one unit; evidence that reaches over both is settled by what is counted.
    both = "新建泵站12座、水厂3座"
    one, other = target(both, 3, "座", "泵站"), target(both, 3, "座", "水厂")
    result = evaluate(dataset(other, one), [reference(one, other)])
    assert statuses(result) == {"right": 2}


def test_a_wrong_unit_is_one_missed_and_one_spurious_and_is_named() -> None:
    result = evaluate(dataset({**PUMPS, "unit": "个"}), [reference(PUMPS)])
    assert statuses(result) == {"mistaken": 1}
    assert differences(result) == [("targets", "unit", "座", "个")]
    score = by_type(result)["targets"].score
    assert (score.reference, score.found, score.paired) == (1, 1, 0)


def test_a_wrong_field_keeps_a_pair_from_being_strict() -> None:
    result = evaluate(dataset({**PUMPS, "kind": "level", "per": "年"}), [reference(PUMPS)])
    assert differences(result) == [("targets", "kind", "increment", "level"), ("targets", "per", None, "年")]
    score = by_type(result)["targets"]
    assert (score.score.paired, score.score.strict) == (1, 0)
    assert (score.fields["kind"].value, score.fields["comparator"].value) == (0.0, 1.0)


def test_fields_beyond_the_strict_ones_leave_a_pair_strict() -> None:
    result = evaluate(dataset({**PUMPS, "modality": "aspirational"}), [reference(PUMPS)])
    assert statuses(result) == {"wrong": 1}
    assert by_type(result)["targets"].score.strict == 1


def test_another_wording_of_the_metric_is_right_where_the_reference_has_it() -> None:
    found = {**PUMPS, "metric": "提水设施"}
    assert statuses(evaluate(dataset(found), [reference(PUMPS)])) == {"wrong": 1}
    assert statuses(evaluate(dataset(found), [reference({**PUMPS, "metric_alt": ["提水设施"]})])) == {"right": 1}


@pytest.mark.parametrize(("home", "right"), [("t0", True), ("t9", False), (None, False)])
def test_the_task_is_that_of_the_paired_task(home: str | None, right: bool) -> None:
    assert statuses(evaluate(dataset({**PUMPS, "task": home}), [reference(PUMPS)]))["right"] == right


def test_evidence_may_be_narrower_by_half_but_not_much_wider() -> None:
    assert statuses(evaluate(dataset({**PLANTS, "evidence": at("厂3座")}), [reference(PLANTS)])) == {"right": 1}
    wide = {**PLANTS, "evidence": at(TEXT)}
    assert differences(evaluate(dataset(wide), [reference(PLANTS)])) == [("targets", "evidence", "水厂3座", TEXT)]


def test_a_task_cut_short_is_mistaken() -> None:
    short = {**gold_task(), **RULE, "task_id": "t0", "evidence": at("1.完善供水。")}
    assert statuses(evaluate(dataset(tasks=(short,)), [reference()]), "tasks") == {"mistaken": 1}


def test_a_reference_by_words_is_found_wherever_it_stands() -> None:
    moved = "首页 当前位置 " + TEXT
    found = dataset(PUMPS, PLANTS, text=moved)
    document = found.documents["f" * 64]
    for kind in TYPES:
        document.records[kind] = [{**row, "evidence": at(row["evidence"][0]["text"], moved)} for row in document.records[kind]]
    by_words = evaluate(found, [reference(PUMPS, PLANTS, LEAKS, by_words=True)])
    assert statuses(by_words) == {"right": 2, "missed": 1}
    assert statuses(by_words, "units") == {"right": 1}
    assert statuses(evaluate(found, [reference(PUMPS, by_words=False)])) != {"right": 1}


def test_a_reference_without_its_document_is_missed_throughout() -> None:
    absent = reference(PUMPS)
    elsewhere = Reference("b.txt", "0" * 64, False, absent.document, absent.records)
    result = evaluate(dataset(PUMPS), [absent, elsewhere])
    assert statuses(result) == {"right": 1, "missed": 1}
    assert metadata(result)["title"].value == 0.5


def test_references_that_fit_nothing_are_refused() -> None:
    with pytest.raises(EvaluationError, match="none of the 1 references matches"):
        evaluate(Dataset({}), [reference()])


def test_evidence_that_is_not_the_source_is_counted() -> None:
    moved = {**PUMPS, "evidence": [{"start": 0, "end": 7, "text": "新建泵站12座"}]}
    result = evaluate(dataset(moved), [reference({**PLANTS, "evidence": [{"start": 0, "end": 4, "text": "水厂3座"}]})])
    assert [(document.ungrounded, document.misplaced) for document in result.documents] == [(1, 1)]


# --- figures and reports ------------------------------------------------------------------------------------------


def test_a_rule_answers_for_its_records_and_for_those_they_stand_for() -> None:
    result = evaluate(dataset(PUMPS, {**PLANTS, "unit": "个", "rule": "predicates.make"}), [reference(PUMPS, PLANTS, LEAKS)])
    scores = grouped(result, "rule")
    assert scores["predicates.make", "targets"].figures() == (0.5, 0.5, 0.5)
    assert scores["measures.bodies", "targets"].figures() == (1, 1, 1)


def test_a_form_is_judged_where_references_name_one() -> None:
    assert grouped(evaluate(dataset(PUMPS), [reference(PUMPS, LEAKS)]), "form") == {
        ("bound behind the number", "targets"): by_type(evaluate(dataset(), [reference(LEAKS)]))["targets"].score
    }


def test_a_record_of_several_forms_counts_for_each() -> None:
    result = evaluate(dataset(PUMPS), [reference({**PUMPS, "form": "list+bound"})])
    assert [name for name, _ in grouped(result, "form")] == ["bound", "list"]


@pytest.mark.parametrize(("found", "left_alone"), [(PUMPS, 0), (LEAKS, 1)])
def test_a_decoy_of_which_a_target_is_made_is_counted(found: Row, left_alone: int) -> None:
    gold = reference()
    gold = Reference(gold.name, gold.sha256, False, gold.document, gold.records, ({"form": "named", "evidence": at("新建泵站12座、")},))
    result = evaluate(dataset(found), [gold])
    assert {form: (share.right, share.of) for form, share in decoys(result).items()} == {"named": (left_alone, 1)}
    assert decoy_table(result).rows == [("named", str(left_alone), "1", f"{left_alone:.4f}")]


def test_a_miss_names_file_offset_and_words() -> None:
    result = evaluate(dataset({**PUMPS, "unit": "个"}, {**LEAKS, "per": "年"}), [reference(PUMPS, PLANTS, LEAKS)])
    lines = list(miss_lines(*misses(result, 5)))
    assert lines == [
        "a.txt:7 targets mistaken 泵站 = 12 座 「新建泵站12座」 [predicates.make+measures.bodies]",
        "    unit: expected 座, got 个",
        "a.txt:15 targets missed 水厂 = 3 座 「水厂3座」",
        "a.txt:20 targets wrong 漏损率 <= 8 % 「漏损率控制在8%以内」 [predicates.make+measures.bodies] <bound behind the number>",
        "    per: expected None, got 年",
    ]
    assert list(miss_lines(*misses(result, 0))) == ["targets missed: 1 more", "targets mistaken: 1 more", "targets wrong: 1 more"]


def test_markdown_and_json_say_the_same() -> None:
    result = evaluate(dataset(PUMPS), [reference(PUMPS, PLANTS)])
    said = as_json(result, 1)
    assert said["records"]["targets"]["recall"] == 0.5
    assert [row["type"] for row in said["by_document"]] == ["tasks", "targets", "units"]
    assert "| a.txt | targets | 2 | 1 | 1 | 1.0000 | 0.5000 | 0.6667 |" in as_markdown(group_table(result, "document"))
    assert json.dumps(as_json(result, 1)) == json.dumps(said)


# --- floors -------------------------------------------------------------------------------------------------------


def test_a_figure_below_its_floor_is_named(tmp_path: Path) -> None:
    good, worse = dataset(PUMPS, PLANTS), dataset(PUMPS)
    golds = [reference(PUMPS, PLANTS)]
    floor = measured(evaluate(good, golds), digest(good, golds))
    write_floors(tmp_path / "floors.toml", {"corpus": floor}, "why\nso")
    assert read_floors(tmp_path / "floors.toml") == {"corpus": floor}
    now = measured(evaluate(worse, golds), digest(worse, golds))
    assert undercut(now, floor) == [f"targets {name} is 0.6667, below its floor of 1.0000" for name in ("f1", "strict")]
    assert undercut(floor, now) == []


def test_the_digest_is_that_of_documents_and_references() -> None:
    found, gold = dataset(PUMPS), reference(PUMPS)
    changed = Reference(gold.name, gold.sha256, False, {**gold.document, "title": "规划"}, gold.records)
    assert digest(found, [gold]) == digest(dataset(LEAKS), [gold])
    assert len({digest(found, [gold]), digest(found, [changed]), digest(Dataset({}), [gold])}) == 3


@pytest.mark.parametrize("text", ["[corpus]\n", "not toml", '[corpus]\ndigest = "x"\nmetadata = 2\n'])
def test_a_file_that_holds_no_floors_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "floors.toml").write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match=r"floors\.toml"):
        read_floors(tmp_path / "floors.toml")


# --- the command --------------------------------------------------------------------------------------------------

SAMPLE, GOLD = CORPUS / "01_education_plan.txt", CORPUS / "gold" / "01_education_plan.gold.json"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evaluate") / "dataset"
    with DatasetWriter(out) as writer:
        convert_all([str(SAMPLE)], writer, converter())
    return out


def test_the_command_prints_tables_and_misses(converted: Path) -> None:
    result = run(converted, GOLD, "--by", "rule", "--by", "document", "--misses", 3)
    assert result.exit_code == 0, result.output
    assert "1 of 1 references have their document in the dataset" in result.output
    assert "By rule" in result.output
    assert "By document" in result.output
    assert "01_education_plan.txt:" in result.output


def test_the_command_prints_json_and_markdown(converted: Path) -> None:
    said = json.loads(run(converted, CORPUS / "gold", "--json", "--misses", 1).output)
    references = len(list((CORPUS / "gold").glob("*.gold.json")))
    assert said["documents"]["references"] == references
    assert len(said["documents"]["not_in_dataset"]) == references - 1
    assert list(said["records"]) == list(TYPES)
    assert len([miss for miss in said["misses"] if miss["status"] == "missed"]) <= len(TYPES)
    assert "| tasks |" in run(converted, GOLD, "--markdown").output
    assert run(converted, GOLD, "--markdown", "--json").exit_code == 2


def test_floors_that_are_undercut_have_an_exit_code(converted: Path, tmp_path: Path) -> None:
    found, golds = read_dataset(converted), read_references(GOLD)
    now = measured(evaluate(found, golds), digest(found, golds))
    floors = tmp_path / "floors.toml"
    write_floors(floors, {"one": now}, "as measured")
    assert run(converted, GOLD, "--floors", floors).exit_code == 0
    higher = FloorSet(**{**dict(now), "targets": TypeFloor(f1=1, strict=1), "metadata": 1})
    write_floors(floors, {"one": higher}, "higher")
    worse = tmp_path / "worse"
    worse.mkdir()
    for file in converted.glob("*.jsonl"):
        (worse / file.name).write_text("" if file.name == "targets.jsonl" else file.read_text("utf-8"), "utf-8")
    result = run(worse, GOLD, "--floors", floors)
    assert result.exit_code == 4
    assert "targets f1 is 0.0000, below its floor of 1.0000" in result.output
    write_floors(floors, {"one": FloorSet(**{**dict(now), "digest": "0" * 64})}, "of something else")
    assert run(converted, GOLD, "--floors", floors).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("{tmp}/nowhere", "{gold}"), "there is no such folder"),
        (("{tmp}", "{gold}"), "it is no dataset"),
        (("{dataset}", "{tmp}"), "holds no references"),
        (("{dataset}", "{tmp}/nowhere"), "no such folder or file"),
        (("{dataset}", "{other}"), "none of the 1 references matches the 1 documents"),
        (("{dataset}", "{bad}"), "is no reference"),
        (("{dataset}", "{gold}", "--floors", "{tmp}/none.toml"), "cannot be read"),
    ],
)
def test_wrong_usage_is_told_clearly(converted: Path, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    (tmp_path / "bad").mkdir()
    bad = tmp_path / "bad" / "a.gold.json"
    bad.write_text('{"source": {"name": "a"}}', "utf-8")
    names = {"tmp": tmp_path, "dataset": converted, "gold": GOLD, "other": CORPUS / "gold" / "03_transport_points.gold.json", "bad": bad}
    result = run(*(argument.format(**names) for argument in arguments))
    assert result.exit_code == 2
    assert says in result.output


@pytest.mark.parametrize("line", ["{", "[]", '{"doc_id": "x"}'])
def test_a_broken_line_of_a_dataset_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "documents.jsonl").write_text(line + "\n", "utf-8")
    result = run(tmp_path, GOLD)
    assert result.exit_code == 2
    assert "documents.jsonl:1: " in result.output


# --- the outside scorer -------------------------------------------------------------------------------------------


def outside(folder: Path, golds: Path) -> Any:
    """What the scorer of ../shared says."""
    scorer = SHARED / "score.py"
    if not scorer.is_file():
        pytest.skip("../shared with the outside scorer is not there")
    command = [sys.executable, str(scorer), str(folder), str(golds), "--json"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    return json.loads(done.stdout)


def figures(folder: Path, golds: Path) -> tuple[Evaluation, Row]:
    result = evaluate(read_dataset(folder), read_references(golds))
    return result, {
        kind: {"P/R/F1": list(found.score.figures()), "strict P/R/F1": list(found.score.figures(strict=True)),
               "fields": {name: share.value for name, share in found.fields.items() if name != "value_high"}}
        for kind, found in by_type(result).items()
    }  # fmt: skip


def damaged(source: Path, golds: Path, out: Path) -> None:
    """The references themselves as a dataset of those documents, with every so-manieth record dropped or made wrong."""
    with DatasetWriter(out) as writer:
        convert_all(list(find_inputs([str(source)])), writer, converter())
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text("utf-8").splitlines()]
    ids = {document["source"]["sha256"]: document["doc_id"] for document in documents}
    rows: dict[str, list[Row]] = {kind: [] for kind in TYPES}
    for gold in read_references(golds):
        doc = ids[gold.sha256]
        for kind in TYPES:
            for n, record in enumerate(gold.records[kind]):
                home = record.get("task")
                row = {**record, "doc_id": doc, "task_id": f"{doc}-{n if kind == 'tasks' else home}", "rule": "made.here"}
                row["task_id"] = None if kind != "tasks" and home is None else row["task_id"]
                row |= {"kind": "box"} if n % 11 == 3 and kind in ("tasks", "targets") else {}
                row |= {"unit": "头"} if n % 7 == 1 and kind in ("targets", "indicators") else {}
                row |= {"role": "support"} if n % 5 == 1 and kind == "units" else {}
                row |= {"metric": "甲"} if n % 13 == 5 and kind == "targets" else {}
                if n % 9 != 4:
                    rows[kind].append(row)
    for kind in TYPES:
        (out / f"{kind}.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[kind]), "utf-8")


@pytest.mark.parametrize(("source", "golds"), [(CORPUS, CORPUS / "gold"), (SHARED / "corpus", SHARED / "gold")], ids=["corpus", "shared"])
def test_the_outside_scorer_comes_to_the_same_figures(source: Path, golds: Path, tmp_path: Path) -> None:
    outside(tmp_path, golds)
    for name, make in (("damaged", damaged), ("converted", converted_to)):
        make(source, golds, tmp_path / name)
        result, mine = figures(tmp_path / name, golds)
        theirs = outside(tmp_path / name, golds)
        assert {kind: {key: theirs[kind][key] for key in mine[kind]} for kind in TYPES} == mine, name
        assert theirs["documents"]["metadata"] == {key: f"{share.right}/{share.of}" for key, share in metadata(result).items()}
        assert theirs["documents"]["ungrounded"] == sum(document.ungrounded + document.misplaced for document in result.documents)


def converted_to(source: Path, _: Path, out: Path) -> None:
    with DatasetWriter(out) as writer:
        convert_all(list(find_inputs([str(source)])), writer, converter())
