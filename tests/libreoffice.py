"""LibreOffice for the tests that need files of its making: each is made once, and tests are skipped where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest


def program() -> str:
    """LibreOffice; skips the test where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-writer-nogui)")
    return found


def fonts() -> None:
    """Skips the test where LibreOffice would print boxes instead of words."""
    command = shutil.which("fc-list")
    if command is not None and not subprocess.run([command, ":lang=zh"], check=False, capture_output=True).stdout.strip():
        pytest.skip("no Chinese font is installed (Debian: apt-get install fonts-wqy-zenhei)")


@cache
def converted(data: bytes, suffix: str, to: str) -> bytes:
    """A file of the type `suffix` as LibreOffice saves it as `to`: the ending, behind a colon the filter."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"plan{suffix}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program(), profile, "--headless", "--norestore", "--convert-to", to, "--outdir", str(Path(folder) / "out"), str(source)]
        done = subprocess.run(command, check=False, capture_output=True, timeout=120)
        made = Path(folder) / "out" / f"plan.{to.partition(':')[0]}"
        assert made.is_file(), done.stderr.decode("utf-8", "replace")
        return made.read_bytes()
