"""OFD, the fixed-layout format of Chinese authorities (GB/T 33190-2016): a ZIP archive of XML descriptions.

`OFD.xml` names the documents (DocBody/DocRoot); each `Document.xml` its template pages and its pages in order, and
each page's `Content.xml` holds the objects that `ofdpage` reads. Annotations, seals and attachments are not part of
the text and are left out. Encryption is that of GM/T 0099-2020: an `Encryptions.xml` beside `OFD.xml`; what then
stands in the open may be a stand-in for the real content, so that nothing of such a file is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from pipeline.errors import ReadError
from pipeline.read.drawing import MAX_PAGES, Content
from pipeline.read.layout import compose
from pipeline.read.ofdpage import Drawing, Units, box_of, children, name_of
from pipeline.read.package import Package, join_path
from pipeline.read.positions import Page
from pipeline.read.source import SourceText

MEDIA_TYPE = "application/ofd"
_A4 = (210.0, 297.0)


def read_ofd(data: bytes, name: str) -> SourceText:
    """The text, tables and pages of an OFD file.

    Raises `ReadError`: `encrypted`; `no_text_layer` where the pages hold only images or drawn characters; `empty`;
    `damaged` and `unsafe` for what breaks the format; and by the name of the limit that is passed `ofd_pages`, `ofd_characters`,
    `ofd_page_characters`, `ofd_objects`, `ofd_part_size`, `ofd_size`, `ofd_ratio`.
    """
    package = Package(data, name, "ofd")
    if "Encryptions.xml" in package:
        raise ReadError(f"{name}: the file is encrypted (GM/T 0099); open it with its key and save it without", code="encrypted")
    if "OFD.xml" not in package:
        raise ReadError(f"{name}: the archive has no OFD.xml, so this is no OFD file; fetch or save the file again", code="damaged")
    reader = _Reader(package)
    composed = compose(reader.pages())
    if not composed.text.strip():
        drawing = reader.drawing
        if drawing.unmapped:
            raise ReadError(
                f"{name}: its characters are given only as numbers of glyphs; print it to a PDF or an image and recognise the text",
                code="no_text_layer",
            )
        if drawing.pictures:
            raise ReadError(
                f"{name}: its pages are images without text; recognise the text (OCR) and give the result", code="no_text_layer"
            )
        raise ReadError(f"{name}: there is no text on its pages", code="empty")
    return SourceText(composed.text, MEDIA_TYPE, "utf-8", composed.tables, composed.pages, aside=composed.aside)


class _Reader:
    """The documents of one file, read page by page."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.drawing = Drawing(package.name)
        self.count = 0

    def path(self, base: str, location: str) -> str:
        """The member that a location means: relative to the folder of the file that says it, else to the archive's root."""
        near = self.package.find(join_path(base, location))
        return near or self.package.find(join_path("", location)) or join_path(base, location)

    def pages(self) -> Iterator[Page]:
        """The pages of all documents in order."""
        main = self.package.find("OFD.xml") or "OFD.xml"
        bodies = [e for e in self.package.need(main).iter() if name_of(e) == "DocBody"]
        found = False
        for part, body in enumerate(bodies):
            root = self._document_of(main, body)
            if root is not None:
                found = True
                yield from self._document(root, part)
        if not found:
            raise ReadError(f"{self.package.name}: OFD.xml names no document; fetch or save the file again", code="damaged")

    def _document_of(self, main: str, body: etree._Element) -> str | None:
        """The path of a document's root: DocRoot, else the one of the version that is marked as current."""
        for child in children(body, "DocRoot"):
            if child.text and child.text.strip():
                return self.path(main, child.text)
        for versions in children(body, "Versions"):
            marked = sorted(children(versions, "Version"), key=lambda v: v.get("Current") != "true")
            for version in marked[:1]:
                at = self.path(main, version.get("BaseLoc") or "")
                for child in children(self.package.need(at), "DocRoot"):
                    return self.path(at, child.text or "")
        return None

    def _document(self, path: str, part: int) -> Iterator[Page]:
        root = self.package.need(path)
        size = _A4
        units: Units = {}
        templates: dict[str, Content] = {}
        for common in children(root, "CommonData"):
            size = _size(common, size)
            for kind in ("PublicRes", "DocumentRes"):
                for resource in children(common, kind):
                    self._resources(self.path(path, resource.text or ""), units)
            for template in children(common, "TemplatePage"):
                at = self.path(path, template.get("BaseLoc") or "")
                if self.package.find(at) is not None:
                    templates[template.get("ID") or ""] = self.drawing.content(self.package.need(at), units)
        uses = Counter(page.get("BaseLoc") for pages in children(root, "Pages") for page in children(pages, "Page"))
        shared: dict[str, Content] = {}  # of pages that name the same file, read once
        for pages in children(root, "Pages"):
            for page in children(pages, "Page"):
                self.count += 1
                if self.count > MAX_PAGES:
                    raise ReadError(
                        f"{self.package.name}: more than {MAX_PAGES:,} pages; split the file into its documents", code="ofd_pages"
                    )
                location = page.get("BaseLoc") or ""
                at = self.path(path, location)
                content = self.package.need(at)
                own = units
                if resources := list(children(content, "PageRes")):
                    own = dict(units)
                    for resource in resources:
                        self._resources(self.path(at, resource.text or ""), own)
                under = [templates[t] for e in children(content, "Template") if (t := e.get("TemplateID") or "") in templates]
                width, height = _size(content, size)
                drawn = shared.get(location) or self.drawing.content(content, own)
                if uses[location] > 1:
                    shared[location] = drawn
                yield self.drawing.page([*under, drawn], width, height, part)

    def _resources(self, path: str, units: Units) -> None:
        """Adds the composite units of a resource file; fonts, colours and images do not matter for the text."""
        if self.package.find(path) is None:
            return
        for group in children(self.package.need(path), "CompositeGraphicUnits"):
            for unit in children(group, "CompositeGraphicUnit"):
                units[unit.get("ID") or ""] = unit


def _size(element: etree._Element, default: tuple[float, float]) -> tuple[float, float]:
    """Width and height of a page: the PhysicalBox of its Area (of the document's PageArea)."""
    for kind in ("Area", "PageArea"):
        for area in children(element, kind):
            for box in children(area, "PhysicalBox"):
                found = box_of(box.text)
                if found is not None and found[2] > 0 and found[3] > 0:
                    return found[2], found[3]
    return default
