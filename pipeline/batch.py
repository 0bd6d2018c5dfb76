"""Many inputs in their order: each is converted, and those that fail become error lines."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline import Converter
from pipeline.corrections import Corrections
from pipeline.duplicates import Originals
from pipeline.engines import Engine, Inline
from pipeline.errors import GuihuaError
from pipeline.inputs import Input, Reader, shown, survey
from pipeline.work import Failure, Job, Parcel, Worker, error_of
from pipeline.write import Sink


@dataclass(slots=True)
class Summary:
    """What a batch came to."""

    documents: int = 0
    records: Counter[str] = field(default_factory=Counter)
    failed: int = 0
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
    engine = Inline(Worker(convert)) if isinstance(convert, Converter) else convert
    summary = Summary()
    originals = Originals()
    with Reader() as reader:
        inputs = survey(paths, reader)
        groups = _grouped(inputs)
        summary.duplicates = len(inputs) - len(groups)
        for (item, _), result in zip(groups, engine(_jobs(groups, reader, corrections)), strict=True):
            if isinstance(result, Parcel):
                _count(summary, result)
                sink.add(_compared(result, originals))
            elif isinstance(result, Failure):
                summary.failed += 1
                sink.fail(result.error)
            if progress is not None:
                progress(item.path, len(groups))
    if corrections is not None:
        corrections.finish()
        summary.warnings += corrections.warnings
    summary.seconds = time.perf_counter() - started
    return summary


def _grouped(inputs: Sequence[Input]) -> list[tuple[Input, tuple[str, ...]]]:
    """Inputs with the same bytes are one document: the first of them, with the paths of the others."""
    groups: dict[str, list[Input]] = {}
    for n, item in enumerate(inputs):
        groups.setdefault(item.sha256 or f"error {n}", []).append(item)
    return [(first, tuple(shown(item.path) for item in others)) for first, *others in groups.values()]


def _jobs(groups: Sequence[tuple[Input, tuple[str, ...]]], reader: Reader, corrections: Corrections | None) -> Iterator[Job | Failure]:
    """What is to be done, read from disk only when it is asked for."""
    for item, others in groups:
        path = shown(item.path)
        if item.error is not None:
            yield Failure(error_of(path, item.error))
            continue
        try:
            data = reader.of(item)
        except GuihuaError as e:
            yield Failure(error_of(path, e))
        else:
            yield Job(data, path, others, corrections.take(item.sha256 or "") if corrections else ())


def _count(summary: Summary, parcel: Parcel) -> None:
    summary.documents += 1
    summary.characters += parcel.characters
    summary.records.update(parcel.records)
    summary.repairs.update(parcel.document.repairs)
    summary.corrected += parcel.corrected
    summary.warnings += parcel.warnings


def _compared(parcel: Parcel, originals: Originals) -> Parcel:
    """The document with the id of the earlier one that it repeats, if any: only the batch knows both."""
    original = originals.match(parcel.document, parcel.mark)
    return parcel if original is None else replace(parcel, document=parcel.document.model_copy(update={"duplicate_of": original}))
