"""Lines that a page or a converter broke in the middle of a sentence are joined again.

Two cases. In a *hard-wrapped* text (a PDF's) most lines are as wide as the page, and a full line goes on in the
next; where the file kept a space for each paragraph's mark, the space says where one ends. In any other text a line of
prose that stops without a closing mark goes on after the break. A line that opens with a label, and the cells of a table
spread over lines, are never joined to what stands before them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from pipeline.cells import spread_tables
from pipeline.centred import tables_of_cells
from pipeline.repair.lines import lines_of
from pipeline.text import AlignedText, Change, Span, width
from pipeline.words import boundaries
from rules import Opening, RuleSet
from rules.families import LabelRule, MeasureRule, ParagraphRule, SectionRule, alternation

RULE = "wrap.joined"
_CLOSED = tuple("。！？!?；;：:…")
_GOES_ON = ("，", "、", ",")
_PIPES = 2
"""A line with so many is a row of cells; one may be the mark of a site."""
_CLOSERS = "”’）)》】〕"
_COLUMNS = re.compile(r"\S {2,}\S+ {2,}\S|\t|\S {6,}\S")
_MIN_PROSE = 30
_MIN_HEADING = 8
"""Characters of a heading that goes on in the next line; shorter ones (附表1) stand above theirs."""
_SLACK, _SLACK_OF_HEADING = 2.6, 1.6
"""Columns that a full line may want: a mark that may not open the next one is set here. A heading's are fewer, since most end early."""
_SLACK_OF_END = 1.2
"""Columns that a full line may want whose sentence ends with it: more, and a character more would have been set there."""
_SLACK_OF_TAIL = 4.6
"""Columns that a heading may want whose next line can be nothing but the rest of it."""
_LONGEST_HEADING = 45
_MARKED = re.compile("[。；;]")
_IN_CLAUSE = re.compile("[。；;][^。；;]{2,80}[，,][^。；;，,]{1,40}$")
"""A line that stops in a later clause of its second sentence, however short it is."""
_LONGEST_LABEL = 7
"""Characters of a label with its colon."""
_LINES_OF_FRONT = 12
_VERSION = re.compile(r"(?:[（(][^（()）]{1,24}[）)]){1,2}$")
_PREAMBLE = re.compile("(?:为|根据|按照|依据|遵照|按|近年来|各)")
"""What the paragraph below a title opens with."""
_SLACK_UNMARKED = 5
"""Columns that a line may want which no mark ends: what comes next, a long number or a Latin word, did not fit."""
_INDENT = (1.5, 4.5)
"""Columns by which the first line of a paragraph is set in."""
_NEARLY_ALL = 0.95
_MARKED_ENDS = 4
"""Closed lines, and broken ones, that must stand in a text before the spaces behind them are taken for a habit."""


def _columnar(line: str) -> bool:
    """Whether a line is laid out in columns."""
    return line.count("｜") >= 2 or line.count("|") >= _PIPES or (("  " in line or "\t" in line) and _COLUMNS.search(line) is not None)


def page_width(lines: list[str]) -> float | None:
    """The width at which a hard-wrapped text breaks its lines; None where the text is not hard-wrapped."""
    lines = [line for line in lines if not _columnar(line)]
    wide = [width(line) for line in lines]
    widths = [round(w) for w in wide if w >= 14]
    if len(widths) < 12:
        return None
    counts = Counter(widths)
    best = max(counts, key=lambda w: counts[w] + counts[w - 1] + counts[w + 1])
    near = [line for line, w in zip(lines, wide, strict=True) if best - 2 <= w <= best + 2]
    unfinished = sum(1 for line in near if not line.rstrip().endswith(_CLOSED))
    longer = sum(1 for w in widths if w > best + 3)
    if best <= 60 and len(near) >= 0.4 * len(widths) and unfinished >= 0.5 * len(near) and longer <= 0.1 * len(widths):
        return best
    return None


def _ends_marked(lines: list[str], after: list[str], page: float) -> bool:
    """Whether the paragraphs of a hard-wrapped text end in a space, and its broken lines do not: what is left of Word's paragraph marks."""
    closed = [bool(a) for line, a in zip(lines, after, strict=True) if line.endswith("。")]
    broken = [bool(a) for line, a in zip(lines, after, strict=True) if not _finished(line) and page - 2 <= width(line) <= page + 2]
    if len(closed) < _MARKED_ENDS or len(broken) < _MARKED_ENDS:
        return False
    return sum(closed) >= 0.6 * len(closed) and sum(broken) <= 0.15 * len(broken)


def _opens_indented(lines: Sequence[str], indents: Sequence[float], page: float) -> bool:
    """Whether the paragraphs of a hard-wrapped text are indented, and what goes on in the next line is not."""
    rest = [
        indents[n + 1]
        for n, line in enumerate(lines[:-1])
        if not _finished(line) and indents[n] + width(line) >= page - _SLACK and not _columnar(lines[n + 1])
    ]
    indented = sum(low <= i <= high for i in indents for low, high in [_INDENT])
    return min(len(rest), indented) >= _MARKED_ENDS and sum(i < _INDENT[0] for i in rest) >= _NEARLY_ALL * len(rest)


def _ends_early(line: str, following: str) -> bool:
    """Whether a sentence ends with a line, and the character that opens the next one could have stood behind it."""
    return line.endswith("。") and "\u4e00" <= following[0] <= "\u9fff"


def _stands_alone(line: str, following: str, page: float) -> bool:
    """Whether a line behind the end of a sentence is a heading: it neither fills the page nor ends a sentence itself."""
    return _finished(line) and width(following) < page - _SLACK_OF_TAIL and not _finished(following) and not following.endswith(_GOES_ON)


def _runs_over(line: str, gap: str, page: float, indent: float) -> bool:
    """Whether a line that no mark ends goes on in one that opens with a label: a list inside a sentence (甲；（2）乙)."""
    return gap.strip(" \t\u3000") == "\n" and not line.endswith(("。", "：", ":")) and indent + width(line) >= page - _SLACK


@cache
def _openers(rules: RuleSet) -> re.Pattern[str]:
    """What a line that stands for itself opens with: a label, an annex, a salutation, a bracketed note."""
    labels = "|".join(f"(?:{r.source})" for r in rules.of(LabelRule))
    return re.compile(rf"\s*(?:{labels}|附[件录表图]|[（(](?:责任|牵头|配合|此件|本文)|\||\d+\s*$)")


def _finished(line: str) -> bool:
    return line.rstrip(_CLOSERS).endswith(_CLOSED) or line.endswith(_CLOSED)


_BROKEN_NUMBER = re.compile(r"(?:^|[\u4e00-\u9fff])\s*\d+\.?$")
_PAIRS = {"（": "）", "(": ")", "〔": "〕", "【": "】"}
_BRACKET = re.compile("[（()）〔〕【】]")
_LONGEST_NOTE = 200
"""Characters of a note in brackets; what is open for longer was never closed."""
_LINES_OF_NOTE = 3
_LONGEST_TAIL = 16
"""Characters of the end of a heading on a line of its own."""
_WAITS = ("与", "和", "及")
_STUMP, _SHORTEST_BROKEN = 4, 9
"""What is left of a heading by itself, and how long the line is that it was broken from."""
_LONGEST_APART = 16
"""Characters of a sentence that a page sets apart, in bold letters say, on a line of their own."""
_STOPS = "[。！？!?；;：:，,]"
_REST_OF_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:%|‰|[\u4e00-\u9fff])(?![、.．])")


@cache
def _counted(rules: RuleSet) -> re.Pattern[str]:
    """A line that opens with a measure word and no noun behind it: 个。"""
    return re.compile(rf"(?:{alternation(tuple(w for r in rules.of(MeasureRule) for w in r.words))})[，,。；;、）)]")


def _splits_number(line: str, following: str, rules: RuleSet) -> bool:
    """Whether a line of a sentence stops in a number (…改造泵站12 / 35座) or behind it (…改造泵站12 / 座。)."""
    if not (line[-1:].isdigit() or line.endswith(".")) or not any(mark in line for mark in "。，,；;") or not _BROKEN_NUMBER.search(line):
        return False
    return _REST_OF_NUMBER.match(following) is not None or _counted(rules).match(following) is not None


def _open_note(line: str, following: Sequence[str], rules: RuleSet) -> bool:
    """Whether a line of a sentence stops inside brackets that one of the next lines closes: （责任单位：市财政 / 局、市水利局）."""
    opened: list[tuple[str, int]] = []
    for m in _BRACKET.finditer(line):
        if m.group() in _PAIRS:
            opened.append((_PAIRS[m.group()], m.start()))
        elif opened and m.group() == opened[-1][0]:
            opened.pop()
    if not opened or opened[-1][1] < 1 or len(line) - opened[-1][1] > _LONGEST_NOTE:
        return False
    label = rules.phrase("unit_label").search(following[0][:8])
    if label is not None and label.start() > 0:
        return False  # the next label of a note that has one on each line
    for rest in following:
        mark = _BRACKET.search(rest)
        if mark is not None:
            return mark.group() == opened[-1][0]
    return False


def _ends_heading(lines: Sequence[str], n: int, page: float, opener: re.Pattern[str]) -> bool:
    """Whether a heading goes on in a line too short for a paragraph, with a paragraph or another heading right below it."""
    line, rest = lines[n], lines[n + 1]
    if n + 2 >= len(lines) or opener.match(line) is None or width(rest) > page / 2 or re.search(_STOPS, rest):
        return False
    return opener.match(lines[n + 2]) is not None or width(lines[n + 2]) >= page - _SLACK


def _splits_word(lines: Sequence[str], n: int, opener: re.Pattern[str], rules: RuleSet) -> bool:
    """Whether a short line between a heading and the next label can only be the heading's end.

    A word is cut (…教育普 / 惠发展), the heading waits for more (…减量与 / 资源化), or what is left of it is a stump (…储备 / 体系).
    """
    line, rest = lines[n], lines[n + 1]
    if n + 2 >= len(lines) or len(rest) > _LONGEST_TAIL or re.search(_STOPS, line + rest) or opener.match(line) is None:
        return False
    tail = line[-_LONGEST_TAIL:]
    if opener.match(lines[n + 2]) is None:
        return line.endswith(_WAITS) and len(line) > _SHORTEST_BROKEN and len(rest) <= _STUMP
    if len(rest) <= _STUMP and len(line) > _SHORTEST_BROKEN and not any(rule.regex.search(rest) for rule in rules.of(SectionRule)):
        return True
    return line.endswith(_WAITS) or len(tail) not in boundaries(tail + rest, rules)


def _dangling(line: str, following: str) -> bool:
    """A line that is nothing but the beginning of the next: 到 / 2025年."""
    return line in ("到", "至", "自", "从", "在") and following[:1].isdigit()


def _set_apart(lines: Sequence[str], n: int, opener: re.Pattern[str], rules: RuleSet) -> bool:
    """Whether the words in the middle of a sentence that a page sets apart stand on a line of their own (今年的 / 主要目标 / 是：…)."""
    rest = rules.phrase("opens_rest").match
    if _finished(lines[n]) or opener.match(lines[n]):
        return False
    if rest(lines[n + 1]):
        return True
    apart = lines[n + 1]
    return n + 2 < len(lines) and len(apart) <= _LONGEST_APART and not re.search(_STOPS, apart) and rest(lines[n + 2]) is not None


def _is_listed(line: str, headings: frozenset[str]) -> bool:
    return bool(headings) and "".join(line.split()) in headings


def join_wraps(text: AlignedText, rules: RuleSet, tables: list[Span], headings: frozenset[str] = frozenset()) -> AlignedText:
    """Take out the line breaks that stand inside a sentence.

    `tables` are source stretches to leave alone, `headings` what a list of contents names, without white space.
    """
    spans = [line for line in lines_of(text.text) if line.text]
    lines = [line.text for line in spans]
    page = page_width(lines)
    columnar = [_columnar(line) for line in lines]
    ends = [text.text.find("\n", s.end) for s in spans] if page is not None else []
    after = [text.text[s.end : e if e >= 0 else None] for s, e in zip(spans, ends, strict=False)]
    marked = page is not None and _ends_marked(lines, after, page)
    indents = [width(text.text[text.text.rfind("\n", 0, s.start) + 1 : s.start]) for s in spans] if page is not None else []
    opens = page is not None and _opens_indented(lines, indents, page)
    opener = _openers(rules)
    tabular = [*((region.start, region.end) for region in spread_tables(lines, rules)), *tables_of_cells(lines, rules)]
    fixed = {n for start, end in tabular for n in range(start, end)}
    declared = [Span(text.position(t.start), text.position(t.end)) for t in tables]
    changes: list[Change] = []
    whole = ""  # the line as far as it has been joined
    for n in range(len(lines) - 1):
        line, following = lines[n], lines[n + 1]
        whole = (whole + line)[-2 * _LONGEST_NOTE :] if changes and changes[-1].end == spans[n].start else line
        if n in fixed or n + 1 in fixed or columnar[n] or columnar[n + 1]:
            continue
        gap = text.text[spans[n].end : spans[n + 1].start]
        if _is_date(line, rules) or _is_date(following, rules) or _is_imprint(following, rules):
            continue
        if declared and any(d.start <= spans[n].start < d.end for d in declared):
            continue
        if n < _LINES_OF_FRONT and _PREAMBLE.match(following) and rules.phrase("title_ending").search(_VERSION.sub("", line)):
            continue  # a title as wide as the page
        in_number = _splits_number(whole, following, rules)
        runs_over = page is not None and (marked or (opens and indents[n + 1] < _INDENT[0])) and _runs_over(line, gap, page, indents[n])
        if opener.match(following) and not in_number and not runs_over:
            continue
        ahead = lines[n + 1 : n + 1 + _LINES_OF_NOTE]
        if in_number or _dangling(line, following) or _open_note(whole, ahead, rules) or _splits_word(lines, n, opener, rules):
            join = True
        elif _is_listed(line, headings):
            join = False
        elif len(line) >= _MIN_HEADING and _is_listed(line + following, headings):
            join = True
        elif marked and after[n]:
            join = line.endswith(_GOES_ON)
        elif (opens and _INDENT[0] <= indents[n + 1] <= _INDENT[1] and not line.endswith(_GOES_ON)) or (
            page is not None and _stands_alone(line, following, page)
        ):
            join = False
        elif page is not None:
            slack = (
                _SLACK_OF_END
                if _ends_early(line, following)
                else _SLACK
                if not opener.match(line) or _MARKED.search(line)
                else _SLACK_OF_HEADING
            )
            wide = indents[n] + width(line)
            full = wide >= page - slack or (wide >= page - _SLACK_OF_TAIL and _ends_heading(lines, n, page, opener))
            full = full or (marked and wide >= page - _SLACK_UNMARKED)
            join = (full and (marked or not (_finished(line) and gap.count("\n") > 1))) or (
                len(line) > 8 and line.endswith(_GOES_ON) and gap.count("\n") <= 3
            )
        else:
            listed = (
                rules.phrase("answers_below").match(line) is not None
            )  # 责任单位：甲、乙: closed by no mark, and goes on in no sentence
            begun = whole if whole.endswith(line) and len(whole) > len(line) else line  # the rest of a sentence may be short
            long = len(begun) >= _MIN_PROSE or _IN_CLAUSE.search(begun) is not None
            prose = long and any(mark in begun for mark in "，,。；") and not listed
            headed = opener.match(line) is not None and not _MARKED.search(line) and len(line) <= _LONGEST_HEADING
            join = prose and not headed and not _finished(line) and not line.endswith(tuple(_CLOSERS)) and _continues(following)
            goes_on = following[0] in "，。、；）" or (following[0] == "“" and not headed)
            join = join or line.endswith(_GOES_ON) or (not _finished(line) and "，" in line and goes_on)
            join = join or _set_apart(lines, n, opener, rules)
        if join:
            changes.append(Change(spans[n].end, spans[n + 1].start, "", RULE))
    return text.edited(changes)


@cache
def _role(role: str, rules: RuleSet) -> Opening[ParagraphRule]:
    """What paragraphs of this role open with."""
    return Opening(r for r in rules.of(ParagraphRule) if r.role == role)


def _is_date(line: str, rules: RuleSet) -> bool:
    """Whether a line is the date under a signature, however far to the right it is set."""
    return line[:1] in "12二一（(" and _role("date", rules).match(line) is not None


def _is_imprint(line: str, rules: RuleSet) -> bool:
    """Whether a line says who gets a copy or who printed it, by a label: it goes on with nothing."""
    label = line[:_LONGEST_LABEL]
    return ("：" in label or ":" in label) and _role("imprint", rules).match(line) is not None


def _continues(following: str) -> bool:
    """Whether a line can be the rest of a sentence: it has a sentence mark itself, or opens with one."""
    return following[0] in "，,。；、）)”0123456789“" or any(mark in following for mark in "。，,；")
