"""What a repair did to a source text: one line of edits/<doc_id>.jsonl."""

from __future__ import annotations

from pydantic import Field, model_validator

from schemas.base import Record, RuleId


class Edit(Record):
    """One change between the source and the text that the rules read (修复)."""

    rule: RuleId
    start: int = Field(ge=0, description="Offset of the first code point in texts/<doc_id>.txt")
    end: int = Field(ge=0, description="Offset behind the last code point; equal to `start` where something was put in")
    before: str = Field(description="What stood there when the rule came to it: earlier repairs may have changed the source's own words")
    after: str = Field(description="What it became; empty for what was left out")

    @model_validator(mode="after")
    def _in_order(self) -> Edit:
        if self.end < self.start:
            raise ValueError(f"the edit [{self.start}, {self.end}) ends before it starts")
        return self
