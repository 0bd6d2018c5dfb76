"""Outline to mentions: front matter, indicators, tasks and actions, targets, units; as spaCy components."""

from pipeline.extract.language import build, extract
from pipeline.extract.mentions import Found

__all__ = ["Found", "build", "extract"]
