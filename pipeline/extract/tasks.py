"""Items to tasks: the lowest paragraph-initial items of the forward-looking sections, boxes, and rows of task tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.mentions import Heading, Task, TaskKind
from pipeline.outline.labels import parse_label
from pipeline.outline.tables import Cell, Row, Table
from pipeline.outline.tree import Node, Outline
from pipeline.text import Span
from rules import RuleSet
from rules.families import SectionRule, TableRule
from rules.marks import BULLETS

_KIND: dict[str, TaskKind] = {"tasks": "measure", "safeguards": "safeguard", "stages": "safeguard"}
_NO_BOX = {"retrospective", "situation", "assessment", "scoring", "closing"}
_QUANTITY = re.compile(r"\d+(?:\.\d+)?\s*(?:%|[万亿千百]?(?:人(?!才)|[美欧港]元|[个家所座处条名张户亩元吨台套项次公班艘辆部支间场]))")
_QUOTED = re.compile(r"“[^”]{1,30}”|\d[\d.]{0,9}[万亿]?亩(?=[\u4e00-\u9fff]{2,12}[红底]线)")
"""A name: what it counts (“3个百万”行动, 3万亩耕地红线) is no quantity."""
_BULLET = re.compile(rf"^(?:——|—|--|[{BULLETS}*-])\s*")
_BREAK = re.compile(r"\s*\n\s*")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_SCORE = re.compile(r"\s*[（(]\s*\d+\s*分\s*[）)]$")
_NOTE_AT_END = re.compile(r"[（(〔【][^（(〔【]{4,300}[）)〕】]。?$")
_MAX_HEADING = 30
_CAPTION = 45
_LONG_HEADING = 48
_MOST, _FEWER = 6, 5
"""So many of ten paragraphs must open with a heading sentence, and where that is the style of the document."""
_MANY_ALIKE = 5
"""So many items in a row whose first sentences are all long headings."""
_RUN_IN = 3
"""So many paragraphs with heading sentences below an item's own line are tasks of their own; two are where three items do so."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of paragraphs under one heading sentence."""

    heading: Span
    body: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return Span(self.heading.start, max([self.heading.end, *(b.end for b in self.body)]))


class TaskFinder:
    """Walks one outline and yields its tasks in reading order."""

    def __init__(self, outline: Outline, rules: RuleSet) -> None:
        self.text = outline.text
        self.root = outline.root
        self.rules = rules
        self._frames = {rule.id for rule in rules.of(SectionRule) if rule.frames}
        self._titles: dict[Span, str] = {}
        self._siblings: dict[tuple[int, int], tuple[int, int]] = {}
        annexes = [n for n in self.root.children if n.kind == "annex" and any(c.kind in ("heading", "item") for c in n.children)]
        outside = any(n.section in _KIND for n in self.root.children if n.kind != "annex")
        self.annexed = annexes[0] if annexes and not outside else None
        """The annex that is the plan itself: what stands in it stands in the plan."""
        self._plain_lists: dict[tuple[int, int], bool] = {}
        self.headed = self._headed_paragraphs() >= 4
        self.run_in = sum(len(self._run_in(node)) >= 2 for node in self.root.walk()) >= _RUN_IN

    def find(self) -> Iterator[Task]:
        """All tasks. A heading gives none itself where items or headed paragraphs stand below it."""
        for table in self.root.tables:  # a document that is one table
            yield from self._rows(self.root, table)
        nodes = [node for node in self.root.walk() if node.kind != "root"]
        last = {self._heading_key(node): node for node in nodes}
        for node in nodes:
            # A heading that comes again is a line of a table of contents.
            if node.own_line and node.label and not node.children and last[self._heading_key(node)] is not node:
                continue
            yield from self._of_node(node)

    def _heading_key(self, node: Node) -> tuple[str | None, str | None, int]:
        return node.label, self._title(node), node.rank

    # -- nodes -------------------------------------------------------------------------------------------------

    def _words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def _in_box(self, node: Node) -> Node | None:
        if node.kind == "box":
            return node
        return next((a for a in node.ancestors() if a.kind == "box"), None)

    def _of_node(self, node: Node) -> Iterator[Task]:
        box = self._in_box(node)
        if box is not None:
            if box.section in _NO_BOX or self._about(box) in ("results", "indicators", "standards", "scoring", "catalogue"):
                return
            kind: TaskKind = "box"
        elif node.section in _KIND:
            kind = _KIND[node.section]
        elif node.kind == "annex" or (node.section == "goals" and self._answered_for(node)):
            kind = "measure"
        else:
            return
        yield from self._own(node, kind, box)
        for table in node.tables:
            yield from self._rows(node, table)

    def _own(self, node: Node, kind: TaskKind, box: Node | None) -> Iterator[Task]:
        if node.kind == "annex":
            return
        # What is said to those present (各位代表！…) has neither label nor heading, and is nothing below.
        below = any(c.kind in ("heading", "item") and (c.label or c.title) is not None for c in node.children)
        if node.body and node.kind in ("heading", "box"):
            body = node.body
            if below and self._words(body[-1]).endswith(("：", ":")):
                body = body[:-1]
            parts = self._announced(body) or (self._parts(body, kind == "box") if body else [])
            if below and len(parts) < 2:
                return
            if parts:
                yield from self._headed(node, kind, parts)
                return
        parts = self._run_in(node)
        if parts and (self.run_in or len(parts) == len(node.body) - 1 >= _RUN_IN):
            yield from self._headed(node, kind, parts)
            return
        if node.label is None and node.title is None:
            led = [(head, span) for span in node.body if (head := self._deeds(span)) is not None]
            yield from self._headed(node, kind, [_Part(head, (Span(head.end + 1, span.end),)) for head, span in led])
            return
        if below or (not node.body and (node.tables or node.title is None)):
            return
        if node.tables and not node.children and all(self._leads_to_table(node, span) for span in node.body):
            return
        if node.rules.rpartition("+")[2] in self._frames:
            return
        if not node.body and node.own_line and not self._closed(node) and not self._plain_item(node):
            return
        title, paragraphs = self._heading_and_body(node)
        end = max([node.title.end if node.title else node.start, *(b.end for b in paragraphs)])
        if title is None and not paragraphs and node.title is not None:
            paragraphs = (Span(node.title.start, self._sentence_end(node.title)),)
            end = paragraphs[0].end
        rule = "tasks.box" if node.kind == "box" else "tasks.item" if node.kind == "item" else "tasks.heading"
        text = "\n".join(self._words(b) for b in paragraphs)
        yield Task(kind, Span(node.start, end), node.label, title, text, paragraphs, self._path(node), rule)

    def _leads_to_table(self, node: Node, span: Span) -> bool:
        """Whether a paragraph does nothing but lead to the table that stands below it, or is its caption."""
        words = self._words(span)
        before = span.end <= node.tables[0].span.start
        caption = before and len(words) <= _CAPTION and self._about_words(words) is not None and not words.endswith("。")
        return before and (caption or self.rules.phrase("leads_to_table").match(words) is not None)

    def _run_in(self, node: Node) -> list[_Part]:
        """The paragraphs that （一）… leads into in a paragraph of its own, if each opens with a heading sentence."""
        if node.kind != "item" or node.title is None or node.own_line or len(node.body) < 2 or node.children:
            return []
        if len(node.body) == 2:
            head = self._heading_sentence(node.body, 1)
            return [_Part(head, (Span(head.end + 1, node.body[1].end),))] if head is not None and self._plain(head) else []
        parts = self._parts(node.body[1:], False)
        return parts if parts and parts[0].span.start == node.body[1].start else []

    def _headed(self, node: Node, kind: TaskKind, parts: Sequence[_Part]) -> Iterator[Task]:
        """One task for each group of paragraphs under a heading sentence."""
        here = (Heading(node.label, self._title(node)),) if node.label or node.title else ()
        for part in parts:
            text = "\n".join(self._words(b) for b in part.body)
            title = self._clean_title(self._words(part.heading))
            yield Task(kind, part.span, None, title, text, part.body, (*self._path(node), *here), "tasks.heading_sentence")

    def _answered_for(self, node: Node) -> bool:
        """Whether an item ends with a note or a line that says who answers for it: then a goal is somebody's task."""
        if node.kind not in ("item", "heading") or node.label is None or node.children:
            return False
        last = node.body[-1] if node.body else node.title
        if node.body and (said := self._says_who(node.body[-1])) and self.rules.phrase("unit_label").search(said.group()):
            return True
        if node.kind == "heading":
            return False
        note = _NOTE_AT_END.search(self._words(last)) if last is not None else None
        return note is not None and self.rules.phrase("answerable").search(note.group()) is not None

    def _closed(self, node: Node) -> bool:
        """Whether a heading on its own line ends with a full stop: then it is a sentence that stands alone."""
        return node.title is not None and self.text[node.title.end : node.title.end + 1] in ("。", "；", ";")

    def _plain_item(self, node: Node) -> bool:
        """An item of one short line that says how much is to be done, or among others like it: a list of plain things to do."""
        if node.parent is None or node.rank < 50:
            return False
        if node.title is not None and not node.children and not node.tables and _QUANTITY.search(self._words(node.title)):
            return True
        key = (id(node.parent), node.rank)
        if key not in self._plain_lists:
            like = [c for c in node.parent.children if c.rank == node.rank]
            self._plain_lists[key] = len(like) >= 2 and all(not c.body and not c.children and not c.tables for c in like)
        return self._plain_lists[key]

    def _sentence_end(self, span: Span) -> int:
        return span.end + (self.text[span.end : span.end + 1] in ("。", "；", ";", "！"))

    def _title(self, node: Node) -> str | None:
        """A node's heading as it is written to records; asked for by every item below it."""
        if node.title is None:
            return None
        title = self._titles.get(node.title)
        if title is None:
            title = self._titles[node.title] = self._clean_title(self._words(node.title))
        return title

    def _clean_title(self, words: str) -> str:
        """A heading without bullets, weights, and a note on who answers for what stands below it."""
        words = _one_line(_BULLET.sub("", words)).strip().rstrip("。：:；;")
        note = _NOTE_AT_END.search(words)
        if note is not None and note.start() > 1 and self._names_who(note.group()):
            words = words[: note.start()].rstrip("。：:；; ")
        return _SCORE.sub("", _GAP.sub("", words))

    def _path(self, node: Node, tabular: bool = False) -> tuple[Heading, ...]:
        return tuple(
            Heading(a.label, self._title(a))
            for a in reversed(list(node.ancestors()))
            if (a.label or a.title) and (tabular or a is not self.annexed)
        )

    def _heading_and_body(self, node: Node) -> tuple[str | None, tuple[Span, ...]]:
        """The heading of an item, where its first sentence really is one, and its paragraphs."""
        body = tuple(node.body)
        if node.title is None:
            return None, body
        if node.own_line:
            if not body:
                alone = self._closed(node) or self._plain_item(node)
                return (None, ()) if alone else (self._title(node), ())
            if self._closed(node) and all(self._says_who(span) or self._names_who_alone(span) for span in body):
                return None, (Span(node.title.start, self._sentence_end(node.title)), *body)
            return self._title(node), body
        words = self._words(node.title)
        alike, siblings = self._alike(node)
        most = alike * 2 >= siblings
        good = self._headingish(words, _LONG_HEADING if most and siblings > 1 else _MAX_HEADING)
        if good and (most or len(words) <= 16):
            return self._title(node), body
        whole = Span(node.title.start, body[0].end) if body else Span(node.title.start, self._sentence_end(node.title))
        return None, (whole, *body[1:])

    def _alike(self, node: Node) -> tuple[int, int]:
        """How many items beside a node (itself included) open with what may be a heading, and how many there are."""
        key = (id(node.parent), node.rank)
        if key not in self._siblings:
            siblings = [c for c in (node.parent.children if node.parent else []) if c.rank == node.rank and not c.own_line]
            titles = [self._words(c.title) for c in siblings if c.title is not None]
            alike = sum(self._headingish(words, _MAX_HEADING) for words in titles)
            long = sum(self._headingish(words, _LONG_HEADING) for words in titles)
            if long >= _MANY_ALIKE and long == len(siblings):
                alike = long  # a habit of the document, where every one of so many items has it
            self._siblings[key] = (alike, len(siblings))
        return self._siblings[key]

    def _headingish(self, words: str, longest: int) -> bool:
        return len(words) <= longest and not _QUANTITY.search(words) and words.count("，") + words.count(",") <= 2

    # -- paragraphs with heading sentences ---------------------------------------------------------------------

    def _heading_sentence(self, body: Sequence[Span], n: int) -> Span | None:
        """The heading sentence that paragraph `n` opens with, or that it is: short, closed by 。, text behind it."""
        words = self._words(body[n])
        if (said := self._deeds(body[n])) is not None:
            return said
        skip = m.end() if (m := _BULLET.match(words)) else 0
        stop = words.find("。", skip)
        if stop < 0 or not 3 <= stop - skip <= _MAX_HEADING:
            return None
        sentence = words[skip:stop]
        if self.rules.phrase("truism").match(words, skip):
            return None
        if re.search("[；;：:！？]", sentence):
            return None
        deeds = self.rules.phrase("annexed_work").search(sentence.rstrip("”")) is not None  # 今年，我们要办好20件“民生实事”
        if not deeds and (_QUANTITY.search(_QUOTED.sub("", sentence)) or len(re.findall("[，,]", sentence)) > 1):
            return None
        if stop + 1 >= len(words.rstrip()):
            following = body[n + 1] if n + 1 < len(body) else None
            if following is None or len(self._words(following)) <= len(sentence) + 8:
                return None
            if skip and _BULLET.match(self._words(following)):
                return None  # one of a list of bullets, each of which says what is done
        return Span(body[n].start + skip, body[n].start + stop)

    def _deeds(self, span: Span) -> Span | None:
        """What leads into the year's good deeds at the head of a paragraph (今年再办好15件民生实事), if they follow there."""
        words = self._words(span)
        m = self.rules.phrase("deeds").match(words)
        return Span(span.start + m.start("head"), span.start + m.end("head")) if m is not None and m.end() < len(words.rstrip()) else None

    def _says_who(self, span: Span) -> re.Match[str] | None:
        """A paragraph that only says who answers for the one above it."""
        return self.rules.phrase("answers_below").match(self._words(span))

    def _names_who_alone(self, span: Span) -> bool:
        """A paragraph that is nothing but such a bracket."""
        words = self._words(span)
        return _NOTE_AT_END.fullmatch(words) is not None and self._names_who(words)

    def _names_who(self, note: str) -> bool:
        """Whether a bracket names the offices that answer for something."""
        said = self.rules.phrase("answerable").search(note) is not None and self.rules.phrase("names_office").search(note) is not None
        return said or self.rules.phrase("unit_label").search(note) is not None

    def _plain(self, head: Span | None) -> bool:
        return head is not None and head.end - head.start <= 18 and not re.search("[，,]", self._words(head))

    def _parts(self, body: Sequence[Span], box: bool) -> list[_Part]:
        """Paragraphs grouped under their heading sentences; empty where the paragraphs have none of their own."""
        heads = [self._heading_sentence(body, n) for n in range(len(body))]
        if not any(heads):
            return []
        first = next(n for n, h in enumerate(heads) if h is not None)
        alone = [h is not None and h.end + 1 >= body[n].end for n, h in enumerate(heads)]
        opening = heads[first]
        if (
            opening is not None
            and alone[first]
            and re.search("[，,]", self._words(opening))
            and sum(h is not None for h in heads) - sum(alone) >= 2
        ):
            heads[first] = None  # one sentence that leads into the paragraphs with headings
            first = next(n for n, h in enumerate(heads) if h is not None)
            alone[0] = False
        if alone[first]:  # headings on lines of their own: a short first sentence elsewhere is no heading
            heads = [h if a else None for h, a in zip(heads, alone, strict=True)]
        elif not self.headed and all("，" in self._words(h) or "," in self._words(h) for h in heads if h is not None):
            return []
        count = sum(h is not None for h in heads)
        carried = sum(alone)
        rest = sum(self._says_who(span) is None for span in body[first:])
        single = count == 1 and (box or not alone[first]) and not (self.headed and not box and first <= 1 and self._plain(heads[first]))
        enough = not single and (count >= 2 or self.headed or alone[first])
        if not enough or (count + carried) * 10 < rest * (_FEWER if self.headed else _MOST):
            return []
        if first > 1:
            return []
        parts: list[_Part] = []
        for n in range(first, len(body)):
            head = heads[n]
            if head is not None:
                text_from = head.end + 1
                own = () if alone[n] else (Span(text_from, body[n].end),)
                parts.append(_Part(head, own))
            else:
                parts[-1] = _Part(parts[-1].heading, (*parts[-1].body, body[n]))
        return parts

    def _announced(self, body: Sequence[Span]) -> list[_Part]:
        """Paragraphs that each open with a heading sentence behind one that announces them (重点抓好以下工作：).

        What stands before that one is the frame of the work: how the year is looked at, what it aims at.
        """
        lead_in = next((n for n, span in enumerate(body) if self._words(span).endswith(("：", ":"))), None)
        if lead_in is None or lead_in + 3 >= len(body):
            return []
        below = body[lead_in + 1 :]
        parts = self._each_headed(below) or self._parts(below, False)
        return parts if len(parts) > 2 and parts[0].span.start == below[0].start else []

    def _each_headed(self, body: Sequence[Span]) -> list[_Part]:
        """A part for each paragraph, where all of them open with heading sentences and go on; else none."""
        heads = [self._heading_sentence(body, n) for n in range(len(body))]
        parts = [
            _Part(Span(s.start, h.end), (Span(h.end + 1, s.end),)) for h, s in zip(heads, body, strict=True) if h and h.end + 1 < s.end
        ]
        return parts if len(parts) == len(body) else []

    def _headed_paragraphs(self) -> int:
        """How many groups of paragraphs with heading sentences the document has: whether that is its style."""
        count = 0
        for node in self.root.walk():
            if node.kind in ("heading", "box") and node.section in _KIND and not any(c.kind in ("heading", "item") for c in node.children):
                heads = [self._heading_sentence(node.body, n) for n in range(len(node.body))]
                if sum(h is not None for h in heads) >= 2:
                    count += 1
        return count

    # -- tables ------------------------------------------------------------------------------------------------

    def _about(self, node: Node) -> str | None:
        title = self._title(node)
        return None if title is None else self._about_words(title)

    def _about_words(self, words: str) -> str | None:
        return next((r.about for r in self.rules.of(TableRule) if r.regex.search(words)), None)

    def _rows(self, node: Node, table: Table) -> Iterator[Task]:
        roles = table.roles()
        if not is_task_table(table, self._caption(node, table), self.rules) or node.section in _NO_BOX:
            return
        wanted = "content" if "content" in roles else "task_name"
        at = next(i for i, c in enumerate(table.columns) if c.role == wanted)
        named_by = next((i for i, c in enumerate(table.columns) if c.role == "task_name"), at)
        number = next((i for i, c in enumerate(table.columns) if c.role == "number"), None)
        merged = {i for row in table.rows for i, c in enumerate(row.cells) if c is not None and c.inherited}
        # A name of its own beside what a row does is no step above it; one that is merged over several rows is.
        named = [i for i, c in enumerate(table.columns) if i != at and (c.role == "category" or (c.role == "task_name" and i in merged))]
        path = self._path(node, tabular=True)
        if node.label or node.title:
            path = (*path, Heading(node.label, self._title(node)))
        for row in table.rows:
            cell = row.cells[at] or row.cells[named_by]  # what a project is to be may be said by its name alone
            if cell is None or cell.inherited or not re.search("[\u4e00-\u9fff]{2}", cell.text):
                continue
            numbered = row.cells[number] if number is not None else None
            label = numbered.text if numbered is not None else None
            groups = tuple(Heading(None, self._unnumbered(_flat(c.text))) for i in named if (c := row.cells[i]) is not None)
            deadline = self._cell(row, table, "deadline")
            previous = self._cell(row, table, "previous")
            units = tuple(
                (c.role, pieces)
                for c, field in zip(table.columns, row.cells, strict=True)
                if field is not None and c.role in ("lead", "support", "responsible")
                for pieces in field.paragraphs()
            )
            milestones = tuple(
                (c.header, pieces)
                for c, field in zip(table.columns, row.cells, strict=True)
                if field is not None and not field.inherited and (c.role == "goal" or (c.year is not None and c.rule_role == "year"))
                for pieces in field.paragraphs()
            )
            yield Task(
                "table", row.span, label, None, cell.text, cell.spans, (*path, *groups), "tasks.table_row",
                previous.text if previous else None, deadline.text if deadline else None,
                units, milestones,
            )  # fmt: skip

    def _unnumbered(self, words: str) -> str:
        """The words of a cell that rows stand under, without the number that it may open with (一、夯实基础)."""
        label = parse_label(words, self.rules)
        return words[label.rest :] if label is not None and len(words) - label.rest >= 2 else words

    def _cell(self, row: Row, table: Table, role: str) -> Cell | None:
        return next((f for c, f in zip(table.columns, row.cells, strict=True) if c.role == role and f is not None), None)

    def _caption(self, node: Node, table: Table) -> str:
        """What stands over a table: its last paragraph if that is a caption, else its section's heading."""
        before = [b for b in node.body if b.end <= table.span.start]
        if before and len(words := self._words(before[-1])) <= 45 and not words.endswith("。"):
            return words
        return self._title(node) or ""


def _flat(words: str) -> str:
    return _one_line(words).rstrip("。")


def _one_line(words: str) -> str:
    return _BREAK.sub("", words) if "\n" in words else words


def is_indicator_table(table: Table, caption: str, rules: RuleSet) -> bool:
    """A table with indicators in it: a column of names and values, units or attributes beside it."""
    roles = table.roles()
    if "score" in roles or "content" in roles:
        return False
    if "name" not in roles:
        return False
    about = next((r.about for r in rules.of(TableRule) if r.regex.search(caption)), None)
    if about in ("results", "standards", "scoring"):
        return False
    return bool(roles & {"target", "baseline", "attribute"}) or about == "indicators"


def is_task_table(table: Table, caption: str, rules: RuleSet) -> bool:
    """A table whose rows say what to do, with who, when, how much or what before beside it."""
    roles = table.roles()
    if "score" in roles or not roles & {"content", "task_name"} or is_indicator_table(table, caption, rules):
        return False
    about = next((r.about for r in rules.of(TableRule) if r.regex.search(re.sub(r"\s+", "", caption))), None)
    if about in ("results", "standards", "scoring", "indicators"):
        return False
    beside = roles & {"lead", "support", "responsible", "deadline", "previous", "investment", "person"}
    if about == "catalogue" and not beside:
        return False
    return bool(beside) or about == "tasks" or ("content" in roles and "number" in roles)


def find_tasks(outline: Outline, rules: RuleSet) -> list[Task]:
    """All tasks of a document in reading order."""
    tasks = list(TaskFinder(outline, rules).find())
    return sorted(tasks, key=lambda t: (t.span.start, t.span.end))
