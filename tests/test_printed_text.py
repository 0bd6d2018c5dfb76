"""Text taken out of printed pages: where paragraphs end, what a page break leaves, and lists that a line breaks."""

from __future__ import annotations

import pytest
from helpers import TITLE, clean, convert_text

BODY = "沿江各镇按流域分段落实管护责任，疏浚淤塞河段，拆除阻水建筑，逐步恢复河道行洪断面和滩地蓄水空间。" * 3
WIDTH = 25


def printed(*paragraphs: str) -> str:
    """Paragraphs in full lines, a space behind each paragraph's last line."""
    lines = [[p[n : n + WIDTH] for n in range(0, len(p), WIDTH)] for p in paragraphs]
    return "\n".join("\n".join(each) + " " for each in lines)


def paragraphs(text: str) -> list[str]:
    return [line.rstrip() for line in clean(text).split("\n") if line.strip()]


def test_a_list_inside_a_sentence_is_joined_where_a_line_opens_with_its_number() -> None:
    listed = "可包括以下专题：（1）梳理河湖生态空间规模与变化；（2）摸清滩地占用和防洪风险的来由与影响；（3）提出分类整治办法。"
    assert listed.index("（2）") == WIDTH
    assert paragraphs(printed(BODY, listed, BODY, BODY, BODY)) == [BODY, listed, BODY, BODY, BODY]


def test_a_full_line_that_ends_a_sentence_goes_on_across_a_page_where_no_mark_ends_it() -> None:
    first = "全面清理河道管理范围内的违法建筑并及时恢复岸线。"
    pages = [printed(BODY, BODY, BODY) + "\n" + first, printed(BODY, BODY, BODY, BODY) + "\n" + first, printed(BODY, BODY, BODY, BODY)]
    text = "".join(f"{page}\n  {n} \n  \n" for n, page in enumerate(pages, 1))
    assert paragraphs(text) == [BODY, BODY, BODY, first + BODY, BODY, BODY, BODY, first + BODY, BODY, BODY, BODY]


@pytest.mark.parametrize("bullet", ["•", "■", "●", "——"])
def test_what_a_paragraph_behind_a_bullet_promises_belongs_to_its_task(bullet: str) -> None:
    items = [("兴修水源工程", "新建水库7座"), ("加固沿江堤防", "加固堤防12公里"), ("疏浚骨干河道", "疏浚河道30公里")]
    text = "一、夯实基础\n（一）完善工程体系\n" + "".join(f"{bullet}{title}。统筹各方力量，{done}。\n" for title, done in items)
    found = convert_text(TITLE + "\n" + text)
    assert [t.title for t in found.tasks] == [title for title, _ in items]
    assert [t.task_id for t in found.targets] == [t.task_id for t in found.tasks]


def test_a_title_as_wide_as_the_page_is_not_joined_with_the_paragraph_below() -> None:
    title = "青梧县云岭区河湖健康提升三年行动方案（2025—2027年）"
    lines = [BODY[n : n + 28] for n in range(0, len(BODY), 28)]
    body = "\n".join(["一、工作目标", *lines, "二、重点任务", *lines, *lines, "三、保障措施", *lines])
    found = convert_text(f"{title}\n为落实上级部署，推动河湖长制走深走实，结合全县实际情况，制定\n本方案。\n{body}\n")
    assert (found.document.title, found.document.doc_type) == (title, "action_plan")


def test_paragraphs_without_a_heading_belong_to_the_headed_one_above_where_headed_ones_are_the_style() -> None:
    def part(number: str, *paragraphs: str) -> str:
        return f"（{number}）完善工程体系\n" + "\n".join(paragraphs) + "\n"

    plain = "统筹各方力量，压实各方责任，把各项任务落到实处，按季度调度进展情况。"
    headed = [f"{title}。{plain}" for title in ("兴修水源工程", "加固沿江堤防", "疏浚骨干河道", "改造老旧泵站")]
    text = "一、夯实基础\n" + "".join(part(n, headed[0], headed[1]) for n in "一二三四")
    text += part("五", headed[2], plain, headed[3], plain)
    found = [t for t in convert_text(TITLE + "\n" + text).tasks if t.title in ("疏浚骨干河道", "改造老旧泵站")]
    assert [t.text for t in found] == [f"{plain}\n{plain}"] * 2


@pytest.mark.parametrize(
    "heading", ["完善环境监管体系", "推进水系统修复", "强化应急指挥联动", "立即整改重点问题", "重点工程：统筹推进", "关系群众的实事"]
)
def test_circled_items_are_no_footnotes(heading: str) -> None:
    items = f"①{heading}。统筹各方力量，新建监测点5个。\n②健全管护机制。落实管护经费，疏浚河道30公里。\n"
    found = convert_text(f"{TITLE}\n一、夯实基础\n（一）完善工程\n{items}")
    assert [t.label for t in found.tasks] == ["①", "②"]
    assert [t.value for t in found.targets] == [5, 30]


@pytest.mark.parametrize(
    "note",
    [
        "①河湖健康率：指达到健康标准的河湖所占比重。",
        "②本规划所称重点河湖系流域面积五十平方公里以上的河流。",
        "③“两山”合作社：收储零散生态资源并统一运营的平台。",
    ],
)
def test_footnotes_that_explain_a_term_are_dropped(note: str) -> None:
    assert note not in clean(f"{TITLE}\n一、夯实基础\n（一）完善工程。新建监测点5个。\n{note}\n（二）健全机制。疏浚河道30公里。\n")


def test_a_sentence_that_ends_short_of_the_margin_ends_its_paragraph_where_another_character_had_room() -> None:
    width = 30
    flush = "沿江各镇按流域分段落实管护责任，疏浚淤塞河段，拆除阻水建筑，逐步恢复河道行洪断面和滩地空间"
    body = "".join(flush[n % len(flush)] for n in range(width * 4 - 3)) + "。"  # two characters short of a full line
    lines = [body[n : n + width] for n in range(0, len(body), width)]
    assert [len(line) for line in lines] == [30, 30, 30, 28]
    assert paragraphs("\n".join(lines * 4)) == [body] * 4
