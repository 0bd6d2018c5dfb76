"""Typer's commands with help and errors in the language of the reader. `--lang` may stand anywhere among the arguments."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from commands.shared import FULL, stop_at
from pipeline.language import LANGUAGES, is_chinese, of_locale, said, using

_FRAME = re.compile(r"^(?:Usage|Arguments|Options|Commands):|\[required\]|\[default:", re.MULTILINE)
_WIDTH = 56  # code points of a line of Chinese help, most of them two columns wide


@contextmanager
def _translated(things: Sequence[Any]) -> Iterator[None]:
    """The help of commands and parameters in the language of the reader, while it is written."""
    kept = [thing.help for thing in things]
    for thing in things:
        thing.help = _paragraphs(thing.help) if thing.help else thing.help
    try:
        yield
    finally:
        for thing, words in zip(things, kept, strict=True):
            thing.help = words


def _paragraphs(words: str) -> str:
    return "\n\n".join(said(" ".join(paragraph.split("\n"))) for paragraph in words.split("\n\n"))


def _framed(words: str) -> str:
    """Typer's own words round help and errors, translated."""
    return _FRAME.sub(lambda found: said(found.group()), words) if is_chinese() else words


class Command(TyperCommand):
    """A command whose help is in the language of the reader."""

    def get_help(self, ctx: Any) -> str:
        """The whole page of help."""
        return _framed(super().get_help(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of help."""
        if is_chinese():
            formatter.width = min(formatter.width, _WIDTH)
        with _translated([self, *self.get_params(ctx)]):
            super().format_help(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line of the list of commands."""
        if not is_chinese() or not self.help:
            return super().get_short_help_str(limit)
        return _paragraphs(self.help).split("\n", 1)[0].rstrip("。")


class Group(TyperGroup):
    """A group of commands, as `Command`; the outermost one chooses the language and says errors in it."""

    def get_help(self, ctx: Any) -> str:
        """The whole page of help."""
        return _framed(super().get_help(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of help."""
        if is_chinese():
            formatter.width = min(formatter.width, _WIDTH)
        with _translated([self, *self.get_params(ctx)]):
            super().format_help(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line of the list of commands."""
        return _paragraphs(self.help or "").rstrip("。") if is_chinese() else super().get_short_help_str(limit)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command that the arguments name, and end the program with its exit code."""
        language, rest = _asked(sys.argv[1:] if args is None else list(args))
        with using(language if language in LANGUAGES else of_locale()):
            if language is not None and rest:
                rest = ["--lang", language, *rest]
            try:
                if not standalone_mode or not rest or not is_chinese():
                    return super().main(rest, prog_name, complete_var, standalone_mode, windows_expand_args, **extra)
                code = super().main(rest, prog_name, complete_var, False, windows_expand_args, **extra)
            except TyperException as e:
                _say(e)
                sys.exit(e.exit_code)
            except typer.Abort:
                typer.echo(said("Aborted!"), err=True)
                sys.exit(1)
            except OSError as e:  # what no command has an answer to: a full disk behind standard output, above all
                _give_up(e)
            sys.exit(code if isinstance(code, int) else 0)


def _give_up(error: OSError) -> NoReturn:
    """Say what the system has refused, and end. What is left unwritten of standard output is let go, or it would be tried once more."""
    if error.filename is None and error.errno not in (*FULL, errno.EIO):
        raise error
    with suppress(OSError, ValueError):  # a stream that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    try:
        stop_at(error, said("standard output"))
    except typer.Exit as e:
        sys.exit(e.exit_code)


def _say(error: TyperException) -> None:
    """What Typer would say of a wrong usage."""
    context: Any = getattr(error, "ctx", None)
    if error.format_message().startswith(said("Usage:")):  # help, where a group of commands is named alone
        typer.echo(error.format_message(), err=True)
        return
    if context is not None:
        typer.echo(_framed(context.get_usage()), err=True)
        typer.echo(said(f"Try '{context.command_path} --help' for help."), err=True)
    typer.echo(said(f"Error: {error.format_message()}"), err=True)


def _asked(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The language that `--lang` names, the last one where there are several, and the arguments without it."""
    language: str | None = None
    rest: list[str] = []
    given = iter(arguments)
    for argument in given:
        if argument == "--":
            return language, [*rest, argument, *given]
        if argument == "--lang" or argument.startswith("--lang="):
            language = argument[7:] if "=" in argument else next(given, "")
        else:
            rest.append(argument)
    return language, rest
