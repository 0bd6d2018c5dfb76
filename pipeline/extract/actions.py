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
_ADVERBS = re.compile(
    r"(?:进一步|继续|持续|不断|积极|大力|全面|着力|深入|扎实|稳步|有序|协同|全力|切实|逐步|有效|高质量|高标准|高水平|重点|充分|认真|严格|依法|统筹|加快|加紧|尽快|创新|主动|广泛|合理|科学|精准|分类|分级|分批|定期|常态化|力争|争取|努力|同时|并|要|应|将|再|更好地?|着眼|牢牢|坚决|鼓励和|探索|支持和|[一二三四五六七八九十]是)*"
)
_NOTE = re.compile(r"[（(〔][^（()）〔〕]*(?:负责|牵头|配合|责任单位)[^（()）〔〕]*[）)〕]?$")
_MAX_OBJECT = 80


@cache
def _verb(rules: RuleSet) -> re.Pattern[str]:
    words = alternation(tuple(w for r in rules.of(VerbRule) for w in r.words))
    return re.compile(rf"{_ADVERBS.pattern}(?P<verb>(?:{words})(?:(?:和|并|、)(?:{words})(?=..))*)(?P<rest>.*)", re.S)


def find_actions(text: str, task: Task, rules: RuleSet) -> Iterator[Action]:
    """The actions of one task's body, clause by clause; a clause without a verb at its head gives none."""
    regex = _verb(rules)
    for span in task.body:
        for m in _CLAUSE.finditer(text, span.start, span.end):
            clause = _NOTE.sub("", m.group()).rstrip()
            lead = len(clause) - len(clause.lstrip(" \t\u3000"))
            clause = clause.strip(" \t\u3000")
            found = regex.match(clause)
            if found is None:
                continue
            verb, rest = found["verb"], found["rest"]
            obj = rest.strip(" 了好")
            if 2 <= len(obj) <= _MAX_OBJECT:
                start = m.start() + lead
                yield Action(verb, obj, Span(start, start + len(clause)))
