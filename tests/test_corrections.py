"""Corrections: found again by their words, applied to valid records, and said where they do not fit."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, assert_grounded, convert_text, converter, plan
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app
from pipeline.converted import Converted
from pipeline.corrections import Corrections, expected, locate, read_corrections
from pipeline.errors import CorrectionError
from pipeline.evaluate import evaluate, of_conversions
from pipeline.evaluate.references import as_reference
from schemas.corrections import Correction, Passage

TEXT = plan(
    "（一）夯实供水基础。到2025年，新建泵站12座，改造水厂3座。（责任单位：县水利局、县财政局）",
    "（二）完善管护机制。组建专业管护队伍，管护人员达到半百上下。",
)


def passage(source: str, words: str, context: int = 20, **more: Any) -> Passage:
    at = source.index(words)
    return Passage(text=words, before=source[max(0, at - context) : at], after=source[at + len(words) :][:context], **more)


def correction(done: Converted, action: str, kind: str, words: str, **more: Any) -> Correction:
    sha = done.document.source.sha256
    return Correction.model_validate(
        {
            "sha256": sha,
            "doc_id": done.document.doc_id,
            "action": action,
            "type": kind,
            "evidence": [passage(done.source_text, words)],
            **more,
        }
    )


def applied(done: Converted, *corrections: Correction) -> tuple[Converted, list[str]]:
    work = Corrections.of(corrections)
    out = work.apply(done)
    assert_grounded(out)
    return out, [*work.warnings, *work.without_document([done.document.source.sha256])]


@pytest.fixture(scope="module")
def done() -> Converted:
    return convert_text(TEXT)


def test_wrong_takes_the_record_away(done: Converted) -> None:
    target = next(t for t in done.targets if t.value == 12)
    out, warnings = applied(done, correction(done, "wrong", "target", target.evidence[0].text, was={"metric": target.metric, "value": 12}))
    assert warnings == []
    assert [t.value for t in out.targets] == [t.value for t in done.targets if t.value != 12]


def test_a_task_that_goes_leaves_no_link_behind(done: Converted) -> None:
    task = done.tasks[0]
    out, warnings = applied(done, correction(done, "wrong", "task", task.evidence[0].text))
    assert warnings == []
    assert [t.ordinal for t in out.tasks] == list(range(1, len(done.tasks)))
    assert {t.task_id for t in out.targets} == {None}
    assert {u.task_id for u in out.units} == {None}


def test_mend_changes_fields_and_names_itself_in_the_rule(done: Converted) -> None:
    target = next(t for t in done.targets if t.value == 12)
    fields = {"metric": "新建泵站数", "value": 13, "deadline": "2024"}
    mend = correction(done, "mend", "target", target.evidence[0].text, was={"value": 12}, fields=fields)
    out, warnings = applied(done, mend)
    assert warnings == []
    found = next(t for t in out.targets if t.target_id == target.target_id)
    assert (found.metric, found.value, found.deadline, found.deadline_explicit) == ("新建泵站数", 13, "2024", True)
    assert found.rule == f"{target.rule}+correction"
    assert found.confidence == 1
    assert found.evidence == target.evidence


def test_missed_adds_a_record_of_the_task_it_stands_in(done: Converted) -> None:
    words = "管护人员达到半百上下"
    fields = {"metric": "管护人员", "value": 50, "unit": "名", "comparator": "~"}
    out, warnings = applied(done, correction(done, "missed", "target", words, fields=fields))
    assert warnings == []
    found = next(t for t in out.targets if t.rule == "correction")
    assert (found.metric, found.value, found.comparator, found.deadline, found.deadline_explicit) == ("管护人员", 50, "~", "2025", False)
    assert found.task_id == done.tasks[1].task_id
    assert found.evidence[0].text == words
    assert found.target_id.startswith(f"{done.document.doc_id}-target-")
    again, said = applied(out, correction(done, "missed", "target", words, fields=fields))
    assert again.targets == out.targets
    assert "there is such a record by now" in said[0]


@pytest.mark.parametrize(
    ("kind", "words", "fields"),
    [
        ("unit", "专业管护队伍", {"name": "专业管护队伍", "role": "lead"}),
        ("task", "组建专业管护队伍", {"title": "组建队伍", "kind": "measure"}),
        ("indicator", "管护人员达到半百上下", {"name": "管护人员", "target": {"value": 50, "year": 2025}}),
        ("observation", "管护人员达到半百上下", {"metric": "管护人员", "value": 50, "status": "current", "as_of": "2020"}),
    ],
)
def test_every_type_can_be_missed(done: Converted, kind: str, words: str, fields: dict[str, Any]) -> None:
    out, warnings = applied(done, correction(done, "missed", kind, words, fields=fields))
    assert warnings == []
    rows = [row for name, row in out.records() if name == kind and getattr(row, "rule", "") == "correction"]
    assert len(rows) == 1


def test_the_document_can_be_mended(done: Converted) -> None:
    fields = {"title": "改后的标题", "period": {"end": 2030}, "issuers": ["某县水利局"]}
    out, warnings = applied(done, correction(done, "mend", "document", done.document.evidence[0].text, fields=fields))
    assert warnings == []
    assert out.document.title == "改后的标题"
    assert out.document.period is not None
    assert (out.document.period.start, out.document.period.end) == (2021, 2030)


def test_fields_of_a_traditional_text_are_simplified() -> None:
    done = converter()((CORPUS / "02_water_plan_hant.txt").read_bytes(), "a.txt")
    words = "總分100分"
    out, warnings = applied(done, correction(done, "missed", "target", words, fields={"metric": "評價總分", "value": 100, "unit": "分"}))
    assert warnings == []
    found = next(t for t in out.targets if t.rule == "correction")
    assert (found.metric, found.text, found.evidence[0].text) == ("评价总分", "总分100分", words)


def test_what_does_not_fit_is_said(done: Converted) -> None:
    target = next(t for t in done.targets if t.value == 12)
    words = target.evidence[0].text
    cases = {
        "says something else": correction(done, "wrong", "target", words, was={"value": 99}),
        "no record of this type": correction(done, "wrong", "indicator", words),
        "no field that can be corrected": correction(done, "mend", "target", words, fields={"target_id": "x"}),
        "value": correction(done, "mend", "target", words, fields={"value": "many"}),
        "are not in the source text": correction(done, "wrong", "target", words).model_copy(
            update={"evidence": (Passage(text=words, before="别处"),)}
        ),
        "no input of this run": correction(done, "wrong", "target", words).model_copy(update={"sha256": "0" * 64}),
    }
    for why, wrong in cases.items():
        out, warnings = applied(done, wrong)
        assert len(warnings) == 1
        assert why in warnings[0]
        assert out.targets == done.targets


@given(st.text(st.sampled_from("甲乙丙\n\r 1"), min_size=1, max_size=40), st.data())
def test_a_passage_is_found_where_it_stood(source: str, data: st.DataObject) -> None:
    """Whatever the line ends: what a page shows has one kind, and U+FFFD for what it cannot show."""
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, len(source)))
    if "\r\n" in (source[start - 1 : start + 1], source[end - 1 : end + 1]):
        return  # nobody can select half a line end

    def seen(text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("丙", "\ufffd")

    found = Passage(text=seen(source[start:end]), before=seen(source[:start])[-20:], after=seen(source[end:])[:20], start=start)
    assert locate(source, found) == (start, end)


def test_repeats_are_told_apart_by_their_place() -> None:
    source = "甲乙甲乙甲乙"
    assert locate(source, Passage(text="乙", before="甲", after="甲", start=3)) == (3, 4)
    with pytest.raises(CorrectionError, match="2 places"):
        locate(source, Passage(text="乙", before="甲", after="甲"))


@pytest.mark.parametrize(
    "bad",
    [
        {"action": "mend"}, {"type": "document"}, {"fields": {"value": 1}}, {"evidence": []}, {"sha256": "x"}, {"action": "delete"},
        {"evidence": [{"text": "甲", "before": "乙" * 21}]}, {"more": 1},
    ],
)  # fmt: skip
def test_files_of_corrections_are_checked(tmp_path: Path, done: Converted, bad: dict[str, Any]) -> None:
    row = correction(done, "wrong", "target", "改造水厂3座").model_dump(mode="json")
    file = tmp_path / "c.jsonl"
    file.write_text(json.dumps(row) + "\n\n" + json.dumps(row | bad) + "\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match=r"c\.jsonl:3: is no correction"):
        read_corrections([file])


def test_the_command_applies_corrections_and_reports_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    run = CliRunner().invoke(app, ["convert", "plan.txt", "-o", "out"])
    assert run.exit_code == 0, run.output
    assert "warnings" not in json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    done = convert_text(TEXT)
    fits = correction(done, "wrong", "target", next(t for t in done.targets if t.value == 12).evidence[0].text)
    other = fits.model_copy(update={"sha256": "0" * 64})
    Path("c.jsonl").write_text("".join(c.model_dump_json() + "\n" for c in (fits, fits, other)), encoding="utf-8")
    run = CliRunner().invoke(app, ["convert", "plan.txt", "-o", "out", "--force", "--corrections", "c.jsonl"])
    assert run.exit_code == 0, run.output
    assert "not corrected" in run.stderr
    manifest = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
    assert manifest["corrected"] == 1
    assert len(manifest["warnings"]) == 1
    values = [json.loads(line)["value"] for line in Path("out/targets.jsonl").read_text(encoding="utf-8").splitlines()]
    assert 12 not in values
    Path("c.jsonl").write_text("{}\n", encoding="utf-8")
    run = CliRunner().invoke(app, ["convert", "plan.txt", "-o", "out", "--force", "--corrections", "c.jsonl"])
    assert run.exit_code == 2


# -- pages, and corrections as references ------------------------------------------------------------------------


def test_a_missed_passage_says_its_page_and_is_cut_where_the_page_ends(done: Converted) -> None:
    begin, end = done.source_text.index("组建专业"), done.source_text.index("，管护人员")
    paged = replace(done, pages=(0, begin + 2))
    out, warnings = applied(paged, correction(done, "missed", "unit", done.source_text[begin:end], fields={"name": "管护队伍"}))
    assert not warnings
    found = next(u for u in out.units if u.name == "管护队伍")
    assert [(e.text, e.model_dump()["page"]) for e in found.evidence] == [("组建", 1), ("专业管护队伍", 2)]


def expectations(done: Converted) -> list[Correction]:
    """A target that is none, a unit with another role, and a target that was missed."""
    pumps = next(t for t in done.targets if t.value == 12)
    bureau = next(u for u in done.units if u.name == "县财政局")
    people = {"metric": "管护人员", "value": 50, "unit": "名", "kind": "level"}
    return [
        correction(done, "wrong", "target", pumps.evidence[0].text, was={"metric": pumps.metric, "value": 12, "unit": pumps.unit}),
        correction(done, "mend", "unit", "县财政局", was={"name": "县财政局", "role": bureau.role}, fields={"role": "support"}),
        correction(done, "missed", "target", "管护人员达到半百", fields=people),
    ]


def statuses(done: Converted, judged: Converted, corrections: list[Correction]) -> dict[str, int]:
    """How many records of `judged` are so, and not right, by the corrections of `done`."""
    right, warnings = expected(judged, corrections)
    assert not warnings
    verdicts = evaluate(of_conversions([judged]), [as_reference(right)]).verdicts()
    return dict(Counter(f"{v.status} {v.type}" for v in verdicts if v.status != "right"))


def test_a_dataset_is_judged_by_what_readers_said(done: Converted) -> None:
    corrections = expectations(done)
    assert statuses(done, done, corrections) == {"spurious targets": 1, "wrong units": 1, "missed targets": 1}


def test_what_became_as_readers_said_is_right_wherever_its_evidence_stands(done: Converted) -> None:
    corrections = expectations(done)
    mended = applied(done, *corrections)[0]
    assert statuses(done, mended, corrections) == {}
    made = next(t for t in mended.targets if t.rule == "correction")
    narrow = made.evidence[0].model_copy(update={"start": made.evidence[0].start + 2, "text": made.evidence[0].text[2:]})
    moved = tuple(t if t is not made else t.model_copy(update={"evidence": (narrow,), "comparator": "~"}) for t in mended.targets)
    assert statuses(done, replace(mended, targets=moved), corrections) == {}


def test_a_record_to_be_mended_that_is_not_found_any_more_is_missed(done: Converted) -> None:
    corrections = expectations(done)[1:2]
    without = replace(done, units=tuple(u for u in done.units if u.name != "县财政局"))
    assert statuses(done, without, corrections) == {"missed units": 1}


def test_the_command_takes_corrections_as_references(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: Converted) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    assert CliRunner().invoke(app, ["convert", "plan.txt", "-o", "out"]).exit_code == 0
    odd = correction(done, "missed", "unit", "县水利局")
    odd = odd.model_copy(update={"evidence": (Passage(text="县林业局"),)})
    lines = [c.model_dump_json() + "\n" for c in (*expectations(done), odd)]
    Path("c.jsonl").write_text("".join(lines), encoding="utf-8")
    run = CliRunner().invoke(app, ["evaluate", "out", "c.jsonl", "--json"])
    assert run.exit_code == 0, run.output
    targets = json.loads(run.stdout)["records"]["targets"]
    assert (targets["reference"], targets["found"], targets["paired"]) == (len(done.targets),) * 2 + (len(done.targets) - 1,)
    assert "no reference: " in run.stderr
    Path("c.jsonl").write_text(lines[0].replace(done.document.source.sha256, "0" * 64), encoding="utf-8")
    run = CliRunner().invoke(app, ["evaluate", "out", "c.jsonl"])
    assert run.exit_code == 2
    assert "none of its corrections" in run.stderr
