"""What a section is for, told by its heading or by the section it stands in, and what role a paragraph has outside the items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from rules import Opening, RuleSet
from rules.families import ParagraphRule, SectionClass, SectionRule

_LONG = 400
"""A paragraph of more characters is no signature or contact; those present may be addressed in one that is longer."""
_IN_ENGLISH_TOO = re.compile(r"(?<=[\u4e00-\u9fff]{2})[/／|｜(（]?[A-Za-z][A-Za-z&,'’\-]{5,120}[)）]?$")
"""What a heading says again in English."""
_HEADED = re.compile("[^。；;：:！？\n]{3,30}。.")
_FRAMES = ("principles", "goals", "indicators")
"""What frames the work without being work."""


@lru_cache(maxsize=1024)
def classify(title: str, rules: RuleSet) -> tuple[SectionRule, ...]:
    """The rules that know a heading, the strongest first."""
    found = [rule for rule in rules.of(SectionRule) if rule.regex.search(title)]
    return tuple(sorted(found, key=lambda r: -r.strength))


def section_of(title: str, parent: SectionClass | Literal["front"], own_line: bool, rules: RuleSet) -> tuple[SectionClass, str]:
    """What a section of this title is for, given the class of the section it stands in; and the rule that said so.

    Inside a section of work only a heading on its own line that names goals, indicators, results or the situation
    outright, or a rule of strength 3, makes a difference. Among principles and goals the first sentence of a paragraph
    that happens to name some work (以重大工程为牵引) makes none.
    """
    if parent in ("assessment", "scoring", "closing"):
        return parent, ""
    title = _IN_ENGLISH_TOO.sub("", re.sub(r"[\s\u3000]+", "", title)).strip("。：:；")
    settled = parent in ("tasks", "safeguards", "stages")
    for rule in classify(title, rules):
        framing = own_line and parent == "tasks" and rule.section in ("goals", "indicators", "retrospective", "situation", "principles")
        if settled and rule.strength < 3 and not framing:
            continue
        if parent in _FRAMES and rule.section == "tasks" and rule.strength < 2 and not own_line:
            continue
        if parent in ("retrospective", "situation") and rule.strength < 3 and rule.section in ("tasks", "safeguards"):
            continue
        return rule.section, rule.id
    if parent == "front" or parent == "annex":  # noqa: PLR1714 - the type checker narrows a comparison, not a membership
        return "tasks", "sections.default"
    return parent, ""


@lru_cache(maxsize=256)  # asked again within a document; whole texts are not to be kept
def paragraph_role(line: str, rules: RuleSet) -> str | None:
    """The role of a paragraph that belongs to no item; None for ordinary text."""
    found = _roles(rules, len(line) > _LONG).match(line)
    return found[0].role if found is not None else None


@cache
def _roles(rules: RuleSet, long: bool) -> Opening[ParagraphRule]:
    return Opening(r for r in rules.of(ParagraphRule) if r.role in ("closing", "address") or not long)


def leads_on(below: Iterable[str], rules: RuleSet) -> bool:
    """Whether paragraphs with heading sentences stand below an address, before those present are turned to again: it closes nothing."""
    headed = 0
    for line in below:
        if paragraph_role(line, rules) in ("closing", "address"):
            return headed >= 2
        headed += _HEADED.match(line) is not None
    return False
