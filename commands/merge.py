"""`guihua merge`: datasets to one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared import placed, version
from commands.telling import People, now


def merge(
    datasets: Annotated[list[str], typer.Argument(help="Datasets that convert has written.", show_default=False)],
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

    tell = People(doing="joining")
    started = now()
    for name in datasets:
        if is_remote(name):
            tell.stop(f"{name}: a dataset that is to be joined must be on this machine; fetch it first")
    try:
        if not is_remote(out):
            check_folder(Path(out), is_dataset, "dataset")
        with (
            placed(out, force) as place,
            opened([Path(name) for name in datasets], place, force) as held,
            DatasetWriter(place, force, parts) as writer,
        ):
            with tell.running():
                summary, joined = merge_all(held, writer, last, tell.through)
            makers = together(dataset.makers for dataset in held)
            rules = {maker["rules"] for maker in makers}
            writer.manifest = {
                "version": version(), "schema_version": SCHEMA_VERSION, "rules": rules.pop() if len(rules) == 1 else None,
                "made_with": makers,
                "merged": [out if dataset.folder == place else str(dataset.folder) for dataset in held],
                "options": {"force": force, "last": last, "parts": parts},
                "started": started, "seconds": round(summary.seconds, 3), **summary.counts(),
            }  # fmt: skip
    except (DatasetError, UsageError) as e:
        tell.stop(str(e))
    except GuihuaError as e:
        tell.stop(str(e), 1)
    except OSError as e:
        name = e.filename or out
        tell.stop(f"{name}: cannot be read or written: {e.strerror or e}; run the same again then: it goes on where it stopped", 1)
    for dataset in held:
        if not dataset.makers and dataset.folder != place:
            tell.warn(f"{dataset.folder}: its run was stopped; the documents that were through were taken")
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
