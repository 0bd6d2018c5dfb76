"""Time grows with a text's length, not with its square: every rule on its worst texts, at 64 times the length."""

from __future__ import annotations

import re
import signal

import pytest
from worst_cases import beyond_linear

from rules import load
from rules.families import FAMILIES, Rule

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers of processor time")


@pytest.mark.parametrize("model", FAMILIES.values(), ids=FAMILIES)
def test_a_rule_takes_time_in_proportion_to_the_text(model: type[Rule]) -> None:
    slow = {}
    for rule in load().of(model):
        unless = getattr(rule, "unless", None)
        for regex in (rule.regex, *([re.compile(unless)] if unless else [])):
            unit = beyond_linear(regex, rule.examples)
            if unit is not None:
                slow[rule.id] = unit
    assert not slow


@pytest.mark.parametrize(
    "pattern",
    [r"\s*号", r"\d+人", "《[^》]*标准》", "(?:建设|工作|建设工作、?)*回顾$", r"^\s*第?\s*\d", ".*(?:回顾|总结)$", "(?m)^\\s*一、"],
)
def test_one_that_grows_with_the_square_is_found(pattern: str) -> None:
    assert beyond_linear(re.compile(pattern)) is not None


@pytest.mark.parametrize("pattern", [r"\s{0,9}号", r"\d{1,12}人", "《[^《》]{0,80}标准》", r"(?<!\s)\s*+号", "[^。]+。?", ".{0,120}元"])
def test_one_that_grows_with_the_length_is_none(pattern: str) -> None:
    assert beyond_linear(re.compile(pattern)) is None
