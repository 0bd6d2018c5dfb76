"""Paragraphs: sentences without quantities, sentences of the forms, and the notes behind them."""

from __future__ import annotations

from typing import NamedTuple

import corpus.generator.dates
import corpus.generator.decoys
import corpus.generator.quantities
import corpus.generator.turns
import corpus.generator.units  # noqa: F401  (these five fill the registry)
from corpus.generator.context import Context, cat
from corpus.generator.pieces import Piece
from corpus.generator.registry import FORMS, Form, declare, named
from corpus.generator.words import AIMS, DOINGS, WARMS, WAYS

INNER = declare("none.inner_list", "decoy", "一是 … 二是 … inside a paragraph: part of the item that they stand in.")


class Recipe(NamedTuple):
    """How dense a document is, and what it is to show. `unbroken` leaves out what needs lines of its own; `headings` says how
    many headings of the second level stand in a section."""

    prose: float
    form: Form | None = None
    unbroken: bool = False
    headings: tuple[int, int] = (2, 4)

    @property
    def long(self) -> bool:
        """Written at the length of a real plan."""
        return self.prose >= 0.75


def prose(c: Context) -> str:
    """A sentence without any quantity."""

    def matter() -> str:
        return c.pick(c.sector.matters)

    def group() -> str:
        return c.pick(c.sector.groups)

    return c.one_of(
        lambda: f"{c.lead()}，{c.pick(DOINGS)}{matter()}，{c.pick(AIMS)}",
        lambda: f"{c.pick(DOINGS)}{matter()}，推动{group()}{c.pick(WAYS)}、{c.pick(WAYS)}",
        lambda: f"引导{group()}参与{c.pick(c.sector.themes)}，{c.pick(WARMS)}",
        lambda: f"支持{group()}{c.pick(DOINGS)}{matter()}",
        lambda: f"以{c.pick(c.sector.themes)}为重点，{c.pick(DOINGS)}{matter()}和{matter()}，{c.pick(AIMS)}",
        lambda: f"{c.pick(WARMS)}，{c.pick(WARMS)}",
        lambda: f"加大对{group()}的指导力度，帮助解决{c.pick(c.sector.themes)}中的难点问题",
        lambda: f"坚持{c.pick(WAYS)}与{c.pick(WAYS)}相结合，{c.pick(DOINGS)}{matter()}",
        lambda: f"鼓励有条件的地区在{c.pick(c.sector.themes)}方面先行先试，{c.pick(AIMS)}",
        lambda: f"把{c.pick(c.sector.themes)}摆在更加突出的位置，{c.pick(DOINGS)}{matter()}，{c.pick(WARMS)}",
    )


def sentence(c: Context, recipe: Recipe) -> tuple[Piece | str, bool]:
    """A sentence, and whether it names a deadline."""
    if not c.chance(1 - recipe.prose):
        return "，".join(prose(c) for _ in range(c.pick((1, 2, 2, 3)) if recipe.long else 1)), False
    if recipe.form and recipe.form.group in {"quantity", "decoy"} and recipe.form.write and c.chance(0.7):
        chosen = recipe.form
    else:
        group = "quantity" if c.chance(0.72) else "decoy"
        chosen = c.pick([f for f in named(group) if f.write and not (recipe.unbroken and f.name == "line_break")])  # type: ignore[arg-type]
    if recipe.unbroken and chosen.name == "line_break":
        chosen = FORMS["bound.plain"]
    assert chosen.write
    return chosen.write(c, chosen.name), chosen.dated


def body(c: Context, recipe: Recipe, count: int | None = None, inner: bool = False, below: bool = False) -> Piece:
    """A paragraph of sentences; at most one of them names a deadline, and that is the last. A paragraph `below` its heading
    opens with a long sentence, so that nobody can take its first for a heading of its own."""
    count = count or (c.rng.randint(4, 6) if recipe.long else c.rng.randint(1, 4))
    sentences: list[Piece | str] = []
    last: Piece | str | None = None
    for _ in range(count):
        words, dated = sentence(c, recipe)
        if not dated:
            sentences.append(words)
        elif last is None:
            last = words
    if last is not None:
        sentences.append(last)
    if below:
        sentences.insert(0, f"{prose(c)}，{c.pick(DOINGS)}{c.pick(c.sector.matters)}，{c.pick(WARMS)}")
    if inner:
        parts = [cat(f"{n}是", prose(c) if c.chance(0.5) else FORMS["bound.plain"].write(c, "bound.plain")) for n in "一二三"]  # type: ignore[misc]
        sentences.insert(0, c.decoy(INNER, parts[0], "；", parts[1], "；", parts[2]))
    return cat(*(cat(s, "。") for s in sentences))


def note(c: Context, recipe: Recipe) -> Piece:
    """A note that makes units answerable, or none."""
    chosen = recipe.form if recipe.form and recipe.form.group == "unit" else None
    if not c.chance(0.85 if chosen else 0.35):
        return cat()
    if c.first_leads:
        chosen = FORMS["unit.first_leads"]
        assert chosen.write
        return chosen.write(c, chosen.name)
    broken = {"unit.own_lines", "unit.person", "unit.broken"} if recipe.unbroken else set()
    if chosen is None or chosen.name in broken or c.chance(0.15):
        chosen = c.pick([f for f in named("unit") if f.write and f.name not in {*broken, "unit.first_leads"}])
    assert chosen.write
    return chosen.write(c, chosen.name)
