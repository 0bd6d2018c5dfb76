"""Which reader a file is for: a line a format, told by the bytes.

A reader is named by where it is and loaded when the first file of its format comes, so that text is read at once
and a format whose reader is not there is an ordinary error. To read a new format, write a module with
`read_x(data: bytes, name: str) -> SourceText` and add a line to `FORMATS`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import cast

from pipeline.errors import ReadError
from pipeline.read.source import SourceText

Reader = Callable[[bytes, str], SourceText]


class Sample:
    """The bytes of a file and what can be seen of them from outside; each looked at only when a format asks."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name

    @property
    def suffix(self) -> str:
        """How the name ends, in small letters: the last word where the bytes leave a choice, and never the first."""
        return PurePosixPath(self.name).suffix.lower()

    @cached_property
    def members(self) -> frozenset[str]:
        """The names inside a ZIP, in small letters."""
        from pipeline.read.package import names_of  # noqa: PLC0415 - text needs no ZIP

        return frozenset(name.lstrip("/").lower() for name in names_of(self.data))

    @cached_property
    def is_zip(self) -> bool:
        """Whether it is a ZIP, broken ones included."""
        return self.data.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    def has_word_text(self) -> bool:
        """Whether it holds the text part of a Word file, which some programs number."""
        return any(part.startswith("word/document") and part.endswith(".xml") for part in self.members)

    @cached_property
    def is_ole(self) -> bool:
        """Whether it is an OLE file: the older office formats, and encrypted newer ones."""
        return self.data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

    def streams(self, *names: str) -> bool:
        """Whether an OLE file has a stream of one of these names."""
        return self.is_ole and any(name.encode("utf-16-le") + b"\0\0" in self.data for name in names)

    def is_old_word(self) -> bool:
        """Whether an OLE file is a text; what embeds the other kind has the streams of both, and goes by its name."""
        if self.streams("Workbook", "PowerPoint Document") and self.suffix in (".xls", ".et", ".ppt"):
            return False
        return self.streams("WordDocument", "EncryptedPackage")

    def within(self, start: int, *magic: bytes) -> bool:
        """Whether one of these signs stands among the first `start` bytes."""
        return any(sign in self.data[:start] for sign in magic)

    @cached_property
    def text(self) -> str:
        """The file as text. Raises `ReadError` where it is none."""
        from pipeline.read.charset import decode  # noqa: PLC0415 - other formats need no charset

        return decode(self.data, self.name)[0]

    def looks_like_mhtml(self) -> bool:
        """Whether it is a page saved as one file."""
        from pipeline.read.mhtml import looks_like_mhtml  # noqa: PLC0415 - as below

        return looks_like_mhtml(self.data)

    def looks_like_html(self) -> bool:
        """Whether the text is a web page; a Markdown file may have tags in it and is none."""
        from pipeline.read.html import looks_like_html, opens_as_html  # noqa: PLC0415 - only text asks

        return opens_as_html(self.text) if self.suffix in MARKDOWN else looks_like_html(self.text)


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name for messages, how its bytes are told, where its reader is (None: it is known and not read)."""

    name: str
    fits: Callable[[Sample], bool]
    reader: str | None
    suffixes: tuple[str, ...] = ()
    """Endings under which a folder is searched for it."""


MARKDOWN = (".md", ".markdown")
ARCHIVE = "pipeline.read.formats:refuse_archive"
"""Where an archive that is given as a document goes; the batch opens them (`pipeline/archive.py`)."""

FORMATS: tuple[Format, ...] = (
    Format("PDF", lambda s: s.within(1024, b"%PDF-"), "pipeline.read.pdf:read_pdf", (".pdf",)),
    Format("OFD", lambda s: not s.members.isdisjoint(("ofd.xml", "encryptions.xml")), "pipeline.read.ofd:read_ofd", (".ofd",)),
    Format("Word", lambda s: s.has_word_text(), "pipeline.read.docx:read_docx", (".docx", ".docm", ".dotx")),
    Format("spreadsheet", lambda s: "xl/workbook.xml" in s.members or "xl/workbook.bin" in s.members, None, (".xlsx", ".xls", ".et")),
    Format("presentation", lambda s: "ppt/presentation.xml" in s.members, None, (".pptx", ".ppt")),
    Format("OpenDocument", lambda s: "mimetype" in s.members and "content.xml" in s.members, None),
    Format("Word 97 or WPS", lambda s: s.is_old_word(), "pipeline.read.office:read_doc", (".doc", ".wps")),
    Format("older office (not Word)", lambda s: s.is_ole, None),
    Format("RTF", lambda s: s.data.startswith(b"{\\rtf"), "pipeline.read.office:read_rtf", (".rtf",)),
    Format("Word 2003 XML", lambda s: s.within(400, b"<?mso-application"), None),
    Format("ZIP archive", lambda s: s.is_zip, ARCHIVE, (".zip",)),
    Format("web archive (MHTML)", lambda s: s.looks_like_mhtml(), "pipeline.read.mhtml:read_mhtml", (".mhtml", ".mht")),
    Format("web page", lambda s: s.looks_like_html(), "pipeline.read.html:read_page", (".html", ".htm", ".shtml", ".xhtml")),
    Format("Markdown", lambda s: s.suffix in MARKDOWN, "pipeline.read.markdown:read_markdown", MARKDOWN),
    Format("text", lambda s: True, "pipeline.read.plain:read_plain", (".txt", ".text")),
)
"""All formats in the order in which they are tried: the bytes of one may hold the signs of those after it."""

READABLE = frozenset(suffix for form in FORMATS if form.reader is not None for suffix in form.suffixes)
UNSUPPORTED = frozenset(suffix for form in FORMATS if form.reader is None for suffix in form.suffixes)
"""Endings of the files that a folder is searched for: those that are read, and those that are reported as not read."""


def format_of(data: bytes, name: str) -> Format:
    """The format of a file by its bytes. Raises `ReadError` where it is neither a known format nor text."""
    sample = Sample(data, name)
    return next(form for form in FORMATS if form.fits(sample))


def reader_of(form: Format, name: str) -> Reader:
    """The reader of a format, loaded when asked for. Raises `ReadError` where there is none."""
    if form.reader is None:
        raise ReadError(f"{name}: {form.name} files cannot be read; save it as .docx, text or HTML first", code="unsupported_format")
    module, _, function = form.reader.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except ModuleNotFoundError as e:
        missing = "" if e.name == module else f" ({e.name} is not installed)"
        message = f"{name}: {form.name} files cannot be read yet{missing}; save it as text or HTML first"
        raise ReadError(message, code="unsupported_format") from e
    return cast(Reader, found)


def refuse_archive(data: bytes, name: str) -> SourceText:
    """An archive is several documents: the batch opens it and hands on its members."""
    from pipeline.read.package import Package  # noqa: PLC0415 - as above

    Package(data, name)  # one that is broken says so
    message = f"{name}: a ZIP archive holds several documents; give it to `guihua convert`, or unpack it"
    raise ReadError(message, code="unsupported_format")
