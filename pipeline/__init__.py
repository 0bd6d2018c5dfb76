"""The way a document goes, one direction and no way back:

    bytes ─read─▶ SourceText ─repair─▶ Repaired ─outline─▶ Outline ─extract─▶ Found ─link─▶ Converted ─write─▶ dataset

Each stage is a function over values with the rules passed in; only `batch` and `write` touch the disk.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.converted import Converted
    from pipeline.outline import Outline
    from pipeline.read import SourceText
    from pipeline.repair import Repaired
    from rules import RuleSet


_COLLECT_AFTER = 50_000
"""New objects after which the garbage collector looks for what is left behind; Python's own number is for programs that keep less."""


def _untimed(stage: str) -> None:
    """Where nobody asks how long a stage took."""


class Prepared(NamedTuple):
    """A document before extraction: what was read, the clean text, and its outline."""

    source: SourceText
    repaired: Repaired
    outline: Outline


class Converter:
    """The stages with their rules and the extraction pipeline loaded once; call it with the bytes of one document."""

    def __init__(self, rules: RuleSet | None = None, spacy_model: str | None = None) -> None:
        from pipeline.extract import build
        from pipeline.link import link  # noqa: F401 - all stages are there before the collector is told what stays
        from pipeline.words import tokenizer
        from rules import load

        self.rules = rules or load()
        self.nlp: Language = build(self.rules, spacy_model)
        tokenizer(self.rules)
        # The segmenter's dictionary stays for good: the garbage collector need not walk its half million words again.
        gc.collect()
        gc.freeze()
        # A document is tens of thousands of small values that stay until it is done: to look at them again and again finds nothing.
        first, *others = gc.get_threshold()
        if 0 < first < _COLLECT_AFTER:
            gc.set_threshold(_COLLECT_AFTER, *others)

    def prepare(self, data: bytes, path: str = "-", lap: Callable[[str], None] = _untimed) -> Prepared:
        """One document read, repaired and outlined; `lap` is called with the name of each stage that is through.

        Raises `pipeline.errors.ReadError` where nothing can be read.
        """
        from pipeline.read import read

        source = read(data, path)
        lap("read")
        return self.prepare_source(source, path, lap)

    def prepare_source(self, source: SourceText, path: str = "-", lap: Callable[[str], None] = _untimed) -> Prepared:
        """One document repaired and outlined, of which the text is known already. Raises as `prepare` does."""
        from pipeline.errors import ReadError
        from pipeline.outline import build_outline
        from pipeline.repair import repair

        repaired = repair(source, self.rules)
        lap("repair")
        outline = build_outline(repaired.text, source.tables, self.rules)
        if not outline.lines:
            chrome = source.text.strip()
            raise ReadError(
                f"{path}: nothing but site chrome and page furniture is in it" if chrome else f"{path}: no text is in it", code="empty"
            )
        lap("outline")
        return Prepared(source, repaired, outline)

    def __call__(self, data: bytes, path: str = "-", other_paths: tuple[str, ...] = ()) -> Converted:
        """The records of one document. Raises `pipeline.errors.ReadError` where the bytes are no readable document."""
        return self.finish(self.prepare(data, path), data, path, other_paths)

    def of_text(self, text: str, path: str = "-") -> Converted:
        """The records of a plain text, whose offsets they count in, to the character. Raises as a call does."""
        from pipeline.read import SourceText

        return self.finish(self.prepare_source(SourceText(text, "text/plain", "utf-8"), path), text.encode("utf-8", "surrogatepass"), path)

    def finish(
        self, prepared: Prepared, data: bytes, path: str = "-", other_paths: tuple[str, ...] = (), lap: Callable[[str], None] = _untimed
    ) -> Converted:
        """The records of a document that is prepared already; `data` are its bytes, from which the ids come."""
        from pipeline.extract import extract
        from pipeline.link import link
        from schemas import Source

        source, repaired, outline = prepared
        found = extract(self.nlp, repaired, outline, self.rules)
        lap("extract")
        origin = Source(
            path=path,
            other_paths=other_paths,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=source.media_type,
            encoding=source.encoding,
        )
        converted = link(source, repaired, found, origin)
        lap("link")
        return converted
