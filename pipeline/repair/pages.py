"""What bound pages bring into a text: the numbers of pages, the titles that run along them, and the list of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.repair.lines import Line

_BARE_NUMBER = re.compile(r"[0-9]{1,3}|[0-9](?: [0-9]){1,2}|[IVXivx]{1,5}|[IVX](?: [IVX]){1,4}")
_NUMBERED_BELOW = re.compile(r"专\s*栏|附\s*[件表图]|[表图]")
_FIELD = re.compile("[\u4e00-\u9fff]{2,8}[:：]")
"""How the fields of items begin (完成时限：), which are alike from item to item and no running heads."""
_SET_APART = re.compile(r"([0-9]{1,3}|[IVX]{1,4})\s{2,}(?=\S)")
_WINDOW = 60
"""The next page's number stands among so many lines that could be one."""
_OPENING = re.compile(r"[0-9]{1,9}")
_WORDS = re.compile("(?![年月日])[\u4e00-\u9fffA-Za-z“《（(]")
"""What may follow a page number at once: words, and no sign that goes on with a number."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\s?[年—–-]")
_NUMBER_AGAIN = re.compile(r"[1-9][0-9]{0,3}(?:[.．][0-9]{1,2}){0,2}(?:[.．、%％]|\s{0,2})[\u4e00-\u9fff“]")
"""A page that opens with a number of its own: 53|6.2.3 培育, 12|2025年, 4|30处."""
_PAGE, _SHORTEST_PAGE = 250, 15
"""Characters of a page, and of one that holds a picture or the end of a chapter."""
_COST_OF_SHORT, _COST_OF_GAP = 0.4, 0.1
_BESIDE = 4
"""The number before or behind, where lines are counted on, opens one of so many lines that open with numbers."""
_FEWEST_PAGES = 4
"""So many page numbers that run together with words make a series."""
_NUMBER_BESIDE = re.compile(
    r"(?P<first>[0-9]{1,3})\s{1,30}(?P<behind>[^\d\s.．、].{2,44}[^\s。；，])|(?P<before>[^\d\s].{2,44}?[^\s\d第])\s{1,30}(?P<last>[0-9]{1,3})"
)
_LONGEST_HEAD = 50
_FEWEST_HEADS = 3
_FINISHED = tuple("。！？!?；;：:…”）)")


class PageNumber(NamedTuple):
    """A number that may be a page's: the line that opens with it, its value (0 where it is Roman), the characters it takes."""

    line: int
    number: int
    length: int


def page_numbers(lines: Sequence[Line], cells: set[int]) -> Iterator[PageNumber]:
    """The numbers of pages: a rising series with a page of text between.

    A number alone on a line is also how the rows of a scattered table start, so a series counts only where each
    next number stands a page of characters further on. `cells` are lines known to be cells. Numbers that run together
    with the first word of their page count where such pages mostly begin inside a sentence.
    """
    size = 0
    sizes = [size := size + len(line.text) for line in lines]
    bare = _bare_numbers(lines, cells)
    longest = _series(bare, sizes, _PAGE)
    glued = _glued_numbers(lines, cells)
    if len(glued) >= _FEWEST_PAGES:
        pages = _series(sorted({*bare, *glued}), sizes, _SHORTEST_PAGE)
        long = len(pages) >= len(longest) + _FEWEST_PAGES and sizes[pages[-1].line] - sizes[pages[0].line] >= _PAGE * (len(pages) - 1)
        if long and _inside_sentences(lines, [p for p in pages if p in glued]):
            yield from pages
            return
    if len(longest) < 3:
        return
    yield from longest
    for page in bare:
        whole = page.length == len(lines[page.line].text)
        if not page.number and page.line < longest[-1].line and whole:
            yield page


def _bare_numbers(lines: Sequence[Line], cells: set[int]) -> list[PageNumber]:
    """Numbers that have a line to themselves, or wide white space behind them."""
    found = []
    for n, line in enumerate(lines):
        if n in cells or (n and _NUMBERED_BELOW.fullmatch(lines[n - 1].text)):
            continue
        if _BARE_NUMBER.fullmatch(line.text):
            digits = line.text.replace(" ", "")
            found.append(PageNumber(n, int(digits) if digits.isdigit() else 0, len(line.text)))
        elif (
            (m := _SET_APART.match(line.text))
            and not re.match(r"\s*(?:年|月|日|[.．、])", line.text[m.end() - 1 :])
            and "\t" not in line.text
            and len(re.findall(r"\s{2,}", line.text)) == 1
        ):
            found.append(PageNumber(n, int(m.group(1)) if m.group(1).isdigit() else 0, m.end()))
    return found


def _glued_numbers(lines: Sequence[Line], cells: set[int]) -> list[PageNumber]:
    """Numbers behind which the words of a line follow at once, in each way that they can be cut from it."""
    found = []
    openings = [(n, m) for n, line in enumerate(lines) if "1" <= line.text[:1] <= "9" and (m := _OPENING.match(line.text)) is not None]
    values = [int(m.group()) for _, m in openings]
    for i, (n, m) in enumerate(openings):
        words = lines[n].text
        if not n or n in cells or "\t" in words or _YEAR.match(words):
            continue
        # 12 between 11 and 13 is a number of a list or of a table, whole.
        counted = values[i] - 1 in values[max(0, i - _BESIDE) : i] or values[i] + 1 in values[i + 1 : i + 1 + _BESIDE]
        for length in range(m.end() if counted else 1, min(3, m.end()) + 1):
            behind = _WORDS if length == m.end() else _NUMBER_AGAIN
            if behind.match(words, length):
                found.append(PageNumber(n, int(words[:length]), length))
    return found


def _inside_sentences(lines: Sequence[Line], pages: Sequence[PageNumber]) -> bool:
    """Whether most of these pages go on with a sentence of the page before, as numbered items do not."""
    unfinished = 0
    for page in pages:
        before = next((lines[n].text for n in range(page.line - 1, -1, -1) if lines[n].text), "")
        unfinished += not before.endswith(_FINISHED)
    return 2 * unfinished > len(pages)


def _series(candidates: Sequence[PageNumber], sizes: Sequence[int], shortest: int) -> list[PageNumber]:
    """The longest series of page numbers that stand at least `shortest` characters apart.

    `sizes` are the characters up to the end of each line. Of two readings, that with fewer short pages is taken.
    """
    best_to: list[float] = []  # the best series that ends here, and the number before it in that series
    link: list[int] = []
    for i, (n, number, _) in enumerate(candidates):
        best, back = 0.0, -1
        for j in range(i - 1, max(-1, i - _WINDOW), -1):
            k, before, _ = candidates[j]
            step = number - before
            apart = sizes[n] - sizes[k]
            if before and step in (1, 2) and shortest * step <= apart <= 4000 * step:
                worth = best_to[j] - (0.0 if apart >= _PAGE * step else _COST_OF_SHORT) - (step - 1) * _COST_OF_GAP
                if worth > best:
                    best, back = worth, j
        best_to.append(best + 1)
        link.append(back)
    longest: list[PageNumber] = []
    at = best_to.index(max(best_to)) if candidates else -1
    while at >= 0:
        longest.append(candidates[at])
        at = link[at]
    return longest[::-1]


def running_heads(lines: Sequence[Line], numbers: set[int]) -> Iterator[int]:
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


def numbered_heads(lines: Sequence[Line]) -> Iterator[int]:
    """Running heads that have the number of their page beside them: 16 青梧县水利发展规划.

    The same words come back with numbers that rise, with so many pages between them.
    """
    beside: dict[str, list[tuple[int, int, int]]] = {}
    size = 0
    for n, line in enumerate(lines):
        size += len(line.text)
        if len(line.text) <= _LONGEST_HEAD and (m := _NUMBER_BESIDE.fullmatch(line.text)) is not None:
            beside.setdefault(m["before"] or m["behind"], []).append((n, int(m["first"] or m["last"]), size))
    for found in beside.values():
        pages = list(pairwise(found))
        if len(pages) >= _FEWEST_HEADS - 1 and all(
            after[1] > before[1] and after[2] - before[2] >= _PAGE * (after[1] - before[1]) for before, after in pages
        ):
            yield from (n for n, _, _ in found)


# -- lists of contents -----------------------------------------------------------------------------------------------

_ENTRY = re.compile(r"(?:[.．·…]|\. ){3,}\s{0,30}[0-9IVXivx]{0,4}$")
_TITLE_AT_END = re.compile(r"\s*目\s{0,9}录$")
_LINES_OF_ENTRY = 2
_LONGEST_ENTRY = 70
_FEWEST_ENTRIES = 3
_PAGE_AT_END = re.compile(r"[\s\u3000]{1,30}[0-9]{1,3}$")
_TOP_ENTRY = re.compile("[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章篇]")
_FEWEST_REPEATED, _FEWEST_TITLED, _FEWEST_TOP, _MOSTLY_REPEATED = 4, 2, 2, 0.75
"""A list without dots has so many entries, or under a title of its own, and chapters among them; of the entries so many head
what stands below."""
_LIST_TITLE = re.compile(r"(?:本文|全文|文章|内容|章节)?目\s{0,9}录(?:导航)?")
"""What stands over a list of contents and nothing else on its line."""


class Contents(NamedTuple):
    """A list of contents: its lines, and the characters of the line above it that stay when its title is cut off (None: all)."""

    lines: tuple[int, ...]
    above: tuple[int, int] | None


def contents_lists(lines: Sequence[Line], opens_item: re.Pattern[str]) -> Iterator[Contents]:
    """The lists whose entries end in a run of dots and a page number, with the lines over which an entry runs.

    `opens_item` tells the label of a heading, which the first line of an entry opens with.
    """
    filled = [n for n, line in enumerate(lines) if line.text]
    entries = [
        i for i, n in enumerate(filled) if (lines[n].text[-1] in ".．·…" or lines[n].text[-1].isalnum()) and _ENTRY.search(lines[n].text)
    ]
    first = 0
    while first < len(entries):
        last = first
        while last + 1 < len(entries) and _one_list(lines, filled[entries[last] + 1 : entries[last + 1]]):
            last += 1
        if last - first + 1 >= _FEWEST_ENTRIES:
            begin = entries[first]
            above = filled[begin - 1] if begin else None
            if above is not None and not opens_item.match(lines[filled[begin]].text) and opens_item.match(lines[above].text):
                begin -= 1
                above = filled[begin - 1] if begin else None
            title = _TITLE_AT_END.search(lines[above].text) if above is not None else None
            yield Contents(
                tuple(filled[begin : entries[last] + 1]), (above, title.start()) if above is not None and title is not None else None
            )
        first = last + 1


def _one_list(lines: Sequence[Line], between: Sequence[int]) -> bool:
    """Whether what stands between two entries is the first lines of the second."""
    return len(between) <= _LINES_OF_ENTRY and all(len(lines[n].text) <= _LONGEST_ENTRY and "。" not in lines[n].text for n in between)


def repeated_contents(lines: Sequence[Line], opens_item: re.Pattern[str]) -> Iterator[int]:
    """The lines of lists of contents without dots, with pages or without: headings and nothing else, which come again below."""
    filled = [n for n, line in enumerate(lines) if line.text]
    run: list[int] = []
    for k, n in enumerate(filled):
        words = lines[n].text
        entry = len(words) <= _LONGEST_ENTRY and words[-1] not in "。；;：:，,、" and opens_item.match(words) is not None
        if entry and not (run and _as_entry(words) == _as_entry(lines[filled[run[0]]].text)):
            run.append(k)
            continue
        titled = run and run[0] and _LIST_TITLE.fullmatch(lines[filled[run[0] - 1]].text)
        if len(run) >= (_FEWEST_TITLED if titled else _FEWEST_REPEATED) and _comes_again(
            [lines[filled[i]].text for i in run], [lines[m].text for m in filled[k:]]
        ):
            yield from (filled[i] for i in run)
        run = [k] if entry else []


def _as_entry(words: str) -> str:
    """A heading as a list of contents has it, without its page and its white space."""
    return "".join(_PAGE_AT_END.sub("", words).split())


def _comes_again(entries: Sequence[str], below: Sequence[str]) -> bool:
    """Whether most of these headings, chapters among them, open lines below in the same order."""
    if len({m.group() for entry in entries if (m := _TOP_ENTRY.match(entry)) is not None}) < _FEWEST_TOP:
        return False
    openings = ["".join(words[: 2 * _LONGEST_ENTRY].split()) for words in below]
    found = at = 0
    for entry in entries:
        key = _as_entry(entry)
        next_one = next((k for k in range(at, len(openings)) if openings[k].startswith(key)), None)
        if next_one is not None:
            found, at = found + 1, next_one + 1
    return found >= _MOSTLY_REPEATED * len(entries)
