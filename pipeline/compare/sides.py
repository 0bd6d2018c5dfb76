"""One side of a comparison: the records of one plan, of several, or of a whole dataset."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pipeline import Converter
from pipeline.errors import DatasetError, GuihuaError
from pipeline.files import has_documents, lines
from pipeline.inputs import Reader, find_inputs, shown
from schemas import RECORDS, Document, Indicator, Observation, Record, Target, Task, Unit

if TYPE_CHECKING:
    from pipeline.converted import Converted


@dataclass(frozen=True, slots=True)
class Side:
    """The records that are compared, in order; `texts` are the source texts by document."""

    documents: tuple[Document, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    observations: tuple[Observation, ...] = ()

    @property
    def title(self) -> str:
        """What to call this side: its plan's title, or how many plans it has."""
        return self.documents[0].title if len(self.documents) == 1 else f"{len(self.documents)} documents"

    @property
    def end(self) -> int | None:
        """The last year that the side plans for."""
        return max((d.period.end for d in self.documents if d.period and d.period.end), default=None)


def side_of(converted: Iterable[Converted]) -> Side:
    """The side that converted documents make."""
    rows = list(converted)
    return Side(
        tuple(c.document for c in rows),
        tuple(t for c in rows for t in c.tasks),
        tuple(t for c in rows for t in c.targets),
        tuple(i for c in rows for i in c.indicators),
        tuple(u for c in rows for u in c.units),
        tuple(o for c in rows for o in c.observations),
    )


def is_dataset_folder(path: str) -> bool:
    """Whether a side is a dataset, so that nothing has to be converted for it."""
    return has_documents(Path(path))


def read_side(path: str, converter: Callable[[], Converter] = Converter, doc_ids: Sequence[str] = ()) -> Side:
    """The side behind a path: a dataset's folder, else documents (a file or a folder of files), converted now.

    `doc_ids` keeps only these documents of a dataset; `converter` is called where there is something to convert. Raises
    `DatasetError` where nothing can be compared there; the message names the path and says what to do.
    """
    if is_dataset_folder(path):
        return _from_dataset(Path(path), doc_ids)
    if doc_ids:
        raise DatasetError(f"{path}: documents are picked by id from a dataset, and this is none; convert it first with `guihua convert`")
    names = list(find_inputs([path]))
    if not names:
        raise DatasetError(f"{path}: nothing to compare there; name a document, a folder of documents or a dataset")
    convert = converter()
    rows: dict[str, Converted] = {}
    for name in names:
        try:
            found = convert(Reader().read(name), shown(name))
        except (GuihuaError, ValidationError) as e:
            why = str(e) if isinstance(e, GuihuaError) else f"{name}: gives records that are not valid: {str(e).splitlines()[0]}"
            raise DatasetError(why if len(names) == 1 else f"{why}; take it out of {path} to compare the rest") from e
        rows.setdefault(found.document.doc_id, found)
    return side_of(rows.values())


def _from_dataset(folder: Path, doc_ids: Sequence[str]) -> Side:
    wanted = set(doc_ids)
    rows: dict[str, list[Record]] = {}
    for kind in ("document", "task", "target", "indicator", "unit", "observation"):
        rows[kind] = list(_read(folder, kind, wanted))
    found = {d.doc_id for d in rows["document"] if isinstance(d, Document)}
    if missing := sorted(wanted - found):
        raise DatasetError(f"{folder}: has no document {missing[0]}; its documents.jsonl lists the ids (doc_id)")
    if not found:
        raise DatasetError(f"{folder}: the dataset has no documents; convert a plan into it first")
    return Side(
        tuple(r for r in rows["document"] if isinstance(r, Document)),
        tuple(r for r in rows["task"] if isinstance(r, Task)),
        tuple(r for r in rows["target"] if isinstance(r, Target)),
        tuple(r for r in rows["indicator"] if isinstance(r, Indicator)),
        tuple(r for r in rows["unit"] if isinstance(r, Unit)),
        tuple(r for r in rows["observation"] if isinstance(r, Observation)),
    )


def _read(folder: Path, kind: str, wanted: set[str]) -> Iterator[Record]:
    model = RECORDS[kind][1]
    for path, number, line in lines(folder, kind):
        try:
            row = json.loads(line)
            if not wanted or row["doc_id"] in wanted:
                yield model.model_validate(row)
        except (ValueError, TypeError, KeyError) as e:
            why = str(e).splitlines()[0]
            raise DatasetError(f"{path}:{number}: is no {model.__name__.lower()} record ({why}); convert the documents again") from e
