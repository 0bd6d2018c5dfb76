"""One document's way from its bytes to the lines of a dataset: what a worker does, in this process or in another.

What depends on other documents (duplicates, the order) is not known here: the batch decides it.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from functools import cache

from pipeline import Converter
from pipeline.converted import Converted
from pipeline.corrections import Corrections
from pipeline.duplicates import fingerprint
from pipeline.job import Failure, Job, Options, Parcel, error_of
from pipeline.link import believed
from pipeline.summary import OF_A_DOCUMENT


class Laps:
    """A stopwatch over the stages: each call gives the time since the last one to the stage that is named."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def __call__(self, stage: str) -> None:
        """The stage is through."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


class Worker:
    """Converts one document after the other. Whatever one of them does, it gives a parcel or a failure."""

    def __init__(self, convert: Converter, options: Options) -> None:
        self.options = options
        self._convert = convert

    def __call__(self, job: Job) -> Parcel | Failure:
        """What becomes of one document."""
        laps = Laps()
        try:
            return self._parcel(job, laps)
        except Exception as e:
            laps(OF_A_DOCUMENT[min(len(laps.seconds), len(OF_A_DOCUMENT) - 1)])
            return Failure(error_of(job.path, e), laps.seconds)

    def _parcel(self, job: Job, laps: Laps) -> Parcel:
        prepared = self._convert.prepare(job.data, job.path, laps)
        converted = self._convert.finish(prepared, job.data, job.path, job.others, laps)
        corrections = Corrections.of(job.corrections)
        converted = corrections.apply(converted) if job.corrections else converted
        converted = believed(converted, self.options.least) if self.options.least else converted
        lines: dict[str, list[str]] = {}
        for kind, record in converted.records():
            lines.setdefault(kind, []).append(record.model_dump_json() + "\n")
        del lines["document"]
        mark = fingerprint(prepared.outline)
        text = converted.source_text.encode("utf-8", "surrogatepass")
        edits = _edits(converted)
        laps("write")
        return Parcel(
            converted.document, {kind: "".join(rows).encode() for kind, rows in lines.items()}, text, edits, mark,
            len(converted.source_text), Counter(kind for kind, _ in converted.records()), laps.seconds,
            corrections.applied, tuple(corrections.warnings),
        )  # fmt: skip


def _edits(converted: Converted) -> bytes:
    lines = (
        json.dumps({"rule": e.rule, "start": e.start, "end": e.end, "before": e.before, "after": e.after}, ensure_ascii=False) + "\n"
        for e in sorted(converted.edits or (), key=lambda e: (e.start, e.end))
    )
    return "".join(lines).encode("utf-8", "surrogatepass")


# -- in another process ------------------------------------------------------------------------------------------


@cache
def builtin() -> Converter:
    """The stages with the built-in rules, loaded once a process."""
    return Converter()


def load_worker(options: Options) -> Worker:
    """A worker with these options."""
    plain = options.rules is None and options.spacy_model is None
    return Worker(builtin() if plain else Converter(options.rules, options.spacy_model), options)
