"""What README and architecture show is what there is: the records of the example, the rule, the comparison, the modules."""

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


def test_every_module_is_on_the_map() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (drawn,) = re.findall(r"### Every module at its place\n\n```text\n(.*?)```", page, re.DOTALL)
    on_map = set(re.findall(r"[a-z_]+", drawn))
    missing = [
        str(path.relative_to(ROOT))
        for part in ("commands", "guihua", "pipeline", "rules", "schemas")
        for path in (ROOT / part).rglob("*.py")
        if path.stem not in on_map and path.stem != "__init__"
    ]
    assert missing == []
