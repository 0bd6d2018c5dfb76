"""The comparison of two plans: links, groups, quantities, and what must hold whatever is compared."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from helpers import CORPUS, ROOT, convert_text, converter, rules
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.compare import Comparison, Side, compare
from pipeline.compare.assign import Limits, choose
from pipeline.compare.counted import counted_alike
from pipeline.compare.quantities import quantities_of, scaled
from pipeline.compare.sentences import made_of_a_sentence
from pipeline.compare.sides import side_of
from pipeline.compare.similarity import Pair, Similarities
from pipeline.compare.terms import body_of
from pipeline.compare.write import lines
from pipeline.read.formats import READABLE
from schemas import Document, Target, Task

SAMPLES = sorted(p for p in CORPUS.iterdir() if p.suffix in READABLE)
PAIRS = [
    ("24_old_age_plan.html", "17_notice_two_annexes.txt"),
    ("07_county_work_report.txt", "14_city_work_report.txt"),
    ("21_tourism_plan_hant.txt", "20_county_three_year_plan.txt"),
    ("14_city_work_report.txt", "23_work_report.txt"),
]
OTHER_MATTER = "组织全体干部参加游泳比赛和书法展览，评选优秀摄影作品，奖励获奖运动员。"


@cache
def sample(name: str) -> Side:
    return side_of([converter()((CORPUS / name).read_bytes(), name)])


def compared(old: Side, new: Side) -> Comparison:
    """A comparison that is whole: every task in one change, every quantity in one row, ids that name one change each."""
    found = compare(old, new, rules())
    assert Counter(t for c in found.changes for t in c.old_task_ids) == Counter(t.task_id for t in old.tasks)
    assert Counter(t for c in found.changes for t in c.new_task_ids) == Counter(t.task_id for t in new.tasks)
    for side, ids in ((old, [q.old_id for q in found.quantities]), (new, [q.new_id for q in found.quantities])):
        assert Counter(name for name in ids if name) == Counter(quantity_ids(side))
    assert len({c.change_id for c in found.changes}) == len(found.changes)
    rows = {id(q) for q in found.quantities}
    for change in found.changes:
        for link in change.links:
            assert link.old_task_id in change.old_task_ids
            assert link.new_task_id in change.new_task_ids
        for q in change.target_changes:
            assert id(q) in rows
            assert q.old_task_id in change.old_task_ids or q.new_task_id in change.new_task_ids
        expected = {(True, False): "dropped", (False, True): "added"}.get((bool(change.old_task_ids), bool(change.new_task_ids)))
        assert expected is None or change.status == expected
    for q in found.quantities:
        assert (q.change == "added") == (q.old_id is None)
        assert (q.change == "dropped") == (q.new_id is None)
    return found


def quantity_ids(side: Side) -> list[str]:
    ids = [q.id for q in quantities_of(side, rules())]
    with_number = {i.indicator_id for i in side.indicators if i.target is not None and i.target.value is not None}
    assert {*with_number, *(t.target_id for t in side.targets if t.indicator_id not in with_number)} <= set(ids)
    return ids


def two(old: str, new: str, old_years: str = "2021—2025", new_years: str = "2026—2030") -> Comparison:
    """The comparison of two plans of one place, given by the lines below 主要任务."""
    return compared(written(old, old_years), written(new, new_years))


def written(body: str, years: str = "2021—2025", place: str = "青梧县") -> Side:
    return side_of([convert_text(f"{place}公共服务发展规划（{years}年）\n一、主要任务\n{body}\n")])


def rows(found: Comparison) -> list[tuple[str, float | None, float | None, str | None, str]]:
    return [(q.metric, q.old_value, q.new_value, q.unit, q.change) for q in found.quantities]


def met(found: Comparison) -> list[tuple[float | None, float | None, str]]:
    return [(q.old_value, q.new_value, q.change) for q in found.quantities if q.old_id and q.new_id]


# --- a plan against itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_plan_against_itself_has_not_changed(path: Path) -> None:
    side = sample(path.name)
    found = compared(side, side)
    for change in found.changes:
        assert change.status == "continued"
        assert change.old_task_ids == change.new_task_ids
        assert [k.similarity for k in change.links] == [1]
    assert all(q.change == "kept" and q.old_id == q.new_id for q in found.quantities)
    assert "both sides are the same document" in found.warnings


def test_a_plan_that_says_nearly_the_same_twice_stays_itself() -> None:
    body = (
        "（一）夯实养老服务基础。新增养老床位500张。培训护理员200人。\n（二）夯实养老服务基础。新增养老床位500张。培训护理员200人。\n"
        "（三）夯实养老服务基础。新增养老床位600张。培训护理员200人。"
    )
    side = written(body)
    assert len(side.tasks) == 3
    found = compared(side, side)
    assert [(c.status, c.old_task_ids == c.new_task_ids) for c in found.changes] == [("continued", True)] * 3
    assert [q.change for q in found.quantities] == ["kept"] * len(found.quantities)
    again = two(body, body)
    assert [c.status for c in again.changes] == ["continued"] * 3
    assert {q.change for q in again.quantities} == {"kept"}


# --- a copy with known changes -------------------------------------------------------------------------------------


def edited(side: Side, chance: random.Random) -> tuple[Side, str | None, str, tuple[str, str] | None]:
    """A copy as a later plan would be: other ids, sentences in another order, one task less, one more, one number changed.

    Gives the copy, the id of the task that was taken out, that of the one put in, and the old and new id of the target.
    """
    gone = chance.choice(side.tasks).task_id

    def renamed(name: str) -> str:
        return f"new-{name}"

    tasks = [
        t.model_copy(update={"task_id": renamed(t.task_id), "doc_id": renamed(t.doc_id), "text": shuffled(t.text, chance)})
        for t in side.tasks
        if t.task_id != gone
    ]
    fresh = tasks[0] if tasks else side.tasks[0]
    fresh = fresh.model_copy(
        update={"task_id": "new-fresh", "title": "举办干部文体比赛", "text": OTHER_MATTER, "path": (), "kind": "measure"}
    )
    tasks.insert(chance.randint(0, len(tasks)), fresh)
    targets = [
        t.model_copy(update={"target_id": renamed(t.target_id), "doc_id": renamed(t.doc_id), "task_id": t.task_id and renamed(t.task_id)})
        for t in side.targets
        if t.task_id != gone
    ]
    indicators = tuple(i.model_copy(update={"indicator_id": renamed(i.indicator_id), "doc_id": renamed(i.doc_id)}) for i in side.indicators)
    targets = [t.model_copy(update={"indicator_id": t.indicator_id and renamed(t.indicator_id)}) for t in targets]
    documents = tuple(d.model_copy(update={"doc_id": renamed(d.doc_id)}) for d in side.documents)
    changed = None
    own = [n for n, t in enumerate(targets) if t.task_id and not t.indicator_id and t.value_high is None]
    if own:
        at = chance.choice(own)
        before = targets[at]
        after = before.model_copy(update={"value": before.value + 1})
        targets[at] = after
        tasks = [t if t.task_id != after.task_id else with_number(t, before, after) for t in tasks]
        changed = before.target_id.removeprefix("new-"), before.target_id
    units = tuple(u for u in side.units if u.task_id != gone)
    return Side(documents, tuple(tasks), tuple(targets), indicators, units), gone, "new-fresh", changed


def shuffled(text: str, chance: random.Random) -> str:
    sentences = re.findall("[^。]*。|[^。]+$", text)
    if not text.endswith("。") or "\n" in text:
        return text
    return "".join(chance.sample(sentences, len(sentences)))


def with_number(task: Task, before: Target, after: Target) -> Task:
    digits = f"{before.value:g}"
    return task.model_copy(update={"text": task.text.replace(digits, f"{after.value:g}", 1)})


PLANS = [p.name for p in SAMPLES if len(sample(p.name).tasks) > 1]


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(PLANS), seed=st.integers(0, 10_000))
def test_a_copy_has_exactly_the_changes_that_were_made(name: str, seed: int) -> None:
    side = sample(name)
    new, gone, fresh, changed = edited(side, random.Random(seed))
    found = compared(side, new)
    by_status = Counter(c.status for c in found.changes)
    assert by_status == Counter({"continued": len(side.tasks) - 1, "added": 1, "dropped": 1})
    for change in found.changes:
        if change.status == "continued":
            assert change.new_task_ids == (f"new-{change.old_task_ids[0]}",)
            assert change.links[0].similarity == 1
        elif change.status == "dropped":
            assert change.old_task_ids == (gone,)
        else:
            assert change.new_task_ids == (fresh,)
    moved = [(q.old_id, q.new_id, q.change) for q in found.quantities if q.change not in ("kept", "dropped")]
    assert moved == ([(*changed, "raised")] if changed else [])
    assert all(q.new_id == f"new-{q.old_id}" for q in found.quantities if q.change == "kept")
    assert {q.old_task_id for q in found.quantities if q.change == "dropped"} <= {gone}


@settings(max_examples=25, deadline=None)
@given(names=st.tuples(st.sampled_from(PLANS), st.sampled_from(PLANS)))
def test_any_two_plans_are_compared_whole(names: tuple[str, str]) -> None:
    old, new = (sample(name) for name in names)
    found = compared(old, new)
    assert lines(found.changes) == lines(compare(old, new, rules()).changes)


def test_several_documents_on_both_sides_some_of_them_shared() -> None:
    first, second, third = (sample(name) for name in (PLANS[0], PLANS[2], PLANS[3]))
    found = compared(joined(first, second), joined(second, third))
    own = {t.task_id for t in second.tasks}
    for change in found.changes:
        if own & {*change.old_task_ids, *change.new_task_ids}:
            assert change.status == "continued"
            assert change.old_task_ids == change.new_task_ids
    assert any("stand on both sides" in said for said in found.warnings)


def joined(one: Side, other: Side) -> Side:
    return Side(
        one.documents + other.documents, one.tasks + other.tasks, one.targets + other.targets, one.indicators + other.indicators,
        one.units + other.units,
    )  # fmt: skip


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_bytes_do_not_depend_on_the_run(old: str, new: str) -> None:
    program = (
        "import sys; from pipeline import Converter; from pipeline.compare import compare; from pipeline.compare.sides import read_side\n"
        "from pipeline.compare.write import lines; c = Converter(); s = [read_side(p, lambda: c) for p in sys.argv[1:]]\n"
        "r = compare(*s, c.rules); sys.stdout.buffer.write((lines(r.changes) + lines(r.quantities)).encode())"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program, str(CORPUS / old), str(CORPUS / new)],
            capture_output=True, check=True, cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert found[0] == found[1]
    assert found[0]


# --- links ----------------------------------------------------------------------------------------------------------


def test_what_is_said_again_in_other_words_is_linked_and_the_rest_is_not() -> None:
    found = two(
        "（一）发展老年助餐服务。建设社区老年食堂，为高龄老人送餐上门。\n（二）改造农村公路。实施农村公路路面修复和桥梁加固。",
        "（一）优化老年助餐网络。依托社区老年食堂开展送餐上门，惠及高龄老人。\n（二）举办马拉松赛事。引进国际马拉松赛，培育赛事品牌。",
    )
    assert [c.status for c in found.changes] == ["continued", "added", "dropped"]
    assert "食堂" in found.changes[0].links[0].shared_terms


def test_one_task_that_became_two_is_a_split_and_two_that_became_one_a_merger() -> None:
    whole = "（一）发展托育和养老服务。建设普惠托育机构，培训保育人员。建设社区养老食堂，为高龄老人送餐上门。"
    parts = (
        "（一）发展普惠托育。建设普惠托育机构，培训保育人员，给予运营补贴。\n"
        "（二）发展养老助餐。建设社区养老食堂，为高龄老人送餐上门，给予就餐补贴。"
    )
    assert [c.status for c in two(whole, parts).changes] == ["split"]
    assert [c.status for c in two(parts, whole).changes] == ["merged"]


def test_a_task_that_another_continues_is_not_shared_by_what_is_merely_near() -> None:
    """Of two new tasks of one field the one that carries the old one on has it; the other is an addition."""
    near = [Pair(0, 0, 0.6), Pair(0, 1, 0.3), Pair(1, 1, 0.2)]
    limits = Limits(first=0.23, further=0.27, share=0.65, sure=0.37)
    assert choose(near, limits) == [near[0]]
    shared = [Pair(0, 0, 0.6), Pair(0, 1, 0.42)]
    assert choose(shared, limits) == shared
    assert choose(shared, limits._replace(sure=0.5, share=0.8)) == shared[:1]


def test_an_old_task_keeps_its_nearest_though_a_farther_one_took_it() -> None:
    """The new task that is nearest to it has a nearer partner; that does not make the farther one its only successor."""
    limits = Limits(first=0.23, further=0.27, share=0.65, sure=0.37)
    pairs = [Pair(0, 0, 0.35), Pair(0, 1, 0.43), Pair(1, 1, 0.7)]
    assert choose(pairs, limits) == pairs


def test_one_to_one_goes_before_the_sum_of_further_links() -> None:
    limits = Limits(first=0.23, further=0.27, share=0.65, sure=0.37)
    pairs = [Pair(0, 0, 0.5), Pair(1, 0, 0.4), Pair(1, 1, 0.1)]
    assert choose(pairs, limits) == pairs[:2]
    assert choose([], limits) == []


def test_a_sentence_is_carried_on_in_a_task_about_something_else() -> None:
    """What was a task and is now a sentence among others is linked by that sentence, though little of the whole is in common."""
    old = (
        "（一）加强婚姻登记管理。规范婚姻登记窗口，开展婚前辅导和婚姻家庭咨询。\n（二）规范殡葬服务。建设生态墓园，推行殡葬惠民减免。\n"
        "（三）改造农村公路。修复破损路面，加固危旧桥梁。\n（四）保护古树名木。为古树建档挂牌，划定保护范围。"
    )
    new = (
        "（一）提升公共服务能力。建设综合受理大厅，推行预约叫号和延时办理，配备自助终端。规范婚姻登记窗口，开展婚前辅导。组织窗口人员轮训，"
        "公开办事指南，落实首问负责。建设生态墓园，推行惠民殡葬。\n（二）养护农村公路。修复破损路面，改造危旧桥梁。"
    )
    found = two(old, new)
    assert {(k.old_task_id, k.new_task_id) for c in found.changes for k in c.links} == {
        (found.old.tasks[o].task_id, found.new.tasks[n].task_id) for o, n in ((0, 0), (1, 0), (2, 1))
    }


def test_a_sentence_that_became_a_task_of_its_own_is_what_that_task_is_about() -> None:
    old = written(
        "（一）推进重点改革。主动融入全国统一大市场建设，试点要素改革。完成水务集团重组，核定竞争类企业薪酬。推行标准地出让，开展亩均评价。"
        "落实民营经济条例，办好政企圆桌会，清偿拖欠账款。压减楼堂馆所支出，盘活闲置厂房。\n（二）保护古树名木。为古树建档挂牌。"
    ).tasks
    new = written(
        "（一）积极融入全国统一大市场。严格招标投标监管，规范税收优惠，公布失信名单，完善信用修复办法，整治低价倾销。\n"
        "（二）举办帆船比赛。引进国际帆船赛，盘活沿海码头。"
    ).tasks
    weight = Similarities(old, new, frozenset(), rules()).weight
    pairs = [Pair(0, 0, 0.2), Pair(0, 1, 0.2), Pair(1, 0, 0.2)]
    assert made_of_a_sentence(pairs, old, new, weight, frozenset(), rules()) == pairs[:1]
    assert made_of_a_sentence([], old, new, weight, frozenset(), rules()) == []


def test_what_is_counted_alike_is_the_same_matter() -> None:
    """Of a task that was run into another one only its number is left, which says what is counted and is counted nowhere else."""
    old = (
        "（一）推进厕所革命。新改建农村户厕2.5万户，规范粪污清运，落实管护责任，培训施工队伍。\n"
        "（二）治理生活污水。农村生活污水治理率达到55%，建设集中处理设施，消除黑臭水体30条。\n（三）壮大林果产业。改造老果园8万亩。"
    )
    new = (
        "（一）整治人居环境。农村生活污水治理率达到60%，整治黑臭水体6条，建设集中处理设施，新改建农村户厕4000户。\n"
        "（二）做优林果产业。改造老果园1万亩。"
    )
    assert [c.status for c in two(old, new).changes] == ["merged", "continued"]


def test_what_two_tasks_of_a_plan_count_ties_neither_to_another() -> None:
    old = written("（一）推进厕所革命。新改建农村户厕2万户。\n（二）建设学校。新增学位500个。")
    once = written("（一）整治人居环境。新改建农村户厕4000户。\n（二）办好教育。新增学位300个。")
    twice = written("（一）整治人居环境。新改建农村户厕4000户。\n（二）帮扶困难群众。新改建农村户厕300户。")
    pairs = [Pair(0, 0, 0.2), Pair(1, 1, 0.2)]

    def tied(new: Side) -> list[Pair]:
        return counted_alike(pairs, old.tasks, new.tasks, quantities_of(old, rules()), quantities_of(new, rules()), rules())

    assert tied(once) == pairs[:1]
    assert tied(twice) == []


def test_sections_answer_to_each_other_both_ways() -> None:
    """An outlook before the tasks says a little of everything; the sections of the older plan have their own successors."""
    fields = (
        ("壮大实体产业", "改造传统产业", "推进钢铁、建材企业节能改造，淘汰落后产能。"),
        ("保护生态环境", "推动低碳发展", "建设零碳园区，推广绿色建筑，参与碳排放权交易。"),
        ("保障民生福祉", "发展养老服务", "建设社区食堂，为高龄老人送餐上门。"),
    )
    body = "".join(f"（{n}）{head}\n1.{title}。{text}\n" for n, (head, title, text) in zip("一二三", fields, strict=True))
    outlook = "（一）把握总体方向\n1.坚持绿色引领。倡导低碳生活，让生态优势成为发展优势，让绿色建筑走进千家万户。\n"
    later = "".join(f"（{n}）{head}\n1.{title}。{text}\n" for n, (head, title, text) in zip("二三四", fields, strict=True))
    near = {
        p.new: p.similarity
        for p in Similarities(written(body).tasks, written(outlook + later).tasks, frozenset(), rules()).pairs()
        if p.old == 1
    }
    flat = {
        p.new: p.similarity
        for p in Similarities(
            [t.model_copy(update={"path": ()}) for t in written(body).tasks],
            [t.model_copy(update={"path": ()}) for t in written(outlook + later).tasks],
            frozenset(), rules(),
        ).pairs()
        if p.old == 1
    }  # fmt: skip
    assert near[0] < flat[0]
    assert near[2] == flat[2]


def test_who_answers_is_not_what_a_task_is_about() -> None:
    note = "（市民政局牵头，市财政局、市卫生健康委员会、市医疗保障局、市人力资源和社会保障局配合）"
    old = f"（一）发展老年助餐。建设社区食堂，送餐上门。{note}\n（二）规范收费公示。严查预付卡，公开价目。{note}"
    new = f"（一）举办书法展览。征集优秀作品，出版画册。{note}\n（二）改造冷链仓库。购置冷藏车辆。\n责任单位：市民政局、市财政局"
    found = two(old, new)
    assert {c.status for c in found.changes} == {"added", "dropped"}
    assert "民政局" not in body_of(found.new.tasks[0], rules()) + body_of(found.new.tasks[1], rules())
    assert body_of(found.old.tasks[0], rules()) == "建设社区食堂，送餐上门。"


def test_one_word_in_common_is_no_link() -> None:
    old = "（一）丰富群众文体生活。建设体育公园和城市书房，组织送戏下乡。"
    assert [c.status for c in two(old, "（一）举办干部文体比赛。评选优秀摄影作品，奖励获奖人员。").changes] == ["added", "dropped"]
    short = two("（一）新建图书馆。\n（二）修复湿地。", "（一）扩建图书馆。\n（二）举办赛事。")
    assert [c.status for c in short.changes] == ["continued", "added", "dropped"]


def test_names_of_places_carry_no_weight() -> None:
    body = "（一）建设{0}港区。推进{0}疏港铁路建设，整治{0}航道。\n（二）发展{0}夜市。培育{0}小吃品牌，延长{0}商圈营业时间。"
    old, new = written(body.format("岚川市"), place="岚川市"), written(body.format("岚川市"), place="岚川市")
    other = written(
        "（一）加强{0}林地管护。组织{0}护林员巡山，防治{0}松材线虫。".format("岚川市"), "2026—2030", place="岚川市"
    )  # fmt: skip
    assert all(c.status == "continued" for c in compared(old, new).changes)
    found = compared(old, other)
    assert {c.status for c in found.changes} == {"added", "dropped"}
    elsewhere = compared(old, written(body.format("望榆市"), "2026—2030", place="望榆市"))
    assert [c.status for c in elsewhere.changes] == ["continued", "continued"]
    for change in elsewhere.changes:
        for term in change.links[0].shared_terms:
            assert not re.search("岚川|望榆", term)


# --- sides without tasks, and what is warned of ---------------------------------------------------------------------


def test_a_side_without_tasks_is_compared_and_warned_of() -> None:
    plan, news = sample("24_old_age_plan.html"), sample("13_news_interpretation.txt")
    assert {c.status for c in compared(news, plan).changes} == {"added"}
    assert {c.status for c in compared(plan, news).changes} == {"dropped"}
    assert any("the new side has no tasks (non_plan)" in said for said in compared(plan, news).warnings)
    assert compared(news, news).changes == ()
    nothing = Side((), (), (), (), ())
    assert compared(nothing, nothing).changes == ()
    assert {c.status for c in compared(nothing, plan).changes} == {"added"}


def test_sides_that_may_be_swapped_are_warned_of() -> None:
    old, new = sample("24_old_age_plan.html"), sample("17_notice_two_annexes.txt")
    assert any("may be swapped" in said for said in compared(new, old).warnings)
    assert not any("may be swapped" in said for said in compared(old, new).warnings)


# --- quantities -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.6, "万张", (6000, "张")), (6000, "张", (6000, "张")), (30, "公顷", (450, "亩")), (1.5, "万公顷", (225_000, "亩")),
        (2, "亿元", (200_000_000, "元")), (20_000, "万元", (200_000_000, "元")), (3, "家", (3, "个")), (5, "‰", (0.5, "%")),
        (300, "块", (300, "块")), (7, "成", (70, "%")), (2, "小时", (120, "分钟")), (5, None, (5, None)), (3, "万", (3, "万")),
        (5, "百分点", (5, "百分点")), (1, "平方公里", (1500, "亩")), (0.1, "亿立方米", (10_000_000, "立方米")),
        (43, "亿斤", (2_150_000, "吨")), (10, "亿方", (1_000_000_000, "立方米")), (2, "吉瓦", (2_000_000, "千瓦")), (16, "部", (16, "台")),
    ],
)  # fmt: skip
def test_units_are_scaled(value: float, unit: str | None, expected: tuple[float, str | None]) -> None:
    assert scaled(value, unit, rules()) == expected


ITEM = "（一）提升养老服务能力。{}。"


def quantities(old: str, new: str, **years: str) -> Comparison:
    return two(ITEM.format(old), ITEM.format(new), **years)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("新增养老床位0.6万张", "新增养老床位6000张", [(6000, 6000, "kept")]),
        ("新增养老床位6000张", "新增养老床位0.65万张", [(6000, 6500, "raised")]),
        ("新增造林面积30公顷", "新增造林面积450亩", [(450, 450, "kept")]),
        ("新增造林面积30公顷", "新增造林面积40公顷", [(30, 40, "raised")]),
        ("完成养老投资20000万元", "完成养老投资2亿元", [(200_000_000, 200_000_000, "kept")]),
        ("新建养老机构12家", "新建养老机构9所", [(12, 9, "lowered")]),
        ("护理型床位占比达到55%", "护理型床位占比达到60%", [(55, 60, "raised")]),
        ("培训护理员200—300人", "培训护理员200—300人", [(200, 200, "kept")]),
        ("培训护理员200—300人", "培训护理员200—400人", [(200, 200, "raised")]),
    ],
)
def test_quantities_are_compared_in_one_unit(old: str, new: str, expected: list[tuple[float, float, str]]) -> None:
    assert met(quantities(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("养老床位达到6000张", "新增养老床位6000张"),
        ("养老床位增长5%", "新增养老床位5张"),
        ("新增煤电机组20台", "压减煤电机组20台"),
        ("城镇居民人均可支配收入达到30000元", "农村居民人均可支配收入达到30000元"),
        ("新建省级示范养老机构5家", "新建市级示范养老机构5家"),
        ("65岁以上老年人健康管理率达到75%", "80岁以上老年人健康管理率达到75%"),
        ("建设公共充电桩3000个", "新增公路服务区充电桩180个"),
        ("改扩建中学2所", "新增初中学位1500个"),
        ("建设精品民宿集群5个", "新增精品民宿12家"),
        ("新建公办幼儿园3所", "新增公办幼儿园学位3000个"),
        ("改造供水管网45公里", "改造污水管网45公里"),
        ("国考断面水质优良比例达到100%", "优良天数比例达到85%"),
        ("累计建成高标准农田45万亩", "建成高标准农田9万亩"),
        ("创建节水型企业25家", "创建节水型学校15所"),
        ("创建绿色社区30个", "创建绿色学校20所"),
        ("常住人口城镇化率达到68%", "户籍人口城镇化率达到52%"),
        ("城镇职工医保参保率达到98%", "城乡居民医保参保率达到96%"),
        ("改造中型水库6座", "改造小型水库60座"),
        ("单位GDP能耗降低14%", "单位GDP二氧化碳排放降低18%"),
        ("城市污水处理率达到97%", "县城污水处理率达到95%"),
        ("建设残疾人职业培训基地3个", "建设残疾人直播基地2个"),
    ],
)
def test_what_cannot_be_compared_never_meets(old: str, new: str) -> None:
    found = quantities(old, new)
    assert found.quantities
    assert met(found) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("整治航道65公里", "完成清江航道整治18公里", [(65, 18, "lowered")]),
        ("特殊困难老年人月探访率达到100%", "空巢、留守老年人月探访率达到100%", [(100, 100, "kept")]),
        ("能源工业增长6.5%", "能源工业增加值增长7%", [(6.5, 7, "raised")]),
        ("累计建成高标准农田45万亩", "高标准农田达到50万亩", [(450_000, 500_000, "raised")]),
        ("改造寄递物流综合服务站120个", "改造村级寄递物流综合服务站90个", [(120, 90, "lowered")]),
        ("户用卫生厕所普及率达到80%", "农村卫生厕所普及率达到85%", [(80, 85, "raised")]),
        ("PM2.5平均浓度控制在35微克每立方米以内", "细颗粒物平均浓度控制在33微克每立方米以内", [(35, 33, "lowered")]),
        ("全社会研发经费投入占地区生产总值比重达到2.5%", "全社会研发投入强度达到2.8%", [(2.5, 2.8, "raised")]),
        ("建设省级工程研究中心6家", "建设省级工程技术研究中心8家", [(6, 8, "raised")]),
    ],
)
def test_metrics_that_are_named_otherwise_still_meet(old: str, new: str, expected: list[tuple[float, float, str]]) -> None:
    assert met(quantities(old, new)) == expected


def test_a_goal_for_another_year_is_no_goal_for_this_one() -> None:
    old = "到2030年，养老床位达到9000张"
    assert met(quantities(old, "到2026年，养老床位达到6000张", old_years="2021—2025", new_years="2026—2028")) == []
    assert met(quantities("养老床位达到5000张", "养老床位达到6000张")) == [(5000, 6000, "raised")]
    both = "到2025年，养老床位达到5000张。到2030年，养老床位达到9000张"
    found = quantities(both, both, new_years="2021—2025")
    assert [c for *_, c in met(found)] == ["kept", "kept"]


def test_the_same_number_for_another_time_is_rescheduled() -> None:
    found = quantities("到2023年，养老床位达到5000张", "到2024年，养老床位达到5000张", new_years="2021—2025")
    assert met(found) == [(5000, 5000, "rescheduled")]
    assert met(quantities("养老床位达到5000张", "养老床位达到5000张")) == [(5000, 5000, "kept")]


def test_so_many_every_year_meets_so_many_in_a_plan_for_a_year() -> None:
    found = quantities("每年举办养老护理培训300场", "举办养老护理培训320场", new_years="2023—2023")
    assert met(found) == [(300, 320, "raised")]
    assert met(quantities("年服务老人300万人次", "服务老人260万人次", new_years="2023—2023")) == [(3_000_000, 2_600_000, "lowered")]


def test_indicators_that_were_reworded_meet_row_by_row() -> None:
    table = "一、主要目标\n专栏1 主要指标\n指标\t单位\t2020年\t2025年\t属性\n{}\n二、主要任务\n（一）夯实养老服务基础。完善服务网络。"
    old = (
        "单位GDP能耗降低\t%\t—\t14\t约束性\n城镇居民人均可支配收入\t元\t30000\t40000\t预期性\n"
        "农村居民人均可支配收入\t元\t12000\t18000\t预期性\n"
    )
    new = (
        "单位地区生产总值能源消耗降低\t%\t—\t13\t约束性\n农村居民人均可支配收入\t元\t12000\t19000\t预期性\n"
        "城镇居民年人均可支配收入\t元\t30000\t42000\t预期性\n"
    )
    sides = [side_of([convert_text("青梧县发展规划（2021—2025年）\n" + table.format(body.rstrip()))]) for body in (old, new)]
    found = compared(*sides)
    assert sorted(met(found)) == [(14, 13, "lowered"), (18000, 19000, "raised"), (40000, 42000, "raised")]


def test_the_tables_of_two_plans_in_a_row_meet_row_by_row() -> None:
    """Names, units and rows as such tables change from one plan to the next; what counts another thing stays alone."""
    head = "青梧市发展规划（{}年）\n一、主要目标\n专栏1 主要指标\n指标\t单位\t{}年\t{}年\t属性\n"
    old = (
        "地表水达到或好于Ⅲ类水体比例\t%\t82\t88\t约束性\n粮食综合生产能力\t万吨\t210\t215\t约束性\n每千人口拥有执业（助理）医师数\t人\t2.6\t3.1\t预期性\n"
        "常住人口城镇化率\t%\t61\t66\t预期性\n单位GDP能源消耗降低\t%\t—\t[14]\t约束性\n万元GDP用水量降低\t%\t—\t[16]\t约束性\n森林覆盖率\t%\t41\t42\t约束性\n"
    )
    new = (
        "户籍人口城镇化率\t%\t48\t52\t预期性\n每千人口执业（助理）医师数\t人\t3.1\t3.5\t预期性\n森林蓄积量\t万立方米\t5200\t5600\t约束性\n"
        "单位地区生产总值能耗降低\t%\t—\t[10]\t约束性\n地表水水质优良（达到或好于Ⅲ类）比例\t%\t88\t90\t约束性\n粮食综合生产能力\t亿斤\t43\t44\t约束性\n"
    )
    years = ("2021—2025", 2020, 2025), ("2026—2030", 2025, 2030)
    sides = [side_of([convert_text(head.format(*y) + rows)]) for y, rows in zip(years, (old, new), strict=True)]
    assert sorted(met(compared(*sides))) == [
        (3.1, 3.5, "raised"), (14, 10, "lowered"), (88, 90, "raised"), (2_150_000, 2_200_000, "raised"),
    ]  # fmt: skip


def test_how_many_are_to_come_is_no_other_word_for_how_many_there_will_be() -> None:
    """Of an indicator 120家 from 26家, 创建94家 is the increase: a number by itself, which later increases are held against."""
    head = "青梧县节水规划（{}年）\n一、主要目标\n专栏1 主要指标\n指标\t单位\t2020年\t2025年\t属性\n"
    table = "节水型企业数\t家\t26\t{}\t预期性\n二、主要任务\n（一）创建节水型载体。创建节水型企业{}家。"
    years = ("2021—2025", "2026—2030")
    sides = [side_of([convert_text(head.format(y) + table.format(*n))]) for y, n in zip(years, ((120, 94), (200, 80)), strict=True)]
    assert [t.indicator_id is not None for t in sides[0].targets] == [True]
    assert [(q.old_value, q.new_value, q.change) for q in compared(*sides).quantities if q.change == "lowered"] == [(94, 80, "lowered")]
    again = side_of([convert_text(head.format(years[0]) + table.format(120, "数达到120"))])
    assert [q.change for q in compared(again, again).quantities] == ["kept"]


def test_values_are_told_as_both_plans_have_them_and_scaled_only_where_they_differ() -> None:
    assert rows(quantities("建设绿道15公里", "建设绿道18公里"))[0][1:] == (15, 18, "公里", "raised")
    assert rows(quantities("建设绿道15公里", "建设绿道18000米"))[0][1:] == (15_000, 18_000, "米", "raised")


def test_quantities_outside_tasks_and_in_unlinked_tasks_have_rows_too() -> None:
    found = two("（一）修复湿地。修复湿地300亩。", "（一）举办赛事。举办帆船赛5场。")
    assert sorted(q.change for q in found.quantities) == ["added", "dropped"]
    assert [q.change for c in found.changes for q in c.target_changes] == ["added", "dropped"]


def test_a_side_is_the_same_whatever_its_documents_are_called() -> None:
    side = sample(PLANS[0])

    def elsewhere(document: Document) -> Document:
        return document.model_copy(update={"source": document.source.model_copy(update={"path": "x.txt"})})

    again = replace(side, documents=tuple(elsewhere(d) for d in side.documents))
    assert lines(compared(side, side).changes) == lines(compared(side, again).changes)


def test_metrics_that_have_a_general_head_alone_in_common_do_not_meet() -> None:
    """企业 and 项目 are counted everywhere; what stands before them says which."""
    old = "（一）发展中试平台。新增成果转化企业1000家，实施技改项目35个。"
    new = "（一）发展中试平台。新增单项冠军企业50家，实施技术改造项目40个。"
    met = [(q.metric, q.change) for q in two(old, new).quantities if q.old_id and q.new_id]
    assert met == [("技术改造项目", "raised")]


def test_a_name_that_hangs_on_its_task_meets_in_linked_tasks_alone() -> None:
    """开工率 of flats is none of roads; of the same flats it is."""
    flats = "1.建设保障性租赁住房。面向新市民筹集房源，开工率达到{}%。"
    roads = "1.改造农村公路。路基拓宽，完善护栏和标线，开工率达到{}%。"
    assert met(two(flats.format(60), roads.format(80))) == []
    assert met(two(flats.format(60), flats.format(80))) == [(60, 80, "raised")]


def test_a_number_of_what_the_heading_names_meets_in_linked_tasks_alone() -> None:
    old = "1.实施家庭无障碍改造。为残疾人家庭配备扶手和坡道，五年改造1500户。"
    new = "1.完成家庭无障碍改造。改造困难残疾人家庭1200户，配备扶手和坡道。"
    homes = "1.改造农村危房。排查后修缮加固，改造农村危房900户。"
    visits = "\n2.送文化进家庭。上门演出和送书，五年服务残疾人家庭400户。"
    assert met(two(old, new)) == [(1500, 1200, "lowered")]
    assert met(two(old.replace("家庭无障碍", "困难残疾人家庭无障碍") + visits, new)) == [(1500, 1200, "lowered")]
    assert met(two(old, homes)) == []
