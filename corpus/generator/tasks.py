"""Sections of tasks, by the style in which their items are numbered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpus.generator.bodies import Recipe, body, note, prose
from corpus.generator.context import Context, cat, chinese
from corpus.generator.pieces import Mark, Piece, Text, marked
from corpus.generator.registry import declare

Step = dict[str, str | None]
Path = tuple[Step, ...]
Section = Callable[[Context, Recipe, Path, str], Piece]

CIRCLED = "①②③④⑤⑥⑦⑧⑨"
ITEM_VERBS = ["推进", "加快", "深化", "抓好", "实施", "加强", "促进", "落实"]
MATTER_VERBS = ["健全", "完善", "优化", "构建", "创新", "夯实"]


def step(label: str | None, title: str) -> Step:
    """A heading as the path of a task has it."""
    return {"label": label, "title": title}


def title(c: Context) -> str:
    """A heading of its own: 推进义务教育优质均衡."""
    options = [f"{v}{t}" for v in ITEM_VERBS for t in c.sector.themes if c.sector.themes] if c.chance(0.7) else []
    options = options or [f"{v}{m}" for v in MATTER_VERBS for m in c.sector.matters]
    return c.fresh(options)


def heading(label: str, words: str, level: int, gap: str = "") -> Piece:
    """A heading on a line of its own."""
    return cat(marked(Mark("heading", fields={"level": level, "label": label, "title": words}), f"{label}{gap}{words}"), "\n")


def task(form: str, path: Path, kind: str, label: str | None, words: str | None, *parts: Text) -> Piece:
    """The parts as one task."""
    fields: dict[str, Any] = {"label": label, "title": words, "path": [dict(s) for s in path], "kind": kind, "previous": None}
    return marked(Mark("task", form, fields), *parts)


def count(c: Context, recipe: Recipe) -> int:
    """How many items stand under one heading."""
    return c.rng.randint(2, 4) if recipe.long else c.rng.randint(2, 3)


def run_in(c: Context, recipe: Recipe, form: str, path: Path, kind: str, label: str, gap: str = "", inner: bool = False) -> Piece:
    """An item whose heading stands before its text, in the same paragraph."""
    words = title(c)
    return cat(task(form, path, kind, label, words, f"{label}{gap}{words}。", body(c, recipe, inner=inner), note(c, recipe)), "\n")


def in_brackets(c: Context) -> Callable[[int], str]:
    """（一） in one of its two guises."""
    left, right = c.pick((("（", "）"), ("（", "）"), ("(", ")")))
    return lambda n: f"{left}{chinese(n)}{right}"


def with_lines(style: Callable[[Context, Recipe, str, Path, str, int], Piece]) -> Section:
    """A section of second-level headings （一）, each with the items that `style` writes."""

    def section(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
        out: list[Piece] = []
        number = in_brackets(c)
        for n in range(1, c.rng.randint(*recipe.headings) + 1):
            words = title(c)
            out += [heading(number(n), words, 2), style(c, recipe, "", (*path, step(number(n), words)), kind, n)]
        return cat(*out)

    return section


NUMBERS = declare("task.numbers", "task", "（一）heading, below it items 1. 2. 3. with a heading sentence")


def numbers(c: Context, recipe: Recipe, _: str, path: Path, kind: str, __: int) -> Piece:
    """1.…。 or 1、…。 under （一）."""
    mark = c.pick((".", "．", "、", "."))
    return cat(*(run_in(c, recipe, NUMBERS, path, kind, f"{n}{mark}", c.pick(("", "", " "))) for n in range(1, count(c, recipe) + 1)))


FIRST = declare("task.first_second", "task", "一是 … 二是 … that open paragraphs")


def first_second(c: Context, recipe: Recipe, _: str, path: Path, kind: str, __: int) -> Piece:
    """一是…。 as paragraphs, below a lead-in."""
    lead = f"{prose(c)}，重点抓好以下工作。\n" if c.chance(0.6) else ""
    return cat(lead, *(run_in(c, recipe, FIRST, path, kind, f"{chinese(n)}是") for n in range(1, count(c, recipe) + 1)))


CIRCLES = declare("task.circled", "task", "① ② ③ that open paragraphs")


def circled(c: Context, recipe: Recipe, _: str, path: Path, kind: str, __: int) -> Piece:
    """①…。 under （一）."""
    return cat(*(run_in(c, recipe, CIRCLES, path, kind, CIRCLED[n]) for n in range(count(c, recipe))))


SMALL = declare("task.small_brackets", "task", "（1）（2） that open paragraphs, below 1.")


def small(c: Context, recipe: Recipe, _: str, path: Path, kind: str, __: int) -> Piece:
    """（1）…。 below 1.…, below （一）."""
    out: list[Piece] = []
    for n in range(1, 3):
        words = title(c)
        below = (*path, step(f"{n}.", words))
        out.append(heading(f"{n}.", words, 3))
        out += [run_in(c, recipe, SMALL, below, kind, f"（{k}）") for k in range(1, count(c, recipe) + 1)]
    return cat(*out)


BULLETS = declare("task.bullets", "task", "● — ■ before heading sentences")


def bullets(c: Context, recipe: Recipe, _: str, path: Path, kind: str, __: int) -> Piece:
    """●…。 under （一）."""
    dot = c.pick(("●", "——", "■", "◆", "• "))
    out: list[Piece] = []
    for _n in range(count(c, recipe)):
        words = title(c)
        out.append(cat(dot, task(BULLETS, path, kind, None, words, f"{words}。", body(c, recipe), note(c, recipe)), "\n"))
    return cat(*out)


UNNUMBERED = declare("task.heading_sentences", "task", "paragraphs that open with heading sentences, without numbers")


def unnumbered(c: Context, recipe: Recipe, _: str, path: Path, kind: str, __: int) -> Piece:
    """Heading sentences under （一）, now and then a paragraph without one, which belongs to the item above."""
    out: list[Piece] = []
    for _n in range(count(c, recipe)):
        words = title(c)
        more = cat("\n", body(c, recipe, below=True)) if c.chance(0.2) else cat()
        out.append(cat(task(UNNUMBERED, path, kind, None, words, f"{words}。", body(c, recipe), more, note(c, recipe)), "\n"))
    return cat(*out)


ABOVE = declare("task.heading_above", "task", "a heading sentence on the line above its text")


def above(c: Context, recipe: Recipe, _: str, path: Path, kind: str, __: int) -> Piece:
    """1.…。 and the text on the next line."""
    out: list[Piece] = []
    for n in range(1, count(c, recipe) + 1):
        words = title(c)
        out.append(
            cat(
                task(ABOVE, path, kind, f"{n}.", words, f"{n}.{words}{c.pick(('。', ''))}\n", body(c, recipe, below=True), note(c, recipe)),
                "\n",
            )
        )
    return cat(*out)


RUN_IN = declare("task.run_in", "task", "（一）heading。text: items directly below 一、")


def directly(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
    """（一）…。text, directly below the section's heading; now and then with a second paragraph."""
    out: list[Piece] = []
    number = in_brackets(c)
    for n in range(1, count(c, recipe) + recipe.headings[0]):
        words = title(c)
        more = cat("\n", body(c, recipe, below=True)) if c.chance(0.25) else cat()
        out.append(cat(task(RUN_IN, path, kind, number(n), words, f"{number(n)}{words}。", body(c, recipe), more, note(c, recipe)), "\n"))
    return cat(*out)


BLOCK = declare("task.heading_line", "task", "（一）heading on a line of its own, text below, no items")


def blocks(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
    """（一）heading, then paragraphs."""
    out: list[Piece] = []
    number = in_brackets(c)
    for n in range(1, count(c, recipe) + recipe.headings[0] - 1):
        words = title(c)
        rest = cat("\n", body(c, recipe, below=True)) if c.chance(0.4) else cat()
        text = cat(heading(number(n), words, 2), body(c, recipe, below=True), rest, note(c, recipe))
        out.append(cat(task(BLOCK, path, kind, number(n), words, text), "\n"))
    return cat(*out)


INNER = declare("task.inner_list", "task", "（一）heading。一是 … 二是 … inside: one task")


def inner(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
    """Items that list 一是 … 二是 … inside of their paragraph."""
    number = in_brackets(c)
    return cat(*(run_in(c, recipe, INNER, path, kind, number(n), inner=True) for n in range(1, count(c, recipe) + recipe.headings[0])))


PLAIN = declare("task.no_heading", "task", "1. followed by plain sentences without a heading")


def no_heading(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
    """1.…，…。: items without a heading sentence."""
    out: list[Piece] = []
    for n in range(1, count(c, recipe) + recipe.headings[0]):
        first = f"{c.pick(ITEM_VERBS)}{c.fresh(c.sector.themes)}，{prose(c)}，{prose(c)}。"
        out.append(cat(task(PLAIN, path, kind, f"{n}.", None, f"{n}.{first}", body(c, recipe), note(c, recipe)), "\n"))
    return cat(*out)


POINTS = declare("task.points", "task", "1.heading。text, directly below 一、")


def points(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
    """1.…。text, directly below the section's heading."""
    return cat(
        *(run_in(c, recipe, POINTS, path, kind, f"{n}.", c.pick(("", " "))) for n in range(1, count(c, recipe) + recipe.headings[0]))
    )


LEAF = declare("task.section_only", "task", "一、heading with paragraphs and no item below")
CHAPTERS = declare("task.chapters", "task", "第一章 第一节, below it （一） run into its paragraph")
SECTIONS = declare("task.sections", "task", "第一节 heading with paragraphs and no item below")
DECIMAL = declare("task.decimal", "task", "4.1.1 heading on its own line, below 4.1")


def in_chapter(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
    """第一节 with items （一）, or with paragraphs alone."""
    out: list[Piece] = []
    leaf = c.chance(0.4) if not recipe.form else recipe.form.name == SECTIONS
    gap = c.pick(("　", " ", "  "))
    number = in_brackets(c)
    for n in range(1, c.rng.randint(*recipe.headings) + 1):
        words, label = title(c), f"第{chinese(n)}节"
        head = heading(label, words, 2, gap)
        if leaf:
            text = cat(head, body(c, recipe, below=True), "\n", body(c, recipe, below=True), note(c, recipe))
            out.append(cat(task(SECTIONS, path, kind, label, words, text), "\n"))
            continue
        below = (*path, step(label, words))
        out.append(cat(head, *(run_in(c, recipe, CHAPTERS, below, kind, number(k)) for k in range(1, count(c, recipe) + 1))))
    return cat(*out)


def decimals(c: Context, recipe: Recipe, path: Path, kind: str) -> Piece:
    """4.1 with items 4.1.1 on lines of their own. The number of the section is that of the path."""
    top = "一二三四五六七八九十".index(str(path[-1]["label"])[0]) + 1
    out: list[Piece] = []
    for n in range(1, c.rng.randint(2, 3) + 1):
        words, label = title(c), f"{top}.{n}"
        below = (*path, step(label, words))
        out.append(heading(label, words, 2, " "))
        for k in range(1, count(c, recipe) + 1):
            sub, number = title(c), f"{top}.{n}.{k}"
            out.append(
                cat(task(DECIMAL, below, kind, number, sub, f"{number} {sub}\n", body(c, recipe, below=True), note(c, recipe)), "\n")
            )
    return cat(*out)


STYLES: dict[str, Section] = {
    NUMBERS: with_lines(numbers),
    FIRST: with_lines(first_second),
    CIRCLES: with_lines(circled),
    SMALL: with_lines(small),
    BULLETS: with_lines(bullets),
    UNNUMBERED: with_lines(unnumbered),
    ABOVE: with_lines(above),
    RUN_IN: directly,
    BLOCK: blocks,
    INNER: inner,
    PLAIN: no_heading,
    POINTS: points,
    CHAPTERS: in_chapter,
    SECTIONS: in_chapter,
    DECIMAL: decimals,
}
"""How the items of a section are written, by the form of its tasks."""

CHAPTERED = {CHAPTERS, SECTIONS}
"""The styles whose sections are chapters."""


def leaf_section(c: Context, recipe: Recipe, label: str, words: str, kind: str) -> Piece:
    """A section that is one task: its heading and its paragraphs."""
    head = heading(label, words, 1)
    return cat(task(LEAF, (), kind, label, words, head, body(c, recipe, below=True), note(c, recipe)), "\n")


SAFEGUARD = declare("task.safeguard", "task", "保障措施: （一）加强组织领导")
SAFEGUARDS = [
    "加强组织领导",
    "强化资金保障",
    "严格督导考核",
    "营造浓厚氛围",
    "完善政策配套",
    "夯实人才支撑",
    "健全推进机制",
    "压实工作责任",
]
STAGES = declare("task.stage", "task", "实施步骤: dated stages are safeguards")


def safeguards(c: Context, recipe: Recipe, path: Path, number: Callable[[int], str]) -> Piece:
    """The safeguards of a plan, as items or as headings with text."""
    names = c.rng.sample(SAFEGUARDS, c.rng.randint(2, 4))
    quiet = Recipe(max(recipe.prose, 0.8), unbroken=recipe.unbroken)
    own_line = number(1).startswith("第") or c.chance(0.2)
    gap = "　" if number(1).startswith("第") else ""
    out: list[Piece] = []
    for n, words in enumerate(names, 1):
        head: Text = heading(number(n), words, 2, gap) if own_line else f"{number(n)}{words}。"
        out.append(
            cat(
                task(
                    SAFEGUARD,
                    path,
                    "safeguard",
                    number(n),
                    words,
                    head,
                    body(c, quiet, c.rng.randint(1, 3), below=own_line),
                    note(c, quiet),
                ),
                "\n",
            )
        )
    return cat(*out)


def stages(c: Context, path: Path) -> Piece:
    """Dated stages: 动员部署, 推进实施, 总结评估."""
    out: list[Piece] = []
    names = ("动员部署阶段", "全面推进阶段", "总结提升阶段")
    spans = (f"{c.start}年3月—4月", f"{c.start}年5月—{c.end}年9月", f"{c.end}年10月—12月")
    for n, (words, span) in enumerate(zip(names, spans, strict=True), 1):
        label, head = f"（{chinese(n)}）", f"{words}（{span}）"
        out.append(cat(task(STAGES, path, "safeguard", label, head, f"{label}{head}。{prose(c)}。{prose(c)}。"), "\n"))
    return cat(*out)
