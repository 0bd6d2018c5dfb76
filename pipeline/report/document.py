"""The page of one document: its text with every record in place, and the records as data that the page's script shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from pipeline.converted import Converted
from pipeline.report import labels
from pipeline.report.forms import forms
from pipeline.report.html import island, rendered
from pipeline.report.records import Mended, Shown, mended, shown
from pipeline.report.text import blocks
from schemas.corrections import IDENTIFYING


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or an option by which records are chosen."""

    key: str
    label: str
    english: str
    count: int


def document_page(converted: Converted) -> str:
    """The page; the same records give the same bytes."""
    rows, sections = shown(converted)
    edits = mended(converted.edits)
    document, text = converted.document, converted.source_text
    kinds = Counter(row.kind for row in rows)
    changed = Counter(edit.kind for edit in edits)
    of_section = Counter(row.section for row in rows)
    return rendered(
        "document.html", ("base.css", "document.css"), ("document.js", "corrections.js"),
        document=document, facts=labels.facts(document), blocks=blocks(text, rows, edits), characters=len(text),
        types=[Choice(key, *words, kinds[key]) for key, words in labels.KINDS.items() if kinds[key]],
        repairs=[Choice(key, *words, changed[key]) for key, words in labels.EDIT_KINDS.items() if changed[key]],
        unlisted=converted.edits is None and bool(document.repairs),
        sections=[Choice(str(n), name, "", of_section[n]) for n, name in enumerate(sections) if of_section[n]],
        warnings=[(labels.WARNINGS.get(w.code, w.code), w.message, text[w.start : w.end][:60], w.start) for w in document.warnings],
        data=island(_data(converted, rows, sections, edits)), records=len(rows),
    )  # fmt: skip


def _data(converted: Converted, rows: list[Shown], sections: list[str], edits: list[Mended]) -> dict[str, object]:
    """What the script knows: records by number, with the numbers of what they belong to in place of ids."""
    number = {row.name: n for n, row in enumerate(rows)}
    return {
        "doc": {"id": converted.document.doc_id, "sha256": converted.document.source.sha256, "title": converted.document.title},
        "kinds": {key: words[0] for key, words in (labels.KINDS | labels.EDIT_KINDS).items()},
        "sections": sections,
        "forms": forms(),
        "identifying": {kind: list(names) for kind, names in IDENTIFYING.items()},
        "records": [_record(row, number) for row in rows],
        "edits": [asdict(edit) for edit in edits],
    }


def _record(row: Shown, number: dict[str, int]) -> dict[str, object]:
    data: dict[str, object] = {
        "id": row.name, "kind": row.kind, "spans": row.spans, "head": row.head, "facts": row.facts, "rule": row.rule,
        "confidence": row.confidence, "section": row.section, "fields": row.fields,
    }  # fmt: skip
    if row.task_id in number:
        data["task"] = number[row.task_id]
    if row.indicator_id in number:
        data["indicator"] = number[row.indicator_id]
    if row.tag:
        data["tag"] = row.tag
    if row.page:
        data["page"] = row.page
    if row.actions:
        data["actions"] = row.actions
    return data
