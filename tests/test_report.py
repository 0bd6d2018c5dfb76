"""A report without a browser: segments, what is escaped, what the start page counts, and which folders are refused."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, convert_text, converter, plan
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app
from pipeline.converted import Converted
from pipeline.report.document import document_page
from pipeline.report.forms import forms
from pipeline.report.html import clean
from pipeline.report.overview import Overview, years
from pipeline.report.records import marks, mended, shown
from pipeline.report.segments import Mark, segments
from pipeline.report.start import start_page
from pipeline.report.text import blocks, lines
from pipeline.text import Edit
from schemas import Error, Evidence
from schemas.corrections import IDENTIFYING

HOSTILE = (
    "<script>alert(1)</script>", "</script><script>document.title='run'</script>", '"><img src=x onerror="document.title=\'run\'">',
    "'><svg onload='alert(1)'>", "</style><style>*{display:none}</style>", "{{7*7}}{% raise %}", "javascript:alert(1)",
    "<!--<a href=javascript:alert(1)>", "</p></main><!--", "&lt;b&gt;\u202e&amp;", "]]>\\u003cscript>",
)  # fmt: skip


@cache
def sample(name: str) -> Converted:
    return converter()((CORPUS / name).read_bytes(), name)


def hostile() -> Converted:
    """A plan whose text and records say what an attacker would say."""
    bad = "".join(HOSTILE)
    sound = convert_text(plan(f"（一）夯实{bad}基础。新建泵站12座{bad}。（责任单位：县水利局）", f"（二）完善管护{bad}。改造水厂3座。"))
    document = sound.document.model_copy(update={"title": bad, "issuers": HOSTILE, "region": bad, "doc_number": bad, "sector": bad})
    tasks = (
        t.model_copy(
            update={
                "title": bad, "label": bad, "previous": bad, "rule": bad,
                "path": tuple(s.model_copy(update={"title": bad}) for s in t.path),
                "actions": tuple(a.model_copy(update={"object": bad}) for a in t.actions),
            }
        )
        for t in sound.tasks
    )  # fmt: skip
    return replace(
        sound,
        document=document,
        tasks=tuple(tasks),
        targets=tuple(t.model_copy(update={"metric": bad, "unit": bad, "target_id": f'x"{bad}'}) for t in sound.targets),
        units=tuple(u.model_copy(update={"name": bad, "canonical": bad}) for u in sound.units),
        edits=(Edit(rule=bad, start=3, end=5, before=bad, after=bad), Edit(rule="chrome.x", start=0, end=2, before=bad, after="")),
    )


class Reader(HTMLParser):
    """The elements of a page, the text of its paragraphs by offset, and what each mark covers."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.paragraphs: dict[int, str] = {}
        self.covered: dict[int, list[tuple[int, str]]] = {}
        self.islands: list[str] = []
        self._at: int | None = None
        self._refs: list[int] = []
        self._island = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self._island = tag == "script" and found.get("type") == "application/json"
        if tag == "p" and "data-at" in found:
            self._at = int(found["data-at"] or "")
            self.paragraphs[self._at] = ""
        if tag == "mark":
            self._refs = [int(r) for r in (found["data-r"] or "").split()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._at = None
        if tag == "mark":
            self._refs = []
        self._island = False

    def handle_data(self, data: str) -> None:
        if self._island:
            self.islands.append(data)
        if self._at is not None:
            for ref in self._refs:
                self.covered.setdefault(ref, []).append((self._at + len(self.paragraphs[self._at]), data))
            self.paragraphs[self._at] += data


# -- segments ----------------------------------------------------------------------------------------------------

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 6)), max_size=12)


@given(st.text(max_size=30), SPANS, st.lists(st.integers(0, 30), max_size=4))
def test_segments_are_the_source_and_each_record_its_evidence(source: str, spans: list[tuple[int, int, int]], cuts: list[int]) -> None:
    found = [Mark(min(a, b), max(a, b), ref) for a, b, ref in spans]
    out = segments(len(source), found, cuts)
    assert "".join(source[s.start : s.end] for s in out) == source
    assert all(a.end == b.start and a.start < a.end for a, b in pairwise(out))
    for ref in {m.ref for m in found}:
        wanted = {n for m in found if m.ref == ref for n in range(m.start, min(m.end, len(source)))}
        assert {n for s in out if ref in s.refs for n in range(s.start, s.end)} == wanted
        assert all(s.refs.count(ref) <= 1 for s in out)
    for cut in cuts:
        assert all(not s.start < cut < s.end for s in out)


@given(st.text(st.sampled_from("甲乙<&\n\r\x85\u2028\U00020000 \t"), max_size=40), SPANS)
def test_lines_are_the_source_without_its_line_ends(source: str, spans: list[tuple[int, int, int]]) -> None:
    edits = [
        Edit(rule=f"r{ref}", start=min(a, b, len(source)), end=min(max(a, b), len(source)), before="", after="丙") for a, b, ref in spans
    ]
    rest = source
    for line in lines(source, [], mended(edits)):
        text = "".join(p.text for p in line.pieces)
        assert source[line.at : line.at + len(text)] == text
        assert rest.startswith(text, len(rest) - (len(source) - line.at))
    whole = "".join("".join(p.text for p in line.pieces) for line in lines(source, [], mended(edits)))
    assert whole == re.sub(r"[\r\n]", "", source)


@pytest.mark.parametrize(
    "name", ["02_water_plan_hant.txt", "11_industry_measures.txt", "24_old_age_plan.html", "08_ecology_plan_chapters.txt"]
)
def test_marks_of_a_page_stand_on_the_evidence(name: str) -> None:
    converted = sample(name)
    reader = Reader(document_page(converted))
    rows, _ = shown(converted)
    for at, text in reader.paragraphs.items():
        assert clean(converted.source_text[at : at + len(text)]) == text
    for n, row in enumerate(rows):
        covered = {at + k for at, text in reader.covered[n] for k in range(len(text))}
        wanted = {k for start, end in row.spans for k in range(start, end) if converted.source_text[k] not in "\r\n"}
        assert covered == wanted
    anchors = [a["id"] for tag, a in reader.tags if tag == "a" and "id" in a]
    assert sorted(anchors, key=str) == sorted(row.name for row in rows)


def test_blocks_hold_all_lines() -> None:
    converted = sample("08_ecology_plan_chapters.txt")
    rows, _ = shown(converted)
    found = blocks(converted.source_text, rows, [])
    assert len(found) > 2
    assert [line for block in found for line in block] == list(lines(converted.source_text, rows, []))


def test_time_grows_with_the_marks_and_not_their_square() -> None:
    many = [Mark(10 * n, 10 * n + 8, n) for n in range(100_000)]
    assert len(segments(1_000_000, many)) == 200_000


# -- what is shown -----------------------------------------------------------------------------------------------


def island(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(Reader(page).islands))
    return found


def test_the_island_has_every_record_with_its_links() -> None:
    converted = sample("02_water_plan_hant.txt")
    data = island(document_page(converted))
    counts = {kind: sum(r["kind"] == kind for r in data["records"]) for kind in data["kinds"]}
    assert counts["task"] == len(converted.tasks)
    assert counts["target"] == len(converted.targets)
    assert counts["unit"] == len(converted.units)
    by_id = {r["id"]: r for r in data["records"]}
    for target in converted.targets:
        if target.task_id is not None:
            assert data["records"][by_id[target.target_id]["task"]]["id"] == target.task_id
    assert len(data["sections"]) == 1 + len({p for t in converted.tasks if (p := tuple(s.title for s in t.path[:2]))})
    starts = [r["spans"][0][0] for r in data["records"]]
    assert starts == sorted(starts)


def test_repairs_are_shown_where_the_dataset_lists_them() -> None:
    converted = sample("02_water_plan_hant.txt")
    page = document_page(converted)
    assert 'data-show="cut"' in page
    assert {e["kind"] for e in island(page)["edits"]} == {"cut", "mend"}
    without = document_page(replace(converted, edits=None))
    assert 'data-show="' not in without
    assert "数据集未列出修复" in without


def test_forms_offer_what_the_contract_allows() -> None:
    found = {(kind, f["name"]): f for kind, fields in forms().items() for f in fields}
    assert [v for v, _ in found["unit", "role"]["options"]] == ["lead", "support", "responsible"]  # type: ignore[attr-defined]
    assert [v for v, _ in found["target", "per"]["options"]] == ["年", "季", "月", "周", "日"]  # type: ignore[attr-defined]
    assert {name for kind, names in IDENTIFYING.items() for name in names if (kind, name) not in found} == set()


def test_the_start_page_counts() -> None:
    overview = Overview()
    for name in ("01_education_plan.txt", "02_water_plan_hant.txt", "13_news_interpretation.txt"):
        overview.add(sample(name))
    kinds, places, _ = overview.charts()
    assert {r.name: r.count for r in kinds.rows} == {"五年规划": 2, "非规划文件": 1}
    assert sum(r.count for r in places.rows) == 3
    units = overview.quantities()[2]
    converted = sample("02_water_plan_hant.txt")
    wanted = len({(u.canonical, u.task_id) for u in converted.units if u.task_id and u.canonical == "市水务局"})
    assert next(r.count for r in units.rows if r.name == "市水务局") >= wanted > 0
    page = start_page(overview, [Error(path="a.pdf", stage="read", error="unsupported_format", message="a.pdf: save it")])
    for words in ("学前教育毛入园率", "+3.4个百分点", "documents/" + converted.document.doc_id, "unsupported_format"):
        assert words in page
    assert start_page(Overview()).count("数据集中没有文件") == 1


def test_periods_of_any_years_make_a_chart() -> None:
    assert years({}) is None
    for periods in ({(2021, 2025): 2, (None, 2035): 1}, {(1, 9999): 1}, {(2030, 2020): 1}, {(0, 0): 1}):
        found = years(periods)  # type: ignore[arg-type]
        assert found is not None
        assert all(found.ticks[0] <= r.start < r.end <= found.ticks[-1] for r in found.ranges)
        assert 2 <= len(found.ticks) <= 9
        assert len({b - a for a, b in pairwise(found.ticks)}) == 1


def test_indicators_stand_under_one_picture_a_dozen_at_most() -> None:
    converted = sample("01_education_plan.txt")
    overview = Overview()
    overview.add(replace(converted, indicators=tuple(converted.indicators) * 3))
    ((_, groups),) = overview.moves
    assert max(map(len, groups)) <= 12
    assert [m.anchor for rows in groups for m in rows] == [i.indicator_id for i in converted.indicators] * 3


# -- safety ------------------------------------------------------------------------------------------------------


def pages() -> list[str]:
    converted = hostile()
    overview = Overview()
    overview.add(converted)
    bad = "".join(HOSTILE)
    return [document_page(converted), start_page(overview, [Error(path=bad, stage="read", error=bad, message=bad)])]


@pytest.mark.parametrize("which", [0, 1])
def test_no_text_of_a_document_becomes_markup(which: int) -> None:
    page = pages()[which]
    reader = Reader(page)
    tags = [tag for tag, _ in reader.tags]
    assert tags.count("script") == (2 if which == 0 else 1)
    assert tags.count("style") == 1
    assert not {"img", "iframe", "object", "form"} & set(tags)
    for _, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not (attributes.get("href") or "").startswith("javascript:")
    assert "49" not in re.findall(r"7\*7|\b49\b", page)
    assert "\u202e" not in page
    assert all("<" not in text and ">" not in text for text in reader.islands)


@pytest.mark.parametrize("which", [0, 1])
def test_policy_allows_the_own_script_and_style_only(which: int) -> None:
    page = pages()[which]
    allowed = re.findall('http-equiv="Content-Security-Policy" content="([^"]*)"', page)[0].replace("&#39;", "'")
    assert "unsafe" not in allowed
    assert "default-src 'none'" in allowed
    for tag in ("script", "style"):
        inside = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()}'" in allowed
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "fetch(", "XMLHttp"):
        assert word not in re.findall("<script>(.*?)</script>", page, re.DOTALL)[0]


def test_characters_that_are_no_text_are_replaced_one_for_one() -> None:
    converted = convert_text(plan("（一）夯实供水基础。新建泵站12座。"))
    at = converted.source_text.index("新建")
    text = converted.source_text[:at] + "\x00\u202e" + converted.source_text[at + 2 :]
    document = converted.document.model_copy(update={"title": "甲\ud800乙"})
    page = document_page(replace(converted, document=document, source_text=text, tasks=(), targets=(), units=()))
    page.encode("utf-8")
    reader = Reader(page)
    assert any("\ufffd\ufffd泵站" in text for text in reader.paragraphs.values())


# -- the command -------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text(plan("（一）夯实供水基础。新建泵站12座。（责任单位：县水利局）"), encoding="utf-8", newline="\n")
    assert run("convert", "plan.txt", "-o", "data").exit_code == 0
    return tmp_path


def test_the_command_writes_a_site_and_replaces_only_its_own(folder: Path) -> None:
    result = run("report", "data", "-o", "site")
    assert result.exit_code == 0, result.output
    doc_id = json.loads((folder / "data" / "documents.jsonl").read_text(encoding="utf-8"))["doc_id"]
    names = {str(p.relative_to(folder / "site")) for p in (folder / "site").rglob("*") if p.is_file()}
    assert names == {"index.html", "report.json", f"documents/{doc_id}.html"}
    before = (folder / "site" / "index.html").read_bytes()
    refused = run("report", "data", "-o", "site")
    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert run("report", "data", "-o", "site", "--force").exit_code == 0
    assert (folder / "site" / "index.html").read_bytes() == before
    (folder / "site" / "documents" / "mine.txt").write_text("x", encoding="utf-8")
    assert run("report", "data", "-o", "site", "--force").exit_code == 2
    assert run("report", "data", "-o", "data/site").exit_code == 2
    assert run("report", "data", "-o", ".").exit_code == 2
    assert run("report", "nowhere", "-o", "other").exit_code == 2
    assert [p.name for p in folder.iterdir() if "partial" in p.name or ".old" in p.name] == []


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("targets.jsonl", lambda s: s.replace('"value":12', '"value":"x"'), "targets.jsonl:1: is no target record"),
        ("targets.jsonl", lambda s: s.replace("泵站12", "泵站13"), "targets.jsonl:1: its evidence is not"),
        ("targets.jsonl", lambda s: s.replace('"doc_id":"', '"doc_id":"f'), "are not in the order"),
        ("documents.jsonl", lambda s: s.replace('"doc_id":"', '"doc_id":"../'), "cannot be the name of a file"),
        ("edits/ID.jsonl", lambda s: '{"rule":"x","start":0,"end":99999,"before":"","after":""}\n', "lies outside"),
    ],
)
def test_a_broken_dataset_is_named_with_file_and_line(folder: Path, file: str, change: Any, said: str) -> None:
    doc_id = json.loads((folder / "data" / "documents.jsonl").read_text(encoding="utf-8"))["doc_id"]
    path = folder / "data" / file.replace("ID", doc_id)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    result = run("report", "data", "-o", "site")
    assert result.exit_code == 2
    assert said in result.output
    assert not (folder / "site").exists()


def test_marks_number_records_first_and_repairs_behind() -> None:
    converted = sample("02_water_plan_hant.txt")
    rows, _ = shown(converted)
    edits = mended(converted.edits)
    assert {m.ref for m in marks(rows, edits)} == set(range(len(rows) + len(edits)))
    assert isinstance(converted.document.evidence[0], Evidence)
