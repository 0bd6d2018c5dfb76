"""Many inputs in their order: each is converted, and those that fail become error lines."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import Converter
from pipeline.duplicates import Originals
from pipeline.engines import Engine, Inline
from pipeline.errors import GuihuaError, ReadError
from pipeline.inputs import Reader, survey
from pipeline.job import Failure, Job, Options, Parcel, Result, error_of
from pipeline.journal import Entry
from pipeline.plan import Step, plan
from pipeline.summary import LOST, STORE, SURVEY, Summary, Through
from pipeline.write import Sink

if TYPE_CHECKING:
    from pipeline.corrections import Corrections
    from schemas.corrections import Correction


def convert_all(
    paths: Sequence[str],
    sink: Sink,
    convert: Converter | Engine,
    watch: Callable[[Through], None] | None = None,
    corrections: Corrections | None = None,
    gone: Callable[[str], bool] | None = None,
    prune: bool = False,
) -> Summary:
    """Convert every file of `paths` (see `find_inputs` for folders) into `sink`, in order.

    One that fails becomes an error line; the rest goes on. `corrections` are applied to the documents they name, and
    those that do not fit stand in the summary's warnings. `watch` is told of each input once it is through.
    What the dataset has from files that are `gone` (see `vanished`) is counted, and left out with `prune`.
    """
    started = time.perf_counter()
    engine = _inline(convert) if isinstance(convert, Converter) else convert
    options = engine.options

    def corrected(sha256: str | None) -> tuple[Correction, ...]:
        return () if corrections is None else corrections.of_document(sha256)

    def made_by(path: str, sha256: str | None) -> str:
        return options.made_by(path, corrected(sha256))

    summary = Summary()
    originals = Originals(sink.recall)
    with Reader() as reader:
        inputs = survey(paths, reader)

        def arrange(old: Sequence[Entry]) -> list[Step]:
            steps, summary.gone = plan(old, inputs, made_by, gone, prune)
            return steps

        steps = sink.begin(arrange)
        summary.stages[SURVEY].seconds = time.perf_counter() - started
        summary.unasked = sum(step.source is None for step in steps)
        summary.stages[SURVEY].done = sum(step.source is not None and step.source.error is None for step in steps)
        for n, (step, result) in enumerate(zip(steps, engine(_jobs(steps, reader, corrected)), strict=True), 1):
            with summary.stages[STORE].clocked():
                place = replace(_store(step, result, sink, originals, n - 1), n=n, of=len(steps))
            summary.count(place)
            if isinstance(result, Parcel):
                summary.corrected += result.corrected
                summary.warnings += result.warnings
            if watch is not None:
                watch(place)
    if corrections is not None:
        summary.warnings += corrections.without_document(step.sha256 for step in steps)
    summary.seconds = time.perf_counter() - started
    return summary


def _inline(convert: Converter) -> Engine:
    from pipeline.work import Worker  # noqa: PLC0415 - with it come the stages, which other engines load elsewhere

    return Inline(Worker(convert, Options(convert.rules)))


def _jobs(
    steps: Sequence[Step], reader: Reader, corrected: Callable[[str | None], tuple[Correction, ...]]
) -> Iterator[Job | Failure | None]:
    """What is to be done for each step, read from disk only when it is asked for."""
    reader.expect(s.source.archive or s.source.path for s in steps if s.entry is None and s.source is not None and s.source.error is None)
    for step in steps:
        item = step.source
        if step.entry is not None or item is None:
            yield None
        elif item.error is not None:
            yield Failure(error_of(step.path, item.error), {SURVEY: 0.0})
        else:
            try:
                data = reader.of(item)
                if hashlib.sha256(data).hexdigest() != item.sha256:
                    raise ReadError(f"{step.path}: changed while the batch ran; convert it again", code="unreadable")
            except GuihuaError as e:
                yield Failure(error_of(step.path, e), {SURVEY: 0.0})
            else:
                yield Job(data, step.path, step.others, corrected(item.sha256))


def _store(step: Step, result: Result, sink: Sink, originals: Originals, place: int) -> Through:
    """Put what became of one input where it belongs."""
    if isinstance(result, Failure):
        sink.fail(result.error, step)
        return Through("failed", step.path, step.others, error=result.error, seconds=result.seconds or {LOST: 0.0})
    if result is None:
        return keep(step, sink, originals, place)
    parcel = _compared(result, originals, place)
    sink.add(parcel, step)
    document = parcel.document
    return Through(
        "converted", step.path, step.others, document.doc_id, parcel.characters, parcel.records, document.repairs, parcel.seconds,
        duplicate_of=document.duplicate_of,
    )  # fmt: skip


def keep(step: Step, sink: Sink, originals: Originals, place: int) -> Through:
    """What is there already stays, as far as the other documents leave it so."""
    entry, document = step.entry, sink.document(step)
    assert entry is not None
    if document is not None:
        source = document.source.model_copy(update={"path": step.path, "other_paths": step.others})
        original = originals.match(document, entry.fingerprint, place)
        document = document.model_copy(update={"source": source, "duplicate_of": original})
    sink.keep(step, document)
    return Through(
        "skipped", step.path, step.others, entry.doc_id, entry.characters, entry.records, entry.repairs, error=entry.error,
        duplicate_of=None if document is None else document.duplicate_of,
    )  # fmt: skip


def _compared(parcel: Parcel, originals: Originals, place: int) -> Parcel:
    """The document with the id of the earlier one that it repeats, if any: only the batch knows both."""
    original = originals.match(parcel.document, parcel.mark, place)
    return parcel if original is None else replace(parcel, document=parcel.document.model_copy(update={"duplicate_of": original}))
