"""Names in the text: organisations, places, periods, programmes and documents, by gazetteer and suffix grammar.

This is the stage that a trained spaCy pipeline can stand in for (`--spacy-model`): `from_model` maps its labels to
the same entities, and the stages behind it do not notice. `bench/train.py` trains such a pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from spacy.language import Language

from pipeline.text import Span
from rules import RuleSet
from rules.families import OrganisationRule, PlaceRule, alternation

Label = Literal["organisation", "place", "period", "programme", "document"]

_LABELS: dict[str, Label] = {
    "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place", "DATE": "period", "EVENT": "programme",
    "WORK_OF_ART": "document", "LAW": "document", "PRODUCT": "programme",
}  # fmt: skip
_PERIOD = re.compile(r"“?十[一二三四五六七八九]五”?(?:规划|时期|期间|末)?|20\d{2}\s*年?\s*[—–~至-]\s*20\d{2}\s*年|20\d{2}年")
_DOCUMENT = re.compile(r"《[^《》\n]{2,60}》")
_PROGRAMME = re.compile(r"“[^“”\n]{2,24}”(?:工程|行动|计划|项目|活动|品牌|机制|模式)?")
_NAME = re.compile("[^、和及与]{2,24}")
_STOP = "，。；：\n（）()"


class Entity(NamedTuple):
    """A named thing: its label and its span in the clean text."""

    label: Label
    span: Span


@cache
def _suffix(rules: RuleSet) -> re.Pattern[str]:
    return re.compile("|".join(r.source for r in rules.of(OrganisationRule) if r.sort == "suffix"))


@cache
def _places(rules: RuleSet) -> re.Pattern[str]:
    return re.compile(alternation(tuple(w for r in rules.of(PlaceRule) if r.level == "province" for w in r.words)))


def from_rules(text: str, rules: RuleSet) -> Iterator[Entity]:
    """Entities by rule."""
    for label, regex in (("document", _DOCUMENT), ("programme", _PROGRAMME), ("period", _PERIOD), ("place", _places(rules))):
        for m in regex.finditer(text):
            yield Entity(label, Span(m.start(), m.end()))  # type: ignore[arg-type]
    yield from organisations(text, rules)


def organisations(text: str, rules: RuleSet) -> Iterator[Entity]:
    """Organisations by rule; they are only looked for where the text makes somebody answerable."""
    seen: set[int] = set()
    for m in rules.phrase("joint_work").finditer(text):
        start = max(text.rfind(mark, max(0, m.start() - 80), m.start()) for mark in _STOP) + 1
        end = min(at if (at := text.find(mark, m.end(), m.end() + 80)) >= 0 else m.end() + 40 for mark in _STOP)
        for part in _NAME.finditer(text, start, end):
            words = re.sub("^(?:由|会同|联同|会商)", "", part.group())
            at = part.end() - len(words)
            found = _suffix(rules).match(words)
            if found is not None and at not in seen:
                seen.add(at)
                yield Entity("organisation", Span(at, at + found.end()))


def from_model(trained: Language, text: str, rules: RuleSet) -> Iterator[Entity]:
    """Entities that a trained pipeline finds where somebody is made answerable; labels that guihua lacks are left out."""
    for line in re.finditer(r"[^\n]+", text):
        if rules.phrase("joint_work").search(line.group()):
            for ent in trained(line.group()).ents:
                label = _LABELS.get(ent.label_)
                if label is not None:
                    yield Entity(label, Span(line.start() + ent.start_char, line.start() + ent.end_char))
