"""guihua for programs: `convert` one document, `read_dataset` of many, and the models of the records. Nothing else is public.

>>> import guihua
>>> plan = guihua.convert("青梧县水利发展规划\\n二、主要任务\\n（一）夯实供水基础。到2025年，新建泵站12座。\\n")
>>> [(target.metric, target.value, target.unit) for target in plan.targets]
[('泵站', 12, '座')]

How to use it is said in docs/python.md.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from pipeline.converted import Converted
from pipeline.dataset import read_dataset
from pipeline.errors import GuihuaError
from schemas import SCHEMA_VERSION, Document, Error, Evidence, Indicator, Observation, Target, Task, Unit

if TYPE_CHECKING:
    from pipeline import Converter

__all__ = [
    "SCHEMA_VERSION", "Converted", "Document", "Error", "Evidence", "GuihuaError", "Indicator", "Observation", "Target", "Task", "Unit",
    "convert", "read_dataset",
]  # fmt: skip


_IN_TEXTS = frozenset("\n\r。")
"""What stands in texts, and in the name of no file that anybody has."""
_LONGEST_PATH = 1000


@cache
def _converter() -> Converter:
    from pipeline import Converter

    return Converter()


def convert(source: str | os.PathLike[str] | bytes, path: str | None = None) -> Converted:
    """One document with its records (规划文本或文件的全部记录).

    `source` is the path of a file, the bytes of one, or a text: a string with a line break or a full stop (。) in it, or one
    of more than 1,000 characters, is a text, any other is a path. Offsets count in the `source_text` of what is returned,
    which is a text as it was given, or a file as it was read. `path` is what the document record calls the source; without
    it a file's own path, else `-`.

    Raises `GuihuaError` where nothing can be read: no such file, an unknown format, nothing in it. The first call takes about
    two seconds, as rules and dictionary are loaded; the following ones run at the speed of the conversion.
    """
    if isinstance(source, bytes):
        return _converter()(source, path or "-")
    if isinstance(source, str) and (len(source) > _LONGEST_PATH or not _IN_TEXTS.isdisjoint(source)):
        return _converter().of_text(source, path or "-")
    from pipeline.inputs import Reader, shown

    file = os.fspath(source)
    with Reader() as reader:
        return _converter()(reader.read(file), path or shown(file))
