"""Quantities in lists, in brackets, in shares, as objects: the turns of phrase that part a number from what it counts."""

from __future__ import annotations

from decimal import Decimal

from corpus.generator.context import Context, Said, cat, join, kind_of, scaled
from corpus.generator.pieces import Piece, Text, programme
from corpus.generator.quantities import made, opening, rated, reached
from corpus.generator.registry import form
from corpus.generator.words import DOINGS, Thing


@form("list.shared_verb", "quantity")
def shared_verb(c: Context, name: str) -> Piece:
    """One verb over a list: 新建甲3所、乙12个、丙5处."""
    things = [c.thing() for _ in range(c.pick((2, 3, 3, 4)))]
    verb = c.pick(("新建", "建成", "新增", "布局建设", "建设"))
    behind = c.chance(0.8)

    def item(t: Thing) -> Piece:
        said = c.count(t)
        words = f"{t.noun}{said.text}" if behind else f"{said.text}{t.noun}"
        return c.target(name, words, metric=t.noun, said=said, kind="increment", alts=(f"{verb}{t.noun}",))

    items = [item(t) for t in things]
    listed = c.pick((join("、", items), cat(join("、", items[:-1]), "和", items[-1]), cat(join("、", items[:-1]), "，以及", items[-1])))
    return c.one_of(
        lambda: cat(opening(c), verb, listed),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，{verb}", listed),
        lambda: cat(f"依托{c.pick(c.sector.groups)}{verb}", listed),
        lambda: cat(verb, listed, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(f"{c.lead()}，分批{verb}", listed),
    )


@form("list.shared_unit", "quantity")
def shared_unit(c: Context, name: str) -> Piece:
    """One unit behind a list of numbers: 创建省级、市级示范园5、12个; 甲、乙分别达到95%和90%."""
    thing = c.thing()
    a, b = c.rng.randint(2, 20), c.rng.randint(21, 90)
    low, unit = scaled(Decimal(a), thing.measure)
    high, _ = scaled(Decimal(b), thing.measure)
    verb = c.pick(thing.verbs)
    grades = c.pick((("省级", "市级"), ("国家级", "省级"), ("一类", "二类")))
    first = c.target(
        name,
        f"{grades[0]}、{grades[1]}{thing.noun}{a}",
        metric=f"{grades[0]}{thing.noun}",
        said=Said("", low, unit),
        kind="increment",
        alts=(thing.noun, f"{grades[0]}、{grades[1]}{thing.noun}"),
    )
    listed = c.target(
        name,
        first,
        f"、{b}{thing.measure}",
        metric=f"{grades[1]}{thing.noun}",
        said=Said("", high, unit),
        kind="increment",
        alts=(thing.noun, f"{grades[0]}、{grades[1]}{thing.noun}"),
    )
    one, two = c.rate(), c.rate()
    p, q = c.percent(), c.percent()

    def pair(m: str, n: str, x: Said, y: Said, verb: str, kinds: tuple[str, str]) -> Piece:
        inner = c.target(name, f"{m}、{n}分别{verb}{x.text}", metric=m, said=x, kind=kinds[0])
        return c.target(name, inner, f"{c.pick(('和', '、'))}{y.text}", metric=n, said=y, kind=kinds[1])

    respectively = pair(one, two, p, q, c.pick(("达到", "提高到", "稳定在")), (kind_of(one), kind_of(two)))
    other = c.thing()
    x, y = c.count(thing), c.count(other)
    return c.one_of(
        lambda: cat(opening(c), verb, listed),
        lambda: cat(f"{c.lead()}，{verb}", listed),
        lambda: cat(opening(c), respectively),
        lambda: cat(c.scope(), respectively),
        lambda: cat(opening(c), pair(thing.noun, other.noun, x, y, "达到", ("level", "level"))),
    )


@form("list.both", "quantity")
def both(c: Context, name: str) -> Piece:
    """One number of two things: 甲、乙均达到95%以上."""
    one, two = c.rng.sample([r for r in c.sector.rates if kind_of(r) == "level"], 2)
    said = c.percent()
    verb, behind, comparator = c.pick(
        (("达到", "", "="), ("达到", "以上", ">="), ("保持在", "以上", ">="), ("不低于", "", ">="), ("超过", "", ">"))
    )
    whole = c.target(
        name,
        f"{one}、{two}{c.pick(('均', '都'))}{verb}{said.text}{behind}",
        metric=f"{one}、{two}",
        said=said._replace(comparator=comparator),
        kind="level",
        alts=(one, two, f"{one}和{two}"),
    )
    return c.one_of(
        lambda: cat(opening(c), whole),
        lambda: cat(c.scope(), whole),
        lambda: cat("推动", whole),
        lambda: cat(made(c, "bound.plain", c.thing()), "，", whole),
        lambda: cat(whole, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
    )


@form("several", "quantity")
def several(c: Context, name: str) -> Piece:
    """Several quantities of different kinds in one sentence."""
    amount = c.amount()
    pieces: list[Text] = [
        made(c, name, c.thing()),
        made(c, name, c.people()),
        rated(c, name),
        reached(c, name, amount.name, c.level(amount)),
        made(c, name, c.act()),
        made(c, name, c.thing()),
    ]
    c.rng.shuffle(pieces)
    chosen = pieces[: c.pick((2, 3, 3, 4))]
    separator = c.pick(("，", "，", "；"))
    return c.one_of(
        lambda: join(separator, chosen),
        lambda: cat(f"{c.lead()}，", join("，", chosen)),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，", join(separator, chosen)),
        lambda: cat(chosen[0], f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}，", join("，", chosen[1:])),
        lambda: cat(c.scope(), join("，同时", chosen[:2])),
    )


@form("line_break", "quantity")
def line_break(c: Context, name: str) -> Piece:
    """A number that a line break cuts: 5.⏎6万亩, 12⏎00个."""
    thing = c.thing()
    n = str(c.rng.randint(120, 9800))
    at = c.rng.randint(1, len(n) - 1)
    value, unit = scaled(Decimal(n), thing.measure)
    a, b = c.rng.randint(1, 89), c.rng.randint(1, 9)
    rate = c.rate()
    verb = c.pick(thing.verbs)
    cut = c.target(
        name,
        f"{thing.noun}{n[:at]}\n{n[at:]}{thing.measure}",
        metric=thing.noun,
        said=Said("", value, unit),
        kind="increment",
        alts=(f"{verb}{thing.noun}",),
    )
    off = c.target(
        name,
        f"{thing.noun}{n}\n{thing.measure}",
        metric=thing.noun,
        said=Said("", value, unit),
        kind="increment",
        alts=(f"{verb}{thing.noun}",),
    )
    decimal = c.target(name, f"{rate}达到{a}.\n{b}%", metric=rate, said=Said("", float(f"{a}.{b}"), "%"), kind=kind_of(rate))
    half = len(rate) // 2
    name_cut = c.target(name, f"{rate[:half]}\n{rate[half:]}提高到{a}%", metric=rate, said=Said("", a, "%"), kind=kind_of(rate))
    return c.one_of(
        lambda: cat(f"{c.lead()}，{verb}", cut),
        lambda: cat(f"{c.lead()}，{verb}", off),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，", decimal),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，", name_cut),
        lambda: cat(f"{verb}", cut, "，", decimal),
    )


@form("brackets", "quantity")
def brackets(c: Context, name: str) -> Piece:
    """Quantities in brackets, an amount with 其中 included."""
    thing, other, people = c.thing(), c.thing(), c.people()
    verb = c.pick(thing.verbs)
    said = c.count(thing)
    part = c.rng.randint(1, 9)
    value, unit = scaled(Decimal(part), thing.measure)
    scope = c.pick(("东部", "西部", "山区", "新区", "库区"))
    of_which = c.target(
        name,
        f"{scope}{part}{thing.measure}",
        metric=f"{scope}{thing.noun}",
        said=Said("", value, unit),
        kind="increment",
        alts=(scope, thing.noun),
    )
    head = c.target(name, f"{thing.noun}{said.text}", metric=thing.noun, said=said, kind="increment", alts=(f"{verb}{thing.noun}",))
    rate = rated(c, name)
    return c.one_of(
        lambda: cat(opening(c), verb, head, "（其中", of_which, "）"),
        lambda: cat(opening(c), verb, head, "，其中", of_which),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}（", made(c, name, other), "、", made(c, name, people), "）"),
        lambda: cat(f"{c.lead()}，", made(c, name, people), "（", rate, "）"),
        lambda: cat("实施", programme(f"{c.pick(c.sector.themes)}工程"), "（", made(c, name, other), "），", rate),
    )


@form("aspiration", "quantity")
def aspiration(c: Context, name: str) -> Piece:
    """力争, 争取, 努力: aimed at, not promised; it carries over the clauses of its sentence."""
    word = c.pick(("力争", "争取", "力争"))
    amount, thing = c.amount(), c.thing()
    soft = "aspirational"

    def behind(verb: str) -> Piece:
        rate, said = c.rate(), c.percent()
        return c.target(name, f"{rate}{word}{verb}{said.text}", metric=rate, said=said, kind=kind_of(rate), modality=soft)

    return c.one_of(
        lambda: cat(f"{c.lead()}，{word}", made(c, name, thing, modality=soft)),
        lambda: cat(c.scope(), behind(c.pick(("达到", "提高到", "提升至")))),
        lambda: cat(word, reached(c, name, amount.name, c.level(amount), modality=soft), "，", rated(c, name, modality=soft)),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，{word}", rated(c, name, modality=soft)),
        lambda: cat(f"{word}", made(c, name, c.people(), modality=soft), "、", made(c, name, thing, modality=soft)),
    )


@form("full_coverage", "quantity")
def full_coverage(c: Context, name: str) -> Piece:
    """全覆盖, 全面覆盖: all of them."""
    cover, group = c.fresh(c.sector.covers), c.pick(c.sector.groups)
    full = Said("", 100, "%")

    def whole(*parts: str, metric: str = cover, alts: tuple[str, ...] = ()) -> Piece:
        return c.target(
            name,
            *parts,
            metric=metric,
            said=full,
            kind="coverage",
            alts=(cover, f"{group}{cover}", f"{cover}{group}", f"{cover}在{group}", f"{cover}对{group}", *alts),
        )

    return c.one_of(
        lambda: cat(opening(c), "实现", whole(f"{cover}全覆盖")),
        lambda: cat(opening(c), "推动", whole(f"{cover}在{group}全覆盖")),
        lambda: cat(c.scope(), whole(f"{group}{cover}实现全覆盖")),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，", whole(f"{cover}全面覆盖")),
        lambda: cat(opening(c), whole(f"{cover}覆盖率达到100%", metric=f"{cover}覆盖率", alts=(f"{cover}覆盖率",))),
        lambda: cat("确保", whole(f"{cover}全覆盖"), "，", made(c, "bound.plain", c.thing())),
    )


@form("share", "quantity")
def share(c: Context, name: str) -> Piece:
    """甲达到乙的60%, 80%的乡镇建成…: a share of a whole."""
    group = c.pick(c.sector.groups)
    said = c.percent(30, 98)
    have = c.pick(("建有示范点的", "达到星级标准的", "配齐专职人员的", "完成数字化改造的"))
    does = c.pick(("建立工作台账", "接入监管平台", "开展星级创建", "完成标准化改造", "配齐专职人员"))
    said = c.pick((said, said._replace(text=f"{said.text}以上", comparator=">=")))
    metrics = (group, f"{group}{does}", f"{does}的{group}占比", does, f"{group}{does}比例", f"{does}的{group}比例")
    return c.one_of(
        lambda: cat(
            opening(c),
            c.target(
                name,
                f"{have}{group}达到总数的{said.text}",
                metric=f"{have}{group}占总数比例",
                said=said,
                kind="level",
                alts=(f"{have}{group}", f"{have}{group}占比", f"{have}{group}占{group}总数比例", f"{have}{group}占总数的比例"),
            ),
        ),
        lambda: cat(
            opening(c),
            c.target(
                name,
                f"{have}{group}占{group}总数的比重达到{said.text}",
                metric=f"{have}{group}占{group}总数的比重",
                said=said,
                kind="level",
            ),
        ),
        lambda: cat(
            "推动", c.target(name, f"{said.text}的{group}{does}", metric=f"{does}的{group}", said=said, kind="level", alts=metrics)
        ),
        lambda: cat(
            f"{c.lead()}，", c.target(name, f"{said.text}的{group}{does}", metric=f"{does}的{group}", said=said, kind="level", alts=metrics)
        ),
        lambda: cat(c.scope(), c.target(name, f"{have}{group}占比提高到{said.text}", metric=f"{have}{group}占比", said=said, kind="level")),
    )


@form("done_to", "quantity")
def done_to(c: Context, name: str) -> Piece:
    """完成86家企业改造, 为1200户家庭提供…: the number before what is done."""
    group, thing = c.pick(c.sector.groups), c.thing()
    n = c.rng.randint(12, 900)
    house = c.pick((("户", "困难家庭"), ("名", "老年人"), ("家", "中小企业"), ("个", "行政村"), ("名", "青年人才"), ("户", "低收入家庭")))
    deed = c.pick(("智慧化改造", "达标建设", "标准化评定", "安全评估", "设施更新"))
    help_ = c.pick(("提供上门服务", "配备智能设备", "开展专项帮扶", "发放服务券", "落实结对帮扶"))
    said = Said(f"{n}{house[0]}", n, house[0])
    of_group = Said(f"{n}个", n, "个")
    value, unit = scaled(Decimal(n), thing.measure)
    return c.one_of(
        lambda: cat(
            opening(c),
            "完成",
            c.target(
                name,
                f"{of_group.text}{group}{deed}",
                metric=f"{group}{deed}",
                said=of_group,
                kind="increment",
                alts=(group, f"完成{group}{deed}"),
            ),
        ),
        lambda: cat(
            opening(c),
            c.target(
                name,
                f"为{said.text}{house[1]}{help_}",
                metric=house[1],
                said=said,
                kind="increment",
                alts=(f"{house[1]}{help_}", f"为{house[1]}{help_}", help_),
            ),
        ),
        lambda: cat(
            f"{c.lead()}，",
            c.target(
                name,
                f"对{said.text}{house[1]}{help_}",
                metric=house[1],
                said=said,
                kind="increment",
                alts=(f"{house[1]}{help_}", f"对{house[1]}{help_}", help_),
            ),
        ),
        lambda: cat(
            "完成",
            c.target(
                name,
                f"{thing.noun}{deed}{n}{thing.measure}",
                metric=f"{thing.noun}{deed}",
                said=Said("", value, unit),
                kind="increment",
                alts=(thing.noun, f"完成{thing.noun}{deed}"),
            ),
            f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}",
        ),
        lambda: cat(
            "组织",
            c.target(
                name,
                f"{(p := c.people()).noun}{(s := c.count(p)).text}参加专题培训",
                metric=p.noun,
                said=s,
                kind="increment",
                alts=(f"{p.noun}参加专题培训", f"{p.noun}专题培训"),
            ),
        ),
    )


@form("decrease", "quantity")
def decrease(c: Context, name: str) -> Piece:
    """下降12%, 压减20%以上, 减少30个: so much less."""
    fall = c.fresh(c.sector.falls)
    n = c.percent(2, 40)
    verb = c.pick(("下降", "降低", "减少", "压减", "缩减"))
    since = c.pick(("", f"较{c.start - 1}年", f"比{c.start - 1}年", "较上年", "累计"))
    before, behind, comparator = c.pick((("", "", "="), ("", "以上", ">="), ("", "左右", "~"), ("不低于", "", ">="), ("超过", "", ">")))
    whole = c.target(
        name,
        f"{fall}{since}{verb}{before}{n.text}{behind}",
        metric=fall,
        said=n._replace(comparator=comparator),
        kind="decrement",
        alts=(f"{fall}{verb}", f"{fall}{since}{verb}"),
    )
    return c.one_of(
        lambda: cat(opening(c), whole),
        lambda: cat(c.scope(), whole),
        lambda: cat("推动", whole),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，确保", whole),
        lambda: cat(made(c, "bound.plain", c.thing()), "，", whole),
    )


@form("list.completed", "quantity")
def completed(c: Context, name: str) -> Piece:
    """完成甲、乙、丙3条河道整治: a count that sums up a list is a target under a completing verb."""
    heads = c.rng.sample(("东溪", "南塘", "北岭", "西埠", "临河", "望江", "柳湾", "石桥", "青坪"), 3)
    kind, measure, deed = c.pick(
        (("片区", "个", "更新改造"), ("河道", "条", "综合整治"), ("场站", "座", "迁建"), ("街区", "片", "环境提升"), ("站点", "处", "扩建"))
    )
    n = c.pick((("3", 3), ("三", 3)))
    whole = c.target(
        name,
        f"{'、'.join(heads)}{n[0]}{measure}{kind}{deed}",
        metric=f"{kind}{deed}",
        said=Said("", n[1], measure),
        kind="increment",
        alts=(kind, f"{'、'.join(heads)}{kind}{deed}", f"{'、'.join(heads)}{kind}", "、".join(heads), f"完成{kind}{deed}"),
    )
    return c.one_of(
        lambda: cat(opening(c), "完成", whole),
        lambda: cat(f"{c.lead()}，完成", whole),
        lambda: cat("完成", whole, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat("完成", whole, "，", made(c, "bound.plain", c.thing())),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，全面完成", whole),
    )


@form("raise_to", "quantity")
def raise_to(c: Context, name: str) -> Piece:
    """将…提高到95%, 使…达到: the metric as an object before its verb."""
    rate, amount = c.rate(), c.amount()
    said, level = c.percent(), c.level(amount)
    how, group = c.pick(("提高到", "提升至", "稳定在", "提高至")), c.pick(c.sector.groups)
    return c.one_of(
        lambda: cat(
            opening(c), c.pick(("将", "把")), c.target(name, f"{rate}{how}{said.text}", metric=rate, said=said, kind=kind_of(rate))
        ),
        lambda: cat(
            f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，使",
            c.target(name, f"{rate}达到{said.text}", metric=rate, said=said, kind=kind_of(rate)),
        ),
        lambda: cat(f"{c.lead()}，将", c.target(name, f"{amount.name}{how}{level.text}", metric=amount.name, said=level, kind="level")),
        lambda: cat(
            "确保", c.target(name, f"{rate}不低于{said.text}", metric=rate, said=said._replace(comparator=">="), kind=kind_of(rate))
        ),
        lambda: cat(
            f"带动{group}",
            c.target(
                name,
                f"{rate}提升到{said.text}以上",
                metric=rate,
                said=said._replace(comparator=">="),
                kind=kind_of(rate),
                alts=(f"{group}{rate}",),
            ),
        ),
    )


@form("money", "quantity")
def money(c: Context, name: str) -> Piece:
    """安排专项资金5000万元, 撬动社会资本3.2亿元."""
    n = c.rng.randint(3, 98) * 100
    said = c.pick((Said(f"{n}万元", n * 10_000, "元"), Said(f"{n // 100}亿元", n // 100 * 100_000_000, "元")))
    before, behind, comparator = c.pick((("", "", "="), ("不少于", "", ">="), ("", "以上", ">="), ("约", "", "~"), ("超过", "", ">")))
    fund = f"{c.sector.name}{c.pick(('发展专项资金', '补短板资金', '项目配套资金', '引导资金'))}"
    yearly = c.chance(0.3)
    verb, noun = c.pick(
        (("安排", fund), ("投入", fund), ("统筹", fund), ("撬动", "社会资本"), ("争取", f"上级{fund}"), ("发放", "专项贷款"))
    )
    if verb == "争取":
        verb = "筹集"
    whole = c.target(
        name,
        f"{noun}{before}{said.text}{behind}",
        metric=noun,
        said=said._replace(comparator=comparator),
        kind="increment",
        per="年" if yearly else None,
        alts=(f"{verb}{noun}", f"{c.place.prefix}级财政{noun}"),
    )
    payer = f"{c.place.prefix}级财政" if verb in {"安排", "投入", "统筹"} else ""
    return c.one_of(
        lambda: cat(payer, "每年" if yearly else "", verb, whole),
        lambda: cat(opening(c), payer, "每年" if yearly else "", verb, whole),
        lambda: cat(payer, "每年" if yearly else "", verb, whole, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，", payer, "每年" if yearly else "", verb, whole),
        lambda: cat(f"{c.lead()}，", payer, "每年" if yearly else "", verb, whole),
    )


@form("norm", "quantity")
def norm(c: Context, name: str) -> Piece:
    """按每百户不低于40平方米配建: a provision norm for the future."""
    n = c.rng.randint(15, 80)
    per, unit, what, verb = c.pick(
        (
            ("每百户", "平方米", "服务用房", "配建"),
            ("每千人", "个", "公共停车位", "配建"),
            ("每万人", "处", "便民服务点", "设置"),
            ("每百户", "平方米", "公共活动场地", "配建"),
            ("每千人", "名", "专职工作人员", "配备"),
        )
    )
    bound_, comparator = c.pick((("不低于", ">="), ("不少于", ">="), ("至少", ">=")))
    said = Said("", n, unit, comparator)

    def whole(site: str, text: str) -> Piece:
        alts = [f"{s}{p}{v}{what}" for s in ("", site) for p in ("", "按", per, f"按{per}") for v in ("", verb, "规划")]
        return c.target(name, text, metric=f"{site}{per}{what}", said=said, kind="level", alts=(*alts, per, site, f"{site}{per}"))

    return c.one_of(
        lambda: cat("新建居住区", whole("新建居住区", f"按{per}{bound_}{n}{unit}的标准{verb}{what}")),
        lambda: cat(f"{c.lead()}，", whole("", f"{per}{verb}{what}{bound_}{n}{unit}")),
        lambda: cat(opening(c), whole("", f"按照{per}{bound_}{n}{unit}标准{verb}{what}")),
        lambda: cat("新开发片区", whole("新开发片区", f"按{per}{bound_}{n}{unit}规划{what}")),
        lambda: cat("确保", whole("", f"{per}{verb}{what}{bound_}{n}{unit}")),
    )


@form("each", "quantity")
def each(c: Context, name: str) -> Piece:
    """每个乡镇至少建成1所: so many in every place."""
    thing = c.fresh([t for t in c.sector.things if not t.measure.startswith("万")], lambda t: t.noun)
    site = c.pick(("乡镇", "街道", "县（市、区）", "片区", "社区"))
    n = c.rng.randint(1, 5)
    verb = c.pick(thing.verbs)
    at_least_ = Said("", n, thing.measure, ">=")
    exact = at_least_._replace(comparator="=")

    def whole(text: str, said: Said) -> Piece:
        return c.target(
            name,
            text,
            metric=f"每个{site}{thing.noun}",
            said=said,
            kind="increment",
            alts=(thing.noun, f"{site}{thing.noun}", f"每个{site}", f"每个{site}{verb}{thing.noun}", f"{verb}{thing.noun}"),
        )

    return c.one_of(
        lambda: cat(opening(c), whole(f"每个{site}至少{verb}{n}{thing.measure}{thing.noun}", at_least_)),
        lambda: cat(opening(c), whole(f"每个{site}{verb}{thing.noun}不少于{n}{thing.measure}", at_least_)),
        lambda: cat("推动", whole(f"每个{site}{verb}{n}{thing.measure}以上{thing.noun}", at_least_)),
        lambda: cat(f"{c.lead()}，", whole(f"每个{site}{verb}{n}{thing.measure}{thing.noun}", exact)),
        lambda: cat("确保", whole(f"每个{site}{verb}{thing.noun}{n}{thing.measure}", exact)),
    )
