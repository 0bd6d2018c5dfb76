"""Messages in the language of the reader: English as the code has them, Chinese from the catalogue `rules/data/messages-zh.toml`.

A message is a value before it is shown: it stands in errors.jsonl and run.json in English under every locale, so that the same input
gives the same bytes. So it is translated where it is shown, as a whole, by the template that it was made from. What has no
translation stays English; words of documents, paths and values of records are never looked up alone.
"""

from __future__ import annotations

import locale
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

CATALOGUE = Path(__file__).parent.parent / "rules" / "data" / "messages-zh.toml"
LANGUAGES = ("en", "zh")

_SLOT = re.compile(r"\{(\w+)\}")
_language: ContextVar[str] = ContextVar("language", default="en")


class _Template(NamedTuple):
    """A message with slots: the words between them, their names, and the translation."""

    words: tuple[str, ...]
    slots: tuple[str, ...]
    translation: str

    def fitted(self, message: str) -> dict[str, str] | None:
        """What stands in the slots of a message that was made from this template; the shortest for each but the last."""
        first, *between, last = self.words
        if len(message) < len(first) + len(last) or not (message.startswith(first) and message.endswith(last)):
            return None
        at, end, found = len(first), len(message) - len(last), []
        for words in between:
            place = message.find(words, at, end)
            if place < 0:
                return None
            found.append(message[at:place])
            at = place + len(words)
        return dict(zip(self.slots, [*found, message[at:end]], strict=True))


class Catalogue:
    """Translations by message; a slot in braces stands for whatever is put into the message."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._whole = {key: value for key, value in entries.items() if not _SLOT.search(key)}
        slotted = sorted(set(entries) - set(self._whole), key=lambda key: -len(_SLOT.sub("", key)))
        self._templates = [_Template(tuple(_SLOT.split(key)[::2]), tuple(_SLOT.findall(key)), entries[key]) for key in slotted]

    def translated(self, message: str) -> str:
        """The message, or itself where it has no translation. What fills a slot may be a message in turn."""
        if (whole := self._whole.get(message)) is not None:
            return whole
        for template in self._templates:
            if (filled := template.fitted(message)) is not None:
                return _SLOT.sub(lambda slot: self._put(filled[slot[1]], message), template.translation)
        return message

    def _put(self, words: str, message: str) -> str:
        # Only sentences: a word that fills a slot is a name or a value, which stays as it is.
        return self.translated(words) if " " in words and len(words) < len(message) else words


@cache
def chinese() -> Catalogue:
    """The catalogue of the project."""
    with CATALOGUE.open("rb") as file:
        return Catalogue(tomllib.load(file)["messages"])


def of_locale() -> str:
    """The language that the environment asks for, as gettext reads it; the system's where the environment says nothing."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if said := os.environ.get(name):
            return "zh" if said.startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


@contextmanager
def using(language: str) -> Iterator[None]:
    """Show messages in this language for as long as the context lasts."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def is_chinese() -> bool:
    """Whether messages are shown in Chinese."""
    return _language.get() == "zh"


def said(message: str) -> str:
    """A message in the language that was chosen."""
    return chinese().translated(message) if is_chinese() else message
