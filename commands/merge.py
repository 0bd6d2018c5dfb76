"""`guihua merge`: datasets to one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commands.shared import STOPPED, USAGE, local_copies, placed, stop_at, version
from commands.telling import Events, People, Teller, now


def merge(
    datasets: Annotated[list[str], typer.Argument(help="Datasets that convert has written, also URLs (s3://…).", show_default=False)],
    out: Annotated[
        str, typer.Option("--out", "-o", help="Dataset folder to write, or its URL; what it holds already stays, and comes first.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace what the dataset to write holds.")] = False,
    last: Annotated[
        bool,
        typer.Option("--last", help="Of different documents from one path keep only that of the last dataset named; else all are kept."),
    ] = False,
    parts: Annotated[
        int | None,
        typer.Option("--parts", min=1, help="Write records in parts of so many inputs.", show_default=False),
    ] = None,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Say what happens in JSON, an event a line, on standard error; for programs.")
    ] = False,
) -> None:
    """Join datasets to one, as if their inputs had been converted in one run.

    Example: guihua merge city_a city_b -o province

    Exit codes: 0 joined, 2 wrong usage, a dataset that cannot be joined or an output that is refused, 1 anything else.
    """
    from pipeline.errors import DatasetError, GuihuaError, UsageError
    from pipeline.files import is_dataset
    from pipeline.manifest import together
    from pipeline.merge import merge_all, opened
    from pipeline.place import check_folder
    from pipeline.remote import is_remote
    from pipeline.write import DatasetWriter
    from schemas import SCHEMA_VERSION

    tell: Teller = Events(kept="joined") if log_json else People(doing="joining")
    run: dict[str, object] = {
        "version": version(), "schema_version": SCHEMA_VERSION, "options": {"force": force, "last": last, "parts": parts}, "started": now(),
    }  # fmt: skip
    names: dict[Path, str] = {}

    def stop(message: object, code: int = USAGE) -> NoReturn:
        for folder, name in names.items():
            message = str(message).replace(str(folder), name)
        tell.stop(str(message), code)

    try:
        if not is_remote(out):
            check_folder(Path(out), is_dataset, "dataset")
        with (
            placed(out, force) as place,
            local_copies(datasets, out, place) as names,
            opened(list(names), place, force) as held,
            DatasetWriter(place, force, parts) as writer,
        ):
            merged = [out if dataset.folder == place else names[dataset.folder] for dataset in held]
            with tell.running({**run, "merged": merged}, sum(len(dataset.entries) for dataset in held)):
                summary, joined = merge_all(held, writer, last, tell.through)
            makers = together(dataset.makers for dataset in held)
            rules = {maker["rules"] for maker in makers}
            writer.manifest = {
                **run, "rules": rules.pop() if len(rules) == 1 else None, "made_with": makers, "merged": merged,
                "seconds": round(summary.seconds, 3), **summary.counts(),
            }  # fmt: skip
    except (DatasetError, UsageError) as e:
        stop(e)
    except GuihuaError as e:
        stop(e, 1)
    except OSError as e:
        stop_at(e, out, stop, goes_on=True)
    except KeyboardInterrupt:
        stop(f"{out}: stopped; the documents that are through are in it: run the same again, and it goes on there", STOPPED)
    for dataset in held:
        if not dataset.makers and dataset.folder != place:
            tell.warn(f"{names[dataset.folder]}: its run was stopped; the documents that were through were taken")
    if len(makers) > 1:
        tell.warn("the datasets were made by different versions, rules or options; convert the files into the new one to have all alike")
    if joined.otherwise:
        tell.warn(
            f"{len(joined.otherwise)} document(s), as {joined.otherwise[0]}, were in several datasets and made otherwise in each; "
            "the first was taken"
        )
    if joined.shared and last:
        tell.warn(f"{len(joined.shared)} path(s) stood for different documents, as {joined.shared[0]}; that of the last dataset was taken")
    elif joined.shared:
        tell.warn(
            f"{len(joined.shared)} path(s) stand for different documents, as {joined.shared[0]}; --last keeps only the last dataset's"
        )
    tell.ended(summary, out, 0)
