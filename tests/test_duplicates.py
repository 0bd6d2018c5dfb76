"""The same plan from several sites, and plans that only resemble each other."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import CORPUS, convert_text, converter

from pipeline.batch import convert_all
from pipeline.duplicates import SHINGLE, Fingerprint, Originals, fingerprint, similarity
from pipeline.write import DatasetWriter

FIELDS = (
    "供水", "排水", "河道", "堤防", "水库", "泵站", "灌区", "管网", "水质", "水价", "水文", "水权", "湿地", "岸线", "渔政", "航标", "闸门",
    "井群", "滩涂", "渠系", "塘坝", "雨洪", "污泥", "中水",
)  # fmt: skip
VERBS = ["新建", "改造", "修复", "整治", "疏浚", "加固", "巡查", "监测", "登记", "核定", "统筹", "划定"]


def sentence(n: int) -> str:
    """A sentence that shares no run of five characters with another but by chance."""
    a, b, c = FIELDS[n % 24], FIELDS[(5 * n + 7) % 24], FIELDS[(11 * n + n // 24 + 3) % 24]
    return f"{VERBS[n % 12]}{a}工程{n}处并{VERBS[(n // 2 + 5) % 12]}{b}设施，由{c}站所按月{VERBS[(n + 7) % 12]}第{3 * n + 1}号台账。"


def body(first: int = 0, count: int = 60) -> str:
    heads = "一二三四五六七八九十"
    parts = ["一、主要任务"]
    for k in range(0, count, 6):
        parts += [f"（{heads[k // 6 % 10]}）完善{FIELDS[(first + k) % 24]}体系", "".join(sentence(first + n) for n in range(k, k + 6))]
    return "\n".join(parts) + "\n"


CHROME = "首页\n政务公开\n当前位置：首页 > 规划计划\n【字体：大 中 小】 【打印】 【关闭】\n"
FOOT = "上一篇：2023年工作总结\n下一篇：没有了\n版权所有：某某网站\n网站地图 联系我们\n"
TITLE = "青梧县水利发展“十四五”规划"


def convert(folder: Path, *texts: str) -> list[dict[str, Any]]:
    """The document records of a batch of these texts, in their order."""
    names = []
    for n, text in enumerate(texts):
        path = folder / f"{n:03}.txt"
        path.write_text(text, encoding="utf-8")
        names.append(str(path))
    with DatasetWriter(folder / "out") as writer:
        convert_all(names, writer, converter())
    return [json.loads(line) for line in (folder / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def repeats(rows: list[dict[str, Any]]) -> list[int | None]:
    """For each document the place of the one it repeats."""
    ids = [row["doc_id"] for row in rows]
    return [None if row["duplicate_of"] is None else ids.index(row["duplicate_of"]) for row in rows]


def test_the_same_plan_with_other_chrome_repeats_the_first(tmp_path: Path) -> None:
    rows = convert(tmp_path, f"{TITLE}\n{body()}", f"{CHROME}{TITLE}\n{body()}{FOOT}", f"索引号：000/2022-1\n{TITLE}\n{body()}")
    assert repeats(rows) == [None, 0, 0]


def test_the_first_in_input_order_is_the_original(tmp_path: Path) -> None:
    rows = convert(tmp_path, f"{CHROME}{TITLE}\n{body()}{FOOT}", f"青梧县水利局2025年工作要点\n{body(500)}", f"{TITLE}\n{body()}")
    assert repeats(rows) == [None, None, 0]


def test_a_plan_of_another_field_is_none(tmp_path: Path) -> None:
    assert repeats(convert(tmp_path, f"{TITLE}\n{body()}", f"青梧县航道发展“十四五”规划\n{body(300)}")) == [None, None]


def test_consecutive_annual_plans_are_none_even_where_nothing_but_the_year_changed(tmp_path: Path) -> None:
    """The body is the same to the letter but for the year in a sentence or two: the title's year keeps them apart."""
    plans = [f"青梧县{year}年水利工作要点\n{body()}到{year}年底，{sentence(901)}\n" for year in (2024, 2025)]
    marks = [fingerprint(converter().prepare(text.encode()).outline) for text in plans]
    assert marks[0] is not None
    assert marks[1] is not None
    assert similarity(marks[0], marks[1]) >= 0.9
    assert repeats(convert(tmp_path, *plans)) == [None, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TITLE, "松陂县水利发展“十四五”规划"),  # copied by a neighbour
        (f"{TITLE}（征求意见稿）", TITLE),  # the draft of it
        (TITLE, "青梧县水利发展“十五五”规划"),
    ],
)
def test_what_the_documents_say_of_themselves_keeps_them_apart(tmp_path: Path, one: str, other: str) -> None:
    assert repeats(convert(tmp_path, f"{one}\n{body()}", f"{other}\n{body()}")) == [None, None]


def test_a_title_that_says_the_years_as_well_is_no_other_title(tmp_path: Path) -> None:
    assert repeats(convert(tmp_path, f"{TITLE}\n{body()}", f"{CHROME}{TITLE}（2021—2025年）\n{body()}")) == [None, 0]


def test_a_plan_with_a_part_of_its_own_is_none(tmp_path: Path) -> None:
    """60 of 78 sentences are shared: a Jaccard similarity below 0.8."""
    assert repeats(convert(tmp_path, f"{TITLE}\n{body(count=60)}", f"{TITLE}\n{body(count=78)}")) == [None, None]


def test_what_repeats_a_repetition_repeats_the_original(tmp_path: Path) -> None:
    texts = [f"{mark}{TITLE}\n{body()}" for mark in ("", CHROME, "索引号：000/2022-1\n", "【打印】\n")]
    assert repeats(convert(tmp_path, *texts)) == [None, 0, 0, 0]


def test_short_texts_and_a_single_document_repeat_nothing(tmp_path: Path) -> None:
    rows = convert(
        tmp_path, f"{TITLE}\n一、主要任务\n（一）供水。新建泵站12座。\n", f"{TITLE}\n\n一、主要任务\n（一）供水。新建泵站12座。\n"
    )
    assert repeats(rows) == [None, None]
    assert convert_text(f"{TITLE}\n{body()}").document.duplicate_of is None


def test_no_two_samples_of_the_corpus_are_one(tmp_path: Path) -> None:
    with DatasetWriter(tmp_path / "out") as writer:
        convert_all([str(p) for p in sorted(CORPUS.glob("*.*"))], writer, converter())
    rows = [json.loads(line) for line in (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["duplicate_of"] for row in rows} == {None}


def runs(text: str) -> set[str]:
    return {text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)}


@pytest.mark.parametrize("changed", [0, 3, 12, 30])
def test_the_estimate_is_near_the_true_similarity(changed: int) -> None:
    """Of 300 sentences some are others; the estimate errs by less than four standard errors."""
    one = [sentence(n) for n in range(300)]
    other = one[changed:] + [sentence(2000 + n) for n in range(changed)]
    marks = [fingerprint(converter().prepare(("一、主要任务\n" + "\n".join(text)).encode()).outline) for text in (one, other)]
    strip = str.maketrans("", "", "，。")
    a, b = (runs("".join(text).translate(strip)) for text in (one, other))
    assert marks[0] is not None
    assert marks[1] is not None
    assert similarity(marks[0], marks[1]) == pytest.approx(len(a & b) / len(a | b), abs=0.1)


def test_memory_is_bounded() -> None:
    """Beyond its limit the oldest original is forgotten, and with it whatever would have been found by it."""
    kept = Originals(most=2)
    held = Originals(lambda place: pytest.fail("is asked for though nothing is like it"), most=2)
    texts = [f"青梧县{name}发展“十四五”规划\n{body(1000 * n)}" for n, name in enumerate(("水利", "航道", "渔业"))]
    made = [convert_text(text).document for text in texts]
    marks = [fingerprint(converter().prepare(text.encode()).outline) for text in texts]
    for originals in (kept, held):
        found = [originals.match(document, mark, n) for n, (document, mark) in enumerate(zip(made, marks, strict=True))]
        assert found == [None, None, None]
    assert kept.match(made[2], marks[2], 3) == made[2].doc_id
    assert kept.match(made[0], marks[0], 4) is None
    assert len(kept._kept) == len(kept._sketches) == len(held._kept) == 2
    assert held._sketches == {}


@pytest.mark.parametrize("most", [None, 60])
@pytest.mark.parametrize("recalled", [True, False])
def test_of_many_documents_each_is_held_against_all_that_are_like_it(
    monkeypatch: pytest.MonkeyPatch, most: int | None, recalled: bool
) -> None:
    """Keys are sorted in over and over, in arrays of some hundred: what is found is what comparing every two of them finds."""
    monkeypatch.setattr("pipeline.duplicates._LATE", 40)
    monkeypatch.setattr("pipeline.duplicates._RUN", 400)
    rng = random.Random(5)
    document = convert_text(f"{TITLE}\n{body()}").document
    bodies = [[rng.getrandbits(60) for _ in range(256)] for _ in range(150)]
    marks: list[Fingerprint] = []
    for n in range(400):
        hashes = list(bodies[n % 150 if n % 3 else rng.randrange(150)])
        hashes[rng.randrange(256)] = rng.getrandbits(60)
        if n % 7 == 0:
            hashes[:60] = [rng.getrandbits(60) for _ in range(60)]
        marks.append(Fingerprint(4000 + n % 5 * 100, np.sort(np.array(hashes, dtype=np.uint64)).tobytes()))
    originals = Originals(marks.__getitem__ if recalled else None, most)
    kept: list[int] = []
    for n, mark in enumerate(marks):
        like = [
            k for k in kept if len({*mark.hashes[:8].tolist()} & {*marks[k].hashes[:8].tolist()}) > 1 and similarity(mark, marks[k]) >= 0.9
        ]
        assert originals.match(document.model_copy(update={"doc_id": str(n)}), mark, n) == (str(like[0]) if like else None)
        if not like:
            kept = [*kept, n][-(most or 1000) :]
    assert n - len(kept) > 150
    assert all(len(keys) <= 840 for keys, _ in originals._index._runs)


def test_an_update_finds_the_copies_that_a_fresh_run_finds(tmp_path: Path) -> None:
    """Sketches are read back from the journal, of what was there as of what is new."""
    texts = [f"{TITLE}\n{body()}", f"青梧县航道发展“十四五”规划\n{body(300)}", f"{CHROME}{TITLE}\n{body()}{FOOT}"]
    convert(tmp_path, *texts[:2])
    assert repeats(convert(tmp_path, *texts)) == [None, None, 0]
    more = [*texts, f"{CHROME}青梧县航道发展“十四五”规划\n{body(300)}"]
    assert repeats(convert(tmp_path, *more)) == [None, None, 0, 1]
    assert repeats(convert(tmp_path, f"青梧县水利局要点\n{body(900)}", *more[1:])) == [None, None, None, 1]
