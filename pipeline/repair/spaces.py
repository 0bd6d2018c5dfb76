"""Spaces that text recognition and page layout left inside words (培 育, 停 车位)."""

from __future__ import annotations

import re

from pipeline.repair.lines import spaced_stretches
from pipeline.text import AlignedText, Change, Span
from pipeline.words import boundaries
from rules import RuleSet

_GAP = re.compile(" (?<=[\u4e00-\u9fff] )(?=[\u4e00-\u9fff])")  # the space first: it is found in a tight loop
_AROUND = 6
"""So many characters on each side of a space are cut into words together."""
RULE = "spaces.inside_word"
LETTERS = "spaces.letters"
_APART = re.compile(r" (?<=\S )\S(?: \S){6}")
"""So many characters with a space after each."""
_ALONE = re.compile(r"(?<!\S)(\S) (?=\S(?!\S))")
"""A space between two characters that stand alone."""
_LEAST_LINE = 6


def close_letters(text: AlignedText) -> AlignedText:
    """Take out the space behind each character, where most lines of a text came so (老 龄 事 业 3 6 个)."""
    string = text.text
    if _APART.search(string) is None:
        return text
    lines = [line.split() for line in string.split("\n")]
    long = [words for words in lines if sum(map(len, words)) >= _LEAST_LINE]
    apart = sum(len(words) >= _LEAST_LINE and sum(len(w) == 1 for w in words) >= 0.9 * len(words) for words in long)
    if apart * 5 < len(long) * 3:
        return text
    return text.edited([Change(m.end(1), m.end(), "", LETTERS) for m in _ALONE.finditer(string)])


def close_words(text: AlignedText, rules: RuleSet) -> AlignedText:
    """Take out single spaces in sentences where a word of the dictionary runs across them.

    A space between words stays: it may part a heading from its text. Lines without a full stop (headings, names,
    cells) are left alone.
    """
    string = text.text
    changes = []
    tables: list[Span] | None = None
    for m in _GAP.finditer(string):
        begin = string.rfind("\n", 0, m.start()) + 1
        end = string.find("\n", m.end())
        line = string[begin : end if end >= 0 else len(string)]
        if "。" not in line and "；" not in line:
            continue
        left = string[max(begin, m.start() - _AROUND) : m.start()].rsplit(" ", 1)[-1]
        right = re.split("[^\u4e00-\u9fff]", string[m.end() : m.end() + _AROUND])[0]
        if len(left) not in boundaries(left + right, rules):
            tables = spaced_stretches(string, rules) if tables is None else tables
            if any(t.start <= m.start() < t.end for t in tables):
                continue
            changes.append(Change(m.start(), m.end(), "", RULE))
    return text.edited(changes)
