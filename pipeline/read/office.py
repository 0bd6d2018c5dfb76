"""Older office files (.doc, .wps, .rtf): LibreOffice, where it is installed, makes a Word file of them, which is read.

LibreOffice runs without a window, in a folder and with a profile of its own, so that one that is open on the
screen is not disturbed, and is stopped when it takes too long.
"""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.read.docx import read_docx
from pipeline.read.source import SourceText

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECONDS = 120
_PROGRAMS = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_ENTRY = 128
"""Directory entries of an OLE file are so long and stand at multiples of it."""


def stream_at(data: bytes, stream: str) -> int | None:
    """Where a named stream of an OLE file begins; None where it has none of this name."""
    wanted = stream.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted, 512)
    while at != -1:
        if at % _ENTRY == 0 and at + _ENTRY <= len(data) and data[at + 66] in (1, 2, 5) and data[at + 64] == len(wanted):
            (sector,) = struct.unpack_from("<I", data, at + 116)
            shift = struct.unpack_from("<H", data, 30)[0]
            return int((sector + 1) << (shift if shift in (9, 12) else 9))
        at = data.find(wanted, at + 1)
    return None


def is_encrypted(data: bytes) -> bool:
    """Whether an OLE file is an encrypted one: a newer file inside it, or the flag in the head of a .doc."""
    if stream_at(data, "EncryptedPackage") is not None:
        return True
    at = stream_at(data, "WordDocument")
    return at is not None and data[at : at + 2] == b"\xec\xa5" and len(data) > at + 12 and bool(data[at + 11] & 1)


def read_doc(data: bytes, name: str = "input") -> SourceText:
    """The text of a .doc or .wps file. Raises `ReadError` where it is encrypted, or LibreOffice is missing or fails."""
    if is_encrypted(data):
        raise ReadError(f"{name}: the file is encrypted; open it with its password and save it without", code="encrypted")
    return _converted(data, name, ".doc", "application/msword")


def read_rtf(data: bytes, name: str = "input") -> SourceText:
    """The text of an RTF file. Raises `ReadError` where LibreOffice is missing or fails."""
    return _converted(data, name, ".rtf", "application/rtf")


def _converted(data: bytes, name: str, suffix: str, media_type: str) -> SourceText:
    program = next((found for p in _PROGRAMS if (found := shutil.which(p))), None)
    if program is None:
        raise ReadError(
            f"{name}: this format is read with the help of LibreOffice, which is not installed; install it, or save the file as .docx",
            code="needs_libreoffice",
        )
    with tempfile.TemporaryDirectory(prefix="guihua-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"document{suffix}"
        source.write_bytes(data)
        command = [program, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
                   "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(Path(folder) / "out"), str(source)]  # fmt: skip
        said = _run(command, name)
        result = Path(folder) / "out" / "document.docx"
        if not result.is_file():
            raise ReadError(f"{name}: LibreOffice could not open it ({said or 'it gave no reason'}); save it as .docx", code="damaged")
        converted = result.read_bytes()
    return replace(read_docx(converted, name), media_type=media_type)


def _run(command: list[str], name: str) -> str:
    """Run LibreOffice to its end; when it takes too long it is stopped with all that it started."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
    except OSError as e:
        raise ReadError(f"{name}: LibreOffice cannot be started: {e.strerror or e}", code="needs_libreoffice") from e
    try:
        output, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise ReadError(f"{name}: LibreOffice did not finish within {SECONDS} seconds; save the file as .docx", code="timeout") from None
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
    return " ".join(output.decode("utf-8", "replace").split())[:200]
