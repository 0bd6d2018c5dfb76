"""Plans as scrapers store them: what is glued together, broken or put in between, and what stands round the text."""

from __future__ import annotations

from helpers import convert_text


def test_what_is_asked_for_before_the_first_heading_is_promised() -> None:
    opening = "总的要求是，坚持创新驱动，力争经过五年努力，全县节水产业增加值增长55%以上、达到55亿元，建成全国节水产业集聚区。\n"
    found = convert_text("关于促进节水产业发展的若干措施\n" + opening + "一、夯实基础\n1.改造泵站。健全机制。\n").targets
    assert [(t.metric, t.value, t.modality) for t in found] == [
        ("节水产业增加值", 55, "aspirational"),
        ("节水产业增加值", 5500000000, "aspirational"),
    ]


def test_the_lines_of_a_cell_that_hold_an_office_each_are_offices_each() -> None:
    rows = "1\n增加值增长6%。\n发改局\n2\n新建水库2座。\n水利局\n发改局\n交通集团\n3\n新建绿道20公里。\n住建局\n"
    found = convert_text("青梧市2026年政府工作报告重点工作责任分解\n序号\n主要工作任务\n责任单位\n" + rows).units
    assert [u.name for u in found] == ["发改局", "水利局", "发改局", "交通集团", "住建局"]
