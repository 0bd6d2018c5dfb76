"""Two columns set narrow, in small and large type: whatever the setting, the text comes out as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from pipeline.read.layout import compose
from pipeline.read.positions import Glyph, Page, em_width

POINT = 25.4 / 72
LEFT, TOP, HIGH = 21.0, 24.0, 245.0
WIDTH, HEIGHT = 210.0, 297.0
HANG = "。，、；：！？"
CLOSE = HANG + "”’）》】〕%"
OPEN = "“‘（《【〔"
UNITS = re.compile(r"[A-Za-z0-9.%~+-]+|.")

PLAN = [
    "青桐市农村供水提升行动计划（2026—2028年）",
    "为补齐农村供水短板，让“同城同网、同质同价”惠及更多村组，结合本市实际，制定本计划。",
    "一、工作目标",
    "到2028年，规模化供水工程覆盖农村人口比例达到78.5%，农村自来水普及率稳定在98%以上；新建、改造水厂12座，更新老旧管网640公里，"
    "建成“智慧水务”平台1个。",
    "二、重点任务",
    "（一）推进城乡供水一体化，把城区管网延伸到有条件的乡镇",
    "以青桐、云岭2座骨干水厂为依托，3年内延伸管网210公里，新增受益人口6.4万人。对管网够不到的村组，采取“小型集中＋净水设备”的办法，"
    "分类确定建设标准，力争做到“应通尽通”。",
    "1.实施水源保护。划定千人以上水源保护区48处，完成围网、标识牌设置；水质监测每季度不少于1次，监测结果向社会公开。",
    "2.改造老旧设施。更换使用15年以上的水表3.2万只，淘汰“跑冒滴漏”严重的管道，管网漏损率控制在10%以内。",
    "（二）健全长效管护机制",
    "落实县级统管责任，组建专业化管护队伍9支、维修养护中心3个，每处工程明确1名管水员。水费收缴率达到95%，收支情况每半年公示。",
    "三、保障措施",
    "市水务局牵头，会同发展改革、财政、卫生健康等部门建立联席会议制度，按月调度、按季通报，及时研究解决用地、用电、资金等问题；"
    "对进度滞后的，由“一把手”约谈。",
    "各县（市、区）要把农村供水纳入民生实事，统筹用好涉农资金，年度投入不低于8000万元！",
]

AGAIN = {"一、": "四、", "二、": "五、", "三、": "六、"}
"""The plan is set twice, its chapters numbered on: the same heading at the same place of two pages would be a running head."""


def set_in(text: str, room: float, size: float, hanging: bool) -> list[tuple[float, str]]:
    """The lines of a paragraph, each with its indent; marks open no line: they hang over the margin or take the word before along."""
    lines: list[tuple[float, str]] = []
    indent = x = 2 * size
    line: list[str] = []
    for unit in UNITS.findall(text):
        wide = sum(map(em_width, unit)) * size
        if line and x + wide > room + 0.01:
            if hanging and unit in HANG:
                line.append(unit)
                continue
            carried: list[str] = []
            while len(line) > 1 and ((unit in CLOSE and not carried) or (carried and carried[0] in CLOSE) or line[-1] in OPEN):
                carried.insert(0, line.pop())
            lines.append((indent, "".join(line)))
            indent, line = 0.0, carried
            x = sum(em_width(c) for word in carried for c in word) * size
        line.append(unit)
        x += wide
    return [*lines, (indent, "".join(line))]


def glyphs_of(x: float, y: float, line: str, size: float, room: float = 0.0) -> list[Glyph]:
    """A line, stretched to fill `room` if it says how much there is and the line comes near it."""
    own = [em_width(c) * size for c in line]
    inside = len(own) - (line[-1] in HANG and sum(own) > room + 0.01)
    air = (room - sum(own[:inside])) / (inside - 1) if room and inside > 1 and abs(room - sum(own[:inside])) < 3 * size else 0.0
    glyphs: list[Glyph] = []
    for character, wide in zip(line, own, strict=True):
        glyphs.append(Glyph(character, x, y, wide, size))
        x += wide + air
    return glyphs


class Setter:
    """Sets headings over both columns and balanced columns under them, on as many pages as it takes."""

    def __init__(self, size: float, gap: float, justified: bool, hanging: bool) -> None:
        self.size, self.gap, self.justified, self.hanging = size, gap, justified, hanging
        self.room = (WIDTH - 2 * LEFT - gap) / 2
        self.pages: list[list[Glyph]] = [[]]
        self.y = TOP

    def heading(self, text: str, size: float, centred: bool) -> None:
        """A heading over both columns; some lines of text must have room under it."""
        if self.y + size * 9 > TOP + HIGH:
            self.turn()
        self.y += 1.6 * size
        wide = sum(map(em_width, text)) * size
        self.pages[-1] += glyphs_of((WIDTH - wide) / 2 if centred else LEFT, self.y, text, size)
        self.y += 0.4 * size

    def turn(self) -> None:
        self.pages.append([])
        self.y = TOP

    def columns(self, paragraphs: Sequence[str]) -> None:
        """Paragraphs in two columns, which are equally long where they end."""
        pitch = 1.5 * self.size
        todo = [line for p in paragraphs for line in set_in(p, self.room, self.size, self.hanging)]
        ends = self._ends(paragraphs)
        at = 0
        while at < len(todo):
            high = min(int((TOP + HIGH - self.y) / pitch), (len(todo) - at + 1) // 2)
            if high < 1:
                self.turn()
                continue
            for k, (indent, line) in enumerate(todo[at : at + 2 * high]):
                x = LEFT + (k >= high) * (self.room + self.gap)
                room = self.room - indent if self.justified and at + k not in ends else 0.0
                self.pages[-1] += glyphs_of(x + indent, self.y + (k % high + 1) * pitch, line, self.size, room)
            at += 2 * high
            self.y += (high + 0.5) * pitch
            if at < len(todo):
                self.turn()

    def _ends(self, paragraphs: Sequence[str]) -> set[int]:
        """Which of the lines end a paragraph."""
        out: set[int] = set()
        n = -1
        for paragraph in paragraphs:
            n += len(set_in(paragraph, self.room, self.size, self.hanging))
            out.add(n)
        return out


@pytest.mark.parametrize("headings", ["in the columns", "centred over both", "at the margin over both"])
@pytest.mark.parametrize("hanging", [False, True])
@pytest.mark.parametrize("justified", [False, True])
@pytest.mark.parametrize("points", [10, 10.5, 12, 14, 16])
@pytest.mark.parametrize("gap", [10, 12, 14, 18, 24, 30])
def test_two_columns_in_any_type_with_any_gap_are_read_in_order(
    gap: float, points: float, justified: bool, hanging: bool, headings: str
) -> None:
    plan = [*PLAN, *(AGAIN.get(line[:2], line[:2]) + line[2:] for line in PLAN[1:])]
    size = points * POINT
    setter = Setter(size, gap * POINT, justified, hanging)
    setter.heading(PLAN[0], 1.3 * size, centred=True)
    block: list[str] = []
    for text in plan[1:]:
        if headings != "in the columns" and re.match("[一二三四五六]、", text):
            setter.columns(block)
            block = []
            setter.heading(text, 1.15 * size if headings.startswith("centred") else size, headings.startswith("centred"))
        else:
            block.append(text)
    setter.columns(block)
    numbered = [[*glyphs, *glyphs_of(100, 285, f"— {n} —", 9 * POINT)] for n, glyphs in enumerate(setter.pages, 1)]
    made = compose([Page(WIDTH, HEIGHT, [g for g in glyphs if g.text != " "], []) for glyphs in numbered])
    assert [line for line in made.text.split("\n") if not line.startswith("—")] == plan
