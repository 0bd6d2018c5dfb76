"""Word files written from scratch: a ZIP with the parts that a test is about, in the fewest words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _types(*kinds: str) -> str:
    """Which part is what; without it other programs do not open the file."""
    parts = "".join(f'<Override PartName="/word/{kind}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for kind in kinds)
    main = f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>{rels}{main}{parts}</Types>'


def _relations(**targets: str) -> str:
    """The parts that hang on one part, by kind."""
    inner = "".join(f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for kind, target in targets.items())
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these parts, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(body: str, numbering: str = "", styles: str = "", extra: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this inside of w:body, of w:numbering and of w:styles."""
    own = {
        kind: f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>" for kind, content in (("numbering", numbering), ("styles", styles)) if content
    }
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(*own),
        "_rels/.rels": _relations(officeDocument="word/document.xml"),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(**{kind: f"{kind}.xml" for kind in own}),
    }
    parts.update({f"word/{kind}.xml": content for kind, content in own.items()})
    return zipped(parts | dict(extra or {}))


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, num: int | None = None, level: int | None = None, style: str | None = None, properties: str = "") -> str:
    """A paragraph of text, or of mark-up that begins with <."""
    inner = content if content.startswith("<") or not content else run(content)
    numbered = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    numbered += "" if num is None else f'<w:numId w:val="{num}"/>'
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    props += f"<w:numPr>{numbered}</w:numPr>" if numbered else ""
    props += properties
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{inner}</w:p>"


def level(n: int, form: str, text: str, extra: str = "", start: int | None = 1) -> str:
    """One level of an abstract list."""
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    return f'<w:lvl w:ilvl="{n}">{begin}<w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val={quoteattr(text)}/></w:lvl>'


def abstract(key: int, *levels: str, extra: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{extra}{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def cell(content: str, span: int = 1, merge: str | None = None) -> str:
    """A table cell; `merge` is restart or continue."""
    props = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    props += "" if merge is None else "<w:vMerge/>" if merge == "continue" else f'<w:vMerge w:val="{merge}"/>'
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content if content.startswith('<') else paragraph(content)}</w:tc>"


_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))


def table(*rows: Sequence[str]) -> str:
    """A ruled table of rows of cells, given as text or as mark-up."""
    body = "".join("<w:tr>" + "".join(c if c.startswith("<w:tc>") else cell(c) for c in row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>{body}</w:tbl>"
