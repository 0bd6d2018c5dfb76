"""What only the front matter tells of the outline: where the plan begins, and which of its sections look back."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.outline.tree import Node
from pipeline.text import Span
from rules import RuleSet


def open_at(root: Node, text: str, title: Span, letter: bool) -> None:
    """Let the plan begin at its own title, which heads no path itself; items of the `letter` before it are front matter."""
    name = "".join(text[title.start : title.end].split())
    for top in root.children:
        for node in top.walk():
            if letter and node.start < title.start:
                node.section = "front"
            elif node.title is not None and node.label is None and "".join(text[node.title.start : node.title.end].split()) == name:
                node.title = None


def look_back(root: Node, text: str, over: Callable[[str], bool], rules: RuleSet) -> None:
    """Class sections of the first chapter as results by how they begin, where their headings tell nothing.

    `over` says whether a five-year plan (十三五) was over when this one began.
    """
    first = next((node for node in root.children if node.kind in ("heading", "item") and node.section != "front"), None)
    if first is not None:
        _look_back(first, text, over, rules)


def _look_back(node: Node, text: str, over: Callable[[str], bool], rules: RuleSet) -> None:
    rule = node.rules.rpartition("sections.")
    if node.section != "tasks" or (rule[1] and rule[2] != "default"):
        return  # what a heading says outright stands, for all below it
    m = rules.phrase("looks_back").match(text, node.body[0].start, node.body[0].end) if node.body else None
    if m is not None and (m["plan"] is None or over(m["plan"])):
        for below in node.walk():
            below.section = "retrospective" if below.section == "tasks" else below.section
        return
    for child in node.children:
        _look_back(child, text, over, rules)
