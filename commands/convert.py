"""`guihua convert`: documents to a dataset or a stream."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared import SOME_FAILED, STOPPED, USAGE, RuleFolder, placed, stop_at, version
from commands.telling import Events, People, Teller, now

if TYPE_CHECKING:
    from pipeline.corrections import Corrections
    from pipeline.engines import Engine
    from pipeline.job import Options


LOCAL, DASK = "local", "dask://"
_WORTHWHILE = 32
"""Inputs from which on a further process saves more time than it needs to start."""


def convert(
    paths: Annotated[list[str], typer.Argument(help="Files and folders, also URLs (s3://…); - is standard input.", show_default=False)],
    out: Annotated[str, typer.Option("--out", "-o", help="Dataset folder to write, or its URL; - streams JSON lines to standard output.")],
    force: Annotated[bool, typer.Option("--force", help="Convert all anew, and replace what the dataset holds.")] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Processes that convert; else the cores it may use.", show_default=False),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="Where documents are converted: local, or dask://HOST:PORT, the scheduler of a Dask cluster.")
    ] = "local",
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
    prune: Annotated[
        bool, typer.Option("--prune", help="Take out of the dataset what came from files that are gone from the folders named.")
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Say what happens in JSON, an event a line, on standard error; for programs.")
    ] = False,
) -> None:
    """Convert plans (text, web pages, Word files, archives of these …) into a dataset.

    Example: guihua convert plans/ -o dataset

    Exit codes: 0 all inputs converted, 2 wrong usage or an output that is refused, 3 some inputs could not be converted
    (they stand in errors.jsonl), 1 anything else.
    """
    from pipeline.errors import DatasetError, GuihuaError, UsageError, WorkerError
    from pipeline.files import JOURNAL, is_dataset
    from pipeline.forks import begin_loading, usable_cores
    from pipeline.inputs import find_inputs, vanished
    from pipeline.place import check_folder
    from pipeline.remote import is_remote

    tell: Teller = Events() if log_json else People(bar=out != "-")
    if engine != LOCAL and not engine.startswith(DASK):
        tell.stop(f"{engine}: is no engine; give local, or dask://HOST:PORT")
    if engine != LOCAL and jobs is not None:
        tell.stop("--jobs counts the processes of the local engine; a Dask cluster has as many as its workers have threads")
    if "" in paths:
        tell.stop("one of the paths is empty, as one from a variable that is not set; name files and folders")
    if out == "-" and (prune or parts is not None):
        tell.stop("--prune and --parts are for datasets, and standard output is none")
    try:
        if out != "-" and not is_remote(out):
            check_folder(Path(out), is_dataset, "dataset")
        inputs = list(find_inputs(paths))
        if not inputs:
            tell.stop(f"{' '.join(paths)}: nothing to convert there (files are looked for by their endings: .txt, .html, .docx and others)")
        count = jobs or min(usable_cores(), 1 + len(inputs) // _WORTHWHILE)
        if engine == LOCAL and count > 1 and (force or out == "-" or not (is_remote(out) or (Path(out) / JOURNAL).exists())):
            begin_loading()  # all is to be done, so that they are needed; what else has to be loaded and looked at is, meanwhile

        from pipeline.batch import convert_all
        from pipeline.job import Options
        from pipeline.manifest import maker_of, makers_of, together
        from pipeline.write import DatasetWriter, StreamWriter
        from rules import read_rules
        from schemas import SCHEMA_VERSION

        corrected = _corrections(corrections)
        options = Options(None if rule_folder is None else read_rules(rule_folder), spacy_model, min_confidence)
    except (GuihuaError, OSError) as e:
        tell.stop(str(e))
    run: dict[str, object] = {
        "version": version(), "schema_version": SCHEMA_VERSION, "rules": options.digest,
        "options": {
            "rules": None if rule_folder is None else str(rule_folder), "spacy_model": spacy_model, "min_confidence": min_confidence,
            "corrections": [str(file) for file in corrections or ()], "force": force, "prune": prune, "parts": parts,
            "engine": engine, "jobs": count if engine == LOCAL else None, "timeout": timeout,
        },
        "started": now(),
    }  # fmt: skip
    if out == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        try:
            with _engine(engine, options, count, timeout, tell) as does, tell.running(run, len(inputs)):
                summary = convert_all(inputs, StreamWriter(sys.stdout), does, tell.through, corrected)
        except BrokenPipeError:
            raise typer.Exit(1) from None
        except (UsageError, WorkerError) as e:
            tell.stop(str(e), USAGE if isinstance(e, UsageError) else 1)
        except OSError as e:
            tell.stop(f"standard output: cannot be written: {e.strerror or e}", 1)
    else:
        try:
            with (
                placed(out, force) as place,
                DatasetWriter(place, force, parts) as writer,
                _engine(engine, options, count, timeout, tell) as does,
                tell.running(run, len(inputs)),
            ):
                summary = convert_all(inputs, writer, does, tell.through, corrected, vanished(paths), prune)
                makers = together([makers_of(writer.before) if summary.unasked else [], [maker_of(run)]])
                writer.manifest = {**run, "made_with": makers, **summary.manifest()}
                if corrected is not None:
                    writer.manifest |= {"corrected": summary.corrected, "warnings": summary.warnings}
        except (DatasetError, UsageError) as e:
            tell.stop(str(e))
        except GuihuaError as e:
            tell.stop(str(e), 1)
        except OSError as e:
            stop_at(e, out, tell.stop, goes_on=True)
        except KeyboardInterrupt:
            tell.stop(f"{out}: stopped; the documents that are through are in it: run the same again, and it goes on there", STOPPED)
    for line in summary.warnings:
        tell.warn(f"not corrected: {line}")
    if summary.gone:
        tell.gone(summary.gone, prune)
    code = SOME_FAILED if summary.failed else 0
    tell.ended(summary, out, code)
    raise typer.Exit(code)


def _corrections(files: list[Path] | None) -> Corrections | None:
    if not files:
        return None
    from pipeline.corrections import Corrections, read_corrections

    return Corrections.of(read_corrections(files))


@contextmanager
def _engine(engine: str, options: Options, count: int, timeout: float | None, tell: Teller) -> Iterator[Engine]:
    """What does the work: this process where one is enough, else worker processes, or a cluster."""
    from pipeline.engines import Inline
    from pipeline.errors import GuihuaError
    from pipeline.processes import Processes

    if engine != LOCAL:
        from pipeline.cluster import Cluster

        with Cluster(engine.removeprefix(DASK), options, timeout) as cluster:
            yield cluster
        return
    try:
        worker, inline = None, count == 1 and timeout is None
        if inline or options.spacy_model:  # a model that cannot be had is said at once
            from pipeline.work import load_worker

            worker = load_worker(options)
    except (GuihuaError, OSError) as e:
        tell.stop(str(e))
    if worker is not None and inline:
        yield Inline(worker)
    else:
        with Processes(options, count, timeout) as processes:
            yield processes
