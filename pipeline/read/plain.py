"""Plain text: its own characters and nothing else."""

from __future__ import annotations

from pipeline.read.charset import decode
from pipeline.read.source import SourceText


def read_plain(data: bytes, name: str = "input") -> SourceText:
    """The decoded text, exactly as it came. Raises `ReadError` where no charset fits."""
    text, encoding = decode(data, name)
    return SourceText(text=text, media_type="text/plain", encoding=encoding)
