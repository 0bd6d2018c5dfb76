"""An evaluation as tables for a terminal or Markdown, as a list of misses, and as JSON. Nothing is counted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from pipeline.evaluate.compare import Entry
from pipeline.evaluate.judge import Evaluation, Verdict
from pipeline.evaluate.tally import Group, Score, Share, by_type, decoys, grouped, metadata, total
from pipeline.language import said

_FIGURES = ("reference", "found", "paired", "precision", "recall", "F1", "strict P", "strict R", "strict F1")
_WORDS, _TAIL = 60, 20  # characters of a text that a line of misses shows, and how many of them from its end
_PAGE = 160  # columns of a table that goes to a file or a pipe
_OF = {
    "rule": "By rule: references are those that its records stand for",
    "document": "By document",
    "form": "By form: found are the records that stand for its references",
}


class Table(NamedTuple):
    """A table of strings: words in the first `names` columns, figures in the others."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    names: int = 1


def summary_tables(evaluation: Evaluation) -> list[Table]:
    """What is always shown: the score of each type, and how often each field is right."""
    types = by_type(evaluation)
    documents = metadata(evaluation)
    fields = [("documents", name, *_share(share)) for name, share in documents.items()]
    fields += [(kind, name, *_share(share)) for kind, result in types.items() for name, share in result.fields.items()]
    whole = total(documents.values())
    return [
        Table("Records", ("type", *_FIGURES), [(kind, *_figures(result.score)) for kind, result in types.items()]),
        Table(
            "Fields of documents, and of records that were paired",
            ("type", "field", "right", "of", "share"),
            [("documents", "all together", *_share(whole)), *fields],
            2,
        ),
    ]


def group_table(evaluation: Evaluation, group: Group) -> Table:
    """The scores by rule, document or form; rules with most errors first, as they are read to find what to mend."""
    scores = list(grouped(evaluation, group).items())
    if group == "rule":
        scores.sort(key=lambda item: -item[1].errors)
    return Table(_OF[group], (group, "type", *_FIGURES), [(*key, *_figures(score)) for key, score in scores], 2)


def decoy_table(evaluation: Evaluation) -> Table:
    """How often numbers that commit to nothing were left alone."""
    rows: list[tuple[str, ...]] = [(form, *_share(share)) for form, share in decoys(evaluation).items()]
    return Table("Decoys: numbers of which no target is to be made", ("form", "left alone", "of", "share"), rows)


def _share(share: Share) -> tuple[str, str, str]:
    return str(share.right), str(share.of), _figure(share.value)


def _figures(score: Score) -> tuple[str, ...]:
    counts = (str(score.reference), str(score.found), str(score.paired))
    return (*counts, *map(_figure, score.figures()), *map(_figure, score.figures(strict=True)))


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def notes(evaluation: Evaluation) -> list[str]:
    """What a reader must know before trusting the figures."""
    absent = [document.name for document in evaluation.documents if document.sha256 is None]
    ungrounded = sum(document.ungrounded for document in evaluation.documents)
    misplaced = {document.name: document.misplaced for document in evaluation.documents if document.misplaced}
    out = [f"{len(evaluation.documents) - len(absent)} of {len(evaluation.documents)} references have their document in the dataset"]
    if absent:
        out.append(f"missed throughout, as the dataset does not have them: {', '.join(absent)}")
    if evaluation.unjudged:
        out.append(f"documents of the dataset without a reference, which are not judged: {evaluation.unjudged}")
    if ungrounded:
        out.append(f"records whose evidence is not the source at its offsets: {ungrounded}")
    if misplaced:
        out.append(f"references whose evidence is not: {', '.join(f'{name} ({n})' for name, n in misplaced.items())}")
    return out


def as_rich(table: Table) -> RichTable:
    """A table for the terminal."""
    out = RichTable(title=said(table.title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for n, name in enumerate(table.header):
        out.add_column(said(name), justify="left" if n < table.names else "right", no_wrap=True)
    for row in table.rows:
        out.add_row(*row)
    return out


def as_markdown(table: Table) -> str:
    """A table for a page of documentation."""
    rule = ["---" if n < table.names else "---:" for n in range(len(table.header))]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (tuple(map(said, table.header)), rule, *table.rows)
    )


def show(evaluation: Evaluation, groups: Sequence[Group], limit: int, markdown: bool, title: str = "") -> None:
    """Print an evaluation: its tables, the groups that were asked for, and up to `limit` misses of each kind."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PAGE)
    chosen = [*summary_tables(evaluation), *(group_table(evaluation, group) for group in groups)]
    if "form" in groups:
        chosen.append(decoy_table(evaluation))
    text = [*([title] if title else []), *map(said, notes(evaluation))]
    if markdown:
        text = [f"{line}  " for line in text]
    for line in text:
        _say(console, line)
    for table in (table for table in chosen if table.rows):
        if markdown:
            _say(console, f"\n{said(table.title)}\n\n{as_markdown(table)}")
        else:
            console.print(as_rich(table))
    for line in miss_lines(*misses(evaluation, limit)) if limit else ():
        _say(console, f"- {line}" if markdown and not line.startswith(" ") else line)


def _say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, markup=False, highlight=False)


# --- misses -------------------------------------------------------------------------------------------------------


class Miss(NamedTuple):
    """One thing that is not as its reference says."""

    status: str
    type: str
    document: str
    offset: int | None
    """Where in the source text; None where only the reference knows, and its offsets count in another rendering."""
    words: str
    says: str
    rule: str | None
    form: str | None
    fields: list[dict[str, object]]


def misses(evaluation: Evaluation, limit: int) -> tuple[list[Miss], dict[str, int]]:
    """Up to `limit` of each type and kind of miss, in the order of the documents; and how many of each are left out."""
    kept: list[Miss] = []
    seen: Counter[str] = Counter()
    for miss in _all_misses(evaluation):
        name = f"{miss.type} {miss.status}"
        seen[name] += 1
        if seen[name] <= limit:
            kept.append(miss)
    return kept, {name: count - limit for name, count in sorted(seen.items()) if count > limit}


def _all_misses(evaluation: Evaluation) -> Iterator[Miss]:
    for document in evaluation.documents:
        wrong = [difference._asdict() for difference in document.fields.values() if difference is not None]
        if wrong:
            yield Miss("wrong", "documents", document.name, None, "", "", None, None, wrong)
        for verdict in document.verdicts:
            if verdict.status != "right":
                yield _miss(verdict)


def _miss(verdict: Verdict) -> Miss:
    found, wanted = verdict.found, verdict.wanted
    seen = found or wanted
    assert seen is not None
    # Where the two stand apart, the found one's place is shown: its offsets are those of the dataset's texts.
    offset = seen.spans[0][0] if seen.spans and (found is not None or not seen.by_words) else None
    return Miss(
        verdict.status, verdict.type, verdict.document, offset, seen.text, _says(wanted or seen),
        str(found.row.get("rule")) if found else None, str(wanted.row["form"]) if wanted and wanted.row.get("form") else None,
        [difference._asdict() for difference in verdict.differences],
    )  # fmt: skip


def _says(entry: Entry) -> str:
    """A record in a few words: what the reference says, or what was found where nothing should be."""
    row = entry.row
    if "value" in row:
        high = f"-{row['value_high']}" if row.get("value_high") is not None else ""
        return f"{row.get('metric')} {row.get('comparator')} {row['value']}{high} {row.get('unit') or ''}".rstrip()
    if "surface" in row:
        return f"{row['surface']} ({row.get('role')})"
    return str(row.get("name") or " ".join(str(row[key]) for key in ("label", "title") if row.get(key)))


def miss_lines(listed: Iterable[Miss], left_out: dict[str, int]) -> Iterator[str]:
    """Misses as lines for reading; a wrong field stands on a line of its own below."""
    for miss in listed:
        place = miss.document if miss.offset is None else f"{miss.document}:{miss.offset}"
        about = [
            miss.says,
            f"「{_short(miss.words)}」" if miss.words else "",
            miss.rule and f"[{miss.rule}]",
            miss.form and f"<{miss.form}>",
        ]
        yield " ".join([place, miss.type, miss.status, *(word for word in about if word)])
        for wrong in miss.fields:
            yield f"    {wrong['field']}: expected {_short(wrong['expected'])}, got {_short(wrong['got'])}"
    for name, count in left_out.items():
        yield f"{name}: {count} more"


def _short(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else repr(value)
    return text if len(text) <= _WORDS else f"{text[: _WORDS - _TAIL]}…{text[-_TAIL:]}"


# --- machine form -------------------------------------------------------------------------------------------------


def as_json(evaluation: Evaluation, limit: int = 0) -> dict[str, Any]:
    """Everything that is counted, and up to `limit` misses of each kind. Keys always stand in the same order."""
    documents = metadata(evaluation)
    listed, left_out = misses(evaluation, limit)
    return {
        "documents": {
            "references": len(evaluation.documents),
            "not_in_dataset": [document.name for document in evaluation.documents if document.sha256 is None],
            "without_reference": evaluation.unjudged,
            "ungrounded_records": sum(document.ungrounded for document in evaluation.documents),
            "misplaced_references": sum(document.misplaced for document in evaluation.documents),
            "accuracy": total(documents.values()).value,
            "fields": _shares(documents),
        },
        "records": {kind: {**_score(r.score), "fields": _shares(r.fields)} for kind, r in by_type(evaluation).items()},
        "by_rule": _groups(evaluation, "rule"),
        "by_document": _groups(evaluation, "document"),
        "by_form": _groups(evaluation, "form"),
        "decoys": _shares(decoys(evaluation)),
        "misses": [miss._asdict() for miss in listed],
        "misses_left_out": left_out,
    }


def _groups(evaluation: Evaluation, group: Group) -> list[dict[str, Any]]:
    return [{group: name, "type": kind, **_score(score)} for (name, kind), score in grouped(evaluation, group).items()]


def _score(score: Score) -> dict[str, Any]:
    figures = dict(zip(("precision", "recall", "f1"), score.figures(), strict=True))
    strict = dict(zip(("strict_precision", "strict_recall", "strict_f1"), score.figures(strict=True), strict=True))
    return {"reference": score.reference, "found": score.found, "paired": score.paired, "strict": score.strict, **figures, **strict}


def _shares(shares: dict[str, Share]) -> dict[str, Any]:
    return {name: {"right": share.right, "of": share.of, "share": share.value} for name, share in shares.items()}
