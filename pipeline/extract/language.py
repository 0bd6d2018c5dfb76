"""The extraction stage as a spaCy pipeline: a tokenizer of the project's own and one component for each kind of record.

The components read an outline and the mentions found so far from `Doc._.guihua_context` and add their own; they touch no
file and keep no state between documents. Tokens are lines; words are cut where a stage asks for them, which
costs a fraction of segmenting the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.extract.actions import find_actions
from pipeline.extract.deadlines import cell_deadline, is_over, recurrence
from pipeline.extract.entities import Entity, from_model, organisations
from pipeline.extract.facts import read_facts
from pipeline.extract.front import read_front
from pipeline.extract.indicators import find_indicators
from pipeline.extract.mentions import Found
from pipeline.extract.offices import name_offices
from pipeline.extract.targets import find_quantified
from pipeline.extract.tasks import find_tasks
from pipeline.extract.units import find_units
from pipeline.outline import Outline
from pipeline.outline.settle import fold_fields, frame_announced, goals_among, look_back, open_at, results_first
from pipeline.read import MAX_BYTES
from pipeline.repair import Repaired
from pipeline.words import cut
from rules import RuleSet, load

COMPONENTS = ("front", "entities", "indicators", "tasks", "actions", "targets", "units")

_LINE = re.compile(r"[^\n]+\n*|\n+")


@dataclass(slots=True)
class Context:
    """What the components work on: the repaired text, its outline, the rules, and what was found so far."""

    repaired: Repaired
    outline: Outline
    rules: RuleSet
    found: Found = field(default_factory=Found)
    entities: list[Entity] = field(default_factory=list)

    @property
    def is_plan(self) -> bool:
        """Whether anything but a document record may come of it."""
        return self.found.front is not None and self.found.front.doc_type != "non_plan"


Doc.set_extension("guihua_context", default=None, force=True)


class WordTokenizer:
    """Words as tokens, cut by the project's own jieba tokenizer with the lexicon of the rules."""

    def __init__(self, vocab: Vocab, rules: RuleSet) -> None:
        self.vocab = vocab
        self.rules = rules

    def __call__(self, text: str) -> Doc:
        """A `Doc` whose text is `text`, to the character."""
        words = list(cut(text, self.rules))
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


class LineTokenizer(WordTokenizer):
    """Lines as tokens. Words are cut later and only where one is asked for: beside a number, or for a trained pipeline."""

    def __call__(self, text: str) -> Doc:
        """A `Doc` whose text is `text`, to the character."""
        lines = [m.group() for m in _LINE.finditer(text)]
        # A vocabulary for each document: a shared one gives its strings back, but not the room in its tables.
        return Doc(Vocab(), words=lines, spaces=[False] * len(lines))


def _component(name: str, work: Callable[[Context], None]) -> None:
    """Register `work` as the factory `guihua_find_<name>`."""

    def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
        def run(doc: Doc) -> Doc:
            context = doc._.guihua_context
            if context is not None:
                work(context)
            return doc

        return run

    Language.factory(f"guihua_find_{name}", func=create)


def _front(c: Context) -> None:
    c.found.front = read_front(c.repaired, c.outline, c.rules)
    front = c.found.front
    open_at(c.outline.root, c.outline.text, front.title_span, front.rule.startswith("title.own_line"))
    fold_fields(c.outline.root, c.outline.text, c.rules)
    goals_among(c.outline.root, c.outline.text, c.rules)
    frame_announced(c.outline.root, c.outline.text, c.rules)
    if c.rules.phrase("tells_results").search(front.title):
        results_first(c.outline.root, c.outline.text, c.rules)
    look_back(c.outline.root, c.outline.text, lambda said: is_over(said, front), c.rules)
    c.found.facts = read_facts(c.found.front, c.outline, c.rules)


def _entities(c: Context) -> None:
    if c.is_plan:
        c.entities = list(organisations(c.outline.text, c.rules))  # of what can be named, units are the one thing that is asked for


def _indicators(c: Context) -> None:
    if c.is_plan:
        c.found.indicators = find_indicators(c.outline, c.found.front, c.rules)


def _tasks(c: Context) -> None:
    if c.is_plan:
        c.found.tasks = [
            replace(task, deadline=cell_deadline(task.deadline, c.found.front, c.rules), per=recurrence(task.deadline, c.rules))
            if task.deadline
            else task
            for task in find_tasks(c.outline, c.rules)
        ]


def _actions(c: Context) -> None:
    c.found.actions = [list(find_actions(c.outline.text, task, c.rules)) for task in c.found.tasks]


def _targets(c: Context) -> None:
    rows = [i.span for i in c.found.indicators]
    c.found.targets, c.found.observations = find_quantified(c.outline, c.found.tasks, c.found.front, c.rules, rows)


def _units(c: Context) -> None:
    if c.is_plan:
        names = [e.span for e in c.entities if e.label == "organisation"]
        front = c.found.front
        units = find_units(c.outline, c.found.tasks, c.rules, names, front.region if front else None, front.title if front else None)
        c.found.units = name_offices(units, c.found.front, c.rules)


for _name, _work in zip(COMPONENTS, (_front, _entities, _indicators, _tasks, _actions, _targets, _units), strict=True):
    _component(_name, _work)


@Language.factory("guihua_find_model_entities", default_config={"model": ""})
def _model_entities(nlp: Language, name: str, model: str) -> Callable[[Doc], Doc]:
    """A trained pipeline in place of the rule-based names; it reads the paragraphs in which somebody is made answerable."""
    trained = spacy.load(model)

    def run(doc: Doc) -> Doc:
        context = doc._.guihua_context
        if context is not None and context.is_plan:
            trained.tokenizer = WordTokenizer(trained.vocab, context.rules)
            with trained.memory_zone():
                context.entities = list(from_model(trained, context.outline.text, context.rules))
        return doc

    return run


def build(rules: RuleSet | None = None, spacy_model: str | None = None) -> Language:
    """The extraction pipeline. `spacy_model` is an installed trained pipeline for the names, or its folder (else rules find them)."""
    rules = rules or load()
    # A vocabulary without lexical attributes: nothing here asks for the shape or the prefix of a clause.
    nlp = spacy.blank("xx", vocab=Vocab())
    nlp.tokenizer = LineTokenizer(nlp.vocab, rules)
    nlp.max_length = MAX_BYTES  # the limit guards parsers that hold a whole text in memory; none runs here
    for name in COMPONENTS:
        if name == "entities" and spacy_model:
            nlp.add_pipe("guihua_find_model_entities", name="guihua_find_entities", config={"model": spacy_model})
        else:
            nlp.add_pipe(f"guihua_find_{name}")
    return nlp


def extract(nlp: Language, repaired: Repaired, outline: Outline, rules: RuleSet) -> Found:
    """Run the components over one document. Its vocabulary goes with it, so that memory stays flat."""
    doc = nlp.make_doc(outline.text or " ")
    doc._.guihua_context = context = Context(repaired, outline, rules)
    nlp(doc)
    doc._.guihua_context = None
    return context.found
