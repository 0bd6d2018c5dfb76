"""One plan in every format: a sample of the corpus with an indicator table, written as a text, a page, a Word file.

To add a format, write a function from `Plan` to bytes and name it in `WRITERS`; `test_formats.py` asks of each of
them that its records are those of the text. A writer sees paragraphs with their numbers apart from their words, so
that a format that counts its lists can do so.
"""

from __future__ import annotations

import io
import quopri
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import docx_files
from helpers import CORPUS
from ofd_writer import blocks_of, write_ofd
from pdf_writer import write_pdf
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, SimpleDocTemplate, Table
from reportlab.platypus import Paragraph as SetParagraph

from pipeline.converted import Converted
from pipeline.numerals import read_number

SAMPLES = ("03_transport_points", "12_annual_tasks", "26_school_building_plan_hant", "27_provincial_opinions")
"""Plans of the corpus with a paragraph a line."""
INDICATORS = (
    ("序号", "指标名称", "单位", "2025年", "2030年", "属性"),
    ("1", "示范基地数量", "个", "120", "260", "预期性"),
    ("2", "良种使用率", "%", "71.5", "≥85", "预期性"),
    ("3", "违法占用林地查处率", "%", "96", "100", "约束性"),
)
_LABEL = re.compile(r"(?:([一二三四五六七八九十]{1,3})、|（([一二三四五六七八九十]{1,3})）|([0-9]{1,2})\.)( ?)(?=\S)")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: the level of its number (None: it has none), its value, how it is written, and the words."""

    text: str
    level: int | None = None
    number: int = 0
    label: str = ""

    @property
    def line(self) -> str:
        return self.label + self.text


@dataclass(frozen=True)
class Plan:
    """A plan as paragraphs and tables (rows of cells) in their order."""

    blocks: tuple[Paragraph | tuple[tuple[str, ...], ...], ...]

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return (b for b in self.blocks if isinstance(b, Paragraph))


def sample(name: str) -> Plan:
    """A plan of the corpus; the table stands behind its first numbered heading of the outermost level."""
    blocks: list[Paragraph | tuple[tuple[str, ...], ...]] = []
    for line in (CORPUS / f"{name}.txt").read_text("utf-8").splitlines():
        words = line.strip()
        if not words:
            continue
        m = _LABEL.match(words)
        level = None if m is None else next(n for n in range(3) if m[n + 1])
        if m is None or level is None:
            blocks.append(Paragraph(words))
            continue
        blocks.append(Paragraph(words[m.end() :], level, int(read_number(m[level + 1]) or 0), m.group()))
    first = next(n for n, b in enumerate(blocks) if isinstance(b, Paragraph) and b.level == 0)
    blocks[first + 1 : first + 1] = [Paragraph("表1 主要指标"), INDICATORS]
    return Plan(tuple(blocks))


def as_text(plan: Plan) -> str:
    lines: list[str] = []
    for block in plan.blocks:
        lines += [block.line] if isinstance(block, Paragraph) else [f"| {' | '.join(row)} |" for row in block]
    return "\n".join(lines) + "\n"


def _runs_on(plan: Plan, level: int) -> bool:
    """Whether the numbers of a level go on below the next item of a level above it."""
    anew = False
    for p in plan.paragraphs:
        if p.level is not None and p.level < level:
            anew = True
        elif p.level == level and anew:
            if p.number != 1:
                return True
            anew = False
    return False


def as_docx(plan: Plan, gap: str | None = None, restart: bool = False) -> bytes:
    """A Word file that counts its numbers: none of them is in its text. `gap` stands behind each (Word's own way: a tab).

    A level whose numbers go on below the next item above it says so once; with `restart` (other programs do not know
    the other way) each number that does not follow by itself starts a list of its own.
    """
    spaced = any(p.label.endswith(" ") for p in plan.paragraphs)
    forms = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
    levels = []
    for n, (form, text) in enumerate(forms):
        behind = gap or ("space" if n == 2 and spaced else "nothing")
        goes_on = '<w:lvlRestart w:val="0"/>' if _runs_on(plan, n) and not restart else ""
        levels.append(docx_files.level(n, form, text, f'{goes_on}<w:suff w:val="{behind}"/>'))
    body = ""
    lists = docx_files.num(1, 0)
    key, counts = 1, [0, 0, 0]
    for block in plan.blocks:
        if not isinstance(block, Paragraph):
            body += docx_files.table(*block)
            continue
        if block.level is not None and restart:
            counts = [*counts[: block.level], counts[block.level] + 1, *[0] * (2 - block.level)]
            if counts[block.level] != block.number:
                key, counts[block.level] = key + 1, block.number
                at = f'<w:lvlOverride w:ilvl="{block.level}"><w:startOverride w:val="{block.number}"/></w:lvlOverride>'
                lists += docx_files.num(key, 0, at)
        properties = '<w:ind w:firstLine="420" w:left="0"/>' if len(block.line) > 20 else ""
        body += docx_files.paragraph(block.text, None if block.level is None else key, block.level, properties=properties)
    return docx_files.docx(body, docx_files.abstract(0, *levels) + lists)


def as_rtf(plan: Plan) -> bytes:
    """An RTF file with its numbers in the text."""

    def words(text: str) -> str:
        return "".join(c if c.isascii() and c not in "\\{}" else f"\\u{ord(c) if ord(c) < 0x8000 else ord(c) - 0x10000}?" for c in text)

    body = ""
    for block in plan.blocks:
        if isinstance(block, Paragraph):
            body += f"\\pard {words(block.line)}\\par\n"
            continue
        for row in block:
            ends = "".join(f"\\cellx{1500 * n}" for n in range(1, len(row) + 1))
            body += f"\\trowd{ends}\\pard\\intbl {''.join(words(cell) + chr(92) + 'cell ' for cell in row)}\\row\n"
    return f"{{\\rtf1\\ansi\\ansicpg936\\uc1 {body}}}".encode("ascii")


def _html_table(rows: tuple[tuple[str, ...], ...]) -> str:
    return "<table border=1>" + "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows) + "</table>"


def as_page(plan: Plan) -> bytes:
    """A page of a content system: one division with breaks, nested in layout tables, hidden parts between."""
    body = ""
    for block in plan.blocks:
        body += f"&emsp;&emsp;{escape(block.line)}<br>\n" if isinstance(block, Paragraph) else _html_table(block)
    return (
        '<!DOCTYPE html><html><head><meta charset="gb2312"><title>规划</title><script>var a = 1;</script></head><body><table><tr><td>'
        f'<div class="TRS_Editor" style="font-size:12pt">{body}</div><div style="display:none">一、看不见的标题</div></td></tr></table>'
        "</body></html>"
    ).encode("gb18030")


def as_word_page(plan: Plan) -> bytes:
    """A page as Word saves one: a paragraph each, its number in a span of its own."""
    body = ""
    for block in plan.blocks:
        if not isinstance(block, Paragraph):
            body += _html_table(block).replace("<td>", "<td><p class=MsoNormal>").replace("</td>", "<o:p></o:p></p></td>")
            continue
        number = f"<![if !supportLists]><span style='mso-list:Ignore'>{block.label}</span><![endif]>" if block.label else ""
        body += f"<p class=MsoNormal style='mso-list:l0 level1 lfo1'>{number}<span lang=ZH-CN>{escape(block.text)}</span><o:p></o:p></p>\n"
    return f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><div class=WordSection1>{body}</div></body></html>".encode()


def as_markdown(plan: Plan) -> bytes:
    out: list[str] = []
    for block in plan.blocks:
        if isinstance(block, Paragraph):
            out.append(f"## {block.line}" if block.level == 0 else block.line.replace("*", r"\*"))
        else:
            rule = "|" + "---|" * len(block[0])
            rows = [f"| {' | '.join(row)} |" for row in block]
            out.append("\n".join([rows[0], rule, *rows[1:]]))
    return "\n\n".join(out).encode()


def as_set_pdf(plan: Plan) -> bytes:
    """A PDF set by a library that breaks lines and pages by rules of its own."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24)
    story: list[Flowable] = []
    for block in plan.blocks:
        if isinstance(block, Paragraph):
            story.append(SetParagraph(escape(block.line), style))
        else:
            look = [("GRID", (0, 0), (-1, -1), 0.5, black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 10)]
            story.append(Table([list(row) for row in block], style=look, repeatRows=1))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(story)
    return out.getvalue()


def as_mhtml(plan: Plan) -> bytes:
    """A page as browsers save it in one file, a picture beside it."""
    page = quopri.encodestring(as_page(plan)).replace(b"\n", b"\r\n")
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="----=_Next"\r\n\r\n------=_Next\r\n'
    first = b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return b"".join((
        head, first, b"Content-Location: https://qingwu.example/zwgk/1.html\r\n\r\n", page,
        b"\r\n------=_Next\r\nContent-Type: image/gif\r\n", b"Content-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAACw=\r\n"
        b"------=_Next--\r\n",
    ))  # fmt: skip


WRITERS: Mapping[str, Callable[[Plan], bytes]] = {
    "gbk.txt": lambda plan: as_text(plan).encode("gb18030"),
    "utf16.txt": lambda plan: as_text(plan).encode("utf-16"),
    "word.docx": as_docx,
    "tabs.docx": lambda plan: as_docx(plan, "tab"),
    "page.html": as_page,
    "word.htm": as_word_page,
    "page.mhtml": as_mhtml,
    "plan.md": as_markdown,
    "plan.ofd": lambda plan: write_ofd(blocks_of(as_text(plan))),
    "plan.pdf": lambda plan: write_pdf(blocks_of(as_text(plan))),
    "set.pdf": as_set_pdf,
}
"""File name -> how the plan is written under it."""


def records(converted: Converted, *left_out: str) -> dict[str, list[dict[str, Any]]]:
    """Tasks, targets, indicators and units without what differs by format: ids are places in their list, evidence is left out."""
    places: dict[str, int] = {}
    for kind in (converted.tasks, converted.targets, converted.indicators):
        for n, record in enumerate(kind):
            places[next(v for k, v in record.model_dump().items() if k in ("task_id", "target_id", "indicator_id"))] = n
    kinds = {"tasks": converted.tasks, "targets": converted.targets, "indicators": converted.indicators, "units": converted.units}
    without = {"evidence", "doc_id", "assignment_id", *left_out}
    return {name: [_plain(r.model_dump(mode="json"), places, without) for r in found] for name, found in kinds.items()}


def _plain(value: Any, places: Mapping[str, int], without: Container[str]) -> Any:
    if isinstance(value, dict):
        return {
            k: places.get(v) if k.endswith("_id") and k != "org_id" else _plain(v, places, without)
            for k, v in value.items()
            if k not in without
        }
    return [_plain(v, places, without) for v in value] if isinstance(value, list | tuple) else value
