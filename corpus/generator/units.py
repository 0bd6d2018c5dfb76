"""Notes that make units answerable. A note stands behind the text of an item, or on lines of its own."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.generator.context import Context, cat, join
from corpus.generator.pieces import Mark, Piece, marked
from corpus.generator.registry import form
from corpus.generator.words import AIMS, BARE, BRANCHES, NAMES, SURNAMES


def unit(name: str, role: str, surface: str, whole: str | None = None) -> Piece:
    """One unit: its words, and its name made whole where they are short."""
    return marked(Mark("unit", name, {"name": whole or surface, "surface": surface, "role": role}), surface)


def units(c: Context, name: str, role: str, count: int | None = None, below: bool = False) -> Piece:
    """A list of departments, each with the prefix of its place, now and then with the governments below. Where the document
    says that the first of a list leads, it does, and the others support it."""
    names = [c.place.prefix + office for office in c.offices(count or c.rng.randint(2, 4))]
    roles = ["lead", *["support"] * len(names)] if c.first_leads else [role] * (len(names) + 1)
    out = [unit(name, r, n) for n, r in zip(names, roles, strict=False)]
    return cat(join("、", out), "，" if below else "", unit(name, roles[-1], c.place.below) if below else "")


def ends(c: Context) -> tuple[str, str]:
    """The brackets of a note."""
    return c.pick((("（", "）"), ("（", "）"), ("〔", "〕"), ("(", ")"), ("【", "】")))


@form("unit.responsible", "unit")
def responsible(c: Context, name: str) -> Piece:
    """（责任单位：甲、乙，各区政府）"""
    left, right = ends(c)
    label = c.pick(("责任单位", "责任部门", "责任单位"))
    return cat(f"{left}{label}：", units(c, name, "responsible", below=c.chance(0.4)), right)


@form("unit.first_leads", "unit")
def first_leads(c: Context, name: str) -> Piece:
    """（责任单位：甲、乙、丙）in a document that says: 列第一位者为牵头单位."""
    left, right = ends(c)
    listed = units(c, name, "responsible", below=c.chance(0.3))
    return c.one_of(
        lambda: cat(f"{left}责任单位：", listed, right),
        lambda: cat(left, listed, "负责", right),
        lambda: cat(left, listed, "按职责分工负责", right),
    )


@form("unit.lead_support", "unit")
def lead_support(c: Context, name: str) -> Piece:
    """（甲牵头，乙、丙配合）"""
    left, right = ends(c)
    first, *rest = c.offices(c.rng.randint(2, 4))
    lead = unit(name, "lead", c.place.prefix + first)
    others = [unit(name, "support", c.place.prefix + o) for o in rest]
    label = c.pick(("", "责任单位："))
    some = "，相关部门按职责参与" if c.chance(0.15) else ""
    return c.one_of(
        lambda: cat(left, label, lead, "牵头，", join("、", others), "配合", some, right),
        lambda: cat(f"{left}牵头单位：", lead, "；配合单位：", join("、", others), right),
        lambda: cat(left, lead, "牵头，", join("、", others), "、", unit(name, "support", c.place.below), "配合", right),
        lambda: cat(left, lead, "牵头负责，", join("、", others), "参与", right),
        lambda: cat(f"{left}牵头部门：", lead, "，配合部门：", join("、", others), right),
    )


@form("unit.by_duty", "unit")
def by_duty(c: Context, name: str) -> Piece:
    """（甲、乙按职责分工负责）"""
    left, right = ends(c)
    return cat(
        left,
        units(c, name, "responsible", below=c.chance(0.2)),
        c.pick(("按职责分工负责", "分别负责", "按照职责分工负责", "等按职责分工负责", "负责")),
        right,
    )


@form("unit.one", "unit")
def one(c: Context, name: str) -> Piece:
    """〔甲负责〕"""
    left, right = ends(c)
    only = unit(name, "responsible", c.office())
    return c.one_of(
        lambda: cat(left, only, "负责", right),
        lambda: cat(left, "责任单位：", only, right),
        lambda: cat(
            left,
            unit(name, "responsible", c.place.prefix + c.sector.office),
            "负责，",
            unit(name, "support", c.place.prefix + c.sector.partners[0]),
            "配合",
            right,
        ),
    )


@form("unit.own_lines", "unit")
def own_lines(c: Context, name: str) -> Piece:
    """牵头单位：…配合单位：… on lines of their own."""
    first, *rest = c.offices(c.rng.randint(2, 4))
    lead = unit(name, "lead", c.place.prefix + first)
    others = join(c.pick(("、", "，")), [unit(name, "support", c.place.prefix + o) for o in rest])
    return c.one_of(
        lambda: cat("\n牵头单位：", lead, "\n配合单位：", others),
        lambda: cat("\n责任单位：", units(c, name, "responsible", below=c.chance(0.4))),
        lambda: cat("\n牵头单位：", lead, "；配合单位：", others),
        lambda: cat("\n（责任单位：", units(c, name, "responsible"), "）"),
        lambda: cat("\n牵头部门：", lead, "\n配合部门：", others),
    )


@form("unit.running", "unit")
def running(c: Context, name: str) -> Piece:
    """由甲会同乙、丙…: in running text."""
    first, *rest = c.offices(c.rng.randint(2, 3))
    lead = unit(name, "lead", c.place.prefix + first)
    others = join("、", [unit(name, "support", c.place.prefix + o) for o in rest])
    deed = f"建立{c.pick(('联席会商', '信息共享', '联合督导', '定期通报'))}机制"
    return c.one_of(
        lambda: cat("由", lead, "会同", others, f"{deed}。"),
        lambda: cat("由", lead, "牵头，", others, f"配合，{deed}。"),
        lambda: cat("由", lead, "牵头，会同", others, f"{deed}。"),
        lambda: cat(lead, "会同", others, f"{deed}，{c.pick(AIMS)}。"),
        lambda: cat(f"{deed}，由", lead, "牵头，", others, "参与。"),
    )


@form("unit.abbreviated", "unit")
def abbreviated(c: Context, name: str) -> Piece:
    """（责任单位：市发改委、工信局、财政局）: the prefix is said once."""
    left, right = ends(c)
    first, *rest = c.offices(c.rng.randint(3, 5), short=True)
    prefix = c.place.prefix

    def listed(role: str, names: Sequence[str]) -> Piece:
        head, *tail = names
        return join("、", [unit(name, role, prefix + head), *(unit(name, role, o, prefix + o) for o in tail)])

    return c.one_of(
        lambda: cat(f"{left}责任单位：", listed("responsible", [first, *rest]), right),
        lambda: cat(f"{left}责任单位：", listed("responsible", [first, *rest]), "，", unit(name, "responsible", c.place.below), right),
        lambda: cat(left, listed("responsible", [first, *rest]), "按职责分工负责", right),
        lambda: cat(left, unit(name, "lead", prefix + first), "牵头，", listed("support", rest), "配合", right),
        lambda: cat(
            left,
            "责任单位：",
            listed("responsible", [first, *rest]),
            "，",
            unit(name, "responsible", c.pick(BRANCHES).format(c.place.name[:2])),
            right,
        ),
    )


@form("unit.person", "unit")
def person(c: Context, name: str) -> Piece:
    """责任领导：张三: a person is no unit."""
    left, right = ends(c)
    who = c.pick(SURNAMES) + c.pick(NAMES)
    listed = units(c, name, "responsible")
    return c.one_of(
        lambda: cat(f"{left}责任领导：{who}；责任单位：", listed, right),
        lambda: cat(f"{left}责任单位：", listed, f"；责任人：{who}{right}"),
        lambda: cat(f"\n责任领导：{who}\n责任单位：", listed),
        lambda: cat("\n责任单位：", listed, f"\n责任人：{who}"),
        lambda: cat(f"{left}分管领导：{who}，责任单位：", listed, right),
    )


@form("unit.broken", "unit")
def broken(c: Context, name: str) -> Piece:
    """A bracket that a line break cuts."""
    left, right = c.pick((("（", "）"), ("(", ")")))
    first, second, *rest = (c.place.prefix + o for o in c.offices(c.rng.randint(3, 4)))
    cut = c.rng.randint(1, len(second) - 1)
    mark = Mark("unit", name, {"name": second, "surface": second, "role": "responsible"})
    torn = marked(mark, f"{second[:cut]}\n{second[cut:]}")
    tail = [unit(name, "responsible", o) for o in rest]
    return c.one_of(
        lambda: cat(f"{left}责任单位：", unit(name, "responsible", first), "、", torn, "、", join("、", tail), right),
        lambda: cat(
            f"{left}责任单位：", unit(name, "responsible", first), "、\n", unit(name, "responsible", second), "、", join("、", tail), right
        ),
        lambda: cat(f"{left}责任\n单位：", unit(name, "responsible", first), "、", unit(name, "responsible", second), right),
        lambda: cat(
            left,
            unit(name, "lead", first),
            "牵头，\n",
            unit(name, "support", second),
            "、",
            join("、", [unit(name, "support", o) for o in rest]),
            "配合",
            right,
        ),
        lambda: cat(left, unit(name, "responsible", first), "、", torn, "按职责\n分工负责", right),
    )


@form("unit.and_others", "unit")
def and_others(c: Context, name: str) -> Piece:
    """消防、市场监管等部门: the list completes the names."""
    first, second = c.rng.sample(BARE, 2)
    bare = cat(unit(name, "support", first, f"{first}部门"), "、", unit(name, "support", second, f"{second}部门"), "等部门")
    lead = unit(name, "lead", c.place.prefix + c.sector.office)
    deed = f"开展{c.pick(('联合检查', '综合整治', '协同执法', '隐患排查'))}"
    return c.one_of(
        lambda: cat("由", lead, "会同", bare, f"{deed}。"),
        lambda: cat(lead, "会同", bare, f"{deed}，{c.pick(AIMS)}。"),
        lambda: cat("由", lead, "牵头，会同", bare, f"{deed}。"),
        lambda: cat("由", lead, "牵头，", bare, f"配合，{deed}。"),
        lambda: cat("会同", bare, f"{deed}，{c.pick(AIMS)}。"),
    )


@form("unit.nobody", "unit")
def nobody(c: Context, name: str) -> Piece:
    """Only 有关部门 and the like: no unit."""
    return c.one_of(
        lambda: cat(c.decoy(name, "（有关部门按职责分工负责）")),
        lambda: cat(c.decoy(name, "（责任单位：相关单位）")),
        lambda: cat(c.decoy(name, "各有关部门要各司其职、密切配合。")),
        lambda: cat(c.decoy(name, "（各责任单位按职责分工抓好落实）")),
        lambda: cat(c.decoy(name, "有关单位要主动认领任务。")),
    )
