"""guihua for programs: `convert` one document, and the record models. Nothing else is public.

>>> import guihua
>>> result = guihua.convert(b"...", path="plan.txt")        # doctest: +SKIP
>>> [task.title for task in result.tasks]                   # doctest: +SKIP
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline import Converter
from pipeline.errors import GuihuaError
from pipeline.link import Converted
from schemas import Document, Evidence, Indicator, Target, Task, Unit

__all__ = ["Converted", "Document", "Evidence", "GuihuaError", "Indicator", "Target", "Task", "Unit", "convert"]


@cache
def _converter() -> Converter:
    return Converter()


def convert(source: Path | str | bytes, path: str | None = None) -> Converted:
    """The records of one document, given as a path or as bytes. Raises `GuihuaError` where it cannot be read."""
    if isinstance(source, bytes):
        return _converter()(source, path or "-")
    return _converter()(Path(source).read_bytes(), path or str(source))
