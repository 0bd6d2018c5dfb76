"""What a reader of a report has to say against the records: one line of a corrections file (更正)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from schemas.base import Record

CorrectedType = Literal["document", "task", "target", "observation", "indicator", "unit"]

IDENTIFYING: Mapping[str, tuple[str, ...]] = {
    "document": ("title",),
    "task": ("label", "title"),
    "target": ("metric", "value", "unit"),
    "observation": ("metric", "value", "unit"),
    "indicator": ("name",),
    "unit": ("name", "role"),
}
"""The fields by which records of one type that share their evidence are told apart."""


class Passage(Record):
    """A stretch of the source, by its words: it is found again wherever it stands.

    Line ends match line ends of any kind, and U+FFFD matches any character: a page cannot show all that a text may hold.
    """

    text: str = Field(min_length=1, description="The words themselves")
    before: str = Field(default="", max_length=20, description="Up to 20 characters in front of them")
    after: str = Field(default="", max_length=20, description="Up to 20 characters behind them")
    start: int | None = Field(default=None, ge=0, description="Where it stood, to tell apart what stands twice with the same context")


class Correction(Record):
    """One correction: a record that is wrong, a record with fields to be mended, or a passage that was missed."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Digest of the bytes of the document")
    doc_id: str = Field(description="The document, for people: it is found by its digest")
    action: Literal["wrong", "mend", "missed"] = Field(
        description="wrong is no record at all · mend has wrong fields · missed is to be added"
    )
    type: CorrectedType = Field(description="Type of the record")
    evidence: tuple[Passage, ...] = Field(min_length=1, description="The evidence of the record, or the passage that was missed")
    was: dict[str, Any] = Field(
        default_factory=dict, description="What the record said that is meant (metric, value, unit; name, role …); empty for missed"
    )
    fields: dict[str, Any] = Field(
        default_factory=dict, description="Fields and their right values; baseline, target and period hold fields of their own"
    )
    note: str = Field(default="", description="Anything to say to people")

    @model_validator(mode="after")
    def _sensible(self) -> Correction:
        if self.action == "mend" and not self.fields:
            raise ValueError("mend names no field")
        if self.action != "mend" and self.type == "document":
            raise ValueError("a document can only be mended")
        if self.action == "wrong" and self.fields:
            raise ValueError("wrong has no fields; mend has")
        return self
