"""How a batch tells of itself: a bar and a table for people, or an event a line for programs (`--log-json`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn, Protocol

import typer

from commands.shared import USAGE, say, stop
from pipeline.language import said

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pipeline.summary import Summary, Through

_MOST_FAILURES = 5
"""So many failures are told in full; all stand in errors.jsonl."""
_SHOWN = ("task", "target", "indicator", "unit", "observation")


def now() -> str:
    """The time, as `run.json` and events have it: UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Teller(Protocol):
    """Whom a run tells what becomes of it."""

    def running(self, run: Mapping[str, object], inputs: int) -> AbstractContextManager[None]:
        """The run goes on while the context lasts; `run` says with what, `inputs` are the files that were named or found."""

    def through(self, place: Through) -> None:
        """One input is through."""

    def warn(self, message: str) -> None:
        """Something that should be known, and does not stop the run."""

    def gone(self, paths: Sequence[str], pruned: bool) -> None:
        """These files are no longer in the folders that were named; what came from them was taken out, or stays."""

    def stop(self, message: str, code: int = USAGE) -> NoReturn:
        """The run ends before it is whole, with an exit code."""

    def ended(self, summary: Summary, out: str, code: int) -> None:
        """The run is whole."""


class People:
    """A bar on a terminal while the run goes on, then a table; warnings and errors as sentences. For streams only the latter."""

    def __init__(self, bar: bool = True, doing: str = "converting") -> None:
        self._bar, self._doing = bar, doing
        self._advance: Callable[[int], None] | None = None
        self._failures: list[str] = []

    @contextmanager
    def running(self, run: Mapping[str, object] | None = None, inputs: int = 0) -> Iterator[None]:
        """Show the bar."""
        if not self._bar:
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        ) as bar:  # fmt: skip
            task = bar.add_task(said(self._doing), total=None)
            self._advance = lambda of: bar.update(task, advance=1, total=of)
            yield

    def through(self, place: Through) -> None:
        """Move the bar, and keep why the first inputs failed."""
        if place.error is not None and len(self._failures) < _MOST_FAILURES:
            self._failures.append(place.error.message)
        if self._advance is not None:
            self._advance(place.of)

    def warn(self, message: str) -> None:
        """Say it on standard error."""
        say(f"guihua: {message}", err=True)

    def gone(self, paths: Sequence[str], pruned: bool) -> None:
        """Say how many."""
        n = len(paths)
        if pruned:
            self.warn(f"{n} file(s) are no longer in the folders that were named; what came from them was taken out of the dataset")
        else:
            self.warn(
                f"{n} file(s) are no longer in the folders that were named, as {paths[0]}; their records stay; --prune takes them out"
            )

    def stop(self, message: str, code: int = USAGE) -> NoReturn:
        """Say why on standard error."""
        stop(message, code)

    def ended(self, summary: Summary, out: str, code: int) -> None:
        """Show the table."""
        if not self._bar:
            return
        from rich.console import Console
        from rich.table import Table

        for message in self._failures:
            say(f"guihua: {message}", err=True)

        table = Table(box=None, pad_edge=False)
        for name in ("documents", "tasks", "targets", "indicators", "units", "observations", "failed"):
            table.add_column(said(name), justify="right")
        table.add_row(str(summary.documents), *(str(summary.records[kind]) for kind in _SHOWN), str(summary.failed))
        console = Console()
        console.print(table)
        if summary.kept or not summary.seconds:  # what was there already would flatter the speed
            told = f"{summary.characters:,} characters, written to {out} in {summary.seconds:.1f} s"
        else:
            speed = summary.characters / summary.seconds
            told = f"{summary.characters:,} characters in {summary.seconds:.1f} s ({speed:,.0f} a second), written to {out}"
        console.print(said(told), soft_wrap=True)
        if summary.failed:
            file = f"{out.rstrip('/')}/errors.jsonl"
            console.print(said(f"{summary.failed} input(s) could not be converted; see {file}"), soft_wrap=True)


class Events:
    """An object a line on standard error, in English whatever the locale is; nothing else is said there, and no table.

    `kept` is what became of a document that is not made anew: in a dataset that is joined to others it is told of as that.
    """

    def __init__(self, kept: str = "skipped") -> None:
        self._kept = kept

    @contextmanager
    def running(self, run: Mapping[str, object], inputs: int) -> Iterator[None]:
        """Say with what the run begins."""
        self._tell("run_started", inputs=inputs, **{key: value for key, value in run.items() if key != "started"})
        yield

    def through(self, place: Through) -> None:
        """Say what became of an input."""
        error = {} if place.error is None else {"error": place.error.error, "stage": place.error.stage, "message": place.error.message}
        outcome = self._kept if place.outcome == "skipped" else place.outcome
        self._tell(
            f"document_{outcome}", n=place.n, of=place.of, path=place.path, other_paths=place.others, doc_id=place.doc_id,
            seconds=round(sum(place.seconds.values(), 0.0), 4), stages={stage: round(s, 4) for stage, s in place.seconds.items()},
            characters=place.characters, records=dict(place.records), repairs=sum(place.repairs.values()),
            duplicate_of=place.duplicate_of, **error,
        )  # fmt: skip

    def warn(self, message: str) -> None:
        """As an event."""
        self._tell("warning", message=message)

    def gone(self, paths: Sequence[str], pruned: bool) -> None:
        """An event for each."""
        for path in paths:
            self._tell("file_gone", path=path, pruned=pruned)

    def stop(self, message: str, code: int = USAGE) -> NoReturn:
        """As the last event."""
        self._tell("run_ended", exit_code=code, whole=False, message=message)
        raise typer.Exit(code)

    def ended(self, summary: Summary, out: str, code: int) -> None:
        """The last event."""
        self._tell("run_ended", exit_code=code, whole=True, out=out, **summary.manifest())

    def _tell(self, event: str, **fields: object) -> None:
        with suppress(OSError):  # who listens has gone: the dataset is more important
            # ASCII, so that no locale can spoil it.
            sys.stderr.write(json.dumps({"event": event, "time": now(), **fields}, separators=(",", ":")) + "\n")
            sys.stderr.flush()
