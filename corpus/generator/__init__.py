"""Plans of invented places with their exact references, from a seed.

A document is written as a tree of pieces that know what they say (`pieces`): sentences (`quantities`, `dates`, `decoys`),
notes (`units`), sections (`tasks`), tables (`tables`), put together by kind (`documents`). What happens to a text on its
way to a reader is edits over the rendered tree that carry its marks along: `layouts` and `damage`. So the reference is
right by construction, whatever was done to the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from corpus.generator.bodies import Recipe
from corpus.generator.damage import DAMAGES
from corpus.generator.documents import KINDS, Facts, kind_for
from corpus.generator.layouts import LAYOUTS
from corpus.generator.pieces import Rendered, Span, render
from corpus.generator.registry import FORMS

RECORDS = {"task": "tasks", "target": "targets", "indicator": "indicators", "unit": "units"}


@dataclass(frozen=True, slots=True)
class Decoy:
    """A stretch with numbers that are no record."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Generated:
    """A document: its bytes, its reference in the form of corpus/gold, for each kind of records the form that each tests,
    the stretches that must give none, and the text in which offsets count."""

    name: str
    data: bytes
    gold: dict[str, Any]
    forms: dict[str, list[str]]
    decoys: tuple[Decoy, ...]
    text: str
    programmes: tuple[tuple[int, int], ...] = ()
    """Where names of programmes stand."""


@cache
def _traditional() -> Any:
    from opencc import OpenCC  # noqa: PLC0415  (slow to load, and needed for traditional script only)

    return OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in traditional script, of the same length."""
    out = _traditional().convert(text)
    return out if len(out) == len(text) else "".join(t if len(t := _traditional().convert(ch)) == 1 else ch for ch in text)


def document(facts: Facts) -> dict[str, Any]:
    """The document record of the reference."""
    period = {"start": facts.start, "end": facts.end} if facts.end else None
    row = {
        "title": facts.title,
        "doc_type": facts.doc_type,
        "issuers": facts.issuers,
        "doc_number": facts.doc_number,
        "index_number": facts.index_number,
        "issued_on": facts.issued_on,
        "published_on": facts.published_on,
        "period": period,
        "region": facts.region,
        "script": facts.script,
    }
    if facts.doc_type == "non_plan":
        del row["period"]
    return row


def records(page: Rendered) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[str]]]:
    """The records that the marks of a page state, and the form of each."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in RECORDS.values()}
    forms: dict[str, list[str]] = {name: [] for name in RECORDS.values()}
    tasks = {n: k for k, n in enumerate(n for n, s in enumerate(page.spans) if s.mark.kind == "task")}

    def order(item: tuple[int, Span]) -> tuple[int, int]:
        return item[1].start, item[0]

    for _, span in sorted(enumerate(page.spans), key=order):
        kind = RECORDS.get(span.mark.kind)
        if kind is None:
            continue
        row = dict(span.mark.fields)
        if kind == "targets" and not row["metric_alt"]:
            del row["metric_alt"]
        if kind in {"targets", "units"}:
            row["task"] = tasks[span.parent] if span.parent is not None else None
        row["evidence"] = page.evidence(span)
        rows[kind].append(row)
        forms[kind].append(span.mark.form)
    return rows, forms


def generate(
    seed: int,
    form: str | None = None,
    layout: str | None = None,
    script: str = "hans",
    damage: Sequence[str] = (),
    prose: float = 0.3,
    kind: str | None = None,
) -> Generated:
    """The document of a seed: of a form, in a layout and script, with damage. `prose` is the share of sentences without
    quantities; from 0.75 on the document has the length of a real plan, and near 0.9 its density."""
    rng = Random(f"{seed}/{form}/{layout}/{script}/{','.join(damage)}/{prose}/{kind}")
    chosen = LAYOUTS[layout or "clean"]
    recipe = Recipe(prose, FORMS[form] if form else None, chosen.unbroken)
    kind = kind or kind_for(rng, recipe)
    draft = KINDS[kind](rng, recipe)
    draft.facts.script = script
    page = render(draft.text)
    page = chosen.arrange(page, draft, rng)
    for name in damage:
        page = page.edited(DAMAGES[name].spoil(page, rng))
    if script == "hant":
        page = page.same_length(traditional(page.text))
    data = chosen.encode(page, draft)
    rows, forms = records(page)
    name = "_".join([f"{seed:04}", kind, *([form.replace(".", "-")] if form else []), chosen.name, *damage, script]) + chosen.suffix
    source = {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "characters": len(page.text)}
    if chosen.unbroken:
        source["by_text"] = True
    decoys = tuple(Decoy(s.mark.form, s.start, s.end) for s in page.of("decoy"))
    programmes = tuple((s.start, s.end) for s in page.of("programme"))
    return Generated(name, data, {"document": document(draft.facts), "source": source, **rows}, forms, decoys, page.text, programmes)


__all__ = ["DAMAGES", "FORMS", "KINDS", "LAYOUTS", "Decoy", "Generated", "generate"]
