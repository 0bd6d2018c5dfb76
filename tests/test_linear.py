"""Time grows with a text's length, not with its square: every rule on its worst texts, up to a megabyte."""

from __future__ import annotations

import re
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import pytest
from worst_cases import Unit, beyond_linear

from pipeline.forks import usable_cores
from rules import load
from rules.families import FAMILIES, Rule

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers of processor time")


def beyond(family: str, number: int) -> Unit | None:
    """A text that takes a rule, or what stands against it, too long."""
    rule = load().of(FAMILIES[family])[number]
    unless = getattr(rule, "unless", None)
    found = beyond_linear(rule.regex, rule.examples)
    return beyond_linear(re.compile(unless), rule.examples) if found is None and unless else found


@cache
def too_slow() -> dict[str, Unit]:
    """By its id, each rule that some text takes too long, and the text. All cores look for one: it takes a minute of a processor."""
    places = [(name, n) for name, model in FAMILIES.items() for n in range(len(load().of(model)))]
    with ProcessPoolExecutor(usable_cores()) as processes:
        found = processes.map(beyond, *zip(*places, strict=True))
        return {load().of(FAMILIES[name])[n].id: unit for (name, n), unit in zip(places, found, strict=True) if unit is not None}


@pytest.mark.parametrize("model", FAMILIES.values(), ids=FAMILIES)
def test_a_rule_takes_time_in_proportion_to_the_text(model: type[Rule]) -> None:
    assert {rule.id: too_slow()[rule.id] for rule in load().of(model) if rule.id in too_slow()} == {}


@pytest.mark.parametrize(
    "pattern",
    [r"\s*号", r"\d+人", "《[^》]*标准》", "(?:建设|工作|建设工作、?)*回顾$", r"^\s*第?\s*\d", ".*(?:回顾|总结)$", "(?m)^\\s*一、"],
)
def test_one_that_grows_with_the_square_is_found(pattern: str) -> None:
    assert beyond_linear(re.compile(pattern)) is not None


@pytest.mark.parametrize("pattern", [r"\s{0,9}号", r"\d{1,12}人", "《[^《》]{0,80}标准》", r"(?<!\s)\s*+号", "[^。]+。?", ".{0,120}元"])
def test_one_that_grows_with_the_length_is_none(pattern: str) -> None:
    assert beyond_linear(re.compile(pattern)) is None
