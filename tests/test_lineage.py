"""Several plans of one matter: a five-year plan and three yearly ones, of which it is known by construction what became of what."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT, converter
from lxml import html as lxml_html
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from cli import app
from pipeline.compare.lineage import Lineage, lineage
from pipeline.compare.lineage_chart import chart
from pipeline.compare.lineage_page import page_of
from pipeline.compare.lineage_picture import grouped, note, picture, short, tops
from pipeline.compare.plans import Plan, in_order, read_plans
from pipeline.compare.series import is_sum_so_far
from pipeline.compare.sides import side_of
from pipeline.compare.threads import strong
from pipeline.errors import DatasetError
from rules import load
from schemas.changes import TaskLink
from schemas.lineage import LINEAGE, Coverage, Series, SeriesPoint, Thread

SAMPLES = ROOT / "tests" / "lineage"
FILES = [str(SAMPLES / f"{name}.txt") for name in ("five_year", "2023", "2024", "2025")]

EVENTS = {
    "完成居家适老化改造任务": "2021 starts, 2023 continues, 2024 continues, 2025 continues",
    "提质老年助餐点": "2021 starts, 2023 continues, 2024 splits 2, 2025 continues 2",
    "拓展家庭照护床位": "2021 starts, 2023 ends",
    "推动老年大学下乡": "2021 starts, 2023 continues, 2024 ends",
    "扩大护理型床位供给": "2021 starts, 2023 continues, 2024 continues, 2025 continues",
    "恢复建设认知障碍照护专区": "2021 starts, 2023 continues, 2024 pauses, 2025 resumes",
    "做实医养结合": "2021 starts, 2023 continues, 2024 continues, 2025 continues",
    "利用闲置校舍改建养老设施": "2021 starts, 2023 pauses, 2024 pauses, 2025 resumes",
    "持续加强养老护理人才培养": "2021 starts 2, 2023 continues 2, 2024 merges, 2025 continues",
    "压实养老机构消防责任": "2021 starts, 2023 continues, 2024 continues, 2025 continues",
    "完善长期护理保险": "2023 starts, 2024 continues, 2025 continues",
    "用好智慧养老平台": "2024 starts, 2025 continues",
    "培育旅居养老目的地": "2025 starts",
}
LIVES = {
    "拓展家庭照护床位": "ended_early", "推动老年大学下乡": "ended_early", "完善长期护理保险": "started_later",
    "用好智慧养老平台": "started_later", "培育旅居养老目的地": "started_later",
}  # fmt: skip
TRENDS = {
    ("适老化改造", "户"): "mixed", ("老年助餐点", "个"): "lowered", ("护理型床位占比", "%"): "mixed", ("医养签约机构", "家"): "raised",
    ("认知障碍照护单元", "个"): "raised", ("养老护理员", "人次"): "raised", ("消防隐患整改率", "%"): "kept", ("参保人数", "人"): "raised",
    ("平台注册老人", "人"): "raised", ("旅居推介会", "场"): "single", ("家庭照护床位", "张"): "single",
    ("老年大学在校学员", "人"): "single", ("老年大学学员", "人"): "single",
    ("养老设施面积", "平方米"): "single", ("养老设施", "处"): "single",
}  # fmt: skip
COVERAGE = {
    "养老机构护理型床位占比": "both: 2023 53 step, 2024 56 step, 2025 58 lowered",
    "特困老人探访关爱率": "untouched: ",
    "养老机构投诉办结天数": "untouched: ",
    "老年人健康管理率": "result_reported: ",
    "适老化改造": "both: 2023 1200 part, 2024 1500 part, 2025 1400 part",
    "老年助餐点": "both: 2023 80 part, 2024 70 part, 2025 60 part",
    "家庭照护床位": "untouched: ",
    "老年大学在校学员": "not_comparable: ",
    "认知障碍照护单元": "taken_up: 2023 12 part, 2025 20 part",
    "医养签约机构": "both: 2023 80 step, 2024 100 step, 2025 120 kept",
    "养老设施面积": "not_comparable: ",
    "养老护理员": "taken_up: 2023 1300 part, 2024 1500 part, 2025 1600 part",
    "消防隐患整改率": "taken_up: 2023 100 step, 2024 100 step, 2025 100 kept",
}


def plan_of(text: str) -> Plan:
    return Plan(side_of([converter()(text.encode(), "plan.txt")]))


def lineage_of(*texts: str) -> Lineage:
    return lineage(in_order([plan_of(text) for text in texts]), load())


def five_years(*items: str, years: str = "2021年至2025年", name: str = "“十四五”") -> str:
    lines = [f"栖梧市养老服务发展{name}规划", f"规划期为{years}。", "一、主要任务"]
    return "\n".join([*lines, *(f"{n}.{item}" for n, item in enumerate(items, 1))]) + "\n"


def one_year(year: int, *items: str, done: str = "") -> str:
    lines = [f"栖梧市{year}年养老服务工作要点"]
    lines += [f"一、{year - 1}年工作回顾", done] if done else []
    lines += ["二、重点任务" if done else "一、重点任务"]
    return "\n".join([*lines, *(f"{n}.{item}" for n, item in enumerate(items, 1))]) + "\n"


DINING = "发展老年助餐服务。布局中央厨房、社区食堂和助餐点，"
PHONES = "开设手机课堂。教老人使用智能手机，"


@pytest.fixture(scope="module")
def found() -> Lineage:
    plans, warnings = read_plans(FILES)
    assert warnings == []
    return lineage(plans, load())


def row_of(found: Lineage, metric: str) -> Coverage:
    return next(row for row in found.coverage if row.metric == metric)


def thread_of(found: Lineage, title: str) -> Thread:
    return next(t for t in found.threads if t.title == title)


def series_of(found: Lineage, metric: str) -> Series:
    return next(s for t in found.threads for s in t.quantities if s.metric == metric)


# --- order ----------------------------------------------------------------------------------------------------


def test_plans_come_in_the_order_of_time_however_they_are_named(found: Lineage) -> None:
    assert [p.label for p in found.plans] == ["2021–2025", "2023", "2024", "2025"]
    again, _ = read_plans([FILES[2], FILES[0], FILES[3], FILES[1]])
    assert [p.doc_id for p in again] == [p.doc_id for p in found.plans]


def test_the_longer_of_two_plans_that_start_together_comes_first() -> None:
    plans = [plan_of(one_year(2021, DINING + "新建助餐点2个。")), plan_of(five_years(DINING + "新建助餐点9个。"))]
    assert [p.label for p in in_order(plans)] == ["2021–2025", "2021"]
    assert [p.is_long for p in in_order(plans)] == [True, False]


# --- threads --------------------------------------------------------------------------------------------------


def test_every_thread_starts_splits_merges_pauses_and_ends_as_the_samples_were_written(found: Lineage) -> None:
    def said(thread: Thread) -> str:
        return ", ".join(f"{e.year} {e.status}" + (f" {len(e.task_ids)}" if len(e.task_ids) > 1 else "") for e in thread.events)

    assert {t.title: said(t) for t in found.threads} == EVENTS


def test_lives_follow_from_the_first_and_the_last_plan(found: Lineage) -> None:
    assert {t.title: t.life for t in found.threads if t.life != "whole"} == LIVES


def test_every_task_is_in_exactly_one_thread_and_links_stay_inside(found: Lineage) -> None:
    tasks = [t.task_id for p in found.plans for t in p.side.tasks]
    held = [name for t in found.threads for e in t.events for name in e.task_ids]
    assert sorted(held) == sorted(tasks)
    for thread in found.threads:
        names = {name for e in thread.events for name in e.task_ids}
        assert all({k.old_task_id, k.new_task_id} <= names for k in thread.links)
        assert all(not e.task_ids for e in thread.events if e.status in ("pauses", "ends"))


def test_a_matter_that_was_away_is_linked_over_the_gap(found: Lineage) -> None:
    thread = thread_of(found, "恢复建设认知障碍照护专区")
    place = {name: e.year for e in thread.events for name in e.task_ids}
    assert [(place[k.old_task_id], place[k.new_task_id]) for k in thread.links] == [(2021, 2023), (2023, 2025)]
    assert "认知障碍" in thread.links[1].shared_terms


def test_ids_come_from_the_tasks(found: Lineage) -> None:
    thread = thread_of(found, "用好智慧养老平台")
    names = "|".join(name for e in thread.events for name in e.task_ids)
    assert thread.thread_id == "thread-" + hashlib.sha256(names.encode()).hexdigest()[:16]


def test_a_link_counts_where_it_is_the_best_of_both_or_a_near_branch() -> None:
    def link(old: str, new: str, similarity: float) -> TaskLink:
        return TaskLink(old_task_id=old, new_task_id=new, similarity=similarity, shared_terms=())

    kept = strong(
        [link("a", "x", 0.9), link("a", "y", 0.6), link("a", "z", 0.4), link("b", "x", 0.3), link("b", "y", 0.35), link("c", "w", 0.25)]
    )
    assert [(k.old_task_id, k.new_task_id) for k in kept] == [("a", "x"), ("a", "y"), ("c", "w")]
    kept = strong([link("a", "x", 0.4), link("a", "y", 0.29), link("b", "z", 0.4), link("c", "z", 0.3)])
    assert [(k.old_task_id, k.new_task_id) for k in kept] == [("a", "x"), ("b", "z"), ("c", "z")]


def test_a_task_that_goes_on_is_no_branch_of_a_third() -> None:
    """Access to public buildings goes on as such, though work on homes, which has its own successor, is a little nearer to it."""

    def kept(*links: tuple[str, str, float]) -> list[tuple[str, str]]:
        rows = [TaskLink(old_task_id=o, new_task_id=n, similarity=s, shared_terms=()) for o, n, s in links]
        return [(k.old_task_id, k.new_task_id) for k in strong(rows)]

    apart = [("homes", "homes'"), ("public", "public'")]
    both = ("homes", "homes'", 0.78), ("public", "public'", 0.51)
    assert kept(*both, ("public", "homes'", 0.53)) == apart
    assert kept(*both, ("homes", "public'", 0.53)) == apart
    assert kept(("a", "x", 0.78), ("b", "x", 0.53), ("b", "y", 0.4)) == [("a", "x"), ("b", "x"), ("b", "y")]


def test_a_document_without_tasks_pauses_nothing() -> None:
    done = "栖梧市2024年政府工作报告\n一、2023年工作回顾\n2023年，新建老年助餐点4个。\n"
    result = lineage_of(five_years(DINING + "新建老年助餐点9个。"), done, one_year(2025, DINING + "新建老年助餐点5个。"))
    assert [p.label for p in result.columns] == ["2021–2025", "2025"]
    assert [[e.status for e in t.events] for t in result.threads] == [["starts", "continues"]]
    assert [(r.as_of, r.value) for r in result.coverage[0].results] == [("2023", 4)]


# --- quantities -----------------------------------------------------------------------------------------------


def test_trends_of_the_samples(found: Lineage) -> None:
    assert {(s.metric, s.unit): s.trend for t in found.threads for s in t.quantities} == TRENDS


def test_points_are_promises_and_results_by_the_year_that_they_are_for(found: Lineage) -> None:
    points = [(p.year, p.value, p.role, p.counts) for p in series_of(found, "适老化改造").points]
    assert points == [
        (2022, 860, "result", "one_year"), (2023, 1200, "target", "one_year"), (2023, 1260, "result", "one_year"),
        (2024, 1500, "target", "one_year"), (2024, 3600, "result", "since_start"), (2024, 1480, "result", "one_year"),
        (2025, 5000, "target", "period"), (2025, 1400, "target", "one_year"),
    ]  # fmt: skip


def test_a_sum_over_five_years_is_no_higher_target_than_one_year_of_it(found: Lineage) -> None:
    series = series_of(found, "认知障碍照护单元")
    assert [(p.value, p.counts) for p in series.points] == [(12, "one_year"), (50, "period"), (20, "one_year")]
    assert series.trend == "raised"


@pytest.mark.parametrize(
    ("words", "so_far"),
    [
        ("累计完成改造3600户", True), ("截至2024年底累计完成改造3600户", True), ("全年累计完成改造1400户", False),
        ("2024年累计完成改造1400户", False), ("完成改造1400户", False),
    ],
)  # fmt: skip
def test_what_counts_from_the_beginning_and_what_within_a_year(words: str, so_far: bool) -> None:
    assert is_sum_so_far(words) is so_far


# --- coverage -------------------------------------------------------------------------------------------------


def test_coverage_of_the_samples(found: Lineage) -> None:
    said = {c.metric: f"{c.status}: " + ", ".join(f"{t.year} {t.value} {t.change}" for t in c.taken_up) for c in found.coverage}
    assert said == COVERAGE


def test_every_target_and_indicator_of_the_long_plan_is_said_once(found: Lineage) -> None:
    side = found.plans[0].side
    ids = [name for row in found.coverage for name in (row.id, *row.restated_ids)]
    assert sorted(ids) == sorted([t.target_id for t in side.targets] + [i.indicator_id for i in side.indicators])
    assert len(row_of(found, "养老机构护理型床位占比").restated_ids) == 2


def test_a_sum_is_reached_by_what_was_counted_so_far_or_by_the_years_together(found: Lineage) -> None:
    row = row_of(found, "适老化改造")
    assert (row.planned, row.reached) == ((1200 + 1500 + 1400) / 5000, 3600 / 5000)
    assert [(r.as_of, r.value, r.counts, r.share_reached) for r in row.results] == [
        ("2022", 860, "one_year", 0.172), ("2023", 1260, "one_year", 0.252),
        ("2024", 1480, "one_year", 0.296), ("2024", 3600, "since_start", 0.72),
    ]  # fmt: skip


def test_a_level_with_a_baseline_is_measured_on_the_way_from_there(found: Lineage) -> None:
    row = row_of(found, "养老机构护理型床位占比")
    assert (row.baseline, row.value, row.planned) == (48, 60, None)
    assert [(r.as_of, r.share_reached) for r in row.results] == [("2022", 0.25), ("2023", 0.4583), ("2024", 0.5833)]
    assert row.reached == 0.5833


def test_what_was_done_before_the_long_plan_is_no_result(found: Lineage) -> None:
    assert all((r.as_of or "9999") >= "2021" for row in found.coverage for r in row.results)


def test_what_cannot_be_compared_says_why(found: Lineage) -> None:
    area, students = row_of(found, "养老设施面积"), row_of(found, "老年大学在校学员")
    assert [(n.metric, n.unit, n.value, n.why) for n in area.not_compared] == [("养老设施", "处", 40, "unit")]
    assert area.reason == "unit: in 2025 养老设施 is counted in 处, here in 平方米"
    assert students.reason == "kind: in 2023 老年大学学员 is an increase, here a level"
    assert area.planned is None
    assert all((row.reason is None) == (row.status != "not_comparable") for row in found.coverage)


def test_goals_outside_tasks_have_no_thread_and_others_have_theirs(found: Lineage) -> None:
    assert row_of(found, "老年人健康管理率").thread_id is None
    assert row_of(found, "医养签约机构").thread_id == thread_of(found, "做实医养结合").thread_id


def test_the_next_long_plan_reports_of_the_one_before_and_takes_nothing_of_it_up() -> None:
    old = five_years(DINING + "老年助餐点达到300个。")
    new = five_years(DINING + "老年助餐点达到500个。", years="2026年至2030年", name="“十五五”")
    result = lineage_of(old, new)
    assert [(c.status, c.reason) for c in result.coverage] == [
        ("not_comparable", "year: in 2026–2030 老年助餐点 is for 2030, here for 2025")
    ]
    told = new.replace("一、主要任务", "一、发展基础\n截至2025年底，老年助餐点达到280个。\n二、主要任务")
    row = lineage_of(old, told).coverage[0]
    assert (row.status, row.reached) == ("result_reported", 0.9333)


def test_a_yearly_promise_of_a_long_plan_is_held_against_each_year() -> None:
    result = lineage_of(five_years(PHONES + "每年培训老人5000人次。"), one_year(2023, PHONES + "培训老人5000人次。"))
    row = result.coverage[0]
    assert [(t.value, t.change) for t in row.taken_up] == [(5000, "kept")]
    assert row.planned is None


def test_an_upper_bound_is_reached_from_above() -> None:
    old = five_years(DINING + "老人投诉办结天数控制在6天以内。")
    row = lineage_of(old, one_year(2024, DINING + "推广自助取餐。", done="截至2023年底，老人投诉办结天数为8天。")).coverage[0]
    assert [(r.value, r.share_reached) for r in row.results] == [(8, 0.75)]


def test_numbers_are_told_in_the_unit_that_all_plans_write() -> None:
    paths = "方便老人出行。在社区主路铺设无障碍步道"
    done = "2022年，铺设无障碍步道{}。"
    one = lineage_of(five_years(paths + "38公里。"), one_year(2023, paths + "9.5公里。", done=done.format("4公里")))
    row = one.coverage[0]
    assert (row.value, row.unit, [t.value for t in row.taken_up], [r.value for r in row.results]) == (38, "公里", [9.5], [4])
    assert (row.planned, row.reached) == (0.25, 0.1053)
    series = one.threads[0].quantities[0]
    assert (series.unit, sorted(p.value for p in series.points)) == ("公里", [4, 9.5, 38])
    several = lineage_of(five_years(paths + "38公里。"), one_year(2023, paths + "9500米。", done=done.format("4公里")))
    row = several.coverage[0]
    assert (row.value, row.unit, [t.value for t in row.taken_up], [r.value for r in row.results]) == (38_000, "米", [9500], [4000])
    series = several.threads[0].quantities[0]
    assert (series.unit, sorted(p.value for p in series.points)) == ("米", [4000, 9500, 38_000])


def test_an_increase_beside_an_indicator_is_divided_by_years_and_the_indicator_says_why_it_is_not() -> None:
    table = "一、主要目标\n专栏1 主要指标\n指标\t单位\t2020年\t2025年\t属性\n敬老示范社区数\t个\t26\t120\t预期性\n二、主要任务\n"
    old = "栖梧市养老服务发展“十四五”规划\n规划期为2021年至2025年。\n" + table + "1.创建敬老示范社区。创建敬老示范社区94个。\n"
    found = lineage_of(old, one_year(2023, "创建敬老示范社区。创建敬老示范社区47个。"))
    assert [(c.metric, c.status, c.planned) for c in found.coverage] == [
        ("敬老示范社区数", "not_comparable", None), ("敬老示范社区", "taken_up", 0.5),
    ]  # fmt: skip
    assert found.coverage[0].reason == "kind: in 2023 敬老示范社区 is an increase, here a level"


def test_what_the_table_calls_by_a_longer_name_is_one_quantity_and_divided_by_years_as_its_task_says() -> None:
    """The table has no baseline, so that only the task tells that the number is to come."""
    table = "一、主要目标\n专栏1 主要指标\n指标\t单位\t2020年\t2025年\t属性\n养老护理员技能培训人数\t人\t—\t4000\t预期性\n二、主要任务\n"
    item = "培训养老护理员。依托职业院校开班，培训养老护理员{}人。"
    old = f"栖梧市养老服务发展“十四五”规划\n规划期为2021年至2025年。\n{table}1.{item.format(4000)}\n"
    done = "2023年，培训养老护理员900人。"
    found = lineage_of(old, one_year(2023, item.format(800)), one_year(2024, item.format(1200), done=done))
    (row,) = found.coverage
    assert (row.metric, row.status, row.planned, row.reached) == ("养老护理员技能培训人数", "both", 0.5, 0.225)
    assert len(row.restated_ids) == 1


def test_a_number_that_names_no_thing_counts_what_its_heading_names() -> None:
    """Results stand in no task, so that only the heading tells which of two numbers of homes they are of."""
    old = five_years(
        "实施困难老人家庭适老化改造。加装扶手、铺设防滑地面，五年改造1500户。", "送文化进家庭。为老人家庭上门演出、送书400户。"
    )
    done = "2022年，完成困难老人家庭适老化改造300户。"
    found = lineage_of(old, one_year(2023, "推进适老化改造。加装扶手、铺设防滑地面，改造困难老人家庭320户。", done=done)).coverage
    assert [(c.value, c.status, c.planned, c.reached) for c in found] == [(1500, "both", 0.2133, 0.2), (400, "untouched", None, None)]


def test_a_part_of_a_name_in_another_unit_is_no_number_that_cannot_be_compared() -> None:
    old = five_years("发展特殊教育。残疾儿童少年义务教育入学率达到97%。", "扩大照护设施。新增养老设施面积5000平方米。")
    new = one_year(2023, "救助残疾儿童。救助残疾儿童220人次。", "扩大照护设施。新建养老设施6处。")
    found = lineage_of(old, new).coverage
    assert [(c.metric, c.status) for c in found] == [("残疾儿童少年义务教育入学率", "untouched"), ("养老设施面积", "not_comparable")]


def test_a_number_that_no_later_plan_names_says_where_its_task_goes_on() -> None:
    old = five_years("建设颐和养老院。新建颐和养老院1所。", PHONES + "培训老人5000人次。")
    found = lineage_of(
        old, one_year(2023, "加快颐和养老院建设。完成颐和养老院主体施工。"), one_year(2024, "建成颐和养老院。颐和养老院年底前开业。")
    )
    assert [(c.metric, c.status, found.goes_on(c)) for c in found.coverage] == [
        ("颐和养老院", "untouched", ("2023", "2024")), ("老人", "untouched", ()),
    ]  # fmt: skip
    assert "所属任务在2023、2024有延续，未再提这一数量" in page_of(found)


def test_plans_without_tasks_and_numbers_are_an_empty_lineage() -> None:
    empty = "栖梧市{}年养老服务工作要点\n市政府办公室\n{}年1月5日\n坚持尽力而为、量力而行。\n"
    result = lineage_of(*(empty.format(year, year) for year in (2023, 2024)))
    assert (result.threads, result.coverage) == ((), ())
    assert "0 条脉络" in page_of(result)


# --- the picture ----------------------------------------------------------------------------------------------


def test_lanes_stand_below_the_section_in_which_the_matter_is_found_last(found: Lineage) -> None:
    groups = {title: [found.threads[n].title for n in held] for title, held in grouped(found.strands, found.columns)}
    assert list(groups) == ["夯实居家社区服务", "提升机构照护质量", "壮大人才队伍", "保障措施"]
    assert groups["壮大人才队伍"] == ["持续加强养老护理人才培养"]
    assert "拓展家庭照护床位" in groups["夯实居家社区服务"]
    assert tops(found.plans[0].side.tasks)[0] == "夯实居家社区服务"


def test_no_lane_overlaps_another_and_everything_is_inside(found: Lineage) -> None:
    drawn = picture(found)
    for group in drawn.groups:
        edges = [30.0] + [lane.y + lane.height for lane in group.lanes]
        assert [lane.y for lane in group.lanes] == edges[:-1]
        assert edges[-1] == group.height
    for lane in drawn.lanes:
        assert all(0 < dot.x < drawn.width and 0 < dot.y < lane.height for dot in lane.dots)
    assert sorted(lane.number for lane in drawn.lanes) == list(range(len(found.threads)))


def test_pauses_are_dashed_ends_are_marked_and_branches_are_drawn(found: Lineage) -> None:
    lanes = {lane.thread.title: lane for lane in picture(found).lanes}
    assert [line.kind for line in lanes["恢复建设认知障碍照护专区"].lines] == ["goes", "pause"]
    assert len(lanes["利用闲置校舍改建养老设施"].rests) == 2
    assert len(lanes["推动老年大学下乡"].stops) == 1
    assert len(lanes["提质老年助餐点"].dots) == 6
    assert lanes["用好智慧养老平台"].dots[0].kind == "starts"
    assert lanes["完成居家适老化改造任务"].note == "1,200 → 1,500 → 1,400 户"


def test_many_tasks_of_a_plan_are_one_dot_with_their_number() -> None:
    names = ["东街", "西街", "南街", "北街", "桥头", "河湾", "山前"]
    items = [f"建好{name}老年助餐点。在{name}布局社区食堂，方便高龄老人吃饭。" for name in names]
    drawn = picture(lineage_of(five_years(DINING + "方便高龄老人吃饭。"), one_year(2023, *items)))
    lane = max(drawn.lanes, key=lambda lane: sum(dot.count for dot in lane.dots))
    assert lane.height == 27
    assert max(dot.count for dot in lane.dots) > 5
    assert lane.stops == ()


def test_words_are_cut_to_their_width() -> None:
    assert short("养老服务", 4) == "养老服务"
    assert short("养老服务工作要点", 4) == "养老服…"
    assert short("ABCDEF", 4) == "ABCDEF"


def test_a_chart_draws_years_and_says_sums_below(found: Lineage) -> None:
    labels = {p.doc_id: p.label for p in found.plans}
    drawn = chart(series_of(found, "适老化改造"), labels)
    assert [year for _, year in drawn.years] == ["2022", "2023", "2024", "2025"]
    assert drawn.notes == ("完成 3,600户（累计），2024年（2025）", "承诺 5,000户（全期），2025年（2021–2025）")
    level = chart(series_of(found, "护理型床位占比"), labels)
    assert level.line.startswith("M")
    assert level.notes == ("承诺 60%，2025年（2021–2025）",)
    alone = chart(series_of(found, "旅居推介会"), labels)
    assert not alone.drawn
    assert alone.notes == ("承诺 2场，2025年（2025）",)


def test_the_note_of_a_thread_without_promises_is_empty() -> None:
    point = SeriesPoint(doc_id="d", year=2024, id="o", value=3, deadline="2024", role="result", counts="level")
    assert note([Series(metric="助餐点", unit="个", points=(point,), trend="single")]) == ""


# --- the page -------------------------------------------------------------------------------------------------

HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script></svg></style>{{7*7}}"


def select(tree: Any, path: str) -> list[Any]:
    return list(tree.xpath(path))


def test_the_page_stands_alone_and_names_its_own_style_and_script(found: Lineage) -> None:
    page = page_of(found)
    tree = lxml_html.document_fromstring(page)
    policy = select(tree, "//meta[@http-equiv]/@content")[0]
    for tag in ("style", "script"):
        (content,) = select(tree, f"//{tag}/text()")
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"(?:https?:)?//[a-z]", page.split("</head>")[1])
    assert select(tree, "//@style | //@src") == []
    assert all(link.startswith("#") for link in select(tree, "//@href"))
    assert len(select(tree, "//details")) == len(found.threads) == len(select(tree, "//a[contains(@class, 'lane')]"))


def test_what_documents_say_stays_text() -> None:
    old = five_years(f"发展老年助餐{HOSTILE}服务。布局社区食堂，新建{HOSTILE}助餐点30个。（责任单位：市民政局）")
    new = one_year(2024, f"发展老年助餐{HOSTILE}服务。布局社区食堂，新建{HOSTILE}助餐点12个。（责任单位：市民政局）")
    page = page_of(lineage_of(old, new), [HOSTILE])
    tree = lxml_html.document_fromstring(page)
    assert len(select(tree, "//script")) == 1
    assert select(tree, "//img | //*[@onerror]") == []
    assert "{{7*7}}" in select(tree, "//p[@class='warning']")[0].text_content()
    assert "<script>alert(2)" in select(tree, "//details")[0].text_content()


def test_the_page_speaks_chinese_also_of_what_cannot_be_compared(found: Lineage) -> None:
    tree = lxml_html.document_fromstring(page_of(found, ["x.txt: is no plan (通报); left out"]))
    for tag in ("script", "style"):
        for node in select(tree, f"//{tag}"):
            node.drop_tree()
    words = select(tree, "//body")[0].text_content()
    assert re.findall("[A-Za-z]{2,}", words) == ["txt", "Esc"]
    assert "2025：养老设施 40处，单位不同" in words
    labels = " ".join(select(tree, "//@aria-label | //@placeholder | //@data-name"))
    assert not re.search("[A-Za-z]{2,}", labels)


def test_the_same_lineage_is_the_same_page(found: Lineage) -> None:
    assert page_of(found) == page_of(found)


# --- the command ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lineage", *arguments])


def contents(where: Path) -> Mapping[str, bytes]:
    return {p.name: p.read_bytes() for p in where.iterdir()}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_command_writes_records_that_their_models_know(folder: Path) -> None:
    result = run(*FILES, "-o", "out", "--html", "page.html")
    assert result.exit_code == 0, result.output
    assert set(contents(folder / "out")) == {"lineage.jsonl", "coverage.jsonl", "run.json"}
    for name, model in LINEAGE.values():
        for line in (folder / "out" / name).read_bytes().splitlines():
            assert model.model_validate_json(line).model_dump_json().encode() == line
    manifest = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    assert [p["start"] for p in manifest["plans"]] == [2021, 2023, 2024, 2025]
    assert manifest["records"] == {"thread": 13, "coverage": 13}


def test_the_summary_says_the_order_the_lives_and_what_was_taken_up(folder: Path) -> None:
    said = re.sub(r" +", " ", run(*reversed(FILES)).output)
    assert said.index("“十四五”规划") < said.index("2023年养老服务") < said.index("2025年养老服务")
    for words in ("Threads: 13", "the whole period 8", "started later 3", "ended early 2", "paused in between 2"):
        assert words in said
    assert "7 of 13 targets and indicators taken up later" in said
    assert "5,000户 by 2025 1,200 part 1,500 part 1,400 part 82 % 3,600 (2024) 72 %" in said
    assert list(folder.iterdir()) == []


def test_runs_in_any_order_and_another_process_give_the_same_bytes(folder: Path) -> None:
    run(*FILES, "-o", "one", "--html", "one.html")
    environment = os.environ | {"PYTHONHASHSEED": "11", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", "lineage", *reversed(FILES), "-o", "two", "--html", "two.html"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    assert contents(folder / "one") == contents(folder / "two")
    assert (folder / "one.html").read_bytes() == (folder / "two.html").read_bytes()


def test_no_plan_gives_way_to_the_page(folder: Path) -> None:
    (folder / "plan.txt").write_bytes(Path(FILES[0]).read_bytes())
    refused = run("plan.txt", FILES[1], "--html", "plan.txt", "--force")
    assert refused.exit_code == 2
    assert "what is compared" in refused.stderr
    assert (folder / "plan.txt").read_bytes() == Path(FILES[0]).read_bytes()


def test_a_dataset_a_folder_and_single_documents_give_the_same_records(folder: Path) -> None:
    CliRunner().invoke(app, ["convert", *FILES, "-o", "dataset"])
    run(*FILES, "-o", "files")
    run(str(SAMPLES), "-o", "folder")
    run("dataset", "-o", "data")
    assert rows(folder / "files" / "lineage.jsonl") == rows(folder / "data" / "lineage.jsonl") == rows(folder / "folder" / "lineage.jsonl")
    assert rows(folder / "files" / "coverage.jsonl") == rows(folder / "data" / "coverage.jsonl")


def test_records_stream_to_standard_output_with_their_type(folder: Path) -> None:
    result = run(*FILES, "-o", "-")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["type"] for line in lines] == ["thread"] * 13 + ["coverage"] * 13
    assert "Threads: 13" in result.stderr


def test_two_plans_are_enough_and_one_is_not(folder: Path) -> None:
    assert run(FILES[0], FILES[1]).exit_code == 0
    result = run(FILES[0])
    assert result.exit_code == 2
    assert "two plans or more" in result.stderr


def test_the_same_plan_twice_is_counted_once(folder: Path) -> None:
    (folder / "copy.txt").write_bytes(Path(FILES[1]).read_bytes())
    result = run(FILES[0], FILES[1], "copy.txt")
    assert result.exit_code == 0
    assert "copy.txt: is the same document as" in result.output
    alone = run(FILES[1], "copy.txt")
    assert alone.exit_code == 2
    assert "only '栖梧市2023年养老服务工作要点'" in alone.stderr


def test_what_is_no_plan_is_left_out_and_said(folder: Path) -> None:
    news = "栖梧市举行养老服务工作新闻发布会\n记者 林晓\n昨日，市民政局负责人介绍，去年全市建成老年助餐点66个，市民纷纷点赞。\n"
    (folder / "news.txt").write_text(news, encoding="utf-8")
    result = run(FILES[0], FILES[1], "news.txt")
    assert result.exit_code == 0
    assert "news.txt: is no plan" in result.output
    assert run(FILES[0], "news.txt").exit_code == 2


def test_plans_of_different_places_are_doubted(folder: Path) -> None:
    (folder / "other.txt").write_text(Path(FILES[2]).read_text(encoding="utf-8").replace("栖梧市", "岚浦市"), encoding="utf-8")
    assert "different places: 岚浦市, 栖梧市" in run(FILES[0], "other.txt").output


@pytest.mark.parametrize("wrong", ["missing.txt", "empty", "broken"])
def test_a_path_that_cannot_be_read_stops_everything(folder: Path, wrong: str) -> None:
    (folder / "empty").mkdir()
    (folder / "broken").mkdir()
    (folder / "broken" / "documents.jsonl").write_text("{not json\n", encoding="utf-8")
    result = run(*FILES, wrong, "-o", "out")
    assert result.exit_code == 2
    assert wrong in result.stderr
    assert not (folder / "out").exists()


def test_outputs_that_are_there_need_force_and_foreign_ones_are_refused(folder: Path) -> None:
    assert run(*FILES, "-o", "out", "--html", "page.html").exit_code == 0
    assert run(*FILES, "-o", "out").exit_code == 2
    assert run(*FILES, "--html", "page.html").exit_code == 2
    assert run(*FILES, "-o", "out", "--html", "page.html", "--force").exit_code == 0
    (folder / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(*FILES, "-o", "out", "--force").exit_code == 2
    assert (folder / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert run(*FILES, "--html", "out", "--force").exit_code == 2
    assert [p.name for p in folder.iterdir() if "partial" in p.name] == []


def test_the_terminal_gets_no_control_characters(folder: Path) -> None:
    for name, text in (("a.txt", five_years(DINING + "新建助餐点9个。")), ("b.txt", one_year(2023, DINING + "新建助餐点2个。"))):
        (folder / name).write_text(text.replace("养老服务", "养老\x1b[31m服务[bold]"), encoding="utf-8")
    result = run("a.txt", "b.txt")
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output


def test_reading_refuses_less_than_two() -> None:
    with pytest.raises(DatasetError, match="only"):
        read_plans([FILES[0]])


# --- records --------------------------------------------------------------------------------------------------


def test_records_are_frozen_and_every_field_is_described(found: Lineage) -> None:
    with pytest.raises(ValidationError):
        found.threads[0].title = "another"
    for _, model in LINEAGE.values():
        schema = model.model_json_schema()
        for part in (schema, *schema["$defs"].values()):
            assert all("description" in field for field in part["properties"].values())


def test_schema_prints_the_records_of_a_lineage() -> None:
    result = CliRunner().invoke(app, ["schema", "thread"])
    assert json.loads(result.stdout)["title"] == "Thread"
