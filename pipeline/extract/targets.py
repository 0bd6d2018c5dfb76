"""Quantities that the plan commits to.

A paragraph is read sentence by sentence (`sentences`): numbers are found first; those inside names, dates, ordinals
and standards fall away (`rules/exclusions.toml`), and so does what is achieved, current or conditional
(`rules/cues.toml`). For each number that is left `govern` tells what governs it and what is counted. Here the
paragraphs are chosen, and what a commitment says of time, frequency and firmness is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.extract.asof import AsOf, find_as_of, speaking_year
from pipeline.extract.bounds import share_bounds
from pipeline.extract.deadlines import Deadline, before_plan, cell_deadline, find_deadlines, is_over, labelled_deadline
from pipeline.extract.govern import Governor
from pipeline.extract.governed import Place, State
from pipeline.extract.mentions import Front, Observation, Target, Task, in_pieces
from pipeline.extract.numbers import Quantity, find_quantities
from pipeline.extract.sentences import CLAUSE_MARKS, PROMISED, Sentence, Status, read_sentences
from pipeline.extract.titles import doc_type_of
from pipeline.extract.topics import depending, with_subject
from pipeline.extract.wording import count_letters, is_foreign, wording
from pipeline.outline.sections import paragraph_role
from pipeline.outline.settle import chapters_ahead
from pipeline.outline.tree import Node, Outline
from pipeline.text import Span
from rules import RuleSet
from rules.families import ModalityRule, RecurrenceRule
from rules.marks import BULLETS

_READ_SECTIONS = ("goals", "indicators", "tasks", "safeguards", "stages", "principles")
_RESULT_SECTIONS = {"retrospective": "achieved", "situation": "current"}
"""Sections that tell what was done or what stands now, and what their numbers are unless a cue says otherwise."""
_TOLD = ("achieved", "current")
_REPORTED = Status("achieved", "doctypes.non_plan")
_ANNOUNCED = Status("announced", "phrases.announces")
"""What numbers stand for in a document that is no plan: it reports, or tells of a plan what that announces."""
_UNITS_WITH_MEASURE_WORD = ("个百分点", "个工作日", "个小时", "个等级")
_OF_THE_YEAR = re.compile("全年|今年|本年度?|当年|上半年|第?[一二三四]季度?")
"""Among results these words say of when they are, and not by when: 全年实现地区生产总值5000亿元, 上半年新建泵站12座."""
_YEAR_AHEAD = re.compile(r"(?:到|至|展望)\s*20\d\d")
_YEAR_OPENS = re.compile(r"\s*(20\d\d)年(?:底|末)?前?[，,]")
_TURNS = re.compile(r"。\s{0,4}(?=(20\d\d)年(?:[，,是全我]|底前?[，,]))")
"""Where a paragraph that looked back comes to another year: …改造410户。2025年是…."""
_LONGEST_STRETCH = 160
"""Words further than this before a number have no say in what it counts."""
_OPENING = 2
"""Paragraphs below a title that say whether it is a plan that is told of."""
_LONGEST_HEAD = 16
"""What stands before a colon and is longer than this is no metric."""
_CLAUSE_ENDS = re.compile("[，。；;：:！\n]")
_LONGEST_VERB = 3
"""A cell with no more words before its number has none that tell what is counted: 建成6个."""
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"20\d\d(?=年)")
_BULLETS = f"—-{BULLETS}"
_PASSED_OVER = re.compile(r"(?<![\d.A-Za-z])(?!(?:19|20)\d\d年)\d[\d.]*[^、，\d]{0,5}(?:、|(?=分别))")
_ENUMERATED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,2}是|[（(]?\d{1,2}\s*(?:[)）、]|[.．](?!\d)))")
"""The number of an item inside a paragraph; what governs stands behind it."""
_PART_OF_IT = re.compile(r"\s*其中")
_YEAR_NAMED = re.compile(r"(?<![较比\d从由])(20\d{2})年(?!以来|底?前|(?:的)?基础)")


class _Paragraph(NamedTuple):
    """A paragraph to read: its span, its task, what its table row or list says of the deadline, its section."""

    span: Span
    task: int | None
    goals: bool
    deadline: str | None = None
    head: Deadline | None = None
    section: str | None = None
    per: str | None = None
    default: Status = PROMISED
    as_of: str | None = None
    pieces: tuple[Span, ...] = ()


def _looking_back(span: Span, opening: re.Match[str]) -> _Paragraph:
    """A paragraph of results, of the year with which it opens if it opens with one."""
    return _Paragraph(span, None, False, default=Status("achieved", "phrases.looks_back"), as_of=opening["year"])


class TargetFinder:
    """Reads the paragraphs of one document."""

    def __init__(self, outline: Outline, tasks: Sequence[Task], front: Front | None, rules: RuleSet, text: str | None = None) -> None:
        self.text = outline.text if text is None else text
        self.outline = outline
        self.tasks = tasks
        self.front = front
        self.rules = rules
        self.words = wording(rules)
        self.governor = Governor(self.text, self.words)
        self._periods: dict[str, str | None] = {}  # the end of the period that a heading names, read once for all below it

    def find(self) -> Iterator[Target | Observation]:
        """All targets and observations, paragraph by paragraph in reading order."""
        for n, task in enumerate(self.tasks):
            yield from self._milestones(n, task)
        for paragraph in sorted(self._paragraphs(), key=lambda p: (p.span.start, p.span.end)):
            if paragraph.pieces:
                yield from self._broken_cell(paragraph)
            else:
                yield from self._paragraph(paragraph)

    def _paragraph(self, paragraph: _Paragraph) -> Iterator[Target | Observation]:
        carried: str | None = paragraph.as_of
        earlier: list[str] = []
        told_before: list[Target] = []
        latest: Deadline | None = None
        for read in read_sentences(self.text, paragraph.span, self.front, self.rules, paragraph.default):
            sentence = self._dated_back(read) if paragraph.default is _ANNOUNCED else read
            if any(status.name in _TOLD for status in sentence.statuses):
                said = find_as_of(self.text, sentence.span.start, sentence.span.end, self.front, self.rules, paragraph.as_of)
                yield from self._results(paragraph, sentence, said, carried)
                carried = said[-1].date if said else carried
            if paragraph.default is PROMISED:
                part = latest is not None and _PART_OF_IT.match(self.text, sentence.span.start) is not None
                here = paragraph._replace(head=latest) if part else paragraph
                latest = sentence.deadlines[-1] if sentence.deadlines else latest if part else None
                targets = share_bounds(
                    list(
                        self._sentence(
                            here, sentence, earlier, told_before if part or _PART_OF_IT.match(self.text, sentence.span.start) else ()
                        )
                    ),
                    self.text,
                    self.words,
                )
                earlier += [t.metric for t in targets if t.metric not in earlier]
                told_before = targets
                told = Span(paragraph.span.start, sentence.span.start)
                for t in targets:
                    metric = with_subject(t.metric, self.text, told, self.words)
                    yield t if metric == t.metric else replace(t, metric=metric)
                if paragraph.head is not None and any(t.deadline_explicit and t.deadline != paragraph.head.date for t in targets):
                    paragraph = paragraph._replace(head=None)  # another date was said since

    def _dated_back(self, sentence: Sentence) -> Sentence:
        """A sentence of what announces a plan: it reports where it says of when before this year it tells, and by when of nothing."""
        said = find_as_of(self.text, sentence.span.start, sentence.span.end, self.front, self.rules)
        now = speaking_year(self.front)
        if now is None or not said or sentence.deadlines or any(int(d.date[:4]) >= now for d in said):
            return sentence
        return replace(sentence, statuses=tuple(_REPORTED if status is _ANNOUNCED else status for status in sentence.statuses))

    def _broken_cell(self, paragraph: _Paragraph) -> Iterator[Target | Observation]:
        """A table cell that is broken over lines with other cells between them: read as one text, told in its pieces."""
        words = "".join(self.text[p.start : p.end] for p in paragraph.pieces)
        whole = paragraph._replace(span=Span(0, len(words)), pieces=(), head=None)
        finder = TargetFinder(self.outline, self.tasks, self.front, self.rules, words)
        for found in finder._paragraph(whole._replace(head=finder._head(whole.span))):
            pieces = in_pieces(found.span, paragraph.pieces)
            span = Span(pieces[0].start, pieces[-1].end)
            yield replace(found, span=span, clause=span, pieces=pieces, words=words[found.clause.start : found.clause.end])

    def _milestones(self, n: int, task: Task) -> Iterator[Target | Observation]:
        """The cells of a task table that say how far the work is to be, by when their header says: words of their own, or so much of it."""
        for header, pieces in task.milestones:
            date = cell_deadline(header, self.front, self.rules)
            if date is not None and self.front is not None and before_plan(int(date[:4]), self.front):
                continue
            if len(pieces) > 1:
                whole = Span(pieces[0].start, pieces[-1].end)
                yield from self._broken_cell(_Paragraph(whole, n, False, date or task.deadline, pieces=pieces))
                continue
            (span,) = pieces
            found = find_quantities(self.text, span.start, span.end, self.rules)
            if len(found) == 1 and self._is_bare(span, found[0]):
                yield from self._so_much_of_it(n, task, span, found[0], date)
            else:
                yield from self._paragraph(_Paragraph(span, n, False, date or task.deadline))

    def _is_bare(self, cell: Span, q: Quantity) -> bool:
        """Whether a cell has hardly a word beside its number: 6个, 建成6个."""
        return count_letters(self.text[cell.start : q.span.start]) <= _LONGEST_VERB and not count_letters(self.text[q.span.end : cell.end])

    def _so_much_of_it(self, n: int, task: Task, span: Span, q: Quantity, date: str | None) -> Iterator[Target]:
        """A cell with a number and hardly a word: so much of what its row does."""
        own = self.words.head_verb(self.text[span.start : span.end])
        clauses = [clause for clause in _CLAUSE_ENDS.split(task.text) if clause]
        counted = next((clause for clause in clauses if q.unit and (m := _DIGIT.search(clause)) and q.unit in clause[m.end() :]), None)
        words = (counted or clauses[0]) if clauses else ""
        words = words[: m.start()] if counted and (m := _DIGIT.search(words)) and m.start() > _LONGEST_VERB else words
        of_row = self.words.head_verb(words)
        metric = self.words.polish(self.words.strip_left(words[of_row[1] :] if of_row else words))
        by = date or task.deadline or (self.front.period_end if self.front is not None else None)
        if count_letters(metric) < 2 or by is None:
            return
        verb = own or of_row
        kind = verb[0].kind if verb and verb[0].form == "act" else "level"
        yield Target(
            span=q.span,
            clause=span,
            metric=metric,
            comparator=q.comparator,
            value=q.value,
            value_high=q.high,
            unit=q.unit,
            per=None,
            kind="level" if q.sort == "share" else kind,
            modality="firm",
            deadline=str(by),
            deadline_explicit=date is not None or task.deadline is not None,
            task=n,
            rule=f"{verb[0].id if verb else 'govern.bare'}+{q.rule}",
        )

    # -- which paragraphs --------------------------------------------------------------------------------------

    def _paragraphs(self) -> Iterator[_Paragraph]:
        if self.front is not None and self.front.doc_type == "non_plan":
            yield from self._reported()
            return
        taken: set[int] = set()
        for n, task in enumerate(self.tasks):
            deadline = task.deadline or labelled_deadline(self.text, task.span, self.front, self.rules)
            head: Deadline | None = None
            section = self._section_deadline([h.title for h in task.path if h.title])
            title_end = task.body[0].start if task.body else task.span.end
            if task.title is not None and task.kind != "table" and any(c.isdigit() for c in task.title):
                begins = self.text.find(task.title[:2], task.span.start, title_end)
                yield _Paragraph(Span(max(begins, task.span.start), title_end), n, False, deadline, None, section)
            if task.kind == "table" and self._broken(task.body):
                taken.update(span.start for span in task.body)
                whole = Span(task.body[0].start, task.body[-1].end)
                yield _Paragraph(whole, n, False, deadline, None, section, task.per, pieces=task.body)
                continue
            for span in task.body:
                taken.add(span.start)
                head = head or self._head(span)
                yield _Paragraph(span, n, False, deadline, head, section, task.per)
        inside = [t.span for t in self.tasks]
        for node in self.outline.root.walk():
            if (told := _RESULT_SECTIONS.get(node.section)) is not None:
                yield from self._told(node, told)
            if node.section not in _READ_SECTIONS or node.kind in ("annex", "box"):
                continue
            if any(a.kind == "box" for a in node.ancestors()):
                continue
            yield from self._loose(node, taken, inside)
        yield from self._preamble(taken)

    def _broken(self, body: Sequence[Span]) -> bool:
        """Whether a cell's lines break its sentences: one of them, not the last, stops without a mark."""
        return any(self.text[span.end - 1] not in "。；;！？" for span in body[:-1] if span.end > span.start)

    def _loose(self, node: Node, taken: set[int], inside: list[Span]) -> Iterator[_Paragraph]:
        """Paragraphs of a section that belong to no task: goals, and what leads into the items."""
        head: Deadline | None = None
        section = self._section_deadline(
            [self.text[a.title.start : a.title.end] for a in (*reversed(list(node.ancestors())), node) if a.title]
        )
        goals_said = False  # among principles: a paragraph has said by when, and its bullets follow
        above = [self.text[a.title.start : a.title.end] for a in (node, *node.ancestors()) if a.title is not None]
        section = self._section_deadline(above[::-1])
        aims = node.section == "principles" and "目标" in (self.text[node.title.start : node.title.end] if node.title else "")
        for span in node.body:
            if span.start in taken or any(s.start < span.end and span.start < s.end for s in inside):
                continue  # a task may begin behind the bullet that its paragraph opens with
            bullet = self.text[span.start] in _BULLETS
            if node.section == "principles" and not aims and not (bullet and goals_said):
                said = self.rules.phrase("goals_said").search(self.text, span.start, span.end)
                ahead = _YEAR_AHEAD.search(self.text, span.start, span.end) is not None or self._opens_with_year(span)
                goals_said = said is not None or ahead
                if not goals_said:
                    continue
            m = self.rules.phrase("looks_back").match(self.text, span.start, span.end)
            if m is not None and self.front is not None and self.front.doc_type == "work_report" and is_over(m, self.front):
                yield _looking_back(span, m)
                continue
            own = self._head(span)
            head = own if own is not None else head if bullet or node.section == "goals" else None
            yield _Paragraph(span, None, aims or node.section in ("goals", "indicators"), None, head, section)
        if node.section == "goals" and node.title and node.label and not (node.body or node.children or node.tables):
            # A goal of one line in a numbered list looks like a heading; what leads into the list says by when.
            lead_in = node.parent.body[-1] if node.parent is not None and node.parent.body else None
            if not any(s.start <= node.title.start < s.end for s in inside):
                yield _Paragraph(node.title, None, True, None, self._head(lead_in) if lead_in else None)

    def _opens_with_year(self, span: Span) -> bool:
        """Whether a paragraph begins with a year that is planned for: 2024年，…降低2.5%."""
        m = _YEAR_OPENS.match(self.text, span.start, span.end)
        return m is not None and self.front is not None and not before_plan(int(m[1]), self.front)

    def _reported(self) -> Iterator[_Paragraph]:
        """Of a document that is no plan, all paragraphs: what they do not announce they report.

        News of a plan and interpretations announce from the beginning, and what is called a plan and has no sections; a summary
        does so in its chapters on what comes next. Sections on results and the situation report in any of them.
        """
        title = self.front.title_span if self.front else Span(0, 0)
        spans = {span for node in self.outline.root.walk() for span in node.body}
        spans |= {Span(line.start, line.end) for line in self.outline.front if self.front and line.start > title.end}
        announces = self.rules.phrase("announces")
        later = min((node.start for node in chapters_ahead(self.outline.root, self.text, self.rules)), default=len(self.text))
        plan = self.front is not None and doc_type_of(self.front.title, self.rules)[0] not in (None, "non_plan")
        named = plan or announces.search(self.text, title.start, title.end) is not None
        if not named and self.rules.phrase("tells_results").search(self.text, title.start, title.end):
            ahead = {span for span in spans if span.start >= later}
        else:
            opening = [title, *sorted(spans, key=lambda span: span.start)[:_OPENING]]
            all_ahead = plan or any(
                announces.search(self.text, span.start, min(span.end, span.start + _LONGEST_STRETCH)) for span in opening
            )
            ahead = {s for s in spans if all_ahead or s.start >= later or announces.search(self.text, s.start, s.end)}
        ahead -= {span for node in self.outline.root.walk() if node.section in _RESULT_SECTIONS for span in node.body}
        year = [] if named else find_as_of(self.text, title.start, title.end, self.front, self.rules)
        for span in spans:
            as_of = year[0].date if len(year) == 1 and span not in ahead else None
            yield _Paragraph(span, None, False, default=_ANNOUNCED if span in ahead else _REPORTED, as_of=as_of)

    def _told(self, node: Node, told: str) -> Iterator[_Paragraph]:
        """Paragraphs of a section that tells results or the situation; a year in a heading above dates them."""
        titles = [a for a in (node, *node.ancestors()) if a.title is not None]
        dates = [d for a in titles if a.title for d in find_as_of(self.text, a.title.start, a.title.end, self.front, self.rules)]
        default = Status(told, f"sections.{node.section}")
        line = [node.title] if node.title and node.label and not (node.body or node.children or node.tables) else []
        for span in (*line, *node.body):
            yield _Paragraph(span, None, False, default=default, as_of=dates[0].date if dates else None)

    def _preamble(self, taken: set[int]) -> Iterator[_Paragraph]:
        """What stands before the first heading: results of the time before, and goals where a paragraph says by when."""
        if self.front is None:
            return
        announced = False  # the line above says that the goals follow
        for line in self.outline.front:
            said, announced = announced, line.text.endswith(("：", ":")) and self.rules.phrase("goals_said").search(line.text) is not None
            if line.start <= self.front.title_span.end or line.start in taken or len(line.text) < 40:
                continue
            span = Span(line.start, line.end)
            if (m := self.rules.phrase("looks_back").match(line.text)) is not None and is_over(m, self.front):
                turn = next((t for t in _TURNS.finditer(line.text) if not before_plan(int(t[1]), self.front)), None)
                yield _looking_back(span if turn is None else Span(span.start, span.start + turn.end()), m)
                if turn is None:
                    continue
                span = Span(span.start + turn.end(), span.end)
            words = self.text[span.start : span.end]
            head = self._head(span)
            if paragraph_role(words, self.rules) is None and (said or head is not None or self.rules.phrase("goals_said").search(words)):
                yield _Paragraph(span, None, True, None, head)

    def _section_deadline(self, titles: Sequence[str]) -> str | None:
        """The end of the period that a heading above names, where it is not the plan's own."""
        for title in reversed(titles):
            if title not in self._periods:
                found = [d for d in find_deadlines(title, 0, len(title), self.front, self.rules) if d.refers == "plan_end"]
                self._periods[title] = found[-1].date if found else self._year_of_programme(title)
            if (end := self._periods[title]) is not None:
                return end
        return None

    def _year_of_programme(self, title: str) -> str | None:
        """The one year that a heading names whose programme it is (an annex: …2026年工作要点), where the document plans for longer."""
        years = set(_YEAR.findall(title))
        front = self.front
        if len(years) != 1 or front is None or front.period_end is None or doc_type_of(title, self.rules)[0] != "annual_plan":
            return None
        year = int(years.pop())
        return str(year) if year < front.period_end and not before_plan(year, front) else None

    def _head(self, span: Span) -> Deadline | None:
        """The deadline with which a paragraph opens."""
        found = find_deadlines(self.text, span.start, min(span.end, span.start + 24), self.front, self.rules)
        if found and (found[0].start - span.start <= 4 or self.text[span.start : found[0].start].endswith(("：", ":"))):
            return found[0]
        return None

    # -- sentences ---------------------------------------------------------------------------------------------

    def _sentence(
        self, paragraph: _Paragraph, sentence: Sentence, earlier: Sequence[str] = (), whole: Sequence[Target] = ()
    ) -> Iterator[Target]:
        """The targets of a sentence; of what the one before told, it tells parts where `whole` has it (其中，2024年开工8条)."""
        last = max((n for n, status in enumerate(sentence.statuses) if status.name == PROMISED.name), default=-1)
        if last < 0:
            return
        state = State(end=sentence.span.start, earlier=list(earlier))
        unit = sentence.quantities[0].unit
        if (of := next((t for t in reversed(whole) if t.unit == unit), None)) is not None:
            state.metric, state.unit, state.kind, state.clause, state.metric_clause = of.metric, unit, of.kind, 0, 0
            state.metric_span = Span(sentence.span.start, sentence.span.start)
        for quantity in sentence.quantities:
            if sentence.clauses[last].end <= quantity.span.start:
                return  # nothing is promised from here on
            target = self._target(paragraph, sentence, quantity, state)
            if target is not None:
                yield target

    def _results(self, paragraph: _Paragraph, sentence: Sentence, said: Sequence[AsOf], carried: str | None) -> Iterator[Observation]:
        """What a sentence tells as done or as standing now; nothing of what it still promises."""
        state = State(end=sentence.span.start)
        last = max(n for n, status in enumerate(sentence.statuses) if status.name in _TOLD)
        for q in sentence.quantities:
            if sentence.clauses[last].end <= q.span.start:
                return  # nothing is told from here on
            where = sentence.clause_of(q.number.start)
            # A bare noun counts here as it does among goals: nothing has to commit to what is only told.
            at = self._place(paragraph, sentence, q, where, state)._replace(goals=True)
            status = sentence.statuses[where]
            governed = self.governor.govern(at, state)
            if governed is None:
                continue
            state.clause, state.end = where, max(q.span.end, governed.span.end)
            if governed.predicate is not None:
                state.predicate, state.verb_clause = governed.predicate, where
            if status.name not in _TOLD:
                continue
            metric = depending(self.words.polish(governed.metric), at.left, state, where, self.words, self.text, sentence.clauses)
            promised = paragraph.default is PROMISED
            due = (d for d in sentence.deadlines if promised or _OF_THE_YEAR.fullmatch(self.text, d.start, d.end) is None)
            ahead = any(d.end <= q.span.start + 1 for d in due) or self.words.role("future").search(
                self.text, at.clause.start, q.span.start
            )
            if ahead or count_letters(metric) < 2 or is_foreign(metric) or self._in_force(at.left, q):
                continue
            state.metric, state.metric_span, state.kind = metric, governed.span, governed.kind
            state.unit, state.metric_clause = q.unit, where
            before = [d for d in said if d.start <= q.span.start]
            yield Observation(
                span=governed.span,
                clause=self._clause_text(sentence, where, governed.span),
                metric=metric,
                comparator=q.comparator,
                value=q.value,
                value_high=q.high,
                unit=_bare_unit(q),
                per=self._per(sentence, where, q),
                kind=governed.kind,
                status=status.name,
                as_of=before[-1].date if before else carried,
                as_of_explicit=bool(before),
                task=paragraph.task,
                cue=status.rule,
                rule=f"{governed.rule}+{q.rule}",
            )

    def _target(self, paragraph: _Paragraph, sentence: Sentence, q: Quantity, state: State) -> Target | None:
        where = sentence.clause_of(q.number.start)
        at = self._place(paragraph, sentence, q, where, state)
        governed = self.governor.govern(at, state)
        if governed is None:
            return None
        kind, metric, span, rule, predicate, bound_afar = governed
        span, metric = self._for_each(at, span, metric)
        previous_end, state.clause, state.end = state.end, where, max(q.span.end, span.end)
        if predicate is not None:
            state.predicate, state.verb_clause = predicate, where
        if sentence.statuses[where].name != "promised" or (rule != "govern.share_of" and self._past_year(at.clause, q)):
            return None
        metric = self._headed(sentence, where, self.words.polish(metric))
        if (base := self._base_behind(metric)) is not None:
            metric = metric[base.start() :] + metric[: base.start()]
        metric = depending(metric, at.left, state, where, self.words, self.text, sentence.clauses)
        metric = self._rate_shared(state, q, span) + metric if q.sort in ("count", "physical") else metric
        if (
            "以上" in state.metric
            and (size := self.words.role("class_alone").search(metric if metric != state.metric else at.left)) is not None
        ):
            metric = size.group() + state.metric.split("以上", 1)[1]  # 5000万元以上项目150个、亿元以上60个
        compared = rule == "govern.share_of" and not self.words.role("terms").search(metric)
        if count_letters(metric) < 2 or is_foreign(metric):
            return None
        if not compared and self._in_force(self.text[max(at.clause.start, previous_end) : q.span.start], q):
            return None
        state.metric, state.metric_span, state.kind, state.unit, state.metric_clause = metric, span, kind, q.unit, where
        state.sort = q.sort
        if metric not in state.said:
            state.said.append(metric)
        per = self._per(sentence, where, q) or paragraph.per
        more = "增加" in at.left and self.words.strip_right(at.left).endswith("增加")
        if kind == "increment" and (predicate is None or predicate.form == "act") and self.words.role("rate").search(at.left):
            kind = "increment" if more else "level"
        if kind == "increment" and q.sort == "time" and not more and per is None and (predicate is None or predicate.form != "change"):
            kind = "level"
        if kind == "level" and per is not None and q.unit is not None and self.words.role("frequent").search(q.unit):
            kind = "increment"
        elif kind == "level" and per is not None and q.sort == "time" and predicate is not None and predicate.form == "act":
            kind = "increment"  # 每周开放不少于48小时: so many are done
        elif kind == "level" and q.unit in ("%", "成") and metric.endswith(("覆盖率", "覆盖面")):
            kind = "coverage"
        comparator = bound_afar or q.comparator
        if comparator == "=" and (bound := self.rules.phrase("bound_before_noun").search(at.left)):
            comparator, span = ">=", Span(min(span.start, at.left_start + bound.start()), span.end)
        date, explicit = self._deadline(paragraph, q, sentence.deadlines)
        if (year := self.words.dated(at.left)) is not None:
            date, explicit = year, True
        return Target(
            span=span,
            clause=self._clause_text(sentence, where, span),
            metric=metric,
            comparator=comparator,
            value=q.value,
            value_high=q.high,
            unit=_bare_unit(q),
            per=per,
            kind=kind,
            modality=self._modality(sentence, where, q),
            deadline=date,
            deadline_explicit=explicit,
            task=paragraph.task,
            rule=f"{rule}+{q.rule}",
        )

    def _place(self, paragraph: _Paragraph, sentence: Sentence, q: Quantity, where: int, state: State) -> Place:
        clauses = sentence.clauses
        if state.clause >= 0 and any(self.text[c.end - 1] in "；;" for c in clauses[state.clause : where]):
            state.predicate, state.metric, state.metric_span = None, "", None
        begin = max(clauses[where].start, state.end) if state.clause == where else clauses[where].start
        if begin == clauses[where].start and (m := _ENUMERATED.match(self.text, begin, q.span.start)) is not None:
            begin = m.end()
        # A number that was passed over parts the items of a list, too.
        for m in _PASSED_OVER.finditer(self.text, begin, q.span.start):
            begin = m.end()
        for parts in (self.words.role("above_all"), self.words.role("dash")):
            begin = max([begin, *(m.end() for m in parts.finditer(self.text, begin, q.span.start))])
        begin = max(begin, self._bracket(begin, q.span.start), q.span.start - _LONGEST_STRETCH)
        return Place(q, sentence, where, self.text[begin : q.span.start], begin, paragraph.goals)

    def _bracket(self, begin: int, end: int) -> int:
        """Where what counts a number begins that stands in brackets (…工程（新建站点3座）): within them, if they name it."""
        opened = max(self.text.rfind("（", begin, end), self.text.rfind("(", begin, end))
        closed = opened < 0 or any(c in "）)" for c in self.text[opened:end])
        return begin if closed or not self.words.has_metric(self.words.strip_right(self.text[opened + 1 : end])) else opened + 1

    def _in_force(self, before: str, q: Quantity) -> bool:
        """Ceilings, standards, fees and the terms of subsidies are rules in force, not commitments."""
        terms = q.sort in ("money", "share") and self.words.role("aid").search(before)
        return bool(terms or self.words.role("ceiling").search(before))

    def _for_each(self, at: Place, span: Span, metric: str) -> tuple[Span, str]:
        """每个乡镇至少建成1个站点: the evidence reaches back to the 每个, and the metric says for each of what."""
        each = self.words.role("each").search(at.left) or self.words.role("rate").search(at.left)
        if each is None or span.start < at.left_start + each.end():
            return span, metric
        base = self.words.recurrence.sub("", each.group())
        whole = base + metric if base.startswith("每") else metric
        return Span(at.left_start + each.start(), span.end), whole

    def _base_behind(self, metric: str) -> re.Match[str] | None:
        """What a rate is taken per, where it stands behind what is counted (不良反应报告每百万人口)."""
        base = self.words.role("rate").fullmatch(metric, max(metric.rfind("每"), 0))
        what = metric[: base.start()] if base is not None else ""
        return base if self.words.has_metric(what) and not what.endswith(("按", "按照", "以")) else None

    def _rate_shared(self, state: State, q: Quantity, span: Span) -> str:
        """每千人口床位4.2张、医师2.2名: what the first of a list is told of each, the next ones are, too."""
        base, before = self.words.role("rate").match(state.metric), state.metric_span
        if base is None or before is None or self.text[before.end : span.start].strip() not in ("、", "和"):
            return ""
        return "" if self.words.role("rate").search(self.text, span.start, q.span.start) else base.group()

    def _headed(self, sentence: Sentence, where: int, metric: str) -> str:
        """教师学历比例：小学达到75%、初中达到92%: what is measured stands before the colon, and of whom behind it."""
        for n in range(where - 1, -1, -1):
            clause = sentence.clauses[n]
            if self.text[clause.end - 1] not in "：:":
                continue
            head = self.words.strip_left(self.text[clause.start : clause.end - 1].strip())
            fits = count_letters(head) <= _LONGEST_HEAD and not _DIGIT.search(head) and self.words.role("measured").search(head)
            own = self.words.role("measured").search(metric) or count_letters(metric) > _LONGEST_HEAD
            return metric + head if fits and not own and self.words.head_verb(head) is None else metric
        return metric

    def _clause_text(self, sentence: Sentence, where: int, span: Span) -> Span:
        own = sentence.clauses[where]
        begin = min(own.start, next((c.start for c in sentence.clauses if c.start <= span.start < c.end), own.start))
        end = begin + len(self.text[begin : own.end].rstrip(CLAUSE_MARKS))
        return Span(begin, max(end, span.end))

    # -- time, frequency, firmness -----------------------------------------------------------------------------

    def _past_year(self, clause: Span, q: Quantity) -> bool:
        """A level of a year before the plan, said without 较 or 比, is a result."""
        if self.front is None or self.front.period_start is None:
            return False
        for m in _YEAR_NAMED.finditer(self.text[clause.start : q.span.start]):
            if int(m[1]) < self.front.period_start and not re.search(
                "[较比]$|较.{0,4}$|比.{0,4}$", self.text[clause.start : clause.start + m.start()]
            ):
                return True
        return False

    def _deadline(self, paragraph: _Paragraph, q: Quantity, deadlines: Sequence[Deadline]) -> tuple[str | None, bool]:
        before = [d for d in deadlines if d.end <= q.span.start + 1]
        if before:
            return self._respective(before, q).date, True
        if paragraph.deadline is not None:
            return paragraph.deadline, True
        if paragraph.head is not None:
            return paragraph.head.date, True
        if paragraph.section is not None:
            return paragraph.section, False
        end = self.front.period_end if self.front else None
        return (str(end) if end else None), False

    def _respective(self, before: Sequence[Deadline], q: Quantity) -> Deadline:
        """2023年、2024年分别建成20家、25家: the n-th date goes with the n-th number."""
        row = [before[-1]]
        for deadline in reversed(before[:-1]):
            if self.text[deadline.end : row[0].start].strip() not in ("、", "和", "，"):
                break
            row.insert(0, deadline)
        if len(row) < 2 or "分别" not in self.text[before[-1].end : q.span.start]:
            return before[-1]
        nth = len(find_quantities(self.text, before[-1].end, q.span.start, self.rules))
        return row[min(nth, len(row) - 1)]

    def _per(self, sentence: Sentence, where: int, q: Quantity) -> str | None:
        """Per what time a quantity recurs; a rate that carries its own (吨/日) says nothing of that."""
        if q.unit and "/" in q.unit:
            return None
        clause = sentence.clauses[where]
        begin, end = sentence.run_start(self.text, where), min(clause.end, q.span.end + 16)
        end = next((at for at in range(q.span.end, end) if self.text[at] in "、（("), end)
        if self.words.recurrence.search(self.text, begin, end) is None:
            return None
        found = [(m.start(), -m.end(), rule) for rule in self.rules.of(RecurrenceRule) for m in rule.regex.finditer(self.text, begin, end)]
        if not found:
            return None
        start, _, rule = max(found, key=lambda f: f[:2])
        if start < clause.start:
            dated = any(clause.start <= d.start < q.span.start for d in sentence.deadlines)
            summed = self.rules.phrase("summed_up").search(self.text, start, q.span.start) is not None
            if dated or summed or q.sort in ("share", "points", "coverage"):
                return None
            own = sentence.clauses[sentence.clause_of(start)]
            if not rule.carries or not self.rules.phrase("before_recurrence").match(self.text[own.start : start].strip()):
                return None
        return rule.per

    def _modality(self, sentence: Sentence, where: int, q: Quantity) -> str:
        begin = sentence.run_start(self.text, where)
        hopes = any(rule.regex.search(self.text, begin, q.span.start) for rule in self.rules.of(ModalityRule))
        return "aspirational" if hopes else "firm"


def _bare_unit(q: Quantity) -> str | None:
    """The unit without the measure word that some are written with (个百分点)."""
    return q.unit.removeprefix("个") if q.unit in _UNITS_WITH_MEASURE_WORD else q.unit


def find_quantified(
    outline: Outline, tasks: Sequence[Task], front: Front | None, rules: RuleSet, indicators: Sequence[Span] = ()
) -> tuple[list[Target], list[Observation]]:
    """All targets and observations of a document in reading order, none twice; what stands in `indicators` is told there.

    A document that is no plan has observations only.
    """
    found: dict[tuple[type, int, int, float], Target | Observation] = {}
    for claim in TargetFinder(outline, tasks, front, rules).find():
        if any(span.start <= claim.span.start < span.end for span in indicators):
            continue
        found.setdefault((type(claim), claim.span.start, claim.span.end, float(claim.value)), claim)
    return [c for c in found.values() if isinstance(c, Target)], [c for c in found.values() if isinstance(c, Observation)]
