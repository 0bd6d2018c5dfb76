"""Web chrome and page furniture out of the text; what the site's metadata box says, kept.

Lines are judged one by one against `rules/chrome.toml` and `rules/metadata.toml`. A line is dropped whole and the
edit names the rule. Prose is never dropped: a long line with a full stop is text, whatever it looks like.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.cells import spread_tables
from pipeline.repair.box import Metadata, read_box
from pipeline.repair.lines import Line, is_prose, lines_of
from pipeline.text import AlignedText, Change, Span
from rules import RuleSet
from rules.families import ChromeRule, LabelRule

_BARE_NUMBER = re.compile(r"[0-9]{1,3}|[0-9](?: [0-9]){1,2}|[IVXivx]{1,5}|[IVX](?: [IVX]){1,4}")
_NUMBERED_BELOW = re.compile(r"专\s*栏|附\s*[件表图]|[表图]")
_LONGEST_LINK = 60
_FIELD = re.compile("[\u4e00-\u9fff]{2,8}[:：]")
"""How the fields of items begin (完成时限：), which are alike from item to item and no running heads."""
_BETWEEN_LINKS = frozenset(" \t\u3000\xa0|｜/／·•、>›»＞→-—【】[]")
_SIGNED = re.compile(
    r"^附|^[\u4e00-\u9fff、 \u3000]{4,40}(?:政府|办公[室厅]|委员会|[局厅委部])$|^\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$"
)
"""What may stand apart from the body and is of the document: who signs it, the day, what is annexed."""
_WINDOW = 60
"""The next page's number stands among so many lines that could be one."""
_GLUED_NUMBER = re.compile(r"([0-9]{1,3}|[IVX]{1,4})\s{2,}(?=\S)")


def _head_end(lines: list[Line], rules: RuleSet) -> int:
    """Index of the first line that a numbered heading opens, else of the first prose line after 30 lines."""
    top = re.compile("|".join(f"(?:{r.source})" for r in rules.of(LabelRule) if r.series == "counted" and r.rank <= 40))
    for n, line in enumerate(lines):
        if top.match(line.text) and len(line.text) < 60 and not re.search(r"[.．…·]{3,}\s*\d*$", line.text):
            return n
    return min(len(lines), 40)


def _tail_start(lines: list[Line]) -> int:
    """Index after the last line of prose, or of a text without prose after its last sentence."""
    for least in (40, 1):
        for n in range(len(lines) - 1, -1, -1):
            if len(lines[n].text) >= least and lines[n].text.rstrip("）)”").endswith(("。", "；", "！")):
                return n + 1
    return len(lines) * 2 // 3


def _page_numbers(lines: list[Line], cells: set[int]) -> Iterator[tuple[int, int]]:
    """(line index, length to drop from its start) of bare page numbers: a rising series with a page of text between.

    A number alone on a line is also how the rows of a scattered table start, so a series counts only where each
    next number stands a page of characters further on. `cells` are lines known to be cells.
    """
    bare = []
    size = 0
    sizes = [size := size + len(line.text) for line in lines]
    for n, line in enumerate(lines):
        if n in cells or (n and _NUMBERED_BELOW.fullmatch(lines[n - 1].text)):
            continue
        if _BARE_NUMBER.fullmatch(line.text):
            digits = line.text.replace(" ", "")
            bare.append((n, int(digits) if digits.isdigit() else 0, len(line.text)))
        elif (
            (m := _GLUED_NUMBER.match(line.text))
            and not re.match(r"\s*(?:年|月|日|[.．、])", line.text[m.end() - 1 :])
            and "\t" not in line.text
            and len(re.findall(r"\s{2,}", line.text)) == 1
        ):
            bare.append((n, int(m.group(1)) if m.group(1).isdigit() else 0, m.end()))
    length_to: list[int] = []  # length of the longest series that ends here, and the number before it in that series
    link: list[int] = []
    for i, (n, number, _) in enumerate(bare):
        best, back = 0, -1
        for j in range(i - 1, max(-1, i - _WINDOW), -1):
            k, before, _ = bare[j]
            step = number - before
            if before and step in (1, 2) and 250 * step <= sizes[n] - sizes[k] <= 4000 * step and length_to[j] > best:
                best, back = length_to[j], j
        length_to.append(best + 1)
        link.append(back)
    if not bare or max(length_to) < 3:
        return
    longest: list[int] = []
    at = length_to.index(max(length_to))
    while at >= 0:
        longest.insert(0, at)
        at = link[at]
    first, last = bare[longest[0]][0], bare[longest[-1]][0]
    for i in longest:
        yield bare[i][0], bare[i][2]
    for n, number, length in bare:
        if not number and n < last and length == len(lines[n].text) and (n < first or first <= n):
            yield n, length


def _running_heads(lines: list[Line], numbers: set[int]) -> Iterator[int]:
    """Short lines that come back, word for word, next to page numbers: most times at least, or they are items that look alike."""
    if len(numbers) < 3:
        return
    texts = Counter(line.text for line in lines if 4 <= len(line.text) <= 40 and not _FIELD.match(line.text))
    filled = [n for n, line in enumerate(lines) if line.text]
    place = {n: i for i, n in enumerate(filled)}
    found = []
    for n in filled:
        if texts[lines[n].text] >= 3 and n not in numbers:
            near = {filled[i] for i in range(max(0, place[n] - 2), min(len(filled), place[n] + 3))}
            if near & numbers:
                found.append(n)
    beside = Counter(lines[n].text for n in found)
    yield from (n for n in found if 2 * beside[lines[n].text] >= texts[lines[n].text])


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


def _outside(text: AlignedText, lines: list[Line], body: Span) -> Iterator[int]:
    """Lines behind the body's part of the page and behind the last sentence, unless they sign the document or belong to a table."""
    for n in range(len(lines) - 1, -1, -1):
        words = lines[n].text
        if not words:
            continue
        if text.bounds(lines[n].start, lines[n].end).start < body.end or words.endswith(("。", "！", "；")):
            return
        if "\t" not in words and not _SIGNED.search(words):
            yield n


def strip_chrome(text: AlignedText, rules: RuleSet, links: Sequence[Span] = (), body: Span | None = None) -> tuple[AlignedText, Metadata]:
    """Drop chrome, page furniture and the metadata box; return the rest and the box's values by field."""
    lines = lines_of(text.text)
    head, tail = _head_end(lines, rules), _tail_start(lines)
    values, dropped = read_box(text, lines, head, rules)
    outside = () if body is None else _outside(text, lines, body)
    dropped = {
        **dict.fromkeys(outside, "chrome.outside"),
        **dict.fromkeys(_links(text, lines, links, head, tail), "chrome.links"),
        **dropped,
    }
    for n, line in enumerate(lines):
        if not line.text or n in dropped or is_prose(line.text):
            continue
        for rule in rules.possible(ChromeRule, frozenset(line.text)):
            if (rule.zone == "head" and n >= head) or (rule.zone == "tail" and n < tail):
                continue
            if not rule.regex.search(line.text):
                continue
            dropped[n] = rule.id
            if rule.extent == "rest":
                for k in range(n + 1, len(lines)):
                    if lines[k].text and not is_prose(lines[k].text) and not lines[k].text.endswith("。"):
                        dropped.setdefault(k, rule.id)
            break
    partial: dict[int, int] = {}
    filled = [n for n, line in enumerate(lines) if line.text]
    spread = spread_tables([lines[n].text for n in filled], rules)
    cells = {filled[k] for region in spread for k in range(region.start, region.end)}
    numbers = {n: length for n, length in _page_numbers(lines, cells) if n not in dropped}
    for n, length in numbers.items():
        if length == len(lines[n].text):
            dropped[n] = "chrome.page_number"
        else:
            partial[n] = length
    pages = set(numbers) | {n for n, rule in dropped.items() if rule == "chrome.page_number"}
    for n in _running_heads(lines, pages):
        dropped.setdefault(n, "chrome.running_head")
    changes = []
    for n, line in enumerate(lines):
        if n in dropped:
            end = line.whole_end if line.end < line.whole_end else line.end
            changes.append(Change(line.start, end, "", dropped[n], splits=True))
        elif n in partial:
            changes.append(Change(line.start, line.start + partial[n], "", "chrome.page_number", splits=True))
    return text.edited(changes), values
