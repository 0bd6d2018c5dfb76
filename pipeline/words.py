"""Word boundaries, where they are needed: a private jieba tokenizer with the project's lexicon.

jieba's global tokenizer is never touched, so that nothing another library adds to it changes a record. Only the
few characters before a number are ever segmented; numbers themselves are read from characters.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from itertools import accumulate
from math import log
from typing import NamedTuple

import jieba

from rules import RuleSet
from rules.families import LexiconRule, VerbRule


class _Tokenizer(jieba.Tokenizer):  # type: ignore[misc]  # jieba is not typed
    """jieba's tokenizer with the logarithm of each word's frequency taken once; what it cuts is the same, as a test holds.

    The library takes it anew for every candidate of every stretch, which is half of what a short stretch costs.
    """

    def __init__(self) -> None:
        super().__init__()
        self._logs: dict[str, float] = {}

    def add_word(self, word: str, freq: int | None = None, tag: str | None = None) -> None:
        """Add a word to the dictionary; what was computed from the old one is forgotten."""
        self._logs.clear()
        super().add_word(word, freq, tag)

    def calc(self, sentence: str, DAG: dict[int, list[int]], route: dict[int, tuple[float, int]]) -> None:  # noqa: N803 - as in jieba
        """The most likely path through the words that a stretch can be cut into, from its end to its start."""
        logs, known = self._logs, self.FREQ
        size = len(sentence)
        route[size] = (0.0, 0)
        total = log(self.total)
        for at in range(size - 1, -1, -1):
            best: tuple[float, int] | None = None
            for end in DAG[at]:
                word = sentence[at : end + 1]
                weight = logs.get(word)
                if weight is None:
                    weight = logs[word] = log(known.get(word) or 1) - total
                found = (weight + route[end + 1][0], end)
                if best is None or found > best:
                    best = found
            assert best is not None
            route[at] = best


@cache
def tokenizer(rules: RuleSet) -> jieba.Tokenizer:
    """The segmenter of this process, its dictionary loaded and the lexicon added."""
    jieba.setLogLevel(logging.WARNING)
    own = _Tokenizer()
    own.initialize()
    for lexicon in rules.of(LexiconRule):
        for word in lexicon.words:
            own.add_word(word)
    for verbs in rules.of(VerbRule):
        for word in verbs.words if verbs.role == "verb" else ():
            if len(word) > 2:
                own.add_word(word)
    return own


class Segmented(NamedTuple):
    """A short stretch cut into words, and the offsets in it at which a word starts or ends."""

    words: tuple[str, ...]
    ends: frozenset[int]


@lru_cache(maxsize=4096)
def segment(text: str, rules: RuleSet) -> Segmented:
    """Cut a short stretch; the same few are asked for again and again around one number."""
    words = tuple(tokenizer(rules).cut(text))
    return Segmented(words, frozenset(accumulate(map(len, words), initial=0)))


def cut(text: str, rules: RuleSet) -> tuple[str, ...]:
    """The words of a short stretch."""
    return segment(text, rules).words


def boundaries(text: str, rules: RuleSet) -> frozenset[int]:
    """Offsets in `text` at which a word starts or ends."""
    return segment(text, rules).ends
