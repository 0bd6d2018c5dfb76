"""The outline: headings, items, boxes and tables as a tree over the clean text.

Labels (`rules/labels.toml`) give the levels; a label goes below the nearest one of lower rank. What a section is
for is told by its heading (`rules/sections.toml`) or by the section it stands in. Nothing is extracted here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.outline.find import find_tables
from pipeline.outline.labels import COMMA, SECTION, Label, add_boxed, add_missed, add_parents, counts_on, parse_label, sections_inside
from pipeline.outline.sections import classify, leads_on, paragraph_role, section_of
from pipeline.outline.tables import Line, Table
from pipeline.outline.unread import unread_cells
from pipeline.read.source import Table as SourceTable
from pipeline.text import AlignedText, Span
from rules import RuleSet
from rules.families import SectionClass

NodeKind = Literal["root", "heading", "item", "box", "annex"]

_UNNUMBERED = 35
_RUNNING = 55
"""The rank of a heading without a number above paragraphs that are counted through the document."""
_LONGEST_UNNUMBERED = 32
_TOP = 50
_LEAST_PART, _LONGEST_PART = 4, 6
"""Characters of a line that is nothing but a name for the goals of an item, or for what is done for them."""
_FAR = 80
"""Lines within which the two follow each other."""
_YEAR = re.compile(r"20\d\d年")
_NEAR = 4
"""Lines below a heading among which its first item stands, with the paragraphs that lead into it."""
_COUNTS = re.compile(r"\d")
_FIRST_NOTE = re.compile(r"[^\d:：]{1,3}[:：]?\s*[1１①]")
"""The first of several notes: 注：1.…"""
_FIGURES = "1234567890①②③④⑤⑥⑦⑧⑨⑩"
_ENDS = re.compile("[。！？!?；;]")


@dataclass(eq=False, slots=True)
class Node:
    """One heading, item, box or annex with what stands below it.

    `label` is the number as written without inner space; `title` the heading's span (None for plain sentences);
    `body` the paragraphs before any child; `own_line` tells a heading that has its line to itself.
    """

    kind: NodeKind
    rank: int
    start: int
    section: SectionClass | Literal["front"]
    label: str | None = None
    title: Span | None = None
    own_line: bool = False
    body: list[Span] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    parent: Node | None = None
    rules: str = ""

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        ahead = [self]
        while ahead:
            node = ahead.pop()
            yield node
            ahead += reversed(node.children)

    def ancestors(self) -> Iterator[Node]:
        """From the parent up to, but without, the root."""
        node = self.parent
        while node is not None and node.kind != "root":
            yield node
            node = node.parent


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of a document and the lines it was built from; `front` are the lines before the first heading."""

    text: str
    root: Node
    lines: tuple[Line, ...]
    front: tuple[Line, ...]
    unread: tuple[Span, ...] = ()
    """Where tables stand whose cells no layout could set to columns."""


def lines_of(text: str) -> list[Line]:
    """The non-empty lines of a text without their outer white space."""
    out = []
    gap = at = 0
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            start = at + raw.index(words[0])
            out.append(Line(start, start + len(words), words, gap))
            gap = 0
        else:
            gap += 1
        at += len(raw) + 1
    return out


class _Builder:
    def __init__(self, text: AlignedText, declared: Sequence[SourceTable], rules: RuleSet) -> None:
        self.text = text.text
        self.rules = rules
        self.lines = lines_of(self.text)
        self.root = Node("root", -1, 0, "front")
        self.stack = [self.root]
        self.box: Node | None = None
        self.parted: Node | None = None  # the item whose goals and measures stand below lines of their own
        self.aside: list[Node] = []  # what stood open when the speaker turned to those present
        self.last: dict[tuple[int, int], int] = {}  # (id of parent, rank) -> last number
        self.counted: list[int] = []  # the numbers of what stands below no heading
        self.tables, self.unread_tables = find_tables(text, self.lines, declared, rules)
        self._in_table = {k for n, (_, end) in self.tables.items() for k in range(n, end)}
        self.unread = unread_cells(self.lines, self._in_table, rules).union(*self.unread_tables)
        self.labels = [
            None if n in self._in_table or n in self.unread else parse_label(line.text, rules) for n, line in enumerate(self.lines)
        ]
        add_parents(self.labels, self.lines, rules)
        add_missed(self.labels, self.lines)
        add_boxed(self.labels, self.lines, self._in_table, rules)
        ranks = [lb.rule.rank for lb in self.labels if lb and lb.rule.series in ("counted", "parent")]
        # Where numbered paragraphs run through a document under headings without numbers, there is no 一、 or 第一章.
        self.numbered = any(rank < _TOP for rank in ranks) or (_TOP in ranks and ranks[0] <= _TOP)
        self.running = self._running_rank()
        self.lowered: dict[int, int] = {}  # rank of a label family -> rank it has below an item that announces it
        self.section_rank = COMMA + 1 if sections_inside([lb for lb in self.labels if lb and lb.rule.series == "counted"]) else SECTION
        often = Counter(ranks)
        self.top_rank = min((r for r in often if often[r] > 1 or r > 30), default=40) if self.numbered else _UNNUMBERED
        self.noted = (-2, 0)
        """The line of the note (注：1.…) that came last, and its number."""
        self.restarts = sum(lb is not None and lb.number == 1 and lb.rule.rank == self.top_rank for lb in self.labels) > 1

    # -- the walk ----------------------------------------------------------------------------------------------

    def build(self) -> Outline:
        n = 0
        front: list[Line] = []
        while n < len(self.lines):
            if n in self.tables:
                table, end = self.tables[n]
                if table is not None:
                    self.stack[-1].tables.append(table)
                n = end
                continue
            if n in self.unread:
                n += 1
                continue
            label = self.labels[n]
            used = self._labelled(n, label) if label is not None else self._plain(n)
            if len(self.stack) == 1 and not self.root.children:
                front += self.lines[n : n + used]
            n += used
        flat = bool(self.root.children) and all(c.kind == "item" and c.section == "front" for c in self.root.children)
        one_list = not flat and self._one_list()
        for node in self.root.walk():
            if node.kind != "root":
                self._trim(node)
            if node.section == "front" and (flat or (one_list and node is not self.root)):
                node.section = "tasks"
        unread = tuple(Span(self.lines[r[0]].start, self.lines[r[-1]].end) for r in self.unread_tables)
        return Outline(self.text, self.root, tuple(self.lines), tuple(front), unread)

    def _one_list(self) -> bool:
        """Whether the document is one numbered list, of whose items some are a heading alone (1.新建泵站。 / 2.改造管网。（市水利局））."""
        items = [c for c in self.root.children if c.section != "closing"]
        known = all((c.kind == "item" and c.section == "front") or c.rules.endswith("sections.default") for c in items)
        return known and len({c.rank for c in items}) == 1 and self.counted == list(range(1, len(items) + 1))

    def _running_rank(self) -> int | None:
        """The rank of paragraphs whose numbers run on through a document, below headings without numbers under its chapters."""
        for n, (above, own, below) in enumerate(zip(self.labels, self.labels[1:], self.labels[2:], strict=False), 1):
            if above is None or own is not None or below is None or n in self._in_table:
                continue
            rank, words = below.rule.rank, self.lines[n].text
            if above.rule.rank <= _TOP < rank and below.number > 1 and len(words) <= _LONGEST_UNNUMBERED and not _ENDS.search(words):
                numbers = [lb.number for lb in self.labels if lb is not None and lb.rule.rank == rank]
                return rank if numbers == sorted(set(numbers)) else None
        return None

    def _trim(self, node: Node) -> None:
        """Signatures, dates, imprints and the like at the end of a body are no part of it."""
        listed = next((n for n, s in enumerate(node.body) if paragraph_role(self.text[s.start : s.end], self.rules) == "attachments"), None)
        if listed is not None:
            del node.body[listed:]
        while node.body:
            words = self.text[node.body[-1].start : node.body[-1].end]
            role = paragraph_role(words, self.rules)
            if role is None or role == "salutation":
                return
            if role == "signature" and self._followed_by_text(node.body[-1]):
                return
            if role == "demand" and not self._ends_letter(node):
                return
            node.body.pop()

    def _ends_letter(self, node: Node) -> bool:
        """Whether the last paragraph of a node ends a letter: it is signed below, and who answers for the node was said above."""
        span = node.body[-1]
        after = next((line for line in self.lines if line.start >= span.end), None)
        signed = after is not None and paragraph_role(after.text, self.rules) not in (None, "salutation")
        asks = self.text[span.start] in "请望敬烦特"
        before = node.body[-2] if len(node.body) > 1 else node.title
        words = self.text[before.start : before.end] if before is not None else ""
        answered = (
            self.rules.phrase("answers_below").match(words) is not None or self.rules.phrase("answerable").search(words[-24:]) is not None
        )
        return signed and (asks or answered)

    def _followed_by_text(self, span: Span) -> bool:
        """Whether ordinary text, and not a date, a signature, an annex or nothing, comes next."""
        after = next((line for line in self.lines if line.start >= span.end), None)
        if after is None or parse_label(after.text, self.rules):
            return False
        return paragraph_role(after.text, self.rules) is None

    def _plain(self, n: int) -> int:
        """A line without a label: an unnumbered heading, or a paragraph of the node at hand."""
        line = self.lines[n]
        rank = self._rank_of_part(n)
        if rank is None:
            rank = self._unnumbered_rank(n)
        if rank is not None:
            self._leave_box()
            title = Span(line.start, line.start + len(line.text.rstrip("。：: ")))
            self._push(Node("heading", rank, line.start, "front", None, title, own_line=True))
            return 1
        node = self.stack[-1]
        role = paragraph_role(line.text, self.rules) if node.kind != "root" else None
        if role == "note":
            if _FIRST_NOTE.match(line.text):
                self.noted = (n, 1)
            return 1
        if role == "closing" and len(self.stack) > 1 and self._goes_on(n):
            role = "address"  # the speaker only turns to those present
        if role == "closing":
            self.stack = [self.root]
            self._push(Node("heading", self.top_rank, line.start, "closing", None, None, own_line=True))
            node = self.stack[-1]
        elif role == "address" and node.section != "closing":
            # 各位代表！… leaves the items above it; what follows is of the same half of the report.
            section = self.stack[1].section
            self._leave_box()
            self.aside = list(self.stack)
            part = self.stack[1]
            rank = part.rank + 1 if part.title is not None and part.rank <= self.top_rank else self.top_rank
            self._push(Node("heading", rank, line.start, section, None, None, own_line=True))
            node = self.stack[-1]
            node.section = section
        node.body.append(Span(line.start, line.end))
        return 1

    def _rank_of_part(self, n: int) -> int | None:
        """The rank of a line that parts an item: its goals (主要目标：), and below them what is done for these (策略措施：)."""
        if self._named_alone(n, "goals"):
            host = self.stack[-1]
            if host.label is None or not host.own_line or host.children or len(host.body) > 1 or host is self.box:
                return None
            for k in range(n + 1, min(n + _FAR, len(self.lines))):
                label = self.labels[k]
                if label is not None and label.rule.rank <= host.rank:
                    return None
                if self._named_alone(k, "tasks"):
                    self.parted = host
                    return host.rank + 1
        elif self.parted is not None and self.parted in self.stack and self._named_alone(n, "tasks"):
            return self.parted.rank + 1
        return None

    def _named_alone(self, n: int, section: str) -> bool:
        """Whether a line is nothing but a name for goals, or for work."""
        words = self.lines[n].text.rstrip("：:")
        if not _LEAST_PART <= len(words) <= _LONGEST_PART or self.labels[n] is not None or n in self._in_table:
            return False
        known = classify(words, self.rules)
        return bool(known) and known[0].section == section

    def _goes_on(self, n: int) -> bool:
        """Whether work follows behind an address in line `n`: a chapter that is still to come, or headed paragraphs."""
        chapters = (lb for lb in self.labels[n + 1 :] if lb is not None and lb.rule.series == "counted")
        if self.top_rank == COMMA and any(lb.rule.rank == COMMA for lb in chapters):
            return True
        return leads_on((line.text for line in self.lines[n + 1 : n + 1 + 3 * _NEAR]), self.rules)

    def _unnumbered_rank(self, n: int) -> int | None:
        """The rank of a heading without a number; None where the line is no heading."""
        line = self.lines[n]
        words = line.text
        if self._stands_for_the_rest(n):
            return self.top_rank
        if len(words) > _LONGEST_UNNUMBERED or _ENDS.search(words) or words.endswith(("：", ":", "，", ",", "、")) or "\t" in words:
            return None
        if len(words) < 2 or not re.search("[\u4e00-\u9fff]{2}", words) or paragraph_role(words, self.rules):
            return None
        following = self.lines[n + 1] if n + 1 < len(self.lines) else None
        if following is None or n + 1 in self.tables:
            return None
        bare = re.sub(r"[\s\u3000]+", "", words)
        known = classify(bare, self.rules)
        if self.root.children and known and known[0].section == "closing":
            return self.top_rank
        label = self.labels[n + 1]
        leads = (label is not None and label.rule.series == "counted") or len(following.text) > 40
        if not leads:
            return None
        if not self.root.children and self.rules.phrase("both_halves").search(bare):
            return None
        # 2024年工作回顾 / 一、… / 2025年工作安排 / 一、…: numbering that starts anew below it makes it a part.
        anew = self.restarts and self._first_label(n + 1) == (1, self.top_rank)
        if known and known[0].section == "tasks" and _YEAR.search(bare) and self.root.children and self._opens_the_count(n + 1):
            return self.top_rank - 1
        if known and (anew or (known[0].strength >= 2 and self.top_rank > COMMA)):
            return self.top_rank - 1  # nothing is numbered 一、: what is unnumbered stands above （一）
        if known and known[0].strength >= 2:
            return self.top_rank
        if (
            label is not None
            and label.rule.rank == self.running
            and label.number > 1
            and not self.rules.phrase("answers_below").match(words)
        ):
            return _RUNNING
        if self.numbered or self.box is not None:
            return None
        if self.root.children or n > 3 or len(words) <= 24:
            return _UNNUMBERED if n > 0 else None
        return None

    def _opens_the_count(self, n: int) -> bool:
        """Whether the first label of the top rank comes soon below line `n`, so that all of its series stand below what is above it."""
        tops = [k for k, label in enumerate(self.labels) if label is not None and label.rule.rank == self.top_rank]
        first = self.labels[tops[0]] if tops else None
        return first is not None and first.number == 1 and n <= tops[0] < n + 2 * _NEAR

    def _stands_for_the_rest(self, n: int) -> bool:
        """Whether a line is a safeguard's name with a colon above its own items (工作要求：).

        One that is said again and again is a part of each item.
        """
        words = self.lines[n].text
        if len(words) > 10 or not words.endswith(("：", ":")) or not self.root.children:
            return False
        known = classify(words.rstrip("：:"), self.rules)
        if not known or known[0].section not in ("safeguards", "stages") or known[0].strength < 2:
            return False
        label = self.labels[n + 1] if n + 1 < len(self.labels) else None
        return label is not None and label.number == 1 and sum(line.text == words for line in self.lines) == 1

    def _first_label(self, n: int) -> tuple[int, int] | None:
        """Number and rank of the first counted label among the next few lines."""
        for label in self.labels[n : n + _NEAR]:
            if label is not None and label.rule.series == "counted":
                return label.number, label.rule.rank
        return None

    def _labelled(self, n: int, label: Label) -> int:
        line = self.lines[n]
        rule = label.rule
        if self.noted == (n - 1, label.number - 1) and label.written[0] in _FIGURES:
            self.noted = (n, label.number)  # 注：1.… / 2.…
            return 1
        if self._lists_annexes(n, label):
            self.stack[-1].body.append(Span(line.start, line.end))
            return 1
        if rule.series == "bullet":
            self.stack[-1].body.append(Span(line.start, line.end))
            return 1
        if rule.series == "annex":
            return self._annex(n, label)
        if rule.series == "closing":
            return self._maps(n, label)
        if rule.series == "box":
            return self._box(n, label)
        if self.box is not None and self._leaves_box(label):
            self._leave_box()
        if any(self.last.get((id(node), rule.rank)) == label.number - 1 > 0 for node in self.aside):
            self.stack = self.aside  # （八） after 各位代表！… counts on: it stands where （七） stands
        self.aside = []
        used = 1
        start = line.start + label.rest
        end = line.end
        if start >= end and n + 1 < len(self.lines) and self.labels[n + 1] is None and n + 1 not in self._in_table:
            start, end = self.lines[n + 1].start, self.lines[n + 1].end
            used = 2
        role = paragraph_role(self.text[start:end], self.rules)
        if role == "contact":
            self.stack[-1].body.append(Span(line.start, line.end))
            return used
        if role == "closing":
            self.stack = [self.root]
            self._push(Node("heading", self.top_rank, line.start, "closing", label.written, None, own_line=True))
            self.stack[-1].body.append(Span(start, end))
            return used
        if role == "imprint":  # the article that says from when the others hold
            self._push(Node("item", self._rank(label), line.start, "closing", label.written))
            self.stack[-1].body.append(Span(start, end))
            return used
        node = Node("item", self._rank(label), line.start, "front", label.written, rules=rule.id)
        self._split(node, start, end)
        if node.own_line:
            node.kind = "heading"
        self._push(node, label.number)
        return used

    def _lists_annexes(self, n: int, label: Label) -> bool:
        """Whether a numbered line goes on with the list that 附件：1. began."""
        if label.number < 1 or label.rule.series != "counted" or len(self.lines[n].text) > 60 or not self.stack[-1].body:
            return False
        before = self.stack[-1].body[-1]
        words = self.text[before.start : before.end]
        if before.end != self.lines[n - 1].end or _ENDS.search(self.lines[n].text):
            return False
        opens = r"[:：]\s*$" if label.number == 1 else r"[:：]\s*[1一][.、．]"
        listed = paragraph_role(words, self.rules) == "attachments" and re.search(opens, words)
        return bool(listed) or bool(re.match(rf"{label.number - 1}[.、．]", words))

    def _rank(self, label: Label) -> int:
        """The rank of a label; one that an item announces (… 如下：) stands below that item whatever its form."""
        rank = label.rule.rank
        if rank == SECTION:
            return self.section_rank
        top = self.stack[-1]
        announced = self.text[top.body[-1].end - 1] if top.body else self.text[top.title.end : top.title.end + 1] if top.title else ""
        if label.number == 1 and rank < top.rank < 100 and announced in ("：", ":"):
            self.lowered[rank] = top.rank + 5
        elif rank in self.lowered and (label.number == 1 or self._counts_on_above(label.number, rank)):
            del self.lowered[rank]
        return self.lowered.get(rank, rank)

    def _counts_on_above(self, number: int, rank: int) -> bool:
        """Whether a number goes on with the series outside a list that an item announced, once that list is left."""
        inner = next((node for node in self.stack if node.rank == self.lowered[rank]), None)
        if inner is not None and self.last.get((id(inner.parent), inner.rank)) == number - 1:
            return False
        return any(self.last.get((id(node), rank)) == number - 1 for node in self.stack)

    def _split(self, node: Node, start: int, end: int) -> None:
        """Tell the heading of a labelled line from its text."""
        words = self.text[start:end]
        stops = [m.end() for m in _ENDS.finditer(words)]
        first = stops[0] if stops else len(words)
        named = re.match(r"[^，。：:；“”]{2,20}[:：](?=.{10})", words)
        if first >= len(words) and not (named and words.endswith("。")):
            if len(words) <= 60:
                node.own_line = True
                node.title = Span(start, start + len(words.rstrip("。：:；; ")))
            else:
                node.body.append(Span(start, end))
            return
        if first < len(words) and first <= 48 and words[first - 1] == "。" and not (named and _COUNTS.search(words, named.end(), first)):
            node.title = Span(start, start + first - 1)
        elif (m := named) is not None:
            node.title = Span(start, start + m.end() - 1)
        if node.title is not None:
            begin = node.title.end + 1
            begin += len(self.text[begin:end]) - len(self.text[begin:end].lstrip())
            node.body.append(Span(begin, end))
        else:
            node.body.append(Span(start, end))

    def _push(self, node: Node, number: int = 0) -> None:
        while len(self.stack) > 1 and self.stack[-1].rank >= node.rank and self.stack[-1] is not self.box:
            self.stack.pop()
        parent = self.stack[-1]
        node.parent = parent
        parent.children.append(node)
        if number:
            self.last[id(parent), node.rank] = number
            if parent is self.root:
                self.counted.append(number)
        if node.section != "closing":
            title = self.text[node.title.start : node.title.end] if node.title else ""
            above = parent.section
            if title and (node.own_line or node.rank <= _TOP):
                node.section, rule = section_of(title, above, node.own_line, self.rules)
                node.rules = "+".join(r for r in (node.rules, rule) if r)
            elif title and (frame := self._frame(title, parent)) is not None:
                node.section = frame
            else:
                node.section = "tasks" if above in ("front", "annex") and node.rank <= _TOP else above
            if title and node.section == "tasks" and not node.own_line:
                node.section = self._frame(title, parent) or node.section
        self.stack.append(node)

    def _frame(self, title: str, parent: Node) -> SectionClass | None:
        """What an item frames (1.指导思想。…) below a heading that may hold frame and work alike: no rule knows it, or it says so."""
        over = self.text[parent.title.start : parent.title.end] if parent.title else ""
        said = {rule.section for rule in classify(re.sub(r"[\s\u3000]+", "", over), self.rules)}
        if "sections.default" not in parent.rules and not said >= {"goals", "tasks"}:
            return None
        known = classify(re.sub(r"[\s\u3000]+", "", title), self.rules)
        framing = ("goals", "indicators", "retrospective", "situation", "principles")
        return known[0].section if known and known[0].strength >= 2 and known[0].section in framing else None

    # -- boxes and annexes -------------------------------------------------------------------------------------

    def _box(self, n: int, label: Label) -> int:
        """A 专栏: its number and its name may stand on the lines below."""
        self._leave_box()
        line = self.lines[n]
        written, used = label.written, 1
        start, end = line.start + label.rest, line.end
        if not re.search(r"[0-9一二三四五六七八九十]", written[2:]) and start >= end and n + 1 < len(self.lines):
            m = re.fullmatch(r"[0-9]{1,2}|[一二三四五六七八九十]{1,2}", self.lines[n + 1].text)
            if m:
                written, used = written + m.group(), 2
                start, end = self.lines[n + 1].end, self.lines[n + 1].end
        if start >= end and n + used < len(self.lines) and n + used not in self._in_table:
            name = self.lines[n + used]
            if len(name.text) <= 45 and not _ENDS.search(name.text):
                start, end = name.start, name.end
                used += 1
        node = Node("box", 1000, line.start, "front", written, rules=label.rule.id)
        if start < end:
            drawn = self.text[line.start] in "—–-【［["  # ——专栏1 人才工程——
            node.title = Span(start, start + len(self.text[start:end].rstrip("—–-】］]。：: " if drawn else "。：: ")))
        host = self.stack[-1]
        while host.kind not in ("root", "heading", "annex") and host.parent is not None:
            host = host.parent
        node.parent = host
        node.own_line = True
        host.children.append(node)
        node.section = host.section
        self.box = node
        self._outside = list(self.stack)
        self.stack = [*self.stack[: self.stack.index(host) + 1], node]
        return used

    def _leaves_box(self, label: Label) -> bool:
        """Whether a label belongs to the text after the box: it goes on with the count outside, or stands higher."""
        assert self.box is not None
        rank = label.rule.rank
        host = self.box.parent
        assert host is not None
        if host.kind != "root" and rank <= host.rank:
            return True
        outside = max((self.last.get((id(node), rank), 0) for node in self._outside), default=0)
        inside = self.last.get((id(self.box), rank), 0)
        if inside and label.number == inside + 1:
            return False
        if outside and label.number == outside + 1:
            return True
        if label.number == 1 and not outside and not inside:
            return rank <= _TOP or bool(self.box.body)
        return rank <= _TOP or (label.number != 1 and not inside)

    def _leave_box(self) -> None:
        if self.box is not None:
            self.stack = list(self._outside)
            self.box = None

    def _annex(self, n: int, label: Label) -> int:
        """附表1 or 附件: a title on the same line or on the lines before its table or first heading."""
        line = self.lines[n]
        lists = paragraph_role(line.text, self.rules) == "attachments" and label.written in ("附件", "附", "附表")
        lists = lists and (len(self.stack) <= 2 or re.match(r"附[件表]?[:：]\s*1[.．、]", line.text) is not None)
        if lists and line.start + label.rest < line.end and n + 1 not in self._in_table:
            self.stack[-1].body.append(Span(line.start, line.end))
            return 1
        self._leave_box()
        node = Node("annex", 0, line.start, "annex", label.written, rules=label.rule.id)
        start, end = line.start + label.rest, line.end
        used = 1
        parts = [Span(start, end)] if start < end else []
        while (n + used < len(self.lines) and used <= 4 and not parts) or (
            parts and n + used < len(self.lines) and used <= 4 and len(parts) < 3 and n + used not in self._in_table
        ):
            if n + used in self._in_table or self.labels[n + used] is not None:
                break
            words = self.lines[n + used].text
            if len(words) > 45 or _ENDS.search(words) or "\t" in words:
                break
            if (
                parts
                and not self.rules.phrase("version_below_title").match(words)
                and (not self._table_soon(n + used) or self.rules.phrase("table_remark").match(words))
            ):
                break
            parts.append(Span(self.lines[n + used].start, self.lines[n + used].end))
            used += 1
        if parts:
            first = parts[0].start
            node.title = Span(first, first + len(self.text[first : parts[-1].end].rstrip(" |\t")))  # a bar is the edge of its table
            name = "".join(self.text[node.title.start : node.title.end].split())
            known = classify(name, self.rules)
            if self.rules.phrase("annexed_norm").search(name) or (known and known[0].section == "closing"):
                node.section = "closing"
            elif self.rules.phrase("annexed_work").search(name):
                node.section = "tasks"
        node.own_line = True
        self.stack = [self.root]
        node.parent = self.root
        self.root.children.append(node)
        self.stack.append(node)
        return used

    def _maps(self, n: int, label: Label) -> int:
        """附图: the names of maps behind the text; where the text goes on behind one, its name is a line of the text."""
        line = self.lines[n]
        if counts_on(self.labels[n + 1 :], self.top_rank):
            self.stack[-1].body.append(Span(line.start, line.end))
            return 1
        self._leave_box()
        start = line.start + label.rest
        title = Span(start, line.end) if start < line.end else None
        self.stack = [self.root]
        self._push(Node("heading", label.rule.rank, line.start, "closing", label.written, title, own_line=True, rules=label.rule.id))
        return 1

    def _table_soon(self, n: int) -> bool:
        return any(k in self.tables for k in range(n, min(n + 4, len(self.lines))))


def build_outline(text: AlignedText, declared: Sequence[SourceTable], rules: RuleSet) -> Outline:
    """The outline of a clean text; `declared` are the tables that the source's format declares, in source offsets."""
    return _Builder(text, declared, rules).build()
