"""What all records share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION = "1.0"
"""Of the records that this version writes. docs/schemas.md says when it changes."""

IsoDate = Annotated[
    str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="A year, month or day in ISO form: 2025, 2025-06, 2025-06-30")
]
Number = int | float


class Record(BaseModel):
    """A frozen record that knows exactly its own keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Record):
    """A stretch of the source text: `text` is `source[start:end]`, offsets count code points (证据)."""

    start: int = Field(ge=0, description="Offset of the first code point in texts/<doc_id>.txt")
    end: int = Field(gt=0, description="Offset behind the last code point")
    text: str = Field(min_length=1, description="The words themselves, as they stand in the source")

    @model_validator(mode="after")
    def _fits(self) -> Evidence:
        if self.end - self.start != len(self.text):
            raise ValueError(f"evidence [{self.start}, {self.end}) does not have the length of its text")
        return self


class PagedEvidence(Evidence):
    """Evidence from a format that has pages."""

    page: int = Field(ge=1, description="The page on which it starts, counted from 1")


# Left to right: evidence without a page is by far the most, and is not tried twice.
Grounded = Annotated[
    tuple[Annotated[Evidence | PagedEvidence, Field(union_mode="left_to_right")], ...],
    Field(min_length=1, description="Where in the source the record comes from; two spans where a page break stands between"),
]
Confidence = Annotated[
    float,
    Field(ge=0, le=1, description="The share of records like this one of which every field is right, as measured (可信度)"),
]
RuleId = Annotated[str, Field(min_length=1, description="The rule that produced the record; several are joined by +")]
