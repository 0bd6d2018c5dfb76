"""Kinds of documents: what stands where in them, and what is known of the document as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from corpus.generator.bodies import INNER, Recipe, body, prose
from corpus.generator.context import Context, cat, chinese, invent, random_sector
from corpus.generator.pieces import Mark, Piece, Text, marked, marks
from corpus.generator.quantities import made, rated, reached
from corpus.generator.registry import FORMS, declare
from corpus.generator.tables import (
    BOX_ITEMS,
    BOX_SENTENCES,
    BOX_WHOLE,
    COMPARED,
    SHAPES,
    TASK_TABLE,
    box,
    compared,
    indicators,
    projects,
    task_table,
)
from corpus.generator.tasks import (
    CHAPTERED,
    DECIMAL,
    SAFEGUARD,
    STAGES,
    STYLES,
    UNNUMBERED,
    heading,
    leaf_section,
    safeguards,
    stages,
    step,
)
from corpus.generator.words import AIMS, NAMES, PRINCIPLES, SURNAMES


@dataclass(slots=True)
class Facts:
    """The document record of the reference."""

    title: str
    doc_type: str
    region: str
    start: int | None
    end: int | None
    issuers: list[str] = field(default_factory=list)
    doc_number: str | None = None
    index_number: str | None = None
    issued_on: str | None = None
    published_on: str | None = None
    script: str = "hans"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it is laid out: its text, what is known of it, and its context."""

    kind: str
    text: Piece
    facts: Facts
    context: Context


RETRO = declare("none.retrospect", "decoy", "发展基础, 上年工作回顾: sections of results")
QUOTED = declare("none.news", "decoy", "news and interpretation: a document without records")
GOALS = declare("goals", "quantity", "总体目标: targets that belong to no task")


def titled(words: str) -> Piece:
    """The title of the plan, on a line of its own."""
    return cat(marked(Mark("title"), words), "\n")


def results(c: Context, recipe: Recipe, count: int) -> Piece:
    """A paragraph of results: numbers, and no target."""
    out: list[Text] = []
    for _ in range(count):
        thing, rate, amount, people = c.thing(), c.rate(), c.amount(), c.people()
        n, p = c.rng.randint(5, 900), c.rng.randint(40, 96)
        if c.chance(recipe.prose * 0.7):
            out.append(f"{c.pick(c.sector.themes)}取得积极进展，{c.pick(c.sector.matters)}不断健全。")
            continue
        out.append(
            c.pick(
                (
                    f"建成{thing.noun}{n}{thing.measure}，{rate}达到{p}%。",
                    f"{amount.name}增长{p // 4}%，{amount.name}达到{amount.low + 3}{amount.unit}。",
                    f"新增{thing.noun}{n}{thing.measure}，培训{people.noun}{n * 3}{people.measure}。",
                    f"{rate}由{p - 20}%提高到{p}%，居全省前列。",
                    f"{c.pick(c.sector.matters)}基本建立，{thing.noun}总数达{n}{thing.measure}。",
                    f"完成投资{n}亿元，实施重点项目{n // 4 + 3}个，{c.pick(c.sector.covers)}实现全覆盖。",
                )
            )
        )
    return c.decoy(RETRO, *out)


def outlook(c: Context) -> Piece:
    """A paragraph on what is lacking and what is to come: forecasts and current figures, no target."""
    forecast = FORMS["none.forecast"]
    assert forecast.write
    return cat(
        f"{prose(c)}。",
        cat(forecast.write(c, forecast.name), "。"),
        f"与此同时，{c.pick(c.sector.themes)}还存在短板，{c.pick(c.sector.rates)}偏低，城乡差距较大。",
    )


def goals(c: Context, recipe: Recipe, opening: str, deadline: str | None) -> Piece:
    """A paragraph of goals: targets without a task."""
    parts: list[Piece] = []
    for _ in range(c.rng.randint(3, 5)):
        amount = c.amount()
        parts.append(
            c.one_of(
                lambda: rated(c, GOALS, deadline=deadline),
                lambda a=amount: reached(c, GOALS, a.name, c.level(a), deadline=deadline),  # type: ignore[misc]
                lambda: made(c, GOALS, c.thing(), deadline=deadline),
            )
        )
    out: list[Text] = [opening]
    for n, part in enumerate(parts):
        out += [part, "。" if n == len(parts) - 1 else c.pick(("，", "；"))]
    return cat(*out, "\n")


def numbering(style: str) -> tuple[Callable[[int], str], str]:
    """Labels of the first level and the gap behind them, as they fit the style of the items."""
    if style in CHAPTERED:
        return (lambda n: f"第{chinese(n)}章"), "　"
    return (lambda n: f"{chinese(n)}、"), ""


def second(style: str) -> Callable[[int], str]:
    """Labels of the second level."""
    return (lambda n: f"第{chinese(n)}节") if style in CHAPTERED else (lambda n: f"（{chinese(n)}）")


def style_of(c: Context, recipe: Recipe, allowed: list[str] | None = None) -> str:
    """The style of the items: the one that is asked for, or any."""
    asked = recipe.form.name if recipe.form else ""
    asked = "task.inner_list" if asked == INNER else asked
    if asked in STYLES and (allowed is None or asked in allowed):
        return asked
    return c.pick(allowed or list(STYLES))


def big_title(c: Context) -> str:
    """The heading of a section of tasks."""
    return c.fresh([f"{v}{t}" for v in ("全面推进", "着力加强", "扎实推动", "加快实现", "统筹抓好") for t in c.sector.themes])


BOXABLE = ["task.numbers", "task.first_second", "task.circled", "task.bullets", "task.heading_sentences", "task.heading_line"]
"""The styles with headings of a second level, below the last of which a box can stand."""


def main_sections(c: Context, recipe: Recipe, style: str, first: int, count: int, boxes: bool = False) -> tuple[Piece, int]:
    """Sections of tasks with their items; and the number of the section behind them."""
    label, gap = numbering(style)
    out: list[Piece] = []
    asked = recipe.form.name if recipe.form else ""
    leafs = asked == "task.section_only"
    boxed = 0
    for n in range(first, first + count):
        words = big_title(c)
        if leafs or (style not in CHAPTERED and style != DECIMAL and c.chance(0.08)):
            out.append(leaf_section(c, recipe, label(n), words, "measure"))
            continue
        path = (step(label(n), words),)
        out += [heading(label(n), words, 1, gap), STYLES[style](c, recipe, path, "measure")]
        if (boxes and c.chance(0.5)) or asked.startswith("task.box"):
            boxed += 1
            heads = [m.fields for m in marks(out[-1]) if m.kind == "heading" and m.fields["level"] == 2]
            inner = (*path, step(heads[-1]["label"], heads[-1]["title"]))
            out.append(box(c, recipe, inner, boxed + 1, asked if asked in {BOX_ITEMS, BOX_SENTENCES, BOX_WHOLE} else None))
    return cat(*out), first + count


def principles(c: Context) -> Piece:
    """基本原则: 坚持…, behind dashes."""
    chosen = c.rng.sample(PRINCIPLES, 3)
    return cat(*(f"——坚持{p}。{prose(c)}。\n" for p in chosen))


def spirit(c: Context) -> str:
    """指导思想."""
    return f"坚持以人民为中心的发展思想，{c.lead()}，{prose(c)}，{c.pick(AIMS)}，为现代化建设提供有力支撑。\n"


def context(rng: Random, start: int, end: int) -> Context:
    """A place and a sector for a plan of these years."""
    return Context(rng, invent(rng), random_sector(rng), start, end, start)


def leading(c: Context, recipe: Recipe) -> str:
    """Now and then the document says that the first unit of a list leads."""
    c.first_leads = recipe.form.name == "unit.first_leads" if recipe.form else c.chance(0.06)
    return "各项任务责任单位中列第一位者为牵头单位，其余为配合单位。\n" if c.first_leads else ""


def indicator_table(c: Context, recipe: Recipe) -> Piece:
    """The table of indicators; a web page takes it as a real table."""
    return indicators(c, recipe, "tabs" if recipe.unbroken else None)


def five_year_plan(rng: Random, recipe: Recipe) -> Draft:
    """规划: foundations, goals, indicators, tasks with boxes, safeguards."""
    start = rng.choice((2021, 2026, 2026))
    c = context(rng, start, start + 4)
    number = {2021: "十四五", 2026: "十五五"}[start]
    before = {2021: "十三五", 2026: "十四五"}[start]
    boxed = bool(recipe.form and recipe.form.name.startswith("task.box"))
    style = style_of(c, recipe, BOXABLE if boxed else None)
    label, gap = numbering(style)
    sub = second(style)
    title = f"{c.place.full}{c.sector.name}发展“{number}”规划"
    basis = f"依据《{c.place.full}国民经济和社会发展总体规划》"
    preface = f"为推动{c.sector.name}事业高质量发展，{basis}，编制本规划，规划期为{start}年至{start + 4}年。\n"
    parts: list[Text] = [
        titled(title),
        preface,
        leading(c, recipe),
        heading(label(1), c.pick(("发展基础和面临形势", "发展环境", "规划背景")), 1, gap),
    ]
    parts += [heading(sub(1), c.pick(("发展成就", "发展基础", "主要成效")), 2, gap), f"“{before}”时期，", results(c, recipe, 4), "\n"]
    parts += [heading(sub(2), c.pick(("面临形势", "存在问题")), 2, gap), outlook(c), "\n"]
    parts += [
        heading(label(2), "总体要求", 1, gap),
        heading(sub(1), "指导思想", 2, gap),
        spirit(c),
        heading(sub(2), "基本原则", 2, gap),
        principles(c),
    ]
    parts += [heading(sub(3), c.pick(("发展目标", "主要目标", "总体目标")), 2, gap), goals(c, recipe, f"到{c.end}年，", str(c.end))]
    if not (recipe.form and recipe.form.group == "table" and recipe.form.name in {TASK_TABLE, "table.projects", COMPARED}):
        parts.append(indicator_table(c, recipe))
    sections = rng.randint(4, 6) if recipe.long else rng.randint(2, 3)
    main, next_ = main_sections(c, recipe, style, 3, sections, boxes=style in BOXABLE)
    words = c.pick(("保障措施", "组织实施", "规划实施保障"))
    parts += [main, heading(label(next_), words, 1, gap), safeguards(c, recipe, (step(label(next_), words),), sub)]
    facts = Facts(title, "five_year_plan", c.place.full, start, start + 4)
    asked = recipe.form.name if recipe.form else ""
    if asked == COMPARED or (not c.first_leads and c.chance(0.25)):
        parts.append(compared(c, before, number, shape_of(c, recipe)))
    return Draft("five_year_plan", cat(*parts), facts, c)


def work_points(rng: Random, recipe: Recipe) -> Draft:
    """工作要点: the work of one year."""
    year = rng.choice((2024, 2025, 2026))
    c = context(rng, year, year)
    office = c.place.full + c.sector.office
    title = c.pick((f"{office}{year}年工作要点", f"{year}年{c.place.full}{c.sector.name}工作要点"))
    style = style_of(c, recipe)
    if style in CHAPTERED | {DECIMAL}:
        style = "task.points"
    preface = f"{year}年全{c.place.prefix}{c.sector.name}工作的总体要求是：{c.lead()}，{prose(c)}，{c.pick(AIMS)}。\n"
    rule = leading(c, recipe)
    aims = goals(c, recipe, f"{year}年，全{c.place.prefix}", str(year)) if c.chance(0.4) else cat()
    main, _ = main_sections(c, recipe, style, 1, rng.randint(6, 8) if recipe.long else rng.randint(2, 4))
    return Draft("work_points", cat(titled(title), preface, rule, aims, main), Facts(title, "annual_plan", c.place.full, year, year), c)


def action_plan(rng: Random, recipe: Recipe) -> Draft:
    """三年行动计划: goals, tasks, dated stages, safeguards, now and then a table of tasks or projects."""
    start = rng.choice((2023, 2024, 2025, 2026))
    c = context(rng, start, start + 2)
    title = f"{c.place.full}{c.pick(c.sector.themes)}三年行动{c.pick(('计划', '方案'))}（{start}—{start + 2}年）"
    style = style_of(c, recipe)
    if style in CHAPTERED:
        style = UNNUMBERED
    preface = f"为深入贯彻落实上级部署，{c.pick(AIMS)}，结合实际，制定本方案。\n"
    parts: list[Text] = [
        titled(title),
        preface,
        leading(c, recipe),
        heading("一、", "总体要求", 1),
        heading("（一）", "工作思路", 2),
        spirit(c),
    ]
    parts += [heading("（二）", "工作目标", 2), goals(c, recipe, f"到{c.end}年底，", str(c.end))]
    if recipe.form and recipe.form.group == "indicator":
        parts.append(indicator_table(c, recipe))
    main, next_ = main_sections(c, recipe, style, 2, rng.randint(4, 6) if recipe.long else rng.randint(1, 3))
    parts.append(main)
    if c.chance(0.4) or (recipe.form and recipe.form.name == STAGES):
        parts += [heading(f"{chinese(next_)}、", "实施步骤", 1), stages(c, (step(f"{chinese(next_)}、", "实施步骤"),))]
        next_ += 1
    label = f"{chinese(next_)}、"
    parts += [heading(label, "保障措施", 1), safeguards(c, recipe, (step(label, "保障措施"),), second(style))]
    if not c.first_leads and (c.chance(0.5) or (recipe.form and recipe.form.group == "table")):
        shape = shape_of(c, recipe)
        if (c.chance(0.5) and (recipe.form is None or recipe.form.name != TASK_TABLE)) or (
            recipe.form and recipe.form.name == "table.projects"
        ):
            caption = f"{c.sector.name}重点项目表"
            parts += [f"附表　{caption}\n", projects(c, "附表", caption, shape)]
        else:
            caption = f"{c.sector.name}重点任务分解表"
            parts += [f"附表　{caption}\n", task_table(c, (step("附表", caption),), shape, rng.randint(4, 8))]
    return Draft("action_plan", cat(*parts), Facts(title, "action_plan", c.place.full, start, start + 2), c)


def shape_of(c: Context, recipe: Recipe) -> str:
    """The shape of a table: the one that is asked for, tabs for a web page, or any."""
    if recipe.unbroken:
        return "tabs"
    asked = recipe.form.name.removeprefix("table.") if recipe.form else ""
    return asked if asked in SHAPES else c.pick(list(SHAPES))


def opinions(rng: Random, recipe: Recipe) -> Draft:
    """实施意见, 实施方案: only an end of the period is named."""
    start = rng.choice((2022, 2024, 2025))
    c = context(rng, start, start + 3)
    name = c.pick(("实施意见", "实施方案", "实施意见"))
    about = c.pick(c.sector.themes)
    title = f"关于推进{c.place.full}{about}的{name}" if name == "实施意见" else f"{c.place.full}{about}{name}"
    style = style_of(c, recipe)
    if style in CHAPTERED:
        style = "task.run_in"
    parts: list[Text] = [
        titled(title),
        f"为{c.pick(AIMS)}，{prose(c)}，现提出如下{name[2:]}。\n",
        heading("一、", "总体要求", 1),
        spirit(c),
    ]
    parts.append(goals(c, recipe, f"到{c.end}年，", str(c.end)))
    main, next_ = main_sections(c, recipe, style, 2, rng.randint(4, 6) if recipe.long else rng.randint(2, 3))
    label = f"{chinese(next_)}、"
    parts += [main, heading(label, "组织实施", 1), safeguards(c, recipe, (step(label, "组织实施"),), second(style))]
    return Draft("opinions", cat(*parts), Facts(title, "implementation_plan", c.place.full, None, start + 3), c)


def work_report(rng: Random, recipe: Recipe) -> Draft:
    """政府工作报告: the results of last year, then the work of this one."""
    year = rng.choice((2023, 2024, 2025, 2026))
    c = context(rng, year, year)
    government = f"{c.place.full}人民政府"
    title = f"{year}年{government}工作报告"
    day = rng.randint(5, 28)
    style = style_of(c, recipe, [UNNUMBERED, "task.run_in", "task.heading_line", "task.inner_list"])
    given = f"——{year}年1月{day}日在{c.place.full}第{chinese(rng.randint(8, 19))}届人民代表大会第{chinese(rng.randint(2, 6))}次会议上\n"
    who = f"{government}{ {'省': '省长', '市': '市长', '县': '县长', '区': '区长'}[c.place.prefix] }　{c.pick(SURNAMES)}{c.pick(NAMES)}\n"
    parts: list[Text] = [titled(title), given, who, "各位代表：\n", "现在，我代表人民政府向大会报告工作，请予审议。\n"]
    parts += [heading("一、", f"{year - 1}年工作回顾", 1), f"过去一年，{prose(c)}。", results(c, recipe, 2), "\n"]
    for n in range(1, 4):
        parts += [f"（{chinese(n)}）{c.pick(c.sector.themes)}成效明显。", results(c, recipe, 3), "\n"]
        if c.chance(0.4):
            c.sector = random_sector(rng)
    parts += ["各位代表！成绩来之不易，这是全体人民团结奋斗的结果。\n", heading("二、", f"{year}年总体要求和主要目标", 1)]
    parts += [f"做好今年工作，要{prose(c)}。\n", goals(c, recipe, "今年经济社会发展的主要预期目标是：", str(year))]
    words = f"{year}年重点工作"
    path = (step("三、", words),)
    parts.append(heading("三、", words, 1))
    parts.append(STYLES[style](c, recipe._replace(headings=(6, 9)) if recipe.long else recipe, path, "measure"))
    parts.append("各位代表！新征程催人奋进，让我们同心协力，为建设美好家园而努力奋斗！\n")
    facts = Facts(title, "work_report", c.place.full, year, year, [government], issued_on=f"{year}-01-{day:02}")
    return Draft("work_report", cat(*parts), facts, c)


def task_list(rng: Random, recipe: Recipe) -> Draft:
    """重点任务清单: a document that is one table."""
    year = rng.choice((2024, 2025, 2026))
    c = context(rng, year, year)
    title = f"{c.place.full}{year}年{c.sector.name}重点工作任务清单"
    rows = rng.randint(40, 60) if recipe.long else rng.randint(6, 12)
    listed = task_table(c, (), shape_of(c, recipe), rows)
    intro = f"为抓好{year}年各项工作，{prose(c)}，制定本清单。\n"
    return Draft("task_list", cat(titled(title), intro, listed), Facts(title, "annual_plan", c.place.full, year, year), c)


def news(rng: Random, recipe: Recipe) -> Draft:
    """An interpretation or a piece of news: full of the plan's numbers, and without records."""
    year = rng.choice((2024, 2025, 2026))
    c = context(rng, year, year + 2)
    theme = c.pick(c.sector.themes)
    title = c.pick(
        (
            f"《{c.place.full}{theme}三年行动计划（{year}—{year + 2}年）》政策解读",
            f"{c.place.full}加快推进{theme}",
            f"一图读懂{c.place.full}{theme}行动方案",
        )
    )
    quoted: list[Text] = []
    for _ in range(6 if not recipe.long else 60):
        quoted += [
            c.pick(("据了解，", "该负责人介绍，", "记者了解到，", "《计划》提出，", "根据方案，", "解读指出，")),
            body(c, recipe, rng.randint(2, 3)),
            "\n",
        ]
    flat = c.decoy(QUOTED, *(without(p) for p in quoted))
    heads = [f"{chinese(n)}、{w}\n" for n, w in enumerate(("出台背景", "主要内容", "特色亮点"), 1)] if "解读" in title else []
    start = (
        cat(heads[0], f"近日，{c.place.full}印发实施了相关文件。{prose(c)}。\n", heads[1])
        if heads
        else cat(f"本报讯（记者 {c.pick(SURNAMES)}{c.pick(NAMES)}）近日，{prose(c)}。\n")
    )
    return Draft("news", cat(titled(title), start, flat), Facts(title, "non_plan", c.place.full, None, None), c)


def without(piece: Text) -> Text:
    """The same text without what it says."""
    return piece if isinstance(piece, str) else Piece(tuple(without(p) for p in piece.parts))


Writer = Callable[[Random, Recipe], Draft]
KINDS: dict[str, Writer] = {
    "five_year_plan": five_year_plan,
    "work_points": work_points,
    "action_plan": action_plan,
    "opinions": opinions,
    "work_report": work_report,
    "task_list": task_list,
    "news": news,
}
"""The kinds of documents; each is a form as well, so that one can be asked for."""

for _name, _writer in KINDS.items():
    declare(f"document.{_name}", "document", (_writer.__doc__ or "").strip())


def kind_for(rng: Random, recipe: Recipe) -> str:
    """A kind of document in which the form that is asked for can stand."""
    wanted = recipe.form
    if wanted is None:
        return rng.choice(
            [
                "five_year_plan",
                "work_points",
                "action_plan",
                "opinions",
                "work_report",
                "five_year_plan",
                "action_plan",
                "opinions",
                "task_list",
                "news",
            ]
        )
    if wanted.group == "document":
        return wanted.name.removeprefix("document.")
    if wanted.group == "indicator":
        return rng.choice(("five_year_plan", "action_plan"))
    if wanted.group == "table":
        return {TASK_TABLE: "task_list", "table.projects": "action_plan", COMPARED: "five_year_plan"}.get(
            wanted.name, rng.choice(("five_year_plan", "task_list", "action_plan"))
        )
    if wanted.name.startswith("task.box"):
        return "five_year_plan"
    if wanted.name in CHAPTERED:
        return "five_year_plan"
    if wanted.name in {DECIMAL, STAGES, SAFEGUARD}:
        return "action_plan"
    if wanted.name == RETRO:
        return "work_report"
    if wanted.name == QUOTED:
        return "news"
    if wanted.group == "task":
        return rng.choice(("five_year_plan", "action_plan", "opinions"))
    return rng.choice(("five_year_plan", "work_points", "action_plan", "opinions"))


__all__ = ["KINDS", "Draft", "Facts", "kind_for"]
