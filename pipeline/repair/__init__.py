"""Source text to clean text: script, damage, chrome, lost characters, wrapped lines. Every step is an edit.

The steps know nothing of tasks or targets. Their order matters: characters first, since every later rule reads
them; script next, since all rules are written in simplified characters; chrome before wraps, so that a page number
does not stand between two halves of a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.read.source import SourceText
from pipeline.repair.box import Metadata
from pipeline.repair.calendar import to_common_era, to_digits
from pipeline.repair.characters import mend_characters, mend_clean, mend_lost
from pipeline.repair.chrome import strip_chrome
from pipeline.repair.flattened import drop_blank_lines, restore_lines
from pipeline.repair.lines import listed_headings
from pipeline.repair.lost import restore_lost
from pipeline.repair.mojibake import mend_mojibake
from pipeline.repair.quotes import turn_quotes
from pipeline.repair.script import Script, to_simplified
from pipeline.repair.spaces import close_letters, close_words
from pipeline.repair.subscripts import restore_subscripts
from pipeline.repair.wraps import join_wraps
from pipeline.text import AlignedText
from rules import RuleSet

__all__ = ["Metadata", "RepairWarning", "Repaired", "Script", "repair"]


@dataclass(frozen=True, slots=True)
class RepairWarning:
    """Something a reader should know: a stable code, a sentence, and the source stretch it is about."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repaired:
    """Clean, simplified text with its map, what the site's box said, the script, and what could not be mended."""

    text: AlignedText
    metadata: Metadata
    script: Script
    warnings: tuple[RepairWarning, ...]
    said: Mapping[str, str] = field(default_factory=dict)
    """What the file says of the document by field, where its text does not."""


def repair(source: SourceText, rules: RuleSet) -> Repaired:
    """Mend `source` with every step; its own string is never changed."""
    text = close_letters(mend_characters(AlignedText.of(source.text), rules))
    text, broken = mend_mojibake(text)
    text, script = to_simplified(text)
    text = to_common_era(text, script == "hant")
    text = turn_quotes(text)
    text = restore_subscripts(restore_lines(drop_blank_lines(text)))
    headings = listed_headings(text.text)
    text, metadata = strip_chrome(
        text, rules, source.links, source.body, source.aside, name=source.said.get("title", ""), headings=source.headings
    )
    text = mend_clean(text, rules)
    text = join_wraps(text, rules, [table.span for table in source.tables], headings)
    text = close_words(text, rules)
    text = to_digits(mend_lost(text, rules))
    text, lost = restore_lost(text)
    whole = ((code, message, 0, 0) for code, message in source.faults)
    warnings = [RepairWarning(*w) for w in (*broken, *lost, *whole)]
    return Repaired(text, metadata, script, tuple(sorted(warnings, key=lambda w: (w.start, w.end, w.code))), source.said)
