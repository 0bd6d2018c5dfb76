"""What the commands have in common: how they stop, with which exit codes, and the option for rules of one's own."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.language import said

if TYPE_CHECKING:
    from rules import RuleSet

USAGE, SOME_FAILED, UNDERCUT, STOPPED = 2, 3, 4, 130
FULL = errno.ENOSPC, errno.EDQUOT, errno.EFBIG
"""What the system says where there is no room for more."""
_FORBIDDEN = errno.EACCES, errno.EPERM, errno.EROFS
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Language(StrEnum):
    """What messages can be in."""

    EN = "en"
    ZH = "zh"


def say(message: str, err: bool = False) -> None:
    """Print a message in the language of the reader; what would steer the terminal, from the name of a file, is spelt out."""
    typer.echo(_CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", said(message)), err=err)


def stop(message: str, code: int = USAGE) -> NoReturn:
    """Print a message to standard error and end with an exit code."""
    say(f"guihua: {message}", err=True)
    raise typer.Exit(code)


def stop_at(e: OSError, place: object, stop: Callable[[str, int], NoReturn] = stop, goes_on: bool = False) -> NoReturn:
    """End with what the system says of what is written, or read on the way: where, why, and what helps against that.

    `place` is named where the system names none, or something beside it that is gone again; `goes_on` says that the same
    command, when it is run again, does only what is left.
    """
    name = place if e.filename is None or ".partial" in str(e.filename) else e.filename
    why = e.strerror or e
    if e.errno in FULL and goes_on:
        stop(f"{name}: cannot be written: {why}; free some space and run the same again: it goes on where it stopped", 1)
    if e.errno in FULL:
        stop(f"{name}: cannot be written: {why}; free some space or name another place", 1)
    if e.errno in _FORBIDDEN:
        stop(f"{name}: cannot be read or written: {why}; see to its permissions, or name another place", 1)
    if goes_on:
        stop(f"{name}: cannot be read or written: {why}; name another place, or run the same again when it can: it goes on there", 1)
    stop(f"{name}: cannot be read or written: {why}; name another place", 1)


RuleFolder = Annotated[
    Path | None,
    typer.Option("--rules", help="A folder of rules to use instead of the built-in ones (a copy of rules/, edited).", show_default=False),
]


def chosen_rules(folder: Path | None) -> RuleSet | None:
    """The rules of a folder that the user named; None for the built-in ones."""
    from pipeline.errors import RuleError
    from rules import read_rules

    try:
        return None if folder is None else read_rules(folder)
    except RuleError as e:
        stop(str(e))


def version() -> str:
    """The version of the installed package."""
    from importlib.metadata import version

    return version("guihua")


@contextmanager
def local_copies(datasets: Sequence[str], out: str, place: Path) -> Iterator[dict[Path, str]]:
    """The folders of datasets, each with the name that it was given: copies of those that are elsewhere, for what is done with them here.

    The one that is written (`out`, in `place`) stands for itself.
    """
    from pipeline.mirror import Mirror
    from pipeline.remote import is_remote

    found: dict[Path, str] = {}
    with ExitStack() as stack:
        for name in datasets:
            if not is_remote(name):
                found[Path(name)] = name
            elif name.rstrip("/") == out.rstrip("/"):
                found[place] = name
            else:
                found[stack.enter_context(Mirror(name).copied())] = name
        yield found


@contextmanager
def placed(out: str, force: bool) -> Iterator[Path]:
    """The folder that a dataset is written to: the one that was named, or a working copy of one that is not on this machine."""
    from pipeline.mirror import Mirror
    from pipeline.remote import is_remote

    if not is_remote(out):
        yield Path(out)
        return
    with Mirror(out, force) as mirror:
        yield mirror.folder
        mirror.bring()
