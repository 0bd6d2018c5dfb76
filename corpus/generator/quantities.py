"""Sentences that commit to a quantity, by the form in which they say it. None ends in 。: that is the paragraph's."""

from __future__ import annotations

from decimal import Decimal

from corpus.generator.context import Context, Said, Value, cat, chinese, kind_of, number, scaled
from corpus.generator.pieces import Piece
from corpus.generator.registry import form
from corpus.generator.words import DOINGS, Amount, Thing


def opening(c: Context) -> str:
    """A few words before the quantity, or none."""
    return c.pick(
        (
            "",
            f"{c.lead()}，",
            f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，",
            f"{c.lead()}，{c.pick(DOINGS)}{c.pick(c.sector.matters)}，",
            "",
        )
    )


def made(c: Context, name: str, thing: Thing, said: Said | None = None, verb: str | None = None, **more: str | None) -> Piece:
    """新建公办幼儿园12所 or 新建12所公办幼儿园."""
    said = said or c.count(thing)
    verb = c.pick(thing.verbs) if verb is None else verb
    words = f"{thing.noun}{said.text}" if c.chance(0.65) else f"{said.text}{thing.noun}"
    return cat(verb, c.target(name, words, metric=thing.noun, said=said, kind="increment", alts=(f"{verb}{thing.noun}",), **more))  # type: ignore[arg-type]


def reached(c: Context, name: str, metric: str, said: Said, verb: str = "达到", kind: str = "level", **more: str | None) -> Piece:
    """义务教育巩固率达到97%."""
    return c.target(name, f"{metric}{verb}{said.text}", metric=metric, said=said, kind=kind, alts=(f"全{c.place.prefix}{metric}",), **more)  # type: ignore[arg-type]


def rated(c: Context, name: str, rate: str | None = None, said: Said | None = None, verb: str | None = None, **more: str | None) -> Piece:
    """A rate at a level."""
    rate = rate or c.rate()
    verb = c.pick(("达到", "提高到", "稳定在", "保持在", "提升至")) if verb is None else verb
    return reached(c, name, rate, said or c.percent(), verb, kind_of(rate), **more)


def bounded(said: Said, before: str, behind: str, comparator: str) -> Said:
    """A quantity with the words of its bound."""
    return said._replace(text=f"{before}{said.text}{behind}", comparator=comparator)


def bound(c: Context, name: str, options: tuple[tuple[str, str, str], ...]) -> Piece:
    """A quantity under a bound, said of a rate, an amount, things, people or events."""
    before, behind, comparator = c.pick(options)

    def counted(thing: Thing) -> Piece:
        said = bounded(c.count(thing), before, behind, comparator)
        verb = c.pick(thing.verbs)
        return cat(
            verb, c.target(name, f"{thing.noun}{said.text}", metric=thing.noun, said=said, kind="increment", alts=(f"{verb}{thing.noun}",))
        )

    def level(metric: str, said: Said, kind: str = "level") -> Piece:
        plain = before in {"", "约", "近"}
        said = bounded(said, f"达到{before}" if plain else before, behind, comparator)
        return c.target(name, f"{metric}{said.text}", metric=metric, said=said, kind=kind, alts=(f"全{c.place.prefix}{metric}",))

    rate, amount = c.rate(), c.amount()
    return c.one_of(
        lambda: cat(opening(c), counted(c.thing())),
        lambda: cat(opening(c), counted(c.people())),
        lambda: cat(c.scope(), level(rate, c.percent(), kind_of(rate))),
        lambda: cat(opening(c), level(amount.name, c.level(amount))),
        lambda: cat(f"{c.lead()}，", counted(c.act()), f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(counted(c.thing()), "，", level(rate, c.percent(), kind_of(rate))),
    )


@form("bound.at_least", "quantity")
def at_least(c: Context, name: str) -> Piece:
    """At least: 不低于, 不少于, 以上, 至少, ≥."""
    return bound(
        c, name, (("不低于", "", ">="), ("不少于", "", ">="), ("", "以上", ">="), ("至少", "", ">="), ("≥", "", ">="), ("不少于", "", ">="))
    )


@form("bound.above", "quantity")
def above(c: Context, name: str) -> Piece:
    """More than: 超过, 突破, 余."""
    if c.chance(0.3):
        thing = c.thing()
        n = c.rng.randint(11, 99) * 10
        value, unit = scaled(Decimal(n), thing.measure)
        said = Said(f"{n}余{thing.measure}", value, unit, ">")
        return cat(opening(c), made(c, name, thing, said))
    return bound(c, name, (("超过", "", ">"), ("突破", "", ">"), ("超过", "", ">")))


@form("bound.approximate", "quantity")
def approximate(c: Context, name: str) -> Piece:
    """About: 左右, 约, 近."""
    return bound(c, name, (("", "左右", "~"), ("约", "", "~"), ("近", "", "~")))


@form("bound.at_most", "quantity")
def at_most(c: Context, name: str) -> Piece:
    """At most: 控制在…以内, 不超过, 不高于, 以下."""
    shares = [f for f in c.sector.falls if f.endswith(("率", "比例", "比率"))]
    n = c.rng.randint(2, 40)
    fall, said = c.pick(
        (
            (c.fresh(shares) if shares else "问题复发率", c.percent(1, 12)),
            (c.pick(("审批平均用时", "问题整改平均周期")), Said(f"{n}天", n, "天")),
            (c.pick(("诉求平均响应时间", "应急处置平均时长")), Said(f"{n}小时", n, "小时")),
        )
    )
    before, behind = c.pick((("控制在", "以内"), ("控制在", "以下"), ("不超过", ""), ("不高于", ""), ("压缩至", "以内"), ("降到", "以下")))
    whole = c.target(
        name,
        f"{fall}{before}{said.text}{behind}",
        metric=fall,
        said=bounded(said, "", "", "<="),
        kind="level",
        alts=(f"全{c.place.prefix}{fall}",),
    )
    return c.one_of(
        lambda: cat(opening(c), whole),
        lambda: cat(c.scope(), whole),
        lambda: cat(whole, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat("严格落实管控要求，确保", whole),
        lambda: cat(made(c, "bound.plain", c.thing()), "，", whole),
    )


@form("bound.plain", "quantity")
def simple(c: Context, name: str) -> Piece:
    """One plain quantity: 新建公办幼儿园12所."""
    amount = c.amount()
    return c.one_of(
        lambda: cat(opening(c), made(c, name, c.thing())),
        lambda: cat(opening(c), made(c, name, c.people())),
        lambda: cat(c.scope(), rated(c, name)),
        lambda: cat(opening(c), reached(c, name, amount.name, c.level(amount))),
        lambda: cat(made(c, name, c.act()), f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(f"支持{c.pick(c.sector.groups)}", made(c, name, c.thing())),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，", rated(c, name)),
    )


@form("range", "quantity")
def spread(c: Context, name: str) -> Piece:
    """A range: 10%—15%, 3至5个."""
    mark = c.pick(("—", "至", "－", "～", "-", "到"))

    def two(low: int, high: int) -> tuple[int, int]:
        a = c.rng.randint(low, max(low, (low + high) // 2))
        return a, c.rng.randint(a + 1, max(a + 2, high))

    def things(t: Thing, wide: bool = False) -> Said:
        a, b = two(t.low, min(t.high, 60))
        low, unit = scaled(Decimal(a), t.measure)
        high, _ = scaled(Decimal(b), t.measure)
        return Said(f"{a}{t.measure if wide else ''}{mark}{b}{t.measure}", low, unit, "=", high)

    def percents(low: int, high: int) -> Said:
        a, b = two(low, high)
        return Said(f"{a}%{mark}{b}%", a, "%", "=", b)

    def levels(a: Amount) -> Said:
        low, high = two(a.low, a.high)
        (first, unit), (last, _) = scaled(Decimal(low), a.unit), scaled(Decimal(high), a.unit)
        return Said(f"{low}{mark}{high}{a.unit}", first, unit, "=", last)

    thing, amount = c.thing(), c.amount()
    return c.one_of(
        lambda: cat(opening(c), made(c, name, thing, things(thing))),
        lambda: cat(opening(c), made(c, name, thing, things(thing, wide=thing.measure[0] not in "万亿"))),
        lambda: cat(c.scope(), rated(c, name, said=percents(60, 98), verb=c.pick(("稳定在", "保持在", "达到")))),
        lambda: cat(opening(c), reached(c, name, amount.name, levels(amount))),
        lambda: c.target(
            name,
            f"{amount.name}年均增长{(s := percents(3, 18)).text}",
            metric=amount.name,
            said=s,
            kind="increment",
            per="年",
            alts=(f"{amount.name}年均增长",),
        ),
        lambda: cat(f"{c.lead()}，", made(c, name, p := c.people(), things(p)), f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
    )


@form("doubling", "quantity")
def doubling(c: Context, name: str) -> Piece:
    """翻一番, 翻两番: so many doublings."""
    amount = c.pick([a for a in c.sector.amounts if a.unit[0] in "万亿"])
    times, value = c.pick((("一", 1), ("两", 2), ("一", 1)))
    since = c.pick((f"较{c.start - 1}年", f"比{c.start - 1}年", "", "实现", f"在{c.start - 1}年基础上"))
    said = Said(f"翻{times}番", value, "番")
    if c.chance(0.25):
        said = said._replace(text=said.text + "以上", comparator=">=")
    whole = c.target(
        name,
        f"{amount.name}{since}{said.text}",
        metric=amount.name,
        said=said,
        kind="increment",
        alts=(f"{amount.name}{since}", f"{amount.name}翻番"),
    )
    return c.one_of(
        lambda: cat(opening(c), whole),
        lambda: cat("推动", whole),
        lambda: cat(c.scope(), whole),
        lambda: cat(f"通过{c.pick(DOINGS)}{c.pick(c.sector.matters)}，推动", whole),
        lambda: cat(made(c, "bound.plain", c.thing()), "，", whole),
    )


@form("points", "quantity")
def points(c: Context, name: str) -> Piece:
    """提高2.5个百分点, 每年下降0.5个百分点."""
    tenths = c.rng.randint(3, 95)
    n = Decimal(tenths) / 10
    group = c.pick(c.sector.groups)
    said = Said(f"{n.normalize():f}个百分点", number(n), "百分点")
    down = c.chance(0.25)
    rates = [f for f in c.sector.falls if f.endswith(("率", "比例"))]
    down = down and bool(rates)
    rate = c.fresh(rates) if down else c.rate()
    since = c.pick(("", f"较{c.start - 1}年", f"比{c.start - 1}年", "每年", "同比"))
    verb = c.pick(("下降", "降低")) if down else c.pick(("提高", "提升", "增加"))
    per = "年" if since in {"每年", "同比"} else None
    if since == "同比":
        since, per = "", None
    before, behind, comparator = c.pick((("", "", "="), ("", "以上", ">="), ("", "左右", "~"), ("不低于", "", ">=")))
    whole = c.target(
        name,
        f"{rate}{since}{verb}{before}{said.text}{behind}",
        metric=rate,
        said=said._replace(comparator=comparator),
        kind="decrement" if down else "increment",
        per=per,
        alts=(f"{rate}{verb}", f"{rate}{since}{verb}", f"{group}{rate}"),
    )
    return c.one_of(
        lambda: cat(opening(c), whole),
        lambda: cat(c.scope(), whole),
        lambda: cat(whole, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat("推动", group, whole),
        lambda: cat(made(c, "bound.plain", c.people()), "，", whole),
    )


@form("from_to", "quantity")
def from_to(c: Context, name: str) -> Piece:
    """由61%提高到72%: what is reached counts, what it comes from does not."""
    amount, rate, thing = c.amount(), c.rate(), c.thing()
    out_of = c.pick(("由", "从"))
    when = c.pick(("", f"{c.start - 1}年的", "目前的", "现有的"))
    verb = c.pick(("提高到", "增加到", "提升至", "上升到", "增长到"))
    low = c.rng.randint(30, 70)
    high = c.rng.randint(low + 2, 99)

    def whole(metric: str, first: str, last: str, value: Value, unit: str, kind: str = "level") -> Piece:
        return c.target(
            name,
            f"{metric}{out_of}{when}{first}{verb}{last}",
            metric=metric,
            said=Said("", value, unit),
            kind=kind,
            alts=(f"全{c.place.prefix}{metric}",),
        )

    some = c.rng.randint(thing.low, thing.high)
    more = some + c.rng.randint(1, 60)
    count, unit = scaled(Decimal(more), thing.measure)
    a = c.rng.randint(amount.low, amount.high)
    b = a + c.rng.randint(1, 90)
    sum_, unit_of = scaled(Decimal(b), amount.unit)
    return c.one_of(
        lambda: cat(opening(c), whole(rate, f"{low}%", f"{high}%", high, "%", kind_of(rate))),
        lambda: cat(opening(c), whole(thing.noun, f"{some}{thing.measure}", f"{more}{thing.measure}", count, unit)),
        lambda: cat(c.scope(), whole(amount.name, f"{a}{amount.unit}", f"{b}{amount.unit}", sum_, unit_of)),
        lambda: cat("推动", whole(amount.name, f"{a}{amount.unit}", f"{b}{amount.unit}", sum_, unit_of)),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，促进", whole(rate, f"{low}%", f"{high}%", high, "%", kind_of(rate))),
    )


@form("yearly_growth", "quantity")
def yearly_growth(c: Context, name: str) -> Piece:
    """年均增长8%以上, 每年新增: so much a year."""
    amount = c.amount()
    n = c.percent(3, 25)
    before, behind, comparator = c.pick((("", "", "="), ("", "以上", ">="), ("", "左右", "~"), ("不低于", "", ">="), ("超过", "", ">")))
    said = n._replace(comparator=comparator)
    how = c.pick(("年均增长", "每年增长", "年均增幅保持", "年均增速达到"))
    kind = "increment" if "增长" in how else "level"
    growth = c.target(
        name,
        f"{amount.name}{how}{before}{n.text}{behind}",
        metric=amount.name if kind == "increment" else f"{amount.name}{how[:4]}",
        said=said,
        kind=kind,
        per="年",
        alts=(f"{amount.name}{how}", amount.name, f"{amount.name}{how[:4]}"),
    )
    thing = c.thing()
    each = c.pick(("年均", "每年"))
    return c.one_of(
        lambda: cat(opening(c), growth),
        lambda: cat(c.scope(), growth),
        lambda: cat("推动", growth),
        lambda: cat(opening(c), each, made(c, name, thing, per="年")),
        lambda: cat(each, made(c, name, c.people(), per="年"), f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
    )


@form("cumulative", "quantity")
def cumulative(c: Context, name: str) -> Piece:
    """累计新建, 三年累计: so many in all."""
    years = c.end - c.start + 1
    said_years = {1: ("全年", str(c.end)), 3: ("三年", str(c.end)), 5: ("五年", str(c.end))}.get(years, ("", None))
    whole, deadline = c.pick((("", None), said_years))
    thing, people, amount = c.thing(), c.people(), c.amount()

    def piece(t: Thing, verb: str | None = None) -> Piece:
        return made(c, name, t, verb=verb, deadline=deadline)

    total = c.rng.randint(2, 90)
    return c.one_of(
        lambda: cat(opening(c), f"{whole}累计", piece(thing)),
        lambda: cat(f"{whole}累计", piece(people), f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(
            c.scope(),
            f"{whole}累计完成",
            c.target(
                name,
                f"投资{total}亿元",
                metric="投资",
                said=Said("", total * 100_000_000, "元"),
                kind="increment",
                deadline=deadline,
                alts=("完成投资", "累计投资", "累计完成投资", f"{whole}累计投资", f"{whole}累计完成投资"),
            ),
        ),
        lambda: cat(f"{c.lead()}，{whole}累计", piece(thing), "、", piece(people)),
        lambda: c.target(
            name,
            f"{amount.name}{whole}累计增长{(p := c.percent(10, 60)).text}",
            metric=amount.name,
            said=p,
            kind="increment",
            deadline=deadline,
            alts=(f"{amount.name}累计增长", f"{amount.name}{whole}累计增长"),
        ),
    )


@form("per_head", "quantity")
def per_head(c: Context, name: str) -> Piece:
    """每千人口执业医师数达到3.2人: the people are part of what is counted."""
    amount = c.fresh(c.sector.per_head, lambda a: a.name)
    said = c.level(amount)
    before, behind, comparator = c.pick(
        (("达到", "", "="), ("提高到", "", "="), ("达到", "以上", ">="), ("不低于", "", ">="), ("超过", "", ">"), ("保持在", "左右", "~"))
    )
    whole = c.target(
        name, f"{amount.name}{before}{said.text}{behind}", metric=amount.name, said=said._replace(comparator=comparator), kind="level"
    )
    return c.one_of(
        lambda: cat(opening(c), whole),
        lambda: cat(c.scope(), whole),
        lambda: cat("推动", whole),
        lambda: cat(made(c, "bound.plain", c.thing()), "，", whole),
        lambda: cat(whole, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
    )


@form("fraction", "quantity")
def fraction(c: Context, name: str) -> Piece:
    """三分之一, 八成, 百分之九十五."""
    group, rate = c.pick(c.sector.groups), c.rate()
    parts, of, value = c.pick((("三", "一", 1 / 3), ("三", "二", 2 / 3), ("四", "三", 0.75), ("五", "四", 0.8), ("五", "三", 0.6)))
    part = Said(f"{parts}分之{of}", round(value, 6), None)
    tens = c.rng.randint(3, 9)
    ten = Said(f"{chinese(tens)}成", tens, "成")
    hundred = c.rng.randint(61, 99)
    percent = Said(f"百分之{chinese(hundred)}", hundred, "%")

    def share(said: Said) -> Piece:
        before, behind, comparator = c.pick(
            (("达到", "", "="), ("超过", "", ">"), ("不低于", "", ">="), ("达到", "以上", ">="), ("达到", "左右", "~"))
        )
        metric = f"{c.pick(('通过星级评定的', '建有示范点的', '完成标准化改造的', '配齐专职人员的'))}{group}占比"
        return c.target(
            name, f"{metric}{before}{said.text}{behind}", metric=metric, said=said._replace(comparator=comparator), kind="level"
        )

    return c.one_of(
        lambda: cat(opening(c), share(part)),
        lambda: cat(opening(c), share(ten)),
        lambda: cat(c.scope(), rated(c, name, rate, percent)),
        lambda: cat(opening(c), share(percent)),
        lambda: cat(made(c, "bound.plain", c.thing()), "，", rated(c, name, rate, percent)),
        lambda: cat(
            "推动",
            c.target(
                name,
                f"{ten.text}以上的{group}{(does := c.pick(('建立工作台账', '接入监管平台', '开展星级创建')))}",
                metric=f"{does}的{group}",
                said=ten._replace(comparator=">="),
                kind="level",
                alts=(group, f"{group}{does}", does, f"{does}的{group}占比", f"{group}{does}比例"),
            ),
        ),
    )


@form("chinese_numeral", "quantity")
def chinese_numeral(c: Context, name: str) -> Piece:
    """两家, 十个, 三百张: Chinese numerals with a measure word."""
    thing, people = c.thing(), c.people()

    def said(t: Thing) -> Said:
        n = c.pick([n for n in (2, 3, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60, 100, 120, 200, 350, 600) if n <= max(t.high, 5)])
        value, unit = scaled(Decimal(n), t.measure)
        return Said(("两" if n == 2 else {100: "一百", 1000: "一千"}.get(n, chinese(n))) + t.measure, value, unit)

    round_ = c.pick((("百", 100), ("千", 1000)))

    return c.one_of(
        lambda: cat(opening(c), made(c, name, thing, said(thing))),
        lambda: cat(opening(c), made(c, name, people, said(people))),
        lambda: cat(made(c, name, thing, said(thing)), f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(f"支持{c.pick(c.sector.groups)}", made(c, name, thing, said(thing))),
        lambda: cat(opening(c), made(c, name, a := c.act(), said(a))),
        lambda: cat(opening(c), made(c, name, a := c.act(), Said(f"{round_[0]}{a.measure}", round_[1], a.measure))),
    )
