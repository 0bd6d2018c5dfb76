"""Layouts: what a site, a printer or a collector does to a text. Each is edits of the rendered document."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from corpus.generator.context import Context
from corpus.generator.documents import Draft
from corpus.generator.pieces import Edit, Rendered
from corpus.generator.words import NAMES, SURNAMES

Arrange = Callable[[Rendered, Draft, Random], Rendered]
Encode = Callable[[Rendered, Draft], bytes]


def utf8(page: Rendered, draft: Draft) -> bytes:
    """The text in UTF-8."""
    return page.text.encode("utf-8")


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: its edits, its encoding, the ending of its files, and whether it takes tables and lines as they are."""

    name: str
    meaning: str
    arrange: Arrange
    encode: Encode = utf8
    suffix: str = ".txt"
    unbroken: bool = False


LAYOUTS: dict[str, Layout] = {}


def layout(name: str, encode: Encode = utf8, suffix: str = ".txt", unbroken: bool = False) -> Callable[[Arrange], Arrange]:
    """Registers the function below as a layout."""

    def register(arrange: Arrange) -> Arrange:
        LAYOUTS[name] = Layout(name, (arrange.__doc__ or "").strip(), arrange, encode, suffix, unbroken)
        return arrange

    return register


def top(page: Rendered) -> int:
    """Where the title starts."""
    return page.of("title")[0].start


def below_title(page: Rendered) -> int:
    """The start of the line behind the title."""
    return page.text.index("\n", page.of("title")[0].end) + 1


def around(page: Rendered, before: str, behind: str) -> Rendered:
    """The page with text before and behind it."""
    return page.edited([Edit(0, 0, before), Edit(len(page.text), len(page.text), behind)] if page.text else [])


@layout("clean")
def clean(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """The text alone."""
    return page


@layout("indented")
def indented(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """Two ideographic spaces before each paragraph, and empty lines between them."""
    starts = [0, *(n + 1 for n, ch in enumerate(page.text[:-1]) if ch == "\n")]
    tables = page.of("table")
    kept = [s for s in starts if not any(t.start <= s < t.end for t in tables)]
    return page.edited([Edit(s, s, "\n　　" if s else "　　") for s in kept])


@layout("chrome")
def chrome(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """A site round the text: path, box of metadata, share bar, related links."""
    c, facts = draft.context, draft.facts
    year = (facts.start or draft.context.start) if facts.doc_type != "work_report" else c.start
    month, day = rng.randint(2, 9), rng.randint(1, 27)
    facts.published_on = f"{year}-{month:02}-{day:02}"
    facts.index_number = f"{rng.choice('ABCKL')}{rng.randint(10, 99)}000-0{rng.randint(1, 9)}-{year}-{rng.randint(1, 999):05}"
    office = f"{c.place.full}{draft.context.sector.office}" if facts.doc_type != "work_report" else facts.issuers[0]
    if not facts.issuers:
        facts.issuers = [office]
    published = f"{facts.published_on} {rng.randint(8, 17):02}:{rng.randint(0, 59):02}"
    sector = c.sector
    index, day_ = facts.index_number, facts.published_on
    before = rng.choice(
        (
            [
                office,
                "首页 > 政务公开 > 规划计划",
                facts.title,
                f"索 引 号：{index}　发布机构：{office}",
                f"发布日期：{published}　浏览次数：{rng.randint(90, 9000)}",
                "字号：【大 中 小】　打印　收藏　分享到：微信 微博",
            ],
            [
                f"您当前的位置： 首页 > 信息公开 > 法定主动公开内容 > {sector.name}",
                f"索引号\t{index}",
                f"发布机构\t{office}",
                f"发布日期\t{day_}",
                "【字体：大 中 小】 打印本页",
            ],
            [
                "无障碍浏览 | 长者模式 | 繁体版",
                "首页\t新闻动态\t政务公开\t办事服务\t互动交流",
                f"索引号：{index} | 发布机构：{office} | 发布日期：{day_}",
                facts.title,
            ],
        )
    )
    related = f"{c.place.full}{rng.choice(sector.themes)}“百日攻坚”方案（新增{rng.randint(20, 300)}个点位）"
    behind = rng.choice(
        (
            [
                "扫一扫在手机打开当前页",
                "【打印本页】【关闭窗口】",
                f"上一篇：{related}",
                f"下一篇：图解｜{rng.choice(sector.themes)}实现{rng.randint(80, 99)}%目标",
                f"主办：{office}　ICP备00000000号",
            ],
            ["相关解读", related, "分享到：微信 微博 QQ空间", f"版权所有：{office} 网站标识码0000000000"],
            ["打印本页", "关闭窗口", "返回顶部"],
        )
    )
    return around(page, "\n".join([*before, ""]), "\n".join([*behind, ""]))


@layout("toc")
def toc(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """A table of contents with dot leaders below the title."""
    deep = rng.choice((1, 2))
    heads = [s for s in page.of("heading") if s.mark.fields["level"] <= deep]
    dots = rng.choice(("……………………", "................", "…………"))
    lines, number = [], 1
    for span in heads:
        number += rng.randint(0, 3)
        lines.append(f"{page.text[span.start : span.end]}{dots}{number}")
    if not lines:
        return page
    at = below_title(page)
    return page.edited([Edit(at, at, "目　录\n" + "\n".join(lines) + "\n")])


def wrapped(page: Rendered, width: int, rng: Random) -> list[int]:
    """Where lines longer than `width` are cut: never in a table, never inside a number, a Latin word or a heading."""
    tables = [*page.of("table"), *page.of("heading"), *page.of("title")]
    cuts, column = [], 0
    for n, ch in enumerate(page.text):
        if ch == "\n":
            column = 0
            continue
        column += 1
        before = page.text[n - 1] if n else ""
        held = (before.isascii() and before.isalnum() and ch.isascii()) or ch in "，。；、：！？）〕】”》%.\n" or before in "（〔【“《\n"
        if column > width and not held and not any(t.start <= n <= t.end for t in tables):
            cuts.append(n)
            column = 1
    return cuts


@layout("wrapped")
def hard_wraps(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """Lines cut at a fixed width, as from a printed page."""
    return page.edited([Edit(n, n, "\n") for n in wrapped(page, rng.choice((28, 34, 40)), rng)])


@layout("pages")
def pages(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """Lines cut at a fixed width, and every so many lines a page number, now and then with a running head."""
    page = hard_wraps(page, draft, rng)
    breaks = [n for n, ch in enumerate(page.text) if ch == "\n"]
    tables = page.of("table")
    size = rng.choice((22, 28, 35))
    style = rng.choice(("— {} —", "- {} -", "{}", "第 {} 页"))
    head = draft.facts.title if rng.random() < 0.5 else None
    edits = []
    for number, n in enumerate(breaks[size::size], 1):
        inside = any(t.start <= n < t.end - 1 for t in tables)
        if inside and any(t.mark.fields["shape"] not in {"tabs", "pipes", "spaces"} for t in tables if t.start <= n < t.end):
            continue
        furniture = style.format(number) + (f"\n{head}" if head else "")
        edits.append(Edit(n, n, f"\n{furniture}", splits=True))
    return page.edited(edits)


_NOT_FIRST = frozenset("，。；、：！？）〕】》”%·")
_NOT_LAST = frozenset("（〔【《“")
_LATIN = re.compile(r"[0-9A-Za-z.,%]+")


def printed_lines(page: Rendered, columns: float) -> list[int]:
    """Where print breaks lines: at `columns` full characters, in headings too, marks and Latin words held together."""
    tables = page.of("table")
    words = {n for m in _LATIN.finditer(page.text) for n in range(m.start() + 1, m.end())}
    cuts, column = [], 0.0
    for n, ch in enumerate(page.text):
        if ch == "\n":
            column = 0.0
            continue
        column += 0.5 if ch.isascii() else 1.0
        held = n in words or ch in _NOT_FIRST or page.text[n - 1 : n] in _NOT_LAST or ch == " "
        if column > columns and not held and not any(t.start <= n <= t.end for t in tables):
            cuts.append(n)
            column = 0.5 if ch.isascii() else 1.0
    return cuts


@layout("printed")
def printed(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """What comes out of a PDF that Word made: full lines, a space for each paragraph's mark, page numbers on lines of their own."""
    tables = page.of("table")
    inside = [range(t.start, t.end) for t in tables]
    if rng.random() < 0.5:  # Word sets numbers apart from characters, and some software puts that down as spaces
        sides = re.finditer("(?<=[到年由为])(?=[0-9])|(?<=[0-9])(?=[年个万亩])", page.text)
        page = page.edited([Edit(m.start(), m.start(), " ") for m in sides if not any(m.start() in r for r in inside)])
    cuts = printed_lines(page, rng.choice((27, 28, 32)))
    within = {n for s in page.of("target", "unit", "decoy") for n in range(s.start, s.end)}
    marks = [n for n, ch in enumerate(page.text) if ch == "\n" and n not in within and page.text[n - 1 : n] not in ("", "\n")]
    bare = [n - 1 if page.text[n - 1] == " " else n for n in cuts]  # no space is seen where a line ends
    page = page.edited([*(Edit(a, b, "\n") for a, b in zip(bare, cuts, strict=True)), *(Edit(n, n, " ") for n in marks)])
    breaks = [n for n, ch in enumerate(page.text) if ch == "\n"]
    tables = page.of("table")
    size, spaced = rng.choice((20, 24, 30)), rng.random() < 0.4
    edits = []
    for number, n in enumerate(breaks[size::size], 1):
        if any(t.start <= n < t.end for t in tables):
            continue
        shown = " ".join(str(number)) if spaced else str(number)
        edits.append(Edit(n, n, f"\n{rng.choice(('', '  '))}{shown} \n  ", splits=True))
    return page.edited(edits)


@layout("split_headings")
def split_headings(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """Long headings and the title over two lines."""
    edits = []
    for span in page.of("heading", "title"):
        if span.end - span.start >= 14 and rng.random() < 0.7:
            at = span.end - rng.randint(2, 5)
            edits.append(Edit(at, at, "\n"))
    return page.edited(edits)


@layout("notice")
def notice(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """A notice with the plan as its annex: letterhead, number, salutation, signature, date."""
    c, facts = draft.context, draft.facts
    if facts.doc_type in {"work_report", "non_plan"}:
        return page
    office = rng.choice((f"{c.place.full}人民政府办公室", f"{c.place.full}人民政府", f"{c.place.full}{c.sector.office}"))
    year = facts.start or c.start
    month, day, serial = rng.randint(1, 9), rng.randint(1, 28), rng.randint(2, 60)
    facts.issuers = [office]
    facts.doc_number = f"{c.place.short}{'政办发' if '政府' in office else c.sector.name[0] + '发'}〔{year}〕{serial}号"
    facts.issued_on = f"{year}-{month:02}-{day:02}"
    head = f"{office}文件\n" if rng.random() < 0.3 else ""
    body = f"《{facts.title}》已经会议研究通过，现印发给你们，请结合实际认真抓好贯彻落实。\n"
    tail = f"{office}\n{year}年{month}月{day}日\n" + ("（此件公开发布）\n" if rng.random() < 0.5 else "")
    annex = f"附件：{facts.title}\n" if rng.random() < 0.3 else ""
    text = f"{head}{office}关于印发《{facts.title}》的通知\n{facts.doc_number}\n{c.place.below}，各有关部门：\n{body}{annex}{tail}"
    return around(page, text, "")


@layout("front_matter")
def front_matter(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """What a collector put before the text: YAML between dashes."""
    facts = draft.facts
    day = f"2026-0{rng.randint(1, 9)}-{rng.randint(10, 28)}"
    return around(
        page, f"---\ntitle: {facts.title}\nsource: 政府门户网站\ncrawl_date: {day}\ntags: [规划, {draft.context.sector.name}]\n---\n\n", ""
    )


@layout("key_values")
def key_values(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """What a collector put before the text: a list of keys and values."""
    facts = draft.facts
    day = f"2026-0{rng.randint(1, 9)}-{rng.randint(10, 28)}"
    collector = rng.choice(SURNAMES) + rng.choice(NAMES)
    lines = ["# 采集记录", "", f"- corpus_id: gw-{rng.randint(100, 999)}", f"- title: {facts.title}", f"- capture_date: {day}"]
    return around(page, "\n".join([*lines, f"- operator: {collector}", "- http_status: 200", "", ""]), "")


@layout("crlf")
def crlf(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """Lines that end in CR LF."""
    return page.edited([Edit(n, n, "\r") for n, ch in enumerate(page.text) if ch == "\n"])


def tabled(lines: list[str]) -> Iterator[str]:
    """Rows between tabs as a table of a web page."""
    yield '<table border="1">'
    for line in lines:
        yield "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t")) + "</tr>"
    yield "</table>"


def as_html(page: Rendered, draft: Draft) -> bytes:
    """A paragraph for each line, and real tables."""
    out, at = [], 0
    for span in [*page.of("table"), None]:
        end = span.start if span else len(page.text)
        out += [f'<p style="text-indent:2em">{html.escape(line)}</p>' for line in page.text[at:end].split("\n") if line.strip()]
        if span:
            out += tabled(page.text[span.start : span.end].strip("\n").split("\n"))
            at = span.end
    title = html.escape(draft.facts.title)
    body = "\n".join(out)
    head = f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
    return f'<!DOCTYPE html>\n{head}\n<body><div class="article">\n{body}\n</div></body></html>\n'.encode()


@layout("html", encode=as_html, suffix=".html", unbroken=True)
def web_page(page: Rendered, draft: Draft, rng: Random) -> Rendered:
    """A web page with real tables. Offsets count in the text of the paragraphs; the words of the evidence are compared."""
    return page


__all__ = ["LAYOUTS", "Context", "Layout"]
