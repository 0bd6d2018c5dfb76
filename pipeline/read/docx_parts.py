"""Names, styles and relations of a Word file: what the reader looks up while it goes through the text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.read.package import Package

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFF = {"0", "false", "off", "none"}
_LONGEST_CHAIN = 50


def val(element: Element | None, name: str = "val") -> str | None:
    """A `w:` attribute of an element, None where either is missing."""
    return None if element is None else element.get(W + name)


def number(element: Element | None, name: str = "val") -> int | None:
    """A `w:` attribute as a whole number; None where it is missing or none."""
    word = (val(element, name) or "").strip()
    return int(word) if word.removeprefix("-").isdecimal() and word.isascii() and len(word) < 10 else None


def switch(properties: Element | None, name: str) -> bool | None:
    """A property that is on or off; None where nothing is said."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else (val(found) or "true").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """What of a style changes the text: its numbering, whether it hides, begins a page, or is of a table of contents.

    `linked` is the style that gives the numbering, which the levels of a list know by its id.
    """

    num_id: int | None = None
    level: int | None = None
    linked: str | None = None
    hidden: bool | None = None
    begins_page: bool | None = None
    contents: bool = False


class Styles:
    """The styles of a file with what they inherit; `hides` tells whether any of them hides text."""

    def __init__(self, root: Element | None) -> None:
        self._raw: dict[str, Element] = {}
        self._default: str | None = None
        self._known: dict[str | None, Style] = {}
        self.hides = root is not None and next(root.iter(W + "vanish"), None) is not None
        for style in root.iterfind(W + "style") if root is not None else ():
            name = val(style, "styleId")
            if name is not None:
                self._raw.setdefault(name, style)
                if val(style, "type") == "paragraph" and (val(style, "default") or "0") not in _OFF:
                    self._default = name

    def _chain(self, name: str | None) -> Iterator[tuple[str, Element]]:
        """A style and those it is based on, nearest first; circles and endless chains are cut."""
        seen: set[str] = set()
        while name is not None and name not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(name)
            style = self._raw.get(name)
            if style is None:
                return
            yield name, style
            name = val(style.find(W + "basedOn"))

    def get(self, name: str | None) -> Style:
        """The style of this id; the default paragraph style without one."""
        if name not in self._known:
            self._known[name] = self._resolve(name if name in self._raw else self._default)
        return self._known[name]

    def character(self, name: str | None) -> Style:
        """The character style of this id; nothing without one."""
        return self.get(name) if name in self._raw else Style()

    def _resolve(self, name: str | None) -> Style:
        num_id = level = linked = hidden = begins_page = None
        contents = False
        for key, style in self._chain(name):
            paragraph, run = style.find(W + "pPr"), style.find(W + "rPr")
            numbering = None if paragraph is None else paragraph.find(W + "numPr")
            if numbering is not None:
                if level is None:
                    level = number(numbering.find(W + "ilvl"))
                if num_id is None:
                    num_id = number(numbering.find(W + "numId"))
                    linked = key if num_id is not None else linked
            hidden = switch(run, "vanish") if hidden is None else hidden
            begins_page = switch(paragraph, "pageBreakBefore") if begins_page is None else begins_page
            title = (val(style.find(W + "name")) or "").lower()
            contents = contents or (title.startswith("toc ") and title[4:5].isdigit())
        return Style(num_id, level, linked, hidden, begins_page, contents)

    def numbering_of(self, name: str) -> int | None:
        """The list that a numbering style stands for."""
        return self.get(name).num_id if name in self._raw else None


def main_part(package: Package) -> str | None:
    """Where the text of the document is: by the relations of the package, else by its usual name."""
    for target in _targets(package, "", "officeDocument"):
        if target in package:
            return target
    return next((p for p in ("word/document.xml", "word/document2.xml") if p in package), None)


def part_beside(package: Package, main: str, kind: str) -> Element | None:
    """The part of a kind (styles, numbering) that the text refers to, else that of its usual name."""
    for target in (*_targets(package, main, kind), posixpath.join(posixpath.dirname(main), f"{kind}.xml")):
        if target in package:
            return package.xml(target)
    return None


def _targets(package: Package, source: str, kind: str) -> list[str]:
    folder, file = posixpath.split(source)
    relations = package.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
    if relations is None:
        return []
    found = (r for r in relations.iter(_RELATION) if (r.get("Type") or "").endswith(f"/{kind}") and r.get("TargetMode") != "External")
    targets = [r.get("Target") or "" for r in found]
    return [posixpath.normpath(t.lstrip("/") if t.startswith("/") else posixpath.join(folder, t)) for t in targets if t]


def counted_pages(package: Package) -> int | None:
    """How many pages the program that saved the file last counted; None where it did not say."""
    root = package.xml("docProps/app.xml")
    if root is None:
        return None
    word = next((e.text or "" for e in root if isinstance(e.tag, str) and e.tag.endswith("}Pages")), "").strip()
    return int(word) if word.isdecimal() and len(word) < 7 else None
