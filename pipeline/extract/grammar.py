"""The words of action clauses in the shape in which clauses ask for them, and what a verb is at its place.

All of them are rules of the family `verbs`; `pipeline.extract.actions` reads clauses with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from rules import RuleSet
from rules.families import VerbRole, VerbRule


class Verb(NamedTuple):
    """A word of the lexicon and how it behaves, as its rule says.

    `doubtful` ones are adverbs or prepositions as well; `in_nouns` some of the nouns open with it.
    """

    word: str
    nominal: bool
    leads: bool
    pairs: bool
    clausal: bool
    light: bool
    doubtful: bool
    in_nouns: bool


Words = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of the family in the shape in which clauses ask for them.

    Words are kept by their first two characters, the longest first, `listed` ones by their last and each with its
    rule's number. The `_letters` are all characters in a pattern: it can only match beside one of them.
    """

    rules: RuleSet
    verbs: dict[str, tuple[Verb, ...]]
    adverbs: Words
    prepositions: Words
    listed: dict[str, tuple[tuple[str, int], ...]]
    disposal: tuple[re.Pattern[str], ...]
    frames: tuple[re.Pattern[str], ...]
    mark: re.Pattern[str]
    subject: re.Pattern[str]
    noun: re.Pattern[str]
    bound: re.Pattern[str]
    compound: re.Pattern[str]
    predicate: re.Pattern[str]
    slogans: frozenset[str]
    dangling: re.Pattern[str]
    background: re.Pattern[str]
    purpose: re.Pattern[str]
    tail: re.Pattern[str]
    shared: re.Pattern[str]
    bound_letters: frozenset[str]
    dangling_letters: frozenset[str]


def _by_first(words: set[str]) -> Words:
    return {c: tuple(sorted((w for w in words if w[:2] == c), key=lambda w: (-len(w), w))) for c in {w[:2] for w in words}}


@cache
def grammar_of(rules: RuleSet) -> Grammar:
    """The grammar of one set of rules, made once per process."""
    family = rules.of(VerbRule)

    def words(role: VerbRole) -> set[str]:
        return {w for r in family if r.role == role for w in r.words}

    def form(role: VerbRole) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{r.pattern})" for r in family if r.role == role and r.pattern) or "(?!)")

    verbs = {word: rule for rule in reversed(family) if rule.role in ("verb", "light") for word in rule.words}
    adverbs, prepositions = words("adverb"), words("preposition")
    both, nouns = adverbs | prepositions, form("noun").pattern

    def verb(word: str) -> Verb:
        r = verbs[word]
        return Verb(word, r.nominal, r.leads, r.pairs, r.clausal, r.role == "light", word in both, word[:2] in nouns)

    listed: dict[str, list[tuple[str, int]]] = {}
    for n, rule in enumerate(family):
        for word in sorted(rule.words, key=len, reverse=True) if rule.role == "listed" else ():
            listed.setdefault(word[-1], []).append((word, n))
    return Grammar(
        rules=rules,
        verbs={c: tuple(verb(w) for w in group) for c, group in _by_first(set(verbs)).items()},
        adverbs=_by_first(adverbs),
        prepositions=_by_first(prepositions),
        listed={c: tuple(group) for c, group in listed.items()},
        disposal=tuple(rule.regex for rule in family if rule.role == "disposal"),
        frames=(form("time"), form("phrase")),
        mark=form("adverb"),
        subject=form("subject"),
        noun=form("noun"),
        bound=form("bound"),
        compound=form("compound"),
        predicate=form("predicate"),
        slogans=frozenset(words("slogan")),
        dangling=form("dangling"),
        background=form("background"),
        purpose=form("purpose"),
        tail=form("tail"),
        shared=form("shared"),
        bound_letters=frozenset(form("bound").pattern),
        dangling_letters=frozenset(form("dangling").pattern),
    )


def verb_at(g: Grammar, s: str, at: int) -> Verb | None:
    """The longest verb that starts at `at`."""
    for verb in g.verbs.get(s[at : at + 2], ()):
        if s.startswith(verb.word, at):
            return verb
    return None


def word_end(words: dict[str, tuple[str, ...]], s: str, at: int) -> int:
    """Where a word that starts at `at` ends; `at` itself where none does."""
    for word in words.get(s[at : at + 2], ()):
        if s.startswith(word, at):
            return at + len(word)
    return at + (s[at : at + 1] in words)


def governs(g: Grammar, s: str, at: int, verb: Verb, strict: bool = False) -> bool:
    """Whether the verb at `at` is one and no part of a noun; `strict` asks as if it could be a noun as well."""
    end = at + len(verb.word)
    if end == len(s) or (s[end] in g.bound_letters and g.bound.match(s[end:])) or (verb.in_nouns and g.noun.match(s, at)):
        return False
    if not (strict or verb.nominal):
        return True
    rest = s[end:]
    return not g.compound.match(rest) and (verb.clausal or not g.predicate.search(rest))


def only_verbs(g: Grammar, s: str, nominal: bool) -> bool:
    """Whether a stretch is made of verbs alone: all of them nouns as well, or (not `nominal`) any."""
    at = 0
    while at < len(s):
        verb = verb_at(g, s, at)
        if verb is None or (nominal and not verb.nominal and not verb.clausal):
            return False
        at += len(verb.word)
    return bool(s)


def trim_adverbs(g: Grammar, s: str) -> str:
    """A stretch without the adverbs at its end (将资源统一|纳入)."""
    while len(s) > 3 and s[-2:] in g.adverbs.get(s[-2:], ()):
        s = s[:-2]
    return s


def skip_adverbs(g: Grammar, s: str) -> int:
    """Where the adverbs that a stretch starts with end."""
    at = 0
    while verb_at(g, s, at) is None and (end := word_end(g.adverbs, s, at)) > at:
        at = end
    return at
