"""What a `rule` of a record stands for: a rule of a family, or a step of the engine that no single rule decides.

The steps have ids too (`tasks.item`, `govern.bare`), so that a record that one of them made can be traced as well;
`rules/data/steps.toml` says of each what it takes for granted and where it stands.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import UsageError
from rules import FOLDER, line_of, load, read_rules
from rules.families import Rule


class Step(BaseModel):
    """A step of the engine: the module that holds it, and what it takes for granted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    where: str = Field(pattern=r"^pipeline/[a-z_/]+\.py$")
    why: str = Field(min_length=8)


@cache
def steps() -> dict[str, Step]:
    """All steps by their ids."""
    families = tomllib.loads((FOLDER / "data" / "steps.toml").read_text(encoding="utf-8"))
    return {f"{family}.{name}": Step.model_validate(step) for family, named in families.items() for name, step in named.items()}


def _told(rule: Rule, folder: Path) -> str:
    """A rule with its place, as an analyst reads it."""
    file = f"{rule.family}.toml"
    place = f"{'rules' if folder == FOLDER else folder}/{file}:{line_of(rule.id, folder / file)}"
    sought = f"pattern: {rule.pattern}" if rule.pattern is not None else f"words: {'、'.join(rule.words)}"
    known = set(Rule.model_fields)
    more = [f"{key}: {value}" for key, value in rule.model_dump(exclude_none=True).items() if key not in known and value not in ("", ())]
    found = [f"found in: {example}" for example in rule.examples]
    kept_out = [f"not found in: {example}" for example in rule.counterexamples]
    return "\n    ".join([f"{rule.id}  {place}", rule.why, sought, *more, *found, *kept_out])


def explain(ids: str, folder: Path = FOLDER) -> str:
    """What the `rule` of a record stands for; several ids are joined by `+`. Raises `UsageError` where one is not known.

    Raises `RuleError` where the rules in `folder` cannot be read.
    """
    rules = {rule.id: rule for rule in (load() if folder == FOLDER else read_rules(folder))}
    out = []
    for name in ids.split("+"):
        if name in rules:
            out.append(_told(rules[name], folder))
        elif (step := steps().get(name)) is not None:
            out.append(f"{name}  {step.where}\n    {step.why}")
        else:
            near = get_close_matches(name, [*rules, *steps()], 3)
            raise UsageError(f"no rule is called {name!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
    return "\n".join(out)
