"""Writes small PDF files for the tests: the layout of `ofd_writer`, drawn with the operators of PDF, and no library between.

So a test can say exactly what stands in the file: fonts that name their characters or not, ligatures, text that does not
show, forms, turned pages. The font is not embedded; its widths are those that `ofd_writer` sets by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ofd_writer import CELL_SIZE, HEIGHT, LEFT, WIDTH, Block, Options, Writer, em

POINTS = 72 / 25.4


def text_op(x: float, y: float, words: str, size: float, mode: int = 0, matrix: str = "1 0 0 1", font: str = "F1") -> str:
    """Words with their base line at (x, y): millimetres from the top left corner."""
    codes = words.encode("utf-16-be").hex()
    return f"BT {mode} Tr /{font} {size * POINTS:.4f} Tf {matrix} {x * POINTS:.4f} {(HEIGHT - y) * POINTS:.4f} Tm <{codes}> Tj ET"


def line_op(x0: float, y0: float, x1: float, y1: float, width: float = 0.25) -> str:
    points = (f"{x * POINTS:.4f} {(HEIGHT - y) * POINTS:.4f}" for x, y in ((x0, y0), (x1, y1)))
    return f"{width * POINTS:.3f} w {' m '.join(points)} l S"


def rectangle_op(x0: float, y0: float, x1: float, y1: float, paint: str = "S") -> str:
    return f"{x0 * POINTS:.4f} {(HEIGHT - y1) * POINTS:.4f} {(x1 - x0) * POINTS:.4f} {(y1 - y0) * POINTS:.4f} re {paint}"


class PdfWriter(Writer):
    """Lays blocks out as `ofd_writer` does and gives the bytes of a PDF."""

    def _object(self, x: float, y: float, words: str, steps: Sequence[float], size: float) -> str:
        return text_op(x, y, words, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        filled = self.options.borders == "fills"
        drawn = rectangle_op(x0 - 0.1, y0 - 0.1, x1 + 0.1, y1 + 0.1, "f") if filled else line_op(x0, y0, x1, y1)
        self.sheets[-1].objects.append(drawn)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.sheets[-1].objects.append(rectangle_op(x0, y0, x1, y1))

    def slanting(self, words: str) -> str:
        return text_op(50, 200, words, 12, matrix="0.7 0.7 -0.7 0.7")

    def bytes(self) -> bytes:
        pages = self.finished()
        for objects in pages:
            if self.options.head:
                self.text(LEFT, 30, self.options.head, CELL_SIZE, into=objects)
        return pdf([" ".join(objects) for objects in pages])


def font_objects(characters: Iterable[str], named: Mapping[str, str] | None = None, unnamed: bool = False) -> list[str]:
    """A font whose codes are UTF-16, as four objects from number 3 on; `named` gives codes other words, `unnamed` none."""
    codes = sorted({c for c in characters if ord(c) < 0x10000})
    words = {c: c for c in codes} | dict(named or {})
    widths = " ".join(f"{ord(c)} [{1000 * em(c):.0f}]" for c in codes)
    lines = [f"<{ord(c):04x}> <{words[c].encode('utf-16-be').hex()}>" for c in codes if words[c]]
    blocks = "".join(
        f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar\n" for n in range(0, len(lines), 100) for part in (lines[n : n + 100],)
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{blocks}endcmap end end"
    )
    names = "" if unnamed else " /ToUnicode 6 0 R"
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R]{names} >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor 5 0 R /DW 1000 /W [{widths}] >>",
        "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 "
        "/CapHeight 700 /StemV 80 >>",
        stream(cmap),
    ]


def stream(content: str, more: str = "") -> str:
    return f"<< /Length {len(content.encode('latin-1'))}{more} >>\nstream\n{content}\nendstream"


def pdf(
    contents: Sequence[str],
    *,
    page: str = "",
    resources: str = "",
    objects: Mapping[int, str] | None = None,
    named: Mapping[str, str] | None = None,
    unnamed: bool = False,
    trailer: str = "",
) -> bytes:
    """A file with a page for each content stream; `page` and `resources` go into the dictionaries of all pages.

    `objects` are further ones, numbered from 900 on.
    """
    words = [word for text in (*contents, *(objects or {}).values()) for word in _hex_words(text)]
    used = {chr(int(word[n : n + 4], 16)) for word in words for n in range(0, len(word), 4)}
    bodies = {3 + n: body for n, body in enumerate(font_objects(used, named, unnamed))}
    first = 10
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(contents)))
    bodies[1] = "<< /Type /Catalog /Pages 2 0 R >>"
    bodies[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>"
    for n, content in enumerate(contents):
        box = f"/MediaBox [0 0 {WIDTH * POINTS:.4f} {HEIGHT * POINTS:.4f}]"
        uses = f"/Resources << /Font << /F1 3 0 R >> {resources} >> /Contents {first + 2 * n + 1} 0 R"
        bodies[first + 2 * n] = f"<< /Type /Page /Parent 2 0 R {box} {uses} {page} >>"
        bodies[first + 2 * n + 1] = stream(content)
    bodies.update(objects or {})
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number in sorted(bodies):
        places[number] = len(out)
        out += f"{number} 0 obj\n{bodies[number]}\nendobj\n".encode("latin-1")
    start = len(out)
    last = max(bodies)
    out += f"xref\n0 {last + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, last + 1):
        out += f"{places[number]:010d} 00000 n \n".encode() if number in places else b"0000000000 00000 f \n"
    out += f"trailer\n<< /Size {last + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _hex_words(text: str) -> list[str]:
    return [part.split(">")[0] for part in text.split("Tr ")[1:] for part in part.split("<")[1:2]]


def write_pdf(blocks: Iterable[Block], options: Options | None = None) -> bytes:
    writer = PdfWriter(options)
    for block in blocks:
        writer.add(block)
    return writer.bytes()
