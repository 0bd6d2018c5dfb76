"""What the README shows is what comes out: the records of its example, the rule, the comparison."""

from __future__ import annotations

import json
import re

import pytest
from helpers import CORPUS, ROOT, converter
from typer.testing import CliRunner

from cli import app

PAGES = ("README.md", "README.zh.md")


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_the_records_of_the_example_are_those_that_are_written(page: str) -> None:
    plan = "corpus/02_water_plan_hant.txt"
    made = [{"type": kind, **record.model_dump(mode="json")} for kind, record in converter()((ROOT / plan).read_bytes(), plan).records()]
    (example,) = blocks(page, "json")
    shown = [json.loads(record) for record in example.strip().split("\n\n")]
    assert [record["type"] for record in shown] == ["task", "target", "unit"]
    assert all(record in made for record in shown)
    (source, _) = (block.strip() for block in blocks(page, "text"))
    assert shown[0]["evidence"][0]["text"] == source


@pytest.mark.parametrize("page", PAGES)
def test_the_rule_is_one_of_the_rules(page: str) -> None:
    (rule,) = blocks(page, "toml")
    assert rule in (ROOT / "rules" / "bounds.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_comparison_prints_what_is_shown_of_it(page: str) -> None:
    printed = CliRunner().invoke(app, ["diff", str(CORPUS / "24_old_age_plan.html"), str(CORPUS / "17_notice_two_annexes.txt")]).output
    lines = {line.rstrip() for line in printed.splitlines()}
    (_, shown) = blocks(page, "text")
    assert {line.rstrip() for line in shown.splitlines() if line} <= lines
