"""What is told of the outline when it stands: where the plan begins, which sections look back, and what paragraphs announce as a frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.outline.sections import classify
from pipeline.outline.tree import Node
from pipeline.text import Span
from rules import RuleSet
from rules.families import SectionClass
from rules.marks import BULLETS

_FEWEST_FIELDS = 2
_BULLET = re.compile(f"——|—|--|[{BULLETS}]")


def open_at(root: Node, text: str, title: Span, letter: bool) -> None:
    """Let the plan begin at its own title, which heads no path itself; items of the `letter` before it are front matter."""
    name = "".join(text[title.start : title.end].split())
    for top in root.children:
        for node in top.walk():
            if letter and node.start < title.start:
                node.section = "front"
            elif node.title is not None and node.label is None and "".join(text[node.title.start : node.title.end].split()) == name:
                node.title = None


def fold_fields(root: Node, text: str, rules: RuleSet) -> None:
    """Make one item of one whose own items are only its particulars: 1.建设目标：…, 2.建设内容：…, 3.责任单位：…."""
    field, answers = rules.phrase("field_of_item"), rules.phrase("field_that_answers")
    for node in list(root.walk()):
        names = ["".join(text[c.title.start : c.title.end].split()) if c.title is not None else "" for c in node.children]
        if node.kind not in ("heading", "item") or node.label is None or len(names) < _FEWEST_FIELDS:
            continue
        if not all(field.fullmatch(name) for name in names) or not any(answers.fullmatch(name) for name in names):
            continue
        if any(c.children or c.tables or c.kind == "box" for c in node.children):
            continue
        for child in node.children:
            head = [Span(child.start, child.body[0].end if child.body and not child.own_line else child.title.end)] if child.title else []
            node.body += head + child.body[0 if child.own_line else 1 :]
        node.children = []
        node.section = "tasks" if node.section == "goals" else node.section


def year_ahead(root: Node, text: str, rules: RuleSet) -> re.Match[str] | None:
    """How the heading of the chapter on what comes next reads (2026年工作安排, 下一步打算), where one stands behind another chapter."""
    return next((said for _, said in _chapters_ahead(root, text, rules)), None)


def chapters_ahead(root: Node, text: str, rules: RuleSet) -> Iterator[Node]:
    """The chapters on what comes next, in a document that has others before them."""
    return (node for node, _ in _chapters_ahead(root, text, rules))


def _chapters_ahead(root: Node, text: str, rules: RuleSet) -> Iterator[tuple[Node, re.Match[str]]]:
    """The chapters behind the first that say by their headings that they tell what comes next."""
    for node in [n for n in root.children if n.kind in ("heading", "item") and n.section != "front"][1:]:
        if node.title is not None and node.section in ("tasks", "goals"):
            said = rules.phrase("comes_next").match("".join(text[node.title.start : node.title.end].split()))
            if said is not None:
                yield node, said


def results_first(root: Node, text: str, rules: RuleSet) -> None:
    """Class the chapters of a report or summary before the one on what comes next as results, whatever their headings say."""
    ahead = next(chapters_ahead(root, text, rules), None)
    for node in root.children if ahead is not None else ():
        if node is ahead:
            return
        plans = node.title is not None and rules.phrase("plan_of_years").search(text, node.title.start, node.title.end) is not None
        if _named_for_work(node) or plans:
            continue  # “十六五”时期主要目标和重大举措, before the work of one year
        for below in node.walk():
            below.section = "retrospective" if below.section == "tasks" else below.section


def look_back(root: Node, text: str, over: Callable[[re.Match[str]], bool], rules: RuleSet) -> None:
    """Class sections of the first chapter as results by how they begin, where their headings tell nothing.

    `over` says whether what a section begins with (十三五时期, 2025年是…) was over when this plan began.
    """
    first = next((node for node in root.children if node.kind in ("heading", "item") and node.section != "front"), None)
    if first is None:
        return
    named = rules.phrase("year_at_work").match("".join(text[first.title.start : first.title.end].split())) if first.title else None
    if named is not None and over(named) and any(node is not first and node.section == "tasks" for node in root.children):
        for below in first.walk():  # 2024年主要工作, in a report that goes on to what is planned
            below.section = "retrospective" if below.section == "tasks" else below.section
        return
    _look_back(first, text, over, rules)


def _look_back(node: Node, text: str, over: Callable[[re.Match[str]], bool], rules: RuleSet) -> None:
    rule = node.rules.rpartition("sections.")
    if node.section != "tasks" or (rule[1] and rule[2] != "default"):
        return  # what a heading says outright stands, for all below it
    m = rules.phrase("looks_back").match(text, node.body[0].start, node.body[0].end) if node.body else None
    if m is not None and over(m):
        for below in node.walk():
            below.section = "retrospective" if below.section == "tasks" else below.section
        return
    for child in node.children:
        _look_back(child, text, over, rules)


def frame_announced(root: Node, text: str, rules: RuleSet) -> None:
    """Class what a paragraph announces as goals (…以下主要目标：) or principles (…把握好以下方面：) as such, below headings of work too.

    Announced are the items below the paragraph, as far as they count on, or the paragraphs behind it that bullets open.
    """
    announced: tuple[tuple[SectionClass, re.Pattern[str]], ...] = (
        ("goals", rules.phrase("goals_announced")),
        ("principles", rules.phrase("principles_announced")),
    )
    for node in root.walk():
        if node.section != "tasks" or not node.body or node.kind not in ("heading", "item"):
            continue
        possible = announced
        if _named_for_work(node) and not any(_kept_in_mind(child, text, rules) for child in node.children[:1]):
            possible = announced[:1]  # 主要目标和重大举措: what is kept in mind there is work, unless it is worded as a principle
        said = [next((to for to, phrase in possible if phrase.search(text, span.start, span.end)), None) for span in node.body]
        if said[-1] is not None:
            for child in node.children:
                if child.rank != node.children[0].rank or child.section != "tasks":
                    break
                for below in child.walk():
                    below.section = said[-1]
        bullets = [_BULLET.match(text, span.start) is not None for span in node.body]
        for n, to in enumerate(said[:-1]):
            rest = next((k for k in range(n + 1, len(bullets)) if not bullets[k]), len(bullets))
            if to is not None and rest > n + 2 and not any(text[span.end - 1] in "：:" for span in node.body[rest:]):
                node.section = to


def goals_among(root: Node, text: str, rules: RuleSet) -> None:
    """Class a section of goals and work together as goals where its items say only how things will stand."""
    outcome = rules.phrase("outcome")
    for node in root.walk():
        heading = "".join(text[node.title.start : node.title.end].split()) if node.title is not None and node.section == "tasks" else ""
        if not {rule.section for rule in classify(heading, rules)} >= {"goals", "tasks"}:
            continue
        titles = ["".join(text[c.title.start : c.title.end].split()) for c in node.children if c.title is not None]
        if titles and sum(outcome.search(t) is not None for t in titles) * 2 > len(titles):
            for below in node.walk():
                below.section = "goals" if below.section == "tasks" else below.section


def _named_for_work(node: Node) -> bool:
    """Whether a heading says outright that work stands below it."""
    _, known, rule = node.rules.rpartition("sections.")
    return bool(known) and rule != "default"


def _kept_in_mind(node: Node, text: str, rules: RuleSet) -> bool:
    """Whether an item is worded as a principle: 坚持发展为先."""
    start = node.title.start if node.title is not None else node.body[0].start if node.body else node.start
    return rules.phrase("worded_as_principle").match(text, start) is not None
