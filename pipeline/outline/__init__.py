"""Clean text to outline: what is a heading, an item, a box, a table, and what each section is for."""

from pipeline.outline.tables import Cell, Column, Row, Table
from pipeline.outline.tree import Node, Outline, build_outline

__all__ = ["Cell", "Column", "Node", "Outline", "Row", "Table", "build_outline"]
