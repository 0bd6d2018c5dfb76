"""Word boundaries, where they are needed: a private jieba tokenizer with the project's lexicon.

jieba's global tokenizer is never touched, so that nothing another library adds to it changes a record. Only the
few characters before a number are ever segmented; numbers themselves are read from characters. Where rjieba is
installed (`guihua[fast]`) it cuts in jieba's place: the same words, sooner.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import accumulate
from math import log
from typing import NamedTuple, Protocol

import jieba

from pipeline.errors import UsageError
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


class Segmenter(Protocol):
    """What cuts a text into words that, joined, are the text again."""

    def cut(self, text: str, /) -> Iterable[str]:
        """The words of `text` in order."""


class _Fast:
    """rjieba with a dictionary of its own.

    What it keeps in one piece of letters, digits and the marks between is parted as jieba does; a text with rare
    characters, which the two sort differently, is left to jieba itself.
    """

    def __init__(self, rules: RuleSet) -> None:
        from rjieba import Jieba  # noqa: PLC0415 - of the extra `fast`

        self._rules = rules
        self._jieba = Jieba()
        for word in _lexicon(rules):
            self._jieba.add_word(word, None, None)

    def cut(self, text: str, /) -> Iterator[str]:
        """The words of `text` in order."""
        if _RARE.search(text):
            yield from dictionary(self._rules).cut(text)
            return
        for word in self._jieba.cut(text):
            if len(word) > 2 and word.isascii():
                yield from filter(None, _JOINED.split(word))
            else:
                yield word


_JOINED = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
"""2021-2025 and 2.0b are one word of rjieba's and several of jieba's."""
_RARE = re.compile("[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00010000-\U0010ffff]")
"""Chinese characters that jieba takes for none, as its pattern ends with the standard of 2015."""
SEGMENTERS = ("jieba", "rjieba")
VARIABLE = "GUIHUA_SEGMENTER"
"""The environment variable that chooses one of them; without it rjieba is taken where it is installed."""


def _lexicon(rules: RuleSet) -> Iterator[str]:
    """Words that jieba's dictionary lacks."""
    for lexicon in rules.of(LexiconRule):
        yield from lexicon.words
    for verbs in rules.of(VerbRule):
        yield from (word for word in verbs.words if verbs.role == "verb" and len(word) > 2)


@cache
def dictionary(rules: RuleSet) -> _Tokenizer:
    """jieba's own segmenter, its dictionary loaded and the lexicon added, which also knows how often each word occurs."""
    jieba.setLogLevel(logging.WARNING)
    own = _Tokenizer()
    own.initialize()
    for word in _lexicon(rules):
        own.add_word(word)
    return own


@cache
def fast(rules: RuleSet) -> Segmenter:
    """rjieba's segmenter with the lexicon added; needs the extra `fast`."""
    return _Fast(rules)


@cache
def tokenizer(rules: RuleSet) -> Segmenter:
    """The segmenter of this process. Raises `UsageError` where the environment names one that there is not."""
    name = os.environ.get(VARIABLE) or ("rjieba" if find_spec("rjieba") else "jieba")
    if name not in SEGMENTERS:
        raise UsageError(f"{VARIABLE}: there is no segmenter {name!r}; choose one of {', '.join(SEGMENTERS)}")
    return fast(rules) if name == "rjieba" else dictionary(rules)


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
