"""Work that is handed out under the names of those who are to do it: 一、市水利局 with its tasks below, 市财政局：… in a division of work.

That a name stands over work makes nobody answerable by itself. It does where the text divides work among units, and those
who stand beside it in the same place are units too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.extract.mentions import Task
from pipeline.outline.tree import Node, Outline
from pipeline.text import Span
from rules import RuleSet

_FEWEST = 2
_MOST_OF = 2 / 3
"""So large a share of the headings beside each other must name units."""
_BEFORE_COLON = re.compile(r"[^，。；：:\n]{2,30}(?=[:：])")
_HANDED_OUT_IN = ("tasks", "safeguards", "stages")


def _name(node: Node, text: str) -> Span | None:
    """What names a section or an item: its heading, or the words before its colon."""
    where = node.title or (node.body[0] if node.body else None)
    head = _BEFORE_COLON.match(text, where.start, where.end) if where is not None else None
    return Span(*head.span()) if head is not None else node.title


def handed_out(
    outline: Outline, tasks: Sequence[Task], title: str | None, rules: RuleSet, names_units: Callable[[Span], bool]
) -> Iterator[tuple[Span, int | None]]:
    """Words that name units, and the task that these are to do; None where several tasks stand below the name."""
    says = rules.phrase("divides_work")
    whole = title is not None and says.search(title) is not None
    by_start = {task.span.start: n for n, task in enumerate(tasks) if task.kind != "table"}

    def divides(node: Node) -> bool:
        above = (node, *node.ancestors())
        return whole or any(a.title is not None and says.search(outline.text, a.title.start, a.title.end) for a in above)

    for node in outline.root.walk():
        if len(node.children) < _FEWEST or not divides(node):
            continue
        below = [(c.start, name) for c in node.children if c.section in _HANDED_OUT_IN and (name := _name(c, outline.text)) is not None]
        over = [(start, name) for start, name in below if names_units(name)]
        if len(over) >= _FEWEST and len(over) >= _MOST_OF * len(node.children):
            yield from ((name, by_start.get(start)) for start, name in over)
    for n, task in enumerate(tasks):
        if len(task.body) < _FEWEST or task.kind == "table":
            continue
        titles = [task.title or "", *(h.title or "" for h in task.path)]
        if not (whole or any(says.search(words) for words in titles)):
            continue
        heads = [Span(*m.span()) for p in task.body if (m := _BEFORE_COLON.match(outline.text, p.start, p.end)) is not None]
        named = [head for head in heads if names_units(head)]
        if len(named) >= _FEWEST and len(named) >= _MOST_OF * len(heads):
            yield from ((head, n) for head in named)
