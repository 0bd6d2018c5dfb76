"""Many inputs in their order: each is converted, and those that fail become error lines."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline import Converter
from pipeline.corrections import Corrections
from pipeline.duplicates import Originals
from pipeline.engines import Engine, Inline
from pipeline.errors import GuihuaError, ReadError
from pipeline.inputs import Reader, survey
from pipeline.journal import Entry
from pipeline.plan import Step
from pipeline.work import Failure, Job, Options, Parcel, Worker, error_of
from pipeline.write import Sink


@dataclass(slots=True)
class Summary:
    """What a batch came to: the dataset with what it held already, of which `kept` inputs were not converted again."""

    documents: int = 0
    records: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    kept: int = 0
    duplicates: int = 0
    seconds: float = 0.0
    characters: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    corrected: int = 0
    warnings: list[str] = field(default_factory=list)


def convert_all(
    paths: Sequence[str],
    sink: Sink,
    convert: Converter | Engine,
    progress: Callable[[str, int], None] | None = None,
    corrections: Corrections | None = None,
) -> Summary:
    """Convert every file of `paths` (see `find_inputs` for folders) into `sink`, in order.

    One that fails becomes an error line; the rest goes on. `corrections` are applied to the documents they name, and
    those that do not fit stand in the summary's warnings. `progress` is called with each path and the number of
    inputs once it is through.
    """
    started = time.perf_counter()
    engine = Inline(Worker(convert, Options(convert.rules))) if isinstance(convert, Converter) else convert
    options = engine.options
    corrected = corrections or Corrections({})

    def made_by(path: str, sha256: str | None) -> str:
        return options.made_by(path, corrected.of_document(sha256))

    summary = Summary()
    originals = Originals()
    with Reader() as reader:
        steps = sink.begin(survey(paths, reader), made_by)
        for step, result in zip(steps, engine(_jobs(steps, reader, corrected)), strict=True):
            summary.duplicates += len(step.others)
            if isinstance(result, Parcel):
                parcel = _compared(result, originals)
                sink.add(parcel, step)
                _count(summary, parcel.records, parcel.characters, parcel.document.repairs)
                summary.corrected += parcel.corrected
                summary.warnings += parcel.warnings
            elif isinstance(result, Failure):
                sink.fail(result.error, step)
                summary.failed += 1
            elif step.entry is not None:
                _keep(step, step.entry, sink, originals, summary)
            if progress is not None:
                progress(step.path, len(steps))
    summary.warnings += corrected.without_document(step.sha256 for step in steps)
    summary.seconds = time.perf_counter() - started
    return summary


def _jobs(steps: Sequence[Step], reader: Reader, corrections: Corrections) -> Iterator[Job | Failure | None]:
    """What is to be done for each step, read from disk only when it is asked for."""
    for step in steps:
        item = step.source
        if step.entry is not None or item is None:
            yield None
        elif item.error is not None:
            yield Failure(error_of(step.path, item.error))
        else:
            try:
                data = reader.of(item)
                if hashlib.sha256(data).hexdigest() != item.sha256:
                    raise ReadError(f"{step.path}: changed while the batch ran; convert it again", code="unreadable")
            except GuihuaError as e:
                yield Failure(error_of(step.path, e))
            else:
                yield Job(data, step.path, step.others, corrections.of_document(item.sha256))


def _keep(step: Step, entry: Entry, sink: Sink, originals: Originals, summary: Summary) -> None:
    """What is there already stays, as far as the other documents leave it so."""
    document = sink.document(step)
    if document is not None:
        source = document.source.model_copy(update={"path": step.path, "other_paths": step.others})
        original = originals.match(document, entry.mark)
        document = document.model_copy(update={"source": source, "duplicate_of": original})
    sink.keep(step, document)
    summary.kept += 1
    if entry.error is None:
        _count(summary, entry.records, entry.characters, entry.repairs)
    else:
        summary.failed += 1


def _count(summary: Summary, records: Mapping[str, int], characters: int, repairs: Mapping[str, int]) -> None:
    summary.documents += 1
    summary.characters += characters
    summary.records.update(records)
    summary.repairs.update(repairs)


def _compared(parcel: Parcel, originals: Originals) -> Parcel:
    """The document with the id of the earlier one that it repeats, if any: only the batch knows both."""
    original = originals.match(parcel.document, parcel.mark)
    return parcel if original is None else replace(parcel, document=parcel.document.model_copy(update={"duplicate_of": original}))
