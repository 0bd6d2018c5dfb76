"""What a task is about, as weighted terms: words, and pairs of neighbouring characters for what the dictionary lacks.

A term weighs what it tells. That is little where half of the tasks have it, little where it is frequent in the
language, and nothing where every plan has it (`rules/boilerplate.toml`) or where it names a place.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from pipeline.words import dictionary, tokenizer
from rules import RuleSet
from rules.families import BoilerplateRule, PlaceRule, alternation
from schemas import Task

PAIR = "#"
"""Opens the name of a term that is a pair of characters."""
_LETTERS = re.compile("[\u4e00-\u9fffA-Za-z]+")
_CLAUSE = re.compile("[，。；、：,;:\n ]+")
_NOTE = re.compile("[（(〔【][^（()）〔〕【】]*[）)〕】][。;；]?[ \\t]*$", re.MULTILINE)
"""The brackets that close a paragraph hold who answers for it, what it rests on, when it ends: not what it is about."""
_TITLE = 2
"""A word in a task's heading counts as often as this many in its body."""
_PAIR_WEIGHT = 0.5
_PAIR_SHARE = 0.02
"""In so large a part of tasks an arbitrary pair of characters is expected."""
_BACKGROUND = 50
"""So many tasks of an unseen collection stand beside those compared: without them, in a plan of three items, chance would decide."""
_TASK_WORDS = 2000
"""Words of running language in which a term that is likely to stand tells as little as one that half of the tasks have."""


@cache
def _ignored(rules: RuleSet) -> re.Pattern[str]:
    return re.compile(alternation(tuple(w for r in rules.of(BoilerplateRule) for w in r.words)))


@cache
def _no_terms(rules: RuleSet) -> frozenset[str]:
    places = {w for r in rules.of(PlaceRule) if r.pattern is None for w in r.words}
    return frozenset(places | {w for r in rules.of(BoilerplateRule) for w in r.words})


def place_names(regions: Iterable[str | None]) -> frozenset[str]:
    """The names by which places are called: 岚江省青溪市 is also 青溪市 and 青溪."""
    names: set[str] = set()
    for region in regions:
        for part in re.findall("[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治[区州县]|[省市区县州盟旗镇乡])", region or ""):
            names |= {part, re.sub("(?:特别行政区|自治[区州县]|[省市区县州盟旗镇乡])$", "", part)}
    return frozenset(name for name in names if len(name) >= 2)


@cache
def _any_of(places: frozenset[str]) -> re.Pattern[str]:
    return re.compile(alternation(tuple(sorted(places))) if places else "(?!)")


@lru_cache(maxsize=50_000)
def _cut(clause: str, rules: RuleSet) -> tuple[str, ...]:
    """The words of a clause; two editions of a plan have many clauses in common."""
    return tuple(w for w in tokenizer(rules).cut(clause) if len(w) > 1 and _LETTERS.fullmatch(w))


def body_of(task: Task, rules: RuleSet) -> str:
    """The text of a task without the note that says who answers for it: many tasks share an office, and differ in matter."""
    note = rules.phrase("answers_below")
    return _NOTE.sub("", "\n".join(line for line in task.text.split("\n") if not note.match(line.lstrip())))


def bag(task: Task, places: frozenset[str], rules: RuleSet) -> Counter[str]:
    """How often each term stands in a task; its heading counts double. Names of `places` are no terms, nor parts of one."""
    terms = bag_of(body_of(task, rules), places, rules)
    for term, times in bag_of(task.title or "", places, rules).items():
        terms[term] += _TITLE * times
    return terms


def bag_of(text: str, places: frozenset[str], rules: RuleSet) -> Counter[str]:
    """How often each term stands in a text."""
    terms: Counter[str] = Counter()
    skip = _no_terms(rules)
    bare = _any_of(places).sub(" ", text)
    for clause in _CLAUSE.split(bare):
        terms.update(word for word in _cut(clause, rules) if word not in skip)
    for run in _LETTERS.findall(_ignored(rules).sub(" ", bare)):
        terms.update(PAIR + run[at : at + 2] for at in range(len(run) - 1))
    return terms


def weights(bags: Sequence[Counter[str]], rules: RuleSet) -> dict[str, float]:
    """What each term of a collection tells: the square of its smoothed inverse document frequency.

    The frequency is that among the tasks at hand, with a background of `_BACKGROUND` tasks in which a word stands as
    often as the segmenter's dictionary says that the language has it.
    """
    own = dictionary(rules)
    held: Counter[str] = Counter(term for b in bags for term in b)
    out: dict[str, float] = {}
    for term, tasks in held.items():
        if term.startswith(PAIR):
            share, factor = _PAIR_SHARE, _PAIR_WEIGHT
        else:
            share, factor = 1 - math.exp(-_TASK_WORDS * (own.FREQ.get(term) or 0) / own.total), 1.0
        idf = math.log((len(bags) + _BACKGROUND + 1) / (tasks + _BACKGROUND * share + 0.5))
        out[term] = factor * max(idf, 0.0) ** 2
    return out
