"""Lines that are text of no item: the cells of tables that no layout could read."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from pipeline.outline.labels import parse_label
from pipeline.outline.sections import paragraph_role
from pipeline.outline.tables import Line
from rules import RuleSet

_CAPTION = re.compile(r"表\s{0,2}\d{1,3}(?:[-－.—]\d{1,2})?[\s\u3000]{1,4}[^，。；]{3,40}$")
_FEWEST_CELLS = 5
"""Lines below a caption that are no table are its cells if so many in succession are short."""
_SHORT_CELL = 24
_LONG_CELL, _LONG_SENTENCE = 60, 36
_TOP = 50
"""Labels of this rank or above are headings, whatever they stand between."""
_ENDS = re.compile("[。！？!?；;]")


def unread_cells(lines: Sequence[Line], in_table: Set[int], rules: RuleSet) -> set[int]:
    """The cells of tables, one a line below their captions (表5 设计重现期), that no layout could read: no text of any item."""
    found: set[int] = set()
    n = 0
    while n < len(lines):
        end = n + 1
        if n not in in_table and _CAPTION.match(lines[n].text):
            while end < len(lines) and end not in in_table and _may_be_cell(lines[end].text, rules):
                end += 1
            short = [line.text for line in lines[n + 1 : n + 1 + _FEWEST_CELLS]]
            if end - n > _FEWEST_CELLS and all(len(words) <= _SHORT_CELL and not _ENDS.search(words) for words in short):
                found.update(range(n + 1, end))
        n = end
    return found


def _may_be_cell(words: str, rules: RuleSet) -> bool:
    if (
        len(words) > (_LONG_SENTENCE if words.endswith("。") else _LONG_CELL)
        or _CAPTION.match(words)
        or paragraph_role(words, rules) is not None
    ):
        return False
    label = parse_label(words, rules)
    return label is None or (label.rule.series == "counted" and label.rule.rank > _TOP)
