"""Quantities with a deadline or a rhythm of their own."""

from __future__ import annotations

from corpus.generator.context import Context, cat, join, kind_of
from corpus.generator.pieces import Piece
from corpus.generator.quantities import made, opening, rated, reached
from corpus.generator.registry import form
from corpus.generator.words import DOINGS


def when(c: Context) -> tuple[str, str]:
    """A deadline within the plan's period: its words and its date."""
    year = c.rng.randint(c.start, c.end)
    month = c.rng.randint(2, 11)
    one_year = c.start == c.end
    options = [
        (f"{year}年底前", str(year)),
        (f"{year}年{month}月底前", f"{year}-{month:02}"),
        (f"到{year}年", str(year)),
        (f"{year}年末", str(year)),
    ]
    if one_year:
        options += [(f"{month}月底前", f"{year}-{month:02}"), ("年底前", str(year)), ("年内", str(year)), ("全年", str(year))]
    if c.end - c.start == 2:
        options += [("三年内", str(c.end))]
    if c.end - c.start == 4:
        options += [("五年内", str(c.end)), (f"到{year}年底", str(year))]
    return c.pick(options)


@form("deadline.by", "quantity", dated=True)
def by(c: Context, name: str) -> Piece:
    """2027年底前, 6月底前, 到2027年, 年内, 三年内."""
    words, day = when(c)
    amount = c.amount()
    thing, people = c.thing(), c.people()
    return c.one_of(
        lambda: cat(f"{words}，", made(c, name, thing, deadline=day)),
        lambda: cat(words, made(c, name, thing, deadline=day)),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，{words}", made(c, name, people, deadline=day)),
        lambda: cat(f"{words}，{c.scope()}", rated(c, name, deadline=day), "，", made(c, name, thing, deadline=day)),
        lambda: cat(f"{c.lead()}，{words}", reached(c, name, amount.name, c.level(amount), deadline=day)),
        lambda: cat(f"力争{words}", made(c, name, thing, deadline=day, modality="aspirational")),
    )


@form("deadline.per_clause", "quantity", dated=True)
def per_clause(c: Context, name: str) -> Piece:
    """2026年新建3所，2027年底前建成5所: each clause has its own."""
    thing, rate = c.thing(), c.rate()
    if c.start == c.end:
        a, b = sorted(c.rng.sample(range(2, 12), 2))
        first, last = (f"{a}月底前", f"{c.end}-{a:02}"), (f"{b}月底前", f"{c.end}-{b:02}")
    else:
        a, b = sorted(c.rng.sample(range(c.start, c.end + 1), 2))
        form_ = c.pick(("{}年底前", "{}年", "到{}年"))
        first, last = (form_.format(a), str(a)), (form_.format(b), str(b))
    other = c.thing()
    verb = c.pick(thing.verbs)
    low, high = sorted(c.rng.sample(range(50, 100), 2))

    def step(words: str, value: int, day: str, whole: bool) -> Piece:
        said = c.percent()._replace(text=f"{value}%", value=value)
        text = f"{rate}{words}达到{value}%" if whole else f"{words}达到{value}%"
        return c.target(name, text, metric=rate, said=said, kind=kind_of(rate), deadline=day, alts=(f"全{c.place.prefix}{rate}",))

    return c.one_of(
        lambda: cat(
            f"{first[0]}", made(c, name, thing, verb=verb, deadline=first[1]), f"，{last[0]}", made(c, name, other, deadline=last[1])
        ),
        lambda: cat(f"{first[0]}，", made(c, name, thing, deadline=first[1]), f"；{last[0]}，", made(c, name, other, deadline=last[1])),
        lambda: cat(step(first[0], low, first[1], True), "，", step(last[0], high, last[1], False)),
        lambda: cat(f"{c.lead()}，{first[0]}", rated(c, name, deadline=first[1]), f"，{last[0]}", made(c, name, other, deadline=last[1])),
        lambda: cat(
            f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，{first[0]}完成方案编制，{last[0]}", made(c, name, thing, deadline=last[1])
        ),
    )


@form("recurrence", "quantity")
def recurrence(c: Context, name: str) -> Piece:
    """每季度开展不少于3次, 每月, 每周, 每年: so many in a time."""
    words, per = c.pick((("每季度", "季"), ("每年", "年"), ("每月", "月"), ("每周", "周"), ("每季度", "季"), ("每年", "年")))
    act, thing = c.act(), c.people()
    n = c.rng.randint(1, 9)
    before, behind, comparator = c.pick((("", "", "="), ("不少于", "", ">="), ("至少", "", ">="), ("不低于", "", ">="), ("", "以上", ">=")))
    said = c.count(act)._replace(text=f"{n}{act.measure}", value=n, comparator=comparator)
    verb = c.pick(act.verbs)
    noun = c.target(
        name,
        f"{act.noun}{before}{said.text}{behind}",
        metric=act.noun,
        said=said,
        kind="increment",
        per=per,
        alts=(f"{verb}{act.noun}", f"{words}{verb}{act.noun}"),
    )
    last = c.target(
        name,
        f"{act.noun}{words}{before}{said.text}{behind}",
        metric=act.noun,
        said=said,
        kind="increment",
        per=per,
        alts=(f"{verb}{act.noun}", f"{act.noun}{words}"),
    )
    first = c.target(
        name,
        f"{n}{act.measure}{act.noun}",
        metric=act.noun,
        said=said._replace(comparator="="),
        kind="increment",
        per=per,
        alts=(f"{verb}{act.noun}",),
    )
    hours = c.rng.randint(20, 56)
    open_ = c.target(
        name,
        f"服务窗口每周开放不少于{hours}小时",
        metric="服务窗口开放",
        said=said._replace(value=hours, unit="小时", comparator=">="),
        kind="increment",
        per="周",
        alts=("服务窗口每周开放", "服务窗口", "开放", "每周开放", "服务窗口开放时间"),
    )
    return c.one_of(
        lambda: cat(opening(c), words, verb, noun),
        lambda: cat(verb, last, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(f"{words}{verb}", first),
        lambda: cat(f"{c.pick(c.sector.groups)}{words}{verb}", first),
        lambda: (
            cat(f"{words}", made(c, name, thing, per=per), "、", verb, noun) if per == "年" else cat(f"{c.lead()}，{words}", verb, noun)
        ),
        lambda: cat(opening(c), open_) if c.chance(0.3) else cat(f"{c.lead()}，{words}{verb}", noun),
    )


__all__ = ["join", "when"]
