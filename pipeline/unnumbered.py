"""Tables of indicators without running numbers whose cells were wrapped: where their header and their rows are.

What a row always has on one line are its values and what sort of indicator it is (85 预期性). Such a line is a row's
*anchor*; pieces of its name, its unit and the category that it stands under are on lines around it, or below it where cells
begin at the top. Both the repair (which must leave such lines alone) and the outline (which reads them) ask here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.cells import BOUND, CATEGORY_LINE, FURNITURE, bare, column_rule, ends_table, header_groups
from pipeline.text import width
from rules import RuleSet

_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3
_MOST_ROWS = 120
_MOST_BETWEEN = 7
"""So many lines may stand between the anchors of two rows."""
_BEHIND = 4
"""So many lines of the last row may stand below its anchor."""
_ABOVE = 4
"""So many lines may stand between the header and the first anchor."""
_LINES_OF_HEADER = 5
_LONGEST_LINE = 120
_LONGEST_PIECE = 36
_LONGEST_HEADER = 80
_WIDE = re.compile(" {2,}")
_MOST_READINGS, _MOST_STEPS, _MOST_CELLS = 40, 1500, 12
"""So many header cells, ways to read them, and steps on the way to these are tried."""
_FIGURE = re.compile(
    r"[\[［〔【(（]?(?:[≥≤≧≦><＞＜﹥﹤约]|不低于|不少于|不超过|下降|降低|提高|增长|达到)?\d[\d,.，]{0,14}(?:[%‰％]|[\u4e00-\u9fff/]{0,6})"
    r"[ \u3000]?(?:以上|以下|以内|左右)?[\]］〕】)）]?[*＊]?"
)
_NOTHING = re.compile(r"[-—–/]{1,3}")
_YEAR = re.compile(r"到?20\d\d")
_SIGN = re.compile("[≥≤≧≦><＞＜﹥﹤约]")


class Unnumbered(NamedTuple):
    """A table: the lines `[start, end)` that can belong to it, rows from `body` on; the header cells that its columns can have;
    the anchors of its rows."""

    start: int
    body: int
    end: int
    headers: tuple[tuple[str, ...], ...]
    anchors: tuple[int, ...]


def pieces_of(line: str) -> list[tuple[int, int]]:
    """Where the pieces of a line stand that spaces part; a sign stays with its number, a bound with its value, a bracket is one."""
    out: list[tuple[int, int]] = []
    for m in re.finditer(r"[\[［〔【][^\[\]［］〔〕【】\s]{0,9}\s{1,3}[^\[\]［］〔〕【】\s]{0,9}[\]］〕】]|\S+", line):
        a, b = m.span()
        if out:
            last = line[slice(*out[-1])]
            near = a - out[-1][1] == 1
            dated = m.group()[0] == "年" and _YEAR.fullmatch(last) is not None
            if near and (dated or _SIGN.fullmatch(last) or (BOUND.fullmatch(m.group()) and last[-1].isdigit())):
                out[-1] = (out[-1][0], b)
                continue
        out.append((a, b))
    return out


def is_figure(words: str) -> bool:
    """Whether a piece is a value and nothing else, or the dash that stands for none."""
    return _FIGURE.fullmatch(words) is not None or _NOTHING.fullmatch(words) is not None


def unnumbered_tables(lines: Sequence[str], rules: RuleSet) -> Iterator[Unnumbered]:
    """The tables among lines without outer white space, in order."""
    n = 0
    while n < len(lines):
        found = None
        if _may_anchor(lines[n]) and _is_anchor(lines[n], rules):
            found = _table_at(lines, n, rules)
        if found is not None:
            yield found
        n = found.end if found is not None else n + 1


def _length(line: str) -> int:
    """How many characters a line has but for the spaces that set its columns apart."""
    return len(_WIDE.sub(" ", line)) if "  " in line else len(line)


def _may_anchor(line: str) -> bool:
    return (
        _length(line) <= _LONGEST_LINE
        and (" " in line or "\u3000" in line)
        and "\t" not in line
        and "|" not in line
        and line[-1] not in "。；：:"
    )


def _is_anchor(line: str, rules: RuleSet) -> bool:
    """Whether a line ends in values, or in what sort of indicator it is with something before it."""
    words = [line[a:b] for a, b in pieces_of(line)]
    if len(words) < 2 or ends_table(line, rules):
        return False
    said = rules.phrase("attribute_value")
    if said.match(words[-1]) or (len(words) > 2 and said.match(words[-2])):
        return True
    figures = 0
    for word in reversed(words):
        if not is_figure(word):
            break
        figures += 1
    return figures > 1


def _table_at(lines: Sequence[str], first: int, rules: RuleSet) -> Unnumbered | None:
    """The table whose first row has its anchor in line `first`."""
    anchors = _anchors(lines, first, rules)
    if len(anchors) < _FEWEST_ROWS:
        return None
    for above in range(_ABOVE + 1):
        body = first - above
        if body < 1 or (above and (_ends(lines[body], rules) or (_may_anchor(lines[body]) and _is_anchor(lines[body], rules)))):
            break
        for start in range(max(0, body - _LINES_OF_HEADER), body):
            headers = header_readings(lines[start:body], rules)
            if headers:
                header = set(lines[start:body])
                between = (lines[n] for n in range(body, anchors[-1]) if n not in anchors)
                wrapped = any(not (line in header or FURNITURE.fullmatch(line) or CATEGORY_LINE.match(line)) for line in between)
                end = _end(lines, anchors[-1], rules)
                return Unnumbered(start, body, end, headers, tuple(anchors)) if wrapped else None
    return None


def _anchors(lines: Sequence[str], first: int, rules: RuleSet) -> list[int]:
    found = [first]
    n = first + 1
    while n < len(lines) and n - found[-1] <= _MOST_BETWEEN + 1 and len(found) < _MOST_ROWS:
        if _ends(lines[n], rules):
            break
        if _may_anchor(lines[n]) and _is_anchor(lines[n], rules):
            found.append(n)
        n += 1
    return found


def _ends(line: str, rules: RuleSet) -> bool:
    """Whether a line is text behind the table, or a heading."""
    return line.endswith(("。", "；", "：")) or _length(line) > _LONGEST_LINE or ends_table(line, rules)


def _end(lines: Sequence[str], last: int, rules: RuleSet) -> int:
    """Behind which line the pieces of the last row, whose anchor is line `last`, have ended at the latest."""
    for n in range(last + 1, min(len(lines), last + 1 + _BEHIND)):
        if _ends(lines[n], rules) or CATEGORY_LINE.match(lines[n]) or width(lines[n]) > _LONGEST_PIECE:
            return n
    return min(len(lines), last + 1 + _BEHIND)


# -- headers ---------------------------------------------------------------------------------------------------------


def header_readings(block: Sequence[str], rules: RuleSet, of_tasks: bool = False) -> tuple[tuple[str, ...], ...]:
    """The header cells that a block of lines can stand for, pieces above and below joined to them; none where it is no header."""
    return _readings(tuple(block), rules, of_tasks)


@lru_cache(maxsize=1024)  # a header is looked for above every row that could be the first
def _readings(block: tuple[str, ...], rules: RuleSet, of_tasks: bool) -> tuple[tuple[str, ...], ...]:
    if any(
        _length(line) > _LONGEST_HEADER or _ends(line, rules) or FURNITURE.fullmatch(line) or "|" in line or "\t" in line for line in block
    ):
        return ()
    rows = [_header_pieces(line, rules) for line in block]
    known = [sum(column_rule(bare(cell), rules) is not None for cell in row) for row in rows]
    main = max(range(len(rows)), key=lambda n: (known[n], len(rows[n]), -abs(2 * n - len(rows) + 1)))
    if known[main] < 2 or len(rows[main]) > _MOST_CELLS or any(len(row) > len(rows[main]) for row in rows):
        return ()
    above, below = rows[:main][::-1], rows[main + 1 :]
    if len(above) > 2 or len(below) > 2:
        return ()
    readings = list(_interleaved(rows[main], above, below, rules))
    good = [r for r in readings if (_is_header_of_tasks(r, rules) if of_tasks else _is_header(r, rules))]
    return tuple(dict.fromkeys(good))


def _header_pieces(line: str, rules: RuleSet) -> list[str]:
    words = [line[a:b] for a, b in pieces_of(line)]
    return ["".join(words[a:b]) for a, b in header_groups(words, rules, broken=False)]


def _is_header(cells: Sequence[str], rules: RuleSet) -> bool:
    roles = [rule.role if (rule := column_rule(bare(cell), rules)) is not None else "" for cell in cells]
    said = set(roles) - {""}
    values = said & {"target", "year", "baseline", "value"}
    return (
        roles.count("name") == 1
        and roles.count("") == 0
        and len(roles) >= _FEWEST_COLUMNS
        and bool(values)
        and not said & {"number", "content", "lead", "responsible"}
    )


def _is_header_of_tasks(cells: Sequence[str], rules: RuleSet) -> bool:
    """Whether a table with such a header counts its rows and says what to do, and who does it or by when."""
    roles = [rule.role if (rule := column_rule(bare(cell), rules)) is not None else "" for cell in cells]
    said = set(roles) - {""}
    if roles.count("number") != 1 or not said & {"content", "task_name"} or said & {"name", "score"}:
        return False
    return roles.count("") <= len(roles) // 4 and bool(said & {"lead", "support", "responsible", "deadline", "investment"})


_SHORT = 3
_IN_BRACKETS = re.compile(r"[（(\[［〔].{1,12}[）)\]］〕]")


def _may_end(words: Sequence[str], lower: int, rules: RuleSet) -> bool:
    """Whether the last `lower` pieces belong to a header cell; a cell of a row may stand below a header that is whole without it."""
    if not lower or column_rule(bare("".join(words[:-lower])), rules) is None:
        return True
    rest = bare("".join(words[-lower:]))
    return len(rest) <= _SHORT or _IN_BRACKETS.fullmatch(rest) is not None or column_rule(rest, rules) is not None


def _interleaved(
    middle: Sequence[str], above: Sequence[Sequence[str]], below: Sequence[Sequence[str]], rules: RuleSet
) -> Iterator[tuple[str, ...]]:
    """The ways to make cells of the pieces of a middle line and of those around it: what stands over a cell stands below it too.

    Where nothing stands above the middle line the cells begin at the top, and what is below them is the rest of some.
    """
    top = not above
    outer = [*above, *below]
    goal = (len(middle), *(len(row) for row in outer))
    found = steps = 0

    def go(state: tuple[int, ...], cells: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        nonlocal found, steps
        steps += 1
        if state == goal:
            found += 1
            yield cells
            return
        if found >= _MOST_READINGS or steps > _MOST_STEPS or len(cells) > _MOST_CELLS:
            return
        for own in (1, 0):
            if state[0] + own > goal[0]:
                continue
            for upper in range(len(above) + 1):
                for lower in range(len(below) + 1):
                    if (not top and upper != lower) or own + upper + lower == 0 or (top and not own):
                        continue
                    after = list(state)
                    after[0] += own
                    for k in range(upper):
                        after[1 + k] += 1
                    for k in range(lower):
                        after[1 + len(above) + k] += 1
                    if any(a > b for a, b in zip(after, goal, strict=True)):
                        continue
                    words = [*(above[k][state[1 + k]] for k in reversed(range(upper))), *middle[state[0] : state[0] + own]]
                    words += [below[k][state[1 + len(above) + k]] for k in range(lower)]
                    cell = "".join(words)
                    if column_rule(bare(cell), rules) is not None and _may_end(words, lower, rules):
                        yield from go(tuple(after), (*cells, cell))

    yield from go((0,) * len(goal), ())
