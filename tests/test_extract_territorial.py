"""Quantities as territorial and ecological plans put them: areas laid out, limits in principle, levels between two years."""

from __future__ import annotations

import pytest
from helpers import amounts, target_of, targets_of


@pytest.mark.parametrize(
    ("sentence", "metric", "comparator", "value", "kind"),
    [
        ("弹性空间面积原则上不超过集中建设区面积的12%", "弹性空间面积占集中建设区面积比例", "<=", 12, "level"),
        ("单个地块面积原则上不小于20公顷", "单个地块面积", ">=", 20, "level"),
        ("再开发利用的受污染地块安全利用率达到93%以上", "再开发利用的受污染地块安全利用率", ">=", 93, "level"),
        ("林木蓄积量由2022年的180万立方米提高到2025年的210万立方米", "林木蓄积量", "=", 2100000, "level"),
        ("单位产值水耗由2022年的46立方米下降到2025年的40立方米", "单位产值水耗", "=", 40, "level"),
        ("划定永久基本农田7.5万亩", "永久基本农田", "=", 75000, "increment"),
        ("划定禁采区12处", "禁采区", "=", 12, "increment"),
        ("规划期内累计腾退用地15平方公里左右", "用地", "~", 15, "increment"),
        ("城乡低保标准达到每人每月860元", "城乡低保标准", "=", 860, "level"),
        ("年均地下水压采0.4亿立方米", "地下水", "=", 40000000, "decrement"),
    ],
)
def test_quantities_of_territorial_plans(sentence: str, metric: str, comparator: str, value: float, kind: str) -> None:
    found = target_of(f"{sentence}。")
    assert (found.metric, found.comparator, found.value, found.kind) == (metric, comparator, value, kind)


def test_a_level_for_a_later_year_has_that_year() -> None:
    found = target_of("林木蓄积量由2021年的180万立方米提高到2023年的210万立方米。")
    assert (found.deadline, found.deadline_explicit) == ("2023", True)


def test_zones_that_a_territory_is_laid_out_in_are_parts() -> None:
    assert targets_of("划定4个一级修复分区和11个二级修复分区，统筹各类要素。") == ()


def test_growth_that_names_its_end_year_in_front_is_growth_still() -> None:
    assert amounts(targets_of("到2025年，林木蓄积量提高12%。")) == [(12, "%")]
    assert target_of("到2025年，林木蓄积量提高12%。").kind == "increment"


def test_what_laid_a_foundation_is_done_and_what_is_to_lay_one_is_not() -> None:
    assert targets_of("累计修复湿地570公顷，为生态安全打下了基础。") == ()
    assert amounts(targets_of("累计修复湿地570公顷，为生态安全打下坚实基础。")) == [(570, "公顷")]
