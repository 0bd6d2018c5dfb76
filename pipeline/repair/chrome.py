"""Web chrome and page furniture out of the text; what the site's metadata box says, kept.

Lines are judged one by one against `rules/chrome.toml` and `rules/metadata.toml`. A line is dropped whole and the
edit names the rule. Prose is never dropped: a long line with a full stop is text, whatever it looks like.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from pipeline.cells import spread_tables
from pipeline.centred import centred_tables
from pipeline.repair.above import ABOVE_TITLE, above_title, only_in_box
from pipeline.repair.box import Metadata, read_box
from pipeline.repair.lines import Line, is_prose, lines_of
from pipeline.repair.pages import contents_lists, numbered_heads, page_numbers, repeated_contents, running_heads
from pipeline.repair.script import simplify
from pipeline.text import AlignedText, Change, Span
from rules import RuleSet, Sieve
from rules.families import ChromeRule, LabelRule, ParagraphRule

_LONGEST_LINK = _LONGEST_HINT = 60
_BETWEEN_LINKS = frozenset(" \t\u3000|｜/／·•、>›»＞→-—【】[]")
_SIGNED = re.compile(
    r"^附"
    r"|^[\u4e00-\u9fff、 \u3000]{4,40}(?:政府|办公[室厅]|委员会|[局厅委部])[ \u3000]{0,9}(?:\d{4}年\d{1,2}月\d{1,2}日)?$"
    r"|^\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?$"
)
"""What may stand apart from the body and is of the document: who signs it, the day, what is annexed."""
_ANNEX = re.compile(r"^附[件表录图]")
_DAY_BELOW = 4
"""The day stands so many lines below who signs at most, empty ones and others who sign among them."""
_LEAST_APPEAL = _LEAST_PIECE = 30
"""Characters of an appeal, and of a piece of a sentence, that closes a text."""
_STOPS = ("。", "！", "；")
_MARK = re.compile("[。；，]")
_FIGURES = re.compile(r"(?:^|\s)[≥≤<>]?\d[\d.,]{0,12}[%％]?(?:\s+[≥≤<>]?\d[\d.,]{0,12}[%％]?){1,9}$|^[≥≤<>]?\d[\d.,]{0,12}[%％]?$")
_WORD = re.compile("[\u4e00-\u9fffA-Za-z]{2}")
_CHAPTERS, _ENTRIES, _ITEMS = 40, 50, 100
"""The ranks of labels down to 一、, down to （一）, with which entries of lists of contents open, and of all."""


@cache
def _labels_to(rank: int, rules: RuleSet) -> re.Pattern[str]:
    """The labels of headings down to a rank."""
    return re.compile("|".join(f"(?:{r.source})" for r in rules.of(LabelRule) if r.series == "counted" and r.rank <= rank))


@cache
def _of_zone(head: bool, tail: bool, prose: bool, rules: RuleSet) -> Sieve[ChromeRule]:
    """The rules that count before the text, in it, or behind it; of prose those that say so."""
    zoned = (r for r in rules.of(ChromeRule) if r.zone == "any" or (head and r.zone == "head") or (tail and r.zone == "tail"))
    return Sieve(r for r in zoned if r.prose or not prose)


def _head_end(lines: list[Line], rules: RuleSet) -> int:
    """Index of the first line that a numbered heading opens, else of the first prose line after 30 lines."""
    top = _labels_to(_CHAPTERS, rules)
    for n, line in enumerate(lines):
        if top.match(line.text) and len(line.text) < 60 and not re.search(r"[.．…·]{3,}\s*\d*$", line.text):
            return n
    return min(len(lines), 40)


def _tail_start(lines: list[Line], answers: Collection[int], rules: RuleSet) -> int:
    """Index after the last line of prose, or of a text without prose after its last sentence; `answers` are none of it.

    `lines` end where the body's part of a page does. What a site says of the texts of others is no line of theirs.
    """
    ends = rules.phrase("ends_text").search
    closing = [rule for rule in rules.of(ChromeRule) if rule.zone == "tail"]
    for least in (40, 1):
        for n in range(len(lines) - 1, -1, -1):
            words = lines[n].text
            if n in answers or len(words) < least or not (ends(words) or words.rstrip("）)”").endswith(("。", "；", "！"))):
                continue
            prose = is_prose(words)
            if not any((rule.prose or not prose) and rule.regex.search(words) for rule in closing):
                return n + 1
    return len(lines) * 2 // 3


def _begins(text: AlignedText, line: Line) -> int:
    """Where a line begins in the source."""
    return text.bounds(line.start, line.end).start


def _links(text: AlignedText, lines: list[Line], links: Sequence[Span], head: int, tail: int) -> Iterator[int]:
    """Short lines before and after the body that are links and nothing else: menus, buttons, related pages."""
    starts = [link.start for link in links]
    for n, line in enumerate(lines):
        if head <= n < tail or not line.text or len(line.text) > _LONGEST_LINK or line.text.startswith("附件"):
            continue
        source = text.bounds(line.start, line.end)
        first = max(bisect_right(starts, source.start) - 1, 0)
        near = [link for link in links[first : bisect_left(starts, source.end)] if link.end > source.start]
        linked = [(max(link.start, source.start), min(link.end, source.end)) for link in near]
        words = line.text
        if linked and all(
            any(a <= text.bounds(line.start + k, line.start + k + 1).start < b for a, b in linked)
            for k, c in enumerate(words)
            if c not in _BETWEEN_LINKS
        ):
            yield n


def _outside(lines: list[Line], beyond: int, dropped: Collection[int], rules: RuleSet) -> Iterator[int]:
    """Short lines from `beyond` on, where the body's part of a page ends, that are the site's.

    A text may be built of several parts. So what follows it right away is of it where it is a sentence or an item, signs or
    annexes something, or belongs to a table. Behind the first piece of chrome a sentence is the site's too, unless an item, an
    annex or prose stands there.
    """
    labels, noted = _labels_to(_ITEMS, rules), rules.phrase("noted_below").search
    rest = [n for n in range(beyond, len(lines)) if lines[n].text]
    left = next((n for n in rest if n in dropped), len(lines))
    texts = [n for n in rest if n not in dropped and (lines[n].text.endswith(_STOPS) or labels.match(lines[n].text))]
    more = [n for n in rest if n not in dropped and (labels.match(lines[n].text) or _ANNEX.match(lines[n].text) or _is_long(lines[n].text))]
    last = max((n for n in texts if more and (n < left or more[-1] > left)), default=-1)
    ahead = itertools.takewhile(lambda n: n < left and (n in texts or noted(lines[n].text) or _signs(lines, n, rules)), rest)
    last = max([last, *ahead])
    annexed = False
    for n, following in itertools.zip_longest(rest, rest[1:]):
        words = lines[n].text
        annexed = n not in dropped and (annexed or _ANNEX.match(words) is not None)
        of_table = "\t" in words or (following is not None and "\t" in lines[following].text)
        if not (n in dropped or n <= last or annexed or of_table or _signs(lines, n, rules)):
            yield n


def _signs(lines: list[Line], n: int, rules: RuleSet) -> bool:
    """Whether a line signs the document, dates it or annexes something; the names of some bodies do with a day below only."""
    words = lines[n].text
    if _SIGNED.search(words):
        return True
    below = next((line.text for line in lines[n + 1 : n + 1 + _DAY_BELOW] if line.text), "")
    known = {(rule.role, k) for rule in rules.of(ParagraphRule) for k, text in enumerate((words, below)) if rule.regex.search(text)}
    return ("signature", 0) in known and ("date", 1) in known


def _is_long(words: str) -> bool:
    """Whether a line is a paragraph, and no hint or slogan."""
    return len(words) >= _LONGEST_HINT and "。" in words


def _answers(lines: list[Line], head: int, rules: RuleSet) -> dict[int, str]:
    """Questions and answers that a site appends to a text, under a line that says so."""
    found: dict[int, str] = {}
    asks = rules.phrase("asks_or_answers").match
    for rule in rules.of(ChromeRule):
        if rule.extent != "answers":
            continue
        for n in range(head, len(lines)):
            if not lines[n].text or not rule.regex.search(lines[n].text):
                continue
            rest = [k for k in range(n + 1, len(lines)) if lines[k].text]
            asked = list(itertools.takewhile(lambda k: asks(lines[k].text), rest))
            if asked:
                found.update(dict.fromkeys([n, *asked], rule.id))
    return found


def _behind(lines: list[Line], tail: int, dropped: Collection[int], cells: Collection[int], rules: RuleSet) -> Iterator[int]:
    """Short lines of a web page between its text and its foot.

    What is of a text by its number, its end or its cells is none of them. A last line that is whole is the text's end; behind a
    heading follows what it heads, up to the first piece of chrome. What is annexed, and lists of what is annexed, run on to the
    next piece of chrome too.
    """
    labels, noted = _labels_to(_ITEMS, rules), rules.phrase("noted_below").search
    last, left = tail - 1, False
    for n in range(tail, len(lines)):
        words = lines[n].text
        left = (left or n in dropped) and not (_ANNEX.match(words) and n not in dropped)
        if (
            words
            and n not in dropped
            and (
                n in cells or words.startswith("|") or "\t" in words or _ends(words, rules) or (not left and _goes_on(words, labels, rules))
            )
        ):
            last = n
    words = lines[last].text if last >= 0 else ""
    behind = _ends(words, rules) or (labels.match(words) is not None and _MARK.search(words) is not None)
    rest = range(last + 1, len(lines))
    if not any(n in dropped for n in rest):
        return
    for n in rest:
        words = lines[n].text
        if words and n in dropped:
            behind = True
        elif _ANNEX.match(words):
            behind = False
        elif words and behind and not (_signs(lines, n, rules) or noted(words)):
            yield n


def _goes_on(words: str, labels: re.Pattern[str], rules: RuleSet) -> bool:
    """Whether a line is an item, says who answers, is a row or a cell of a table that has no cells any more, or a piece of a sentence."""
    if labels.match(words) or _FIGURES.search(words) or rules.phrase("answers_below").match(words):
        return True
    sentence = "。" in words or ("，" in words and len(words) >= _LEAST_PIECE)
    return sentence or (words.endswith(("）", ")")) and not ("（" in words or "(" in words))


def _ends(words: str, rules: RuleSet) -> bool:
    """Whether a line ends as those of a text do, and not as a cry; or sets a quantity."""
    whole = rules.phrase("ends_text").search(words) is not None or (len(words) >= _LEAST_APPEAL and words.endswith("！"))
    return whole or rules.phrase("sets_quantity").search(words) is not None


def _aside(text: AlignedText, lines: list[Line], aside: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """Lines that stand at the edge of pages, with the rule: page numbers hold no words."""
    starts = [span.start for span in aside]
    for n, line in enumerate(lines):
        if not line.text:
            continue
        source = text.bounds(line.start, line.end)
        at = bisect_right(starts, source.start) - 1
        if at >= 0 and source.end <= aside[at].end:
            yield n, "chrome.running_head" if _WORD.search(line.text) else "chrome.page_number"


def _boxed_title(lines: list[Line], head: int, dropped: Collection[int], values: Metadata, rules: RuleSet) -> dict[int, tuple[int, int]]:
    """The line of a metadata box that has the only title above a text, with where the title stands in it."""
    title = values.get("title")
    if title is None or not only_in_box(lines[:head], dropped, title.text, rules):
        return {}
    found = ((n, lines[n].text.find(title.text)) for n in range(head) if n in dropped)
    return next(({n: (lines[n].start + at, lines[n].start + at + len(title.text))} for n, at in found if at >= 0), {})


def strip_chrome(
    text: AlignedText,
    rules: RuleSet,
    links: Sequence[Span] = (),
    body: Span | None = None,
    aside: Sequence[Span] = (),
    *,
    name: str = "",
    headings: Sequence[Span] = (),
) -> tuple[AlignedText, Metadata]:
    """Drop chrome, page furniture and the metadata box; return the rest and the box's values by field.

    `name` is what a page calls itself, `headings` are those that it declares.
    """
    lines = lines_of(text.text)
    head = _head_end(lines, rules)
    answers = _answers(lines, head, rules)
    beyond = len(lines) if body is None else next((n for n, x in enumerate(lines) if _begins(text, x) >= body.end), len(lines))
    tail = _tail_start(lines[:beyond], answers, rules)
    values, dropped = read_box(text, lines, head, rules, beyond)
    dropped = {
        **dict.fromkeys(_links(text, lines, links, head, tail), "chrome.links"),
        **dict(_aside(text, lines, aside) if aside else ()),
        **answers,
        **dropped,
    }
    for n, line in enumerate(lines):
        prose = is_prose(line.text)
        if not line.text or n in dropped:
            continue
        for rule in _of_zone(n < head, n >= tail, prose, rules).possible(frozenset(line.text)):
            reaching = rule.extent in ("rest", "comments")
            if (n in dropped and not reaching) or not rule.regex.search(line.text):
                continue
            dropped.setdefault(n, rule.id)
            if reaching:
                whole = rule.extent == "comments"
                for k in range(n + 1, len(lines)):
                    if _ANNEX.match(lines[k].text) and k not in dropped:
                        break
                    if lines[k].text and not is_prose(lines[k].text) and (whole or k >= beyond or not lines[k].text.endswith("。")):
                        dropped.setdefault(k, rule.id)
                break
    if name or headings:
        names = (values["title"].text if "title" in values else "", simplify(name))
        dropped |= dict.fromkeys([*above_title(text, lines[:head], dropped, names, headings, rules)], ABOVE_TITLE)
    dropped |= dict.fromkeys([*_outside(lines, beyond, dropped, rules)], "chrome.outside")
    filled = [n for n, line in enumerate(lines) if line.text]
    words = [lines[n].text for n in filled]
    tables = [(t.start, t.end) for t in spread_tables(words, rules)] + [(t.start, t.end) for t in centred_tables(words, rules)]
    cells = {filled[k] for start, end in tables for k in range(start, end)}
    if body is not None:
        dropped |= dict.fromkeys([*_behind(lines, tail, dropped, cells, rules)], "chrome.outside")
    titles: dict[int, int] = {}
    for contents in contents_lists(lines, _labels_to(_ENTRIES, rules)):
        for n in contents.lines:
            dropped.setdefault(n, "chrome.contents")
        if contents.above is not None and contents.above[0] not in dropped:
            titles[contents.above[0]] = contents.above[1]
    for n in repeated_contents(lines, _labels_to(_ITEMS, rules)):
        dropped.setdefault(n, "chrome.contents")
    partial: dict[int, int] = {}
    numbers = {page.line: page.length for page in page_numbers(lines, cells) if page.line not in dropped}
    for n, length in numbers.items():
        if length == len(lines[n].text):
            dropped[n] = "chrome.page_number"
        else:
            partial[n] = length
    pages = set(numbers) | {n for n, rule in dropped.items() if rule == "chrome.page_number"}
    for n in (*numbered_heads(lines), *running_heads(lines, pages)):
        dropped.setdefault(n, "chrome.running_head")
    kept = _boxed_title(lines, head, dropped, values, rules)
    changes = []
    for n, line in enumerate(lines):
        if n in kept:
            start, end = kept[n]
            changes += [Change(a, b, "", dropped[n], splits=True) for a, b in ((line.start, start), (end, line.end)) if a < b]
            continue
        if n in dropped:
            end = line.whole_end if line.end < line.whole_end else line.end
            changes.append(Change(line.start, end, "", dropped[n], splits=True))
            continue
        if n in partial:
            changes.append(Change(line.start, line.start + partial[n], "", "chrome.page_number", splits=True))
        if n in titles:
            changes.append(Change(line.start + titles[n], line.end, "", "chrome.contents_title", splits=True))
    return text.edited(changes), values
