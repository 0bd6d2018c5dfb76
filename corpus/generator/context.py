"""What a sentence needs to know of its document: the place, the sector, the period; and the small words of quantities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import NamedTuple, TypeVar

from corpus.generator.pieces import Mark, Piece, Text, cat, join, marked
from corpus.generator.words import DISTRICTS, GIVEN, LEADS, PLACED, SCOPES, SECTORS, SHORT, Amount, Sector, Thing

T = TypeVar("T")
Value = int | float


class Place(NamedTuple):
    """An invented place: its full name, the short name of numbers of documents, and the prefix of its offices."""

    name: str
    full: str
    short: str
    prefix: str

    @property
    def government(self) -> str:
        """The name of its government."""
        return f"{self.name}人民政府"

    @property
    def below(self) -> str:
        """The governments of the places below, as a list of units names them."""
        return {"省": "各市（州）人民政府", "市": "各县（市、区）政府", "县": "各乡镇人民政府", "区": "各街道办事处"}[self.prefix]


def invent(rng: Random) -> Place:
    """A place that does not exist."""
    first, second = rng.choice(GIVEN), rng.choice(PLACED)
    level = rng.choice("省市市市县县区区")
    if level == "区":
        name = f"{rng.choice(DISTRICTS)}区"
        return Place(name, f"{first}{second}市{name}", name[0], "区")
    return Place(f"{first}{second}{level}", f"{first}{second}{level}", first, level)


def scaled(value: Decimal, unit: str) -> tuple[Value, str]:
    """A value with the 万 or 亿 of its unit multiplied out, and the unit that is left."""
    for scale, factor in (("万", 10_000), ("亿", 100_000_000)):
        if unit.startswith(scale) and len(unit) > 1:
            value, unit = value * factor, unit[1:]
    return number(value), unit


def number(value: Decimal) -> Value:
    """A whole number as such, any other as a float."""
    return int(value) if value == value.to_integral_value() else float(value)


DIGITS = "零一二三四五六七八九"


def chinese(n: int) -> str:
    """A number below 10,000 in Chinese numerals."""
    out, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, power)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return out.removeprefix("一") if out.startswith("一十") else out


class Said(NamedTuple):
    """A quantity as written: its words before and behind a bound, its value, unit and comparator."""

    text: str
    value: Value
    unit: str | None
    comparator: str = "="
    high: Value | None = None


@dataclass(slots=True)
class Context:
    """The document at hand, as its sentences see it, and the one source of chance."""

    rng: Random
    place: Place
    sector: Sector
    start: int
    end: int
    year: int
    first_leads: bool = False
    used: set[str] = field(default_factory=set)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.rng.randrange(len(options))]

    def one_of(self, *options: Callable[[], T]) -> T:
        """What one of the options makes; the others are not called."""
        return self.pick(options)()

    def fresh(self, options: Sequence[T], name: Callable[[T], str] = str) -> T:
        """One of the options that this document has not had yet, while there are any."""
        left = [o for o in options if name(o) not in self.used] or list(options)
        chosen = self.pick(left)
        self.used.add(name(chosen))
        return chosen

    def chance(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.rng.random() < share

    def thing(self) -> Thing:
        """Something to be built or made, now and then only a part of it: 农村公办幼儿园."""
        thing = self.fresh(self.sector.things, lambda t: t.noun)
        scope = self.pick(SCOPES)
        plain = "农村" in thing.noun or "村" in thing.noun[:2] or "社区" in thing.noun
        return thing._replace(noun=scope + thing.noun) if self.chance(0.15) and not plain else thing

    def people(self) -> Thing:
        """People to be trained or won."""
        return self.fresh(self.sector.people, lambda t: t.noun)

    def act(self) -> Thing:
        """Something to be held so many times."""
        return self.fresh(self.sector.acts, lambda t: t.noun)

    def rate(self) -> str:
        """The name of a rate."""
        return self.fresh(self.sector.rates)

    def amount(self) -> Amount:
        """A quantity at a level."""
        return self.fresh(self.sector.amounts, lambda a: a.name)

    def count(self, thing: Thing) -> Said:
        """How many of a thing: in digits, or from ten thousand on now and then with 万."""
        n = self.rng.randint(thing.low, thing.high)
        if n >= 10_000 and not thing.measure.startswith(("万", "亿")):
            tenths = Decimal(n // 1000) / 10
            return Said(f"{tenths.normalize():f}万{thing.measure}", number(tenths * 10_000), thing.measure)
        if n > 100:
            n -= n % 10
        value, unit = scaled(Decimal(n), thing.measure)
        return Said(f"{n}{thing.measure}", value, unit)

    def level(self, amount: Amount) -> Said:
        """A level of an amount, now and then with a decimal."""
        n = Decimal(self.rng.randint(amount.low, amount.high))
        if n < 100 and self.chance(0.5):
            n += Decimal(self.rng.randint(1, 9)) / 10
        value, unit = scaled(n, amount.unit)
        return Said(f"{n}{amount.unit}", value, unit)

    def percent(self, low: int = 60, high: int = 99) -> Said:
        """A percentage, now and then with a decimal or with 百分之."""
        n = self.rng.randint(low, high)
        if self.chance(0.2):
            tenths = self.rng.randint(1, 9)
            return Said(f"{n}.{tenths}%", float(Decimal(n) + Decimal(tenths) / 10), "%")
        return Said(f"{n}%", n, "%")

    def lead(self) -> str:
        """An opening without a quantity."""
        return self.pick(LEADS)

    def scope(self) -> str:
        """A word for the whole place."""
        return self.pick(("全", "全", "")) and f"全{self.place.prefix}"

    def target(
        self,
        form: str,
        *parts: Text,
        metric: str,
        said: Said,
        kind: str,
        per: str | None = None,
        modality: str = "firm",
        deadline: str | None = None,
        alts: Sequence[str] = (),
    ) -> Piece:
        """The parts as one target; without a deadline of its own it has the end of the plan's period."""
        fields = {
            "metric": metric,
            "comparator": said.comparator,
            "value": said.value,
            "value_high": said.high,
            "unit": said.unit,
            "per": per,
            "kind": kind,
            "modality": modality,
            "deadline": deadline or str(self.end),
            "deadline_explicit": deadline is not None,
            "metric_alt": [a for a in dict.fromkeys(alts) if a != metric],
        }
        return marked(Mark("target", form, fields), *parts)

    def decoy(self, form: str, *parts: Text) -> Piece:
        """The parts as numbers that are no targets."""
        return marked(Mark("decoy", form), *parts)

    def office(self) -> str:
        """A department of the place, with its prefix."""
        return self.place.prefix + self.bare_office()

    def bare_office(self) -> str:
        """A department without the prefix of its place."""
        return self.pick((self.sector.office, *self.sector.partners))

    def offices(self, count: int, short: bool = False) -> list[str]:
        """Different departments without prefix, the sector's own first in most cases."""
        rest = self.rng.sample(self.sector.partners, count)
        names = [self.sector.office, *rest][:count] if self.chance(0.7) else rest
        return [SHORT.get(n, n) for n in names] if short else names


def kind_of(rate: str) -> str:
    """A rate of coverage is a coverage, any other a level."""
    return "coverage" if rate.endswith(("覆盖率", "覆盖面")) else "level"


def random_sector(rng: Random) -> Sector:
    """One of the sectors."""
    return rng.choice(SECTORS)


__all__ = [
    "Context",
    "Place",
    "Said",
    "Value",
    "cat",
    "chinese",
    "invent",
    "join",
    "kind_of",
    "marked",
    "number",
    "random_sector",
    "scaled",
]
