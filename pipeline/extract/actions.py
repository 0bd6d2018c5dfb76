"""What each task does: the clauses of its body that open with a verb, as verb and object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.extract.mentions import Action, Task
from pipeline.text import Span
from rules import RuleSet
from rules.families import VerbRule, alternation

_CLAUSE = re.compile(r"[^，,。；;：:！？!?\n]+")
_INSIDE = r"(?:[^（）()〔〕【】\n]|[（(][^（()）\n]{1,20}[）)])"
_NOTE = re.compile(rf"[（(〔【]{_INSIDE}*?(?:负责|牵头|配合|责任){_INSIDE}*[）)〕】]")
_MAX_OBJECT = 80


@cache
def _verb(rules: RuleSet) -> re.Pattern[str]:
    adverbs = "|".join(f"(?:{r.source})" for r in rules.of(VerbRule) if r.role == "adverb")
    words = alternation(tuple(w for r in rules.of(VerbRule) if r.role == "verb" for w in r.words))
    return re.compile(rf"(?:{adverbs})*(?P<verb>(?:{words})(?:(?:和|并|、)(?:{words})(?=..))*)(?P<rest>.*)", re.S)


def find_actions(text: str, task: Task, rules: RuleSet) -> Iterator[Action]:
    """The actions of one task's body, clause by clause; a clause without a verb at its head gives none.

    Notes in brackets that say who answers are no actions.
    """
    regex = _verb(rules)
    for span in task.body:
        notes = [m.span() for m in _NOTE.finditer(text, span.start, span.end)]
        for m in _CLAUSE.finditer(text, span.start, span.end):
            begin, end = m.span()
            if notes:
                if any(a < begin < b for a, b in notes):
                    continue
                end = min([end, *(a for a, _ in notes if begin <= a < end)])
            clause = text[begin:end].rstrip()
            lead = len(clause) - len(clause.lstrip(" \t\u3000"))
            clause = clause.strip(" \t\u3000")
            found = regex.match(clause)
            if found is None:
                continue
            verb, rest = found["verb"], found["rest"]
            obj = rest.strip(" 了好")
            if 2 <= len(obj) <= _MAX_OBJECT:
                start = begin + lead
                yield Action(verb, obj, Span(start, start + len(clause)))
