"""Saved pages of invented authorities, in the manner of the publishing systems that government sites are made with.

Every system frames a text in its own way: where its metadata stands and how its labels are written, the menus above,
the buttons and links below, the mark-up of the text itself. `saved_pages/` has the frame of one page of each; the plan
in them is always the same. What the boxes say was written down from the pages as a reader sees them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

TITLE = "青溪市供水保障三年行动方案（2023—2025年）"
NOTICE = f"青溪市人民政府办公室关于印发《{TITLE}》的通知"
LINES = (
    "各县（区）人民政府，市政府各部门、各直属机构：",
    f"《{TITLE}》已经市政府同意，现印发给你们，请认真组织实施。",
    "青溪市人民政府办公室",
    "2023年3月6日",
    TITLE,
    "为提高全市供水保障能力，制定本方案。",
    "一、总体目标",
    "到2025年，全市供水管网漏损率控制在8%以内，农村自来水普及率达到96%，城乡供水保障水平明显提高。",
    "二、重点任务",
    "（一）加快水源工程建设。新建水库3座，改造泵站12座。（责任单位：市水利局、市发展改革委）",
    "（二）推进管网更新改造。更换老旧管道260公里，新增智能水表5.2万只。（牵头单位：市住房城乡建设局；配合单位：市财政局）",
    "（三）健全水质监测体系。建设水质监测站18个，实现乡镇水源监测全覆盖。（责任单位：市生态环境局）",
    "三、保障措施",
    "（一）加强组织领导。由市水利局牵头，每年开展督查不少于2次。",
    "（二）强化资金保障。三年安排专项资金1.5亿元。",
)
"""What every page holds between its frame, a paragraph a line."""


def paragraphs(lines: tuple[str, ...]) -> str:
    """The usual mark-up: a paragraph a line, set in with two wide spaces."""
    return "".join(f"<p>\u3000\u3000{line}</p>\n" for line in lines)


def justified(lines: tuple[str, ...]) -> str:
    """Paragraphs with alignment and a font round their words."""
    return "".join(f'<p align="justify" style="text-indent: 2em"><font face="仿宋_GB2312">{line}</font></p>\n' for line in lines)


def broken(lines: tuple[str, ...]) -> str:
    """One block with line breaks, as old sites have it."""
    return "<div id=zoom>" + "<BR>\r\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in lines) + "</div>"


def exported(lines: tuple[str, ...]) -> str:
    """What an editor leaves of a Word file."""
    return "".join(
        f'<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0"><span>{line[:4]}<o:p></o:p></span>'
        f'<span lang="EN-US" style="mso-spacerun:yes"></span><span><span>{line[4:]}</span></span></p>\n'
        for line in lines
    )


def divided(lines: tuple[str, ...]) -> str:
    """A division a line, empty ones between."""
    return "".join(f"<div><span>{line}</span></div><div><br/></div>\n" for line in lines)


def sections(lines: tuple[str, ...]) -> str:
    """A section a line, as editors of articles for telephones make them."""
    return "".join(f'<section style="line-height:1.75em"><span>{line}</span></section><section><br></section>\n' for line in lines)


_PLACE = "<!-- the text -->"
_FOLDER = Path(__file__).parent / "saved_pages"


class Page(NamedTuple):
    """A page by its system, the mark-up of its text, and what its box and head say by the names of the document's fields."""

    system: str
    marked: Callable[[tuple[str, ...]], str]
    says: dict[str, object]

    @property
    def data(self) -> bytes:
        """The file as it was saved, in the charset that it declares."""
        html = (_FOLDER / f"{self.system}.html").read_text("utf-8").replace(_PLACE, self.marked(LINES))
        return html.encode("gb18030" if 'charset="gb2312"' in html else "utf-8")


def _page(system: str, marked: Callable[[tuple[str, ...]], str], **others: object) -> Page:
    says: dict[str, object] = {
        "title": TITLE,
        "issuers": ["青溪市人民政府办公室"],
        "doc_number": "青政办发〔2023〕8号",
        "issued_on": "2023-03-06",
        "published_on": "2023-03-10",
        "index_number": None,
        "validity": None,
        "source_url": None,
    }
    return Page(system, marked, says | others)


PAGES = (
    _page("state_council", paragraphs, index_number="001008021/2023-00012"),
    _page("catalogue", exported, index_number="11440000007/2023-00045"),
    _page("bracketed", justified, validity="有效"),
    _page("spaced_brackets", divided, index_number="11500000009/2023-00077", validity="有效"),
    _page("unmarked_cells", paragraphs, index_number="014000000/2023-00081"),
    _page(
        "public_content",
        exported,
        index_number="113400000000/202303-00021",
        validity="有效",
        source_url="https://www.qingxi.example/public/content/1",
    ),
    _page("listed", justified, index_number="11370000000000000K/2023-0210", validity="有效"),
    _page("strong_labels", broken, index_number="000014000/2023-35147", doc_number=None),
    _page("ministry", paragraphs),
    _page("old_county", broken),
    _page("validity_banner", divided, index_number="111200000/2023-00101", validity="有效"),
    _page("divided_fields", exported, index_number="53000000/2023-0133"),
    _page("gazette", broken),
    _page(
        "policy_library",
        divided,
        index_number="360A01-04-2023-000123",
        validity="有效",
        source_url="https://www.qingxi.example/zwgk/zc/202303/t20230310_1.shtml",
    ),
    _page("department", exported),
    _page("two_columns", paragraphs, index_number="QX01-2023-0088"),
    _page("traditional_switch", broken),
    _page("box_below", paragraphs, index_number="QX003-2023-00077", validity="有效"),
    _page("wide_bars", exported, validity="有效"),
    _page("number_first", paragraphs),
    _page("print_view", divided, source_url="https://www.qingxi.example/zfxxgk/2023/0310/5567.html"),
    _page("colon_spans", justified, index_number="11000020/2023-31"),
    _page("numbered_path", paragraphs),
    _page("opinion_form", exported, source_url="https://www.qingxi.example/public/118/1259.html"),
    _page("public_account", sections),
    _page("blog", paragraphs),
    _page("questions_below", divided, index_number="青溪市政府办/2023-00021", validity="有效"),
    _page("crowded_head", divided),
    _page("shown_by_script", sections),
    _page("labelled_elements", divided, index_number="QX09-2023-00009"),
    _page("side_tree", divided, index_number="QX0101-2023-00019"),
    _page("bulleted_menu", broken),
    _page("reposted", paragraphs),
    _page("table_below", paragraphs, index_number="QX11-2023-00219"),
    _page("titled_in_box", exported, validity="有效"),
    _page("phone", sections, index_number="QX02-2023-00009", source_url="https://www.qingxi.example/zwgk/1.html"),
)
