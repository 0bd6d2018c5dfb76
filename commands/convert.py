"""`guihua convert`: documents to a dataset or a stream."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared import SOME_FAILED, RuleFolder, chosen_rules, say, stop, version
from pipeline.language import said

if TYPE_CHECKING:
    from pipeline.batch import Summary
    from pipeline.engines import Engine
    from pipeline.work import Options


_WORTHWHILE = 32
"""Inputs from which on a further process saves more time than it needs to start."""


def convert(
    paths: Annotated[list[str], typer.Argument(help="Files and folders; - is standard input.", show_default=False)],
    out: Annotated[str, typer.Option("--out", "-o", help="Dataset folder to write; - streams JSON lines to standard output.")],
    force: Annotated[bool, typer.Option("--force", help="Convert all anew, and replace what the dataset holds.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Processes that convert; else the cores it may use.", show_default=False),
    ] = None,
    timeout: Annotated[
        float | None, typer.Option("--timeout", min=0.1, help="Seconds that a document may take; no limit without.", show_default=False)
    ] = None,
    parts: Annotated[
        int | None,
        typer.Option("--parts", min=1, help="Write records in parts of so many inputs.", show_default=False),
    ] = None,
    spacy_model: Annotated[
        str | None,
        typer.Option("--spacy-model", help="A spaCy pipeline, installed or a folder, that finds the names instead of the rules."),
    ] = None,
    rule_folder: RuleFolder = None,
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out records that can be believed less than this.")
    ] = 0.0,
    corrections: Annotated[
        list[Path] | None,
        typer.Option("--corrections", help="Corrections saved from a report, applied by content; may be repeated.", show_default=False),
    ] = None,
) -> None:
    """Convert plans (text, web pages, Word files, archives of these …) into a dataset.

    Example: guihua convert plans/ -o dataset

    Exit codes: 0 all inputs converted, 2 wrong usage or an output that is refused, 3 some inputs could not be converted
    (they stand in errors.jsonl), 1 anything else.
    """
    from pipeline.batch import convert_all
    from pipeline.corrections import Corrections, read_corrections
    from pipeline.errors import DatasetError, GuihuaError, WorkerError
    from pipeline.files import is_dataset
    from pipeline.inputs import find_inputs
    from pipeline.place import check_folder
    from pipeline.work import Options
    from pipeline.write import DatasetWriter, StreamWriter

    try:
        if out != "-":
            check_folder(Path(out), is_dataset, "dataset")
        inputs = list(find_inputs(paths))
        if not inputs:
            stop(f"{' '.join(paths)}: nothing to convert there (files are looked for by their endings: .txt, .html, .docx and others)")
        corrected = Corrections.of(read_corrections(corrections)) if corrections else None
        options = Options(chosen_rules(rule_folder), spacy_model, min_confidence)
    except (GuihuaError, OSError) as e:
        stop(str(e))
    if out == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        try:
            with _engine(options, len(inputs), jobs, timeout) as engine:
                summary = convert_all(inputs, StreamWriter(sys.stdout), engine, corrections=corrected)
        except BrokenPipeError:
            raise typer.Exit(1) from None
        except WorkerError as e:
            stop(str(e), 1)
        except OSError as e:
            stop(f"standard output: cannot be written: {e.strerror or e}", 1)
        _warn(summary.warnings)
        raise typer.Exit(SOME_FAILED if summary.failed else 0)

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    try:
        with (
            DatasetWriter(Path(out), force, parts) as writer,
            _engine(options, len(inputs), jobs, timeout) as engine,
            Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                console=console, transient=True, disable=not console.is_terminal,
            ) as bar,
        ):  # fmt: skip
            task = bar.add_task(said("converting"), total=None)
            summary = convert_all(inputs, writer, engine, lambda path, total: bar.update(task, advance=1, total=total), corrected)
            writer.manifest = {
                "version": version(), "rules": options.digest, "documents": summary.documents, "failed": summary.failed,
                "kept": summary.kept,
                "duplicates": summary.duplicates, "records": dict(sorted(summary.records.items())),
                "repairs": dict(sorted(summary.repairs.items())), "characters": summary.characters, "seconds": round(summary.seconds, 3),
            }  # fmt: skip
            if corrected is not None:
                writer.manifest |= {"corrected": summary.corrected, "warnings": summary.warnings}
    except DatasetError as e:
        stop(str(e))
    except GuihuaError as e:
        stop(str(e), 1)
    except OSError as e:
        stop(f"{out}: cannot be written: {e.strerror or e}; free some space and run the same again: it goes on where it stopped", 1)
    _print_summary(summary, out)
    _warn(summary.warnings)
    raise typer.Exit(SOME_FAILED if summary.failed else 0)


@contextmanager
def _engine(options: Options, inputs: int, jobs: int | None, timeout: float | None) -> Iterator[Engine]:
    """What does the work: this process where one is enough, else worker processes."""
    from pipeline.engines import Inline, usable_cores
    from pipeline.errors import GuihuaError
    from pipeline.processes import Processes
    from pipeline.work import load_worker

    count = jobs or min(usable_cores(), 1 + inputs // _WORTHWHILE)
    try:
        inline = count == 1 and timeout is None
        worker = load_worker(options) if inline or options.spacy_model else None  # a model that cannot be had is said at once
    except (GuihuaError, OSError) as e:
        stop(str(e))
    if worker is not None and inline:
        yield Inline(worker)
    else:
        with Processes(options, count, timeout) as processes:
            yield processes


def _warn(warnings: list[str]) -> None:
    for line in warnings:
        say(f"guihua: not corrected: {line}", err=True)


def _print_summary(summary: Summary, out: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("documents", "tasks", "targets", "indicators", "units", "observations", "failed"):
        table.add_column(said(name), justify="right")
    counts = [summary.records[kind] for kind in ("task", "target", "indicator", "unit", "observation")]
    table.add_row(str(summary.documents), *map(str, counts), str(summary.failed))
    console = Console()
    console.print(table)
    speed = summary.characters / summary.seconds if summary.seconds else 0
    console.print(
        said(f"{summary.characters:,} characters in {summary.seconds:.1f} s ({speed:,.0f} a second), written to {out}"), soft_wrap=True
    )
    if summary.failed:
        console.print(said(f"{summary.failed} input(s) could not be converted; see {Path(out) / 'errors.jsonl'}"), soft_wrap=True)
