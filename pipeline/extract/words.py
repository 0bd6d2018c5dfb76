"""Word boundaries, where they are needed: a private jieba tokenizer with the project's lexicon.

jieba's global tokenizer is never touched, so that nothing another library adds to it changes a record. Only the
few characters before a number are ever segmented; numbers themselves are read from characters.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache

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


@lru_cache(maxsize=4096)
def cut(text: str, rules: RuleSet) -> tuple[str, ...]:
    """The words of a short stretch."""
    return tuple(tokenizer(rules).cut(text))


def boundaries(text: str, rules: RuleSet) -> set[int]:
    """Offsets in `text` at which a word starts or ends."""
    at = 0
    out = {0}
    for word in cut(text, rules):
        at += len(word)
        out.add(at)
    return out
