"""Word boundaries, where they are needed: a private jieba tokenizer with the project's lexicon.

jieba's global tokenizer is never touched, so that nothing another library adds to it changes a record. Only the
few characters before a number are ever segmented; numbers themselves are read from characters.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

import jieba

from rules import RuleSet
from rules.families import LexiconRule, VerbRule


@cache
def tokenizer(rules: RuleSet) -> jieba.Tokenizer:
    """The segmenter of this process, its dictionary loaded and the lexicon added."""
    jieba.setLogLevel(logging.WARNING)
    own = jieba.Tokenizer()
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
