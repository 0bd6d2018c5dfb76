"""Text whose line breaks a converter turned into spaces, or left out altogether.

A line that runs on for pages is broken again where its spaces stand, if these come as often as the ends of printed lines
or stand behind the ends of sentences and before labels, as they do where paragraphs were run together; whether two lines
belong together is then asked as in any other text (`wraps`). Of a text that is one line without such spaces, as the cells
of a scraper's table are, only the labels tell the lines: 一、 and （一） behind the end of a sentence, and the first （一）
behind the heading above it. The opposite happens too: a blank line between all lines, cells of tables and ends of
sentences alike, says nothing and is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from pipeline.text import AlignedText, Change, Span

_LONG_LINE = 240
_BREAK = re.compile(
    "(?<=[\u4e00-\u9fff，。、；：！？”）》,;:)]) "
    "(?=[\u4e00-\u9fff“《（—]|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、](?![0-9]))"
    "|(?<=[号件点划案告见]) (?=20[0-9]{2} ?年)"
)
"""A space where no writer of Chinese puts one: between two characters, or before a label."""
_FEWEST = 8
_NARROWEST, _WIDEST = 16, 50
"""Characters in a line of print."""
RULE, BLANK, CUT = "flattened.line_break", "flattened.blank_lines", "flattened.page_cut"
_INDENTS = re.compile(" {0,9}\u3000{2}[\u3000 ]{0,40}")
"""What indents the paragraphs that were run together."""
_WIDE = re.compile(r"(?<=\S) {2,8}(?=\S)")
"""What a converter puts for the end of a paragraph: more than one space."""
_AT_END = re.compile(r"[。！？；：”）\])\d]$")
_MARKS = "，。、；：！？,;:"
_FEWEST_PARAGRAPHS = 4
_MOSTLY, _SOME = 0.6, 0.3
"""Of the spaces of a line: so many stand where a paragraph ends or a label begins; fewer will do where they are indents."""
_NEARLY_WHOLE = 0.6
"""Of a text: so much is one line where its line breaks are lost."""
_LABEL = (
    "(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[.．、](?![0-9])|[（(][0-9]{1,2}[)）]"
    "|第[一二三四五六七八九十]{1,3}[章节篇条]|专栏[0-9]{1,2})"
)
_LABELLED = re.compile(_LABEL)
_LOST = re.compile(f"(?<=[。！？；：”）])(?={_LABEL})")
_TOP = re.compile("(?<=[。！？；：”）])(?=[二三四五六七八九十]{1,3}、|第[二三四五六七八九十]{1,3}章)")
_HEADING = re.compile(f"{_LABEL}(?P<name>[^。，；：！？（(0-9]{{4,40}}?)(?=[（(]一[)）]|第一节|(?<![0-9])1[.．、](?![0-9])|[（(]1[)）])")
"""A heading with the first of the items below it right behind it."""
_TITLED = re.compile(
    "\\s{0,9}[^，。；：,;:\\s]{4,48}?(?: [^，。；：,;:\\s]{4,48}?)?(?:规划|计划|方案|意见|要点|纲要|安排|措施|思路|打算|报告)"
    "(?:[（(][^（()）\\s]{1,20}[）)])?"
    "(?=[ \u3000]{1,9}[\u4e00-\u9fff“0-9]"
    "|为(?:了|深入|全面|进一步|贯彻|认真|切实|加快|落实|扎实|推动|推进|牢牢)|根据《|前言|1 ?[.．、][\u4e00-\u9fff])"
)
"""A title that a space, if anything, parts from what the text opens with."""
_FRAME = f"(?:{_LABEL})(?:指导思想|总体思路|总体要求|基本原则|(?:总体|工作|主要|发展)目标|目标任务)"
_FRAMED = re.compile(f"{_FRAME}(?=以|坚持|到20|深入|全面|按照|通过|力争|紧紧)")
"""A heading that every plan has, with its text right behind it."""
_SPACED = re.compile(f"(?m)^[ \t\u3000]{{0,9}}{_FRAME}(?=[ \u3000]{{1,3}}[\u4e00-\u9fff“][^\n]{{20}})")
"""The same at the head of a line, with a space for what parted the two."""
_HEADED = re.compile(f"(?:{_LABEL})[^，。；：！？（(\\s]{{4,30}}(?= [\u4e00-\u9fff“])")
"""A heading with one space between it and its text."""
_CUT = re.compile(r"(?m)^[ \t\u3000]{0,9}(?P<number>[0-9]{1,3})、")
_LONG_CHUNK, _ENDS = 150, "。；：！？”）;:!?)"
"""A stretch between two cuts has so many characters at least; a paragraph ends with one of these marks."""
_GLUED = re.compile(
    "(?m)^[ \t\u3000]{0,9}(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])"
    "[^。；：！？\n（(]{4,40}?(?<=[\u4e00-\u9fff”])[ \u3000]{0,3}"
    "(?P<label>(?P<digit>[0-9]{1,2})[、.．](?![0-9])|[（(](?P<first>[一1])[)）])(?=[\u4e00-\u9fff“])"
)
"""A heading that has lost its line break, with the label of an item behind it."""
_LABELS = re.compile("(?m)^[ \t\u3000]{0,9}(?:(?P<digit>[0-9]{1,2})[、.．](?![0-9])|[（(](?P<second>[二2])[)）])")
_FIRST = re.compile("1 ?[.．、](?=[\u4e00-\u9fff“])")
_FURTHER = re.compile("(?<=[。；！])(?P<number>[0-9]{1,2}) ?[.．、](?=[\u4e00-\u9fff“])")
"""The items of a text that has no other labels: the first, and those behind the ends of sentences."""
_EMPTY = re.compile(r"\n[^\S\n]*(?=\n)")
_GAP = re.compile(r"\n(?P<blank>\s*\n)?[^\S\n]*(?=\S)")
"""The break between two lines; it is looked for between the first and the last word, so that a line stands on both sides."""
_FEWEST_LINES = 12
_NEARLY_ALL = 0.9
"""Of the gaps between lines: so many have a blank line where each was put there by a converter."""
_HARDLY_ANY = 0.02


def restore_lines(text: AlignedText) -> AlignedText:
    """Break very long lines where their line breaks were."""
    text = text.edited([Change(*span, "", CUT) for span in _cuts(text.text)])
    string = text.text
    spaces = [span for line in _long_lines(string) for span in _at_spaces(string, *line)]
    begun = {end for _, end in spaces}
    labels = [at for at in _at_labels(string, begun) if at not in begun]
    if not spaces and not labels:
        labels = _behind_headings(string)
    breaks = sorted([*spaces, *((at, at) for at in labels)])
    return text.edited([Change(*span, "\n", RULE) for span in breaks])


def _cuts(string: str) -> list[tuple[int, int]]:
    """What a site for documents puts where it cuts a text into numbered stretches (1、…2、…), most of them within a sentence."""
    marks: list[re.Match[str]] = []
    for m in _CUT.finditer(string):
        if int(m["number"]) == len(marks) + 1:
            marks.append(m)
    if len(marks) < 2:
        return []
    ends = [len(string[: m.start()].rstrip()) for m in marks[1:]]
    chunks = [string[a.end() : end] for a, end in zip(marks, ends, strict=False)]
    if any(len(chunk) < _LONG_CHUNK or "\n" in chunk for chunk in chunks):
        return []
    whole = sum(chunk[-1] in _ENDS for chunk in chunks)
    if whole * 2 > len(chunks):
        return []
    return [marks[0].span(), *((end, m.end()) for end, m in zip(ends, marks[1:], strict=True))]


def _long_lines(string: str) -> Iterator[Span]:
    """The lines that are longer than any line of print."""
    start = 0
    for line in string.split("\n"):
        if len(line) >= _LONG_LINE:
            yield Span(start, start + len(line))
        start += len(line) + 1


def _at_spaces(string: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spaces of a long line that stand for its line breaks."""
    indents = []
    if string.count("\u3000\u3000", start, end) >= _FEWEST_PARAGRAPHS:
        indents = [m.span() for m in _INDENTS.finditer(string, start, end) if start < m.start() and m.end() < end]
    if len(indents) >= _FEWEST_PARAGRAPHS and _part_paragraphs(string, indents, _SOME):
        return indents
    wide = [m.span() for m in _WIDE.finditer(string, start, end)]
    if len(wide) >= _FEWEST and _part_paragraphs(string, wide, _MOSTLY):
        return wide
    if string.count(" ", start, end) < _FEWEST_PARAGRAPHS:
        return []
    breaks = [(m.start(), m.end()) for m in _BREAK.finditer(string, start, end)]
    steps = [b - a for a, b in pairwise((start, *(a for a, _ in breaks), end))]
    behind_marks = sum(string[a - 1] in _MARKS for a, _ in breaks)
    if behind_marks < _MOSTLY * len(breaks) and len(breaks) >= _FEWEST and _NARROWEST <= median(steps) <= _WIDEST:
        return breaks  # lines of print, which end anywhere
    whole = string[start:end]
    if any(whole.count(mark + " ") >= share * whole.count(mark) > 0 for mark, share in (("。", _MOSTLY), ("，", _SOME))):
        return []  # how somebody writes, not where paragraphs end
    return breaks if len(breaks) >= _FEWEST_PARAGRAPHS and _part_paragraphs(string, breaks, _MOSTLY) else []


def _part_paragraphs(string: str, spaces: Sequence[tuple[int, int]], share: float) -> bool:
    """Whether spaces stand behind the ends of sentences and before labels."""
    apart = sum(_AT_END.search(string, max(0, a - 1), a) is not None or _LABELLED.match(string, b) is not None for a, b in spaces)
    return apart >= share * len(spaces)


def _at_labels(string: str, begun: set[int]) -> list[int]:
    """Where the labelled lines of a text begin that is one line, in a text with chapters; at `begun` others are known to begin."""
    if max(map(len, string.split("\n"))) < _NEARLY_WHOLE * len(string):
        return []
    line = max(_long_lines(string), key=lambda line: line.end - line.start, default=None)
    if line is None:
        return []
    if _TOP.search(string, *line) is None:
        found = _items_of(string, *line)
        title = _TITLED.match(string, line.start, line.end) if found else None
        return sorted(found | ({title.end()} if title is not None else set()))
    found = {m.start() for m in _LOST.finditer(string, *line)}
    for at in sorted(found | {line.start} | {at for at in begun if line.start < at < line.end}):
        heading = _HEADING.match(string, at, line.end)
        while heading is not None:
            found.add(heading.end())
            heading = _HEADING.match(string, heading.end(), line.end)
    found |= {m.end() for pattern in (_FRAMED, _HEADED) for m in pattern.finditer(string, *line)}
    if found and (title := _TITLED.match(string, line.start, line.end)) is not None:
        found.add(title.end())
    return sorted(found)


def _items_of(string: str, start: int, end: int) -> set[int]:
    """Where the items of a line begin that counts them from one to three at least and has no chapters."""
    further: list[int] = []
    for m in _FURTHER.finditer(string, start, end):
        if int(m["number"]) == len(further) + 2:
            further.append(m.start())
    first = _FIRST.search(string, start, further[0]) if len(further) > 1 else None
    return {first.start(), *further} if first is not None else set()


def _behind_headings(string: str) -> list[int]:
    """Where what stands behind a heading on its line begins.

    That is the text of a section that every plan has, or an item where others open lines with the number next to its own.
    """
    spaced = [m.end() for m in _SPACED.finditer(string)]
    glued = list(_GLUED.finditer(string))
    if not glued:
        return spaced
    labels = list(_LABELS.finditer(string))
    digits = {int(m["digit"]) for m in labels if m["digit"]}
    seconds = {m["second"] for m in labels}

    def counted(m: re.Match[str]) -> bool:
        if m["first"]:
            return ("二" if m["first"] == "一" else "2") in seconds
        return bool({int(m["digit"]) - 1, int(m["digit"]) + 1} & digits)

    return sorted({*spaced, *(m.start("label") for m in glued if counted(m))})


def drop_blank_lines(text: AlignedText) -> AlignedText:
    """Take the blank lines out of a text in which nearly all lines have one between them."""
    empty = sum(1 for _ in _EMPTY.finditer(text.text))
    if empty < _FEWEST_LINES // 2 or empty * 3 < text.text.count("\n"):
        return text
    string = text.text
    gaps = list(_GAP.finditer(string, len(string) - len(string.lstrip()), len(string.rstrip())))
    blank = [m for m in gaps if m["blank"]]
    if len(gaps) < _FEWEST_LINES or len(blank) < _NEARLY_ALL * len(gaps):
        return text
    if sum(m["blank"].count("\n") > 1 for m in blank) > _HARDLY_ANY * len(blank):
        return text  # more than one says something: the empty cells of a table from Word
    return text.edited([Change(m.start("blank"), m.end("blank"), "", BLANK) for m in blank])
