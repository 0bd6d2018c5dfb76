"""A comparison as one HTML page for people: opens from disk, needs no network, and runs nothing but its own script.

    Comparison ─▶ what the page shows (the classes below) ─▶ templates/page.html ─▶ one string

Whatever comes from a document is text in the template and escaped there; the script only hides and shows what is
already on the page. A Content-Security-Policy allows the page's own script and style by their digests, so that even
text that got through unescaped could not run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.compare.amounts import amount, date, difference
from pipeline.compare.compare import Comparison, remarks, sentence
from pipeline.compare.marks import ALONE, MOVED, SHARED, marks, runs, share, words
from pipeline.compare.quantities import scaled
from pipeline.compare.told import remarks_of
from rules import RuleSet, load
from schemas import Document, Indicator, Target, Task, Unit
from schemas.changes import Change, QuantityChange, TaskLink

_TEMPLATES = Path(__file__).parent / "templates"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What no page may hold, and marks that would turn the direction of the text after them."""
_REWRITTEN = 0.4
"""Where so little is shared, nearly everything is marked, and the marks had better be quiet."""

_SCALED = re.compile("[百千]?[万亿]")
"""A unit such as 万元: its scale belongs to the number, where 2亿元 can be made of 20000万元."""

_STATUS = {
    "continued": ("延续", "continued: one task to one"),
    "split": ("拆分", "split: one old task, several new"),
    "merged": ("合并", "merged: several old tasks, one new"),
    "reshaped": ("重组", "reshaped: several old tasks, several new"),
    "added": ("新增", "added: no old task is of this matter"),
    "dropped": ("未延续", "dropped: no new task takes it up"),
}
_MOVE = {
    "raised": ("↑", "提高", "raised: the number is larger"),
    "lowered": ("↓", "降低", "lowered: the number is smaller"),
    "rescheduled": ("↻", "改期", "rescheduled: the same number by another date"),
    "kept": ("=", "不变", "kept: the same number"),
    "added": ("+", "新增", "added: only the new side has it"),
    "dropped": ("−", "未延续", "dropped: only the old side has it"),
}
_KIND = {"safeguard": "保障措施", "box": "专栏", "table": "表格"}
_ROLE = {"lead": "牵头", "support": "配合", "responsible": "责任"}
_TYPE = {
    "five_year_plan": "五年规划", "annual_plan": "年度计划", "action_plan": "行动计划", "implementation_plan": "实施方案",
    "work_report": "工作报告", "other_plan": "其他规划", "non_plan": "非规划文件",
}  # fmt: skip
_DAMAGE = {"mojibake": "乱码", "unpaired_quote": "引号不成对", "ambiguous_date": "日期有歧义", "not_chinese": "不是中文"}


# -- what the page shows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `mark` is del, ins, moved or empty."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A responsible unit; `mark` as for text, `note` tells the role that it had before."""

    name: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class Roles:
    """The units of one task in one role."""

    role: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """One link of a task on the page to one of the other side."""

    anchor: str
    number: int
    similarity: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One task as it is shown."""

    anchor: str
    number: int
    document: str
    path: tuple[str, ...]
    label: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    kind: str
    previous: str
    deadline: str
    deadline_mark: str
    roles: tuple[Roles, ...]
    links: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One compared quantity as it is shown."""

    change: str
    sign: str
    label: str
    english: str
    metric: str
    old: str
    new: str
    difference: str
    old_by: str
    new_by: str
    old_words: str
    new_words: str
    old_item: tuple[str, int] | None
    new_item: tuple[str, int] | None
    sections: str


@dataclass(frozen=True, slots=True)
class Group:
    """One change: its tasks on both sides and its quantities."""

    anchor: str
    status: str
    label: str
    english: str
    old: tuple[Item, ...]
    new: tuple[Item, ...]
    figures: tuple[Figure, ...]
    sections: str
    note: str
    rewritten: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading by which groups are chosen; `value` is its number on the page."""

    value: int
    name: str
    tasks: int
    deep: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """One side's head."""

    title: str
    documents: tuple[str, ...]
    facts: tuple[str, ...]
    tasks: int
    quantities: int
    sections: tuple[tuple[str, tuple[Section, ...]], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How often a status or a change occurs."""

    key: str
    sign: str
    label: str
    english: str
    count: int
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the bar that shows the counts, in thousandths of its width."""

    key: str
    start: int
    width: int
    title: str


# -- one comparison ----------------------------------------------------------------------------------------------


class _Builder:
    """Everything that the parts of the page look up, and the parts themselves."""

    def __init__(self, comparison: Comparison, rules: RuleSet) -> None:
        self._comparison = comparison
        self._rules = rules
        sides = (comparison.old, comparison.new)
        self._documents = {d.doc_id: d for s in sides for d in s.documents}
        self._tasks: dict[tuple[str, str], Task] = {}
        self._items: dict[tuple[str, str], tuple[str, int]] = {}
        self._units: dict[tuple[str, str], list[Unit]] = {}
        for side, letter in zip(sides, "on", strict=True):
            for number, task in enumerate(side.tasks, 1):
                self._tasks[letter, task.task_id] = task
                self._items[letter, task.task_id] = (f"{letter}{number}", number)
                self._units[letter, task.task_id] = []
            for unit in side.units:
                if unit.task_id is not None and (letter, unit.task_id) in self._units:
                    self._units[letter, unit.task_id].append(unit)
        self._promises: dict[tuple[str, str], Target | Indicator] = {}
        for side, letter in zip(sides, "on", strict=True):
            self._promises |= {(letter, t.target_id): t for t in side.targets}
            self._promises |= {(letter, i.indicator_id): i for i in side.indicators}
        self._numbers: dict[tuple[str, str, tuple[str, ...]], int] = {}
        self._of_task: dict[tuple[str, str], tuple[int, ...]] = {}
        for side, letter in zip(sides, "on", strict=True):
            for task in side.tasks:
                path = _path(task)
                keys = [(letter, task.doc_id, path[:n]) for n in range(1, min(len(path), 2) + 1)]
                self._of_task[letter, task.task_id] = tuple(self._numbers.setdefault(k, len(self._numbers)) for k in keys)

    def plan(self, letter: str) -> Plan:
        """The head of one side."""
        side = self._comparison.old if letter == "o" else self._comparison.new
        many = len(side.documents) != 1
        used: dict[int, int] = defaultdict(int)
        for task in side.tasks:
            for number in self._of_task[letter, task.task_id]:
                used[number] += 1
        sections: dict[str, list[Section]] = defaultdict(list)
        for (its, doc_id, path), number in self._numbers.items():
            if its == letter:
                sections[doc_id].append(Section(number, path[-1], used[number], len(path) > 1))
        return Plan(
            f"{len(side.documents)}份文件" if many else side.documents[0].title,
            tuple(d.title for d in side.documents) if many else (),
            _facts(side.documents),
            len(side.tasks),
            sum((r.old_id if letter == "o" else r.new_id) is not None for r in self._comparison.quantities),
            tuple((self._documents[d].title if many and d in self._documents else "", tuple(rows)) for d, rows in sections.items()),
        )

    def group(self, change: Change) -> Group:
        """One change."""
        old = {t: self._words("o", t) for t in change.old_task_ids}
        new = {t: self._words("n", t) for t in change.new_task_ids}
        states_old = {t: bytearray(sum(map(len, w))) for t, w in old.items()}
        states_new = {t: bytearray(sum(map(len, w))) for t, w in new.items()}
        for link in change.links:
            for mine, found in zip(
                (states_old[link.old_task_id], states_new[link.new_task_id]),
                marks(old[link.old_task_id], new[link.new_task_id]),
                strict=True,
            ):
                _either(mine, found)
        paired = bool(change.links)
        changed, rewritten, note = not paired, False, ""
        if paired:
            shares = [share("".join(texts[t]), s) for texts, states in ((old, states_old), (new, states_new)) for t, s in states.items()]
            rewritten = max(shares) < _REWRITTEN
            note = self._note(change, [*states_old.values(), *states_new.values()], rewritten)
            changed = note != "文字未变" or any(r.change != "kept" for r in change.target_changes)
        items_old = tuple(self._item("o", t, change.links, states_old[t] if paired else None) for t in change.old_task_ids)
        items_new = tuple(self._item("n", t, change.links, states_new[t] if paired else None) for t in change.new_task_ids)
        changed = changed or any(i.deadline_mark or any(n.mark for r in i.roles for n in r.names) for i in (*items_old, *items_new))
        numbers = {
            s for letter, ids in (("o", change.old_task_ids), ("n", change.new_task_ids)) for t in ids for s in self._of_task[letter, t]
        }
        return Group(
            change.change_id, change.status, *_STATUS[change.status], items_old, items_new,
            tuple(self.figure(r) for r in _by_change(change.target_changes)), _listed(numbers), note, rewritten, changed,
        )  # fmt: skip

    def _note(self, change: Change, states: Sequence[bytearray], rewritten: bool) -> str:
        """What can be said of the wording in a word."""
        if all(s == SHARED for state in states for s in state):
            return "文字未变"
        if all(s != ALONE for state in states for s in state):
            return "仅语序调整"
        if (
            len(states) == 2
            and len({re.sub(r"[0-9.]+", "0", self._whole(*t)) for t in (("o", change.old_task_ids[0]), ("n", change.new_task_ids[0]))}) == 1
        ):
            return "仅数字不同"
        return "大幅改写" if rewritten else ""

    def _whole(self, letter: str, task_id: str) -> str:
        task = self._tasks[letter, task_id]
        return f"{task.title or ''}\n{task.text}"

    def _words(self, letter: str, task_id: str) -> list[str]:
        task = self._tasks[letter, task_id]
        return [*words(task.title or "", self._rules), "\n", *words(task.text, self._rules)]

    def _item(self, letter: str, task_id: str, links: Sequence[TaskLink], states: bytearray | None) -> Item:
        task = self._tasks[letter, task_id]
        other = "n" if letter == "o" else "o"
        mine = [k for k in links if task_id == (k.old_task_id if letter == "o" else k.new_task_id)]
        partners = [k.new_task_id if letter == "o" else k.old_task_id for k in mine]
        anchor, number = self._items[letter, task_id]
        side = self._comparison.old if letter == "o" else self._comparison.new
        cut = len(task.title or "")
        whole = f"{task.title or ''}\n{task.text}"
        seen = states if states is not None else bytes([SHARED]) * len(whole)
        moved = bool(partners) and task.deadline not in {self._tasks[other, p].deadline for p in partners}
        alone = "del" if letter == "o" else "ins"
        return Item(
            anchor, number,
            self._documents[task.doc_id].title if len(side.documents) > 1 and task.doc_id in self._documents else "",
            _path(task), task.label or "", _pieces(whole[:cut], seen[:cut], alone), _pieces(whole[cut + 1 :], seen[cut + 1 :], alone),
            _KIND.get(task.kind, ""), task.previous or "", date(task.deadline), alone if moved else "",
            self._roles(letter, task_id, partners),
            tuple(Linked(*self._items[other, p], f"{k.similarity:.2f}", k.shared_terms) for k, p in zip(mine, partners, strict=True)),
        )  # fmt: skip

    def _roles(self, letter: str, task_id: str, partners: Sequence[str]) -> tuple[Roles, ...]:
        other = "n" if letter == "o" else "o"
        before: dict[str, dict[str, None]] = defaultdict(dict)
        for partner in partners:
            for unit in self._units[other, partner]:
                before[unit.name][_ROLE[unit.role]] = None
        roles: dict[str, dict[str, Name]] = {name: {} for name in _ROLE.values()}
        for unit in self._units[letter, task_id]:
            role, mark, note = _ROLE[unit.role], "", ""
            if partners and unit.name not in before:
                mark = "del" if letter == "o" else "ins"
            elif partners and role not in before[unit.name]:
                mark, note = "role", "、".join(before[unit.name]) if letter == "n" else ""
            roles[role].setdefault(unit.name, Name(unit.name, mark, note))
        return tuple(Roles(role, tuple(names.values())) for role, names in roles.items() if names)

    def figure(self, row: QuantityChange) -> Figure:
        """One compared quantity."""
        old, old_by, old_words = self._promise("o", row.old_id, row.old_value, row.unit)
        new, new_by, new_words = self._promise("n", row.new_id, row.new_value, row.unit)
        old_item = self._items.get(("o", row.old_task_id)) if row.old_task_id is not None else None
        new_item = self._items.get(("n", row.new_task_id)) if row.new_task_id is not None else None
        numbers = {
            s
            for letter, task in (("o", row.old_task_id), ("n", row.new_task_id))
            if task is not None
            for s in self._of_task.get((letter, task), ())
        }
        moved = difference(row.old_value, row.new_value, row.unit) if row.change in ("raised", "lowered") else ""
        return Figure(
            row.change, *_MOVE[row.change], row.metric, old, new, moved, old_by, new_by, old_words, new_words, old_item, new_item,
            _listed(numbers),
        )  # fmt: skip

    def _promise(self, letter: str, name: str | None, value: float | None, unit: str | None) -> tuple[str, str, str]:
        """A side's value as people write it, by when, and its words in the plan; each side keeps its own unit (公里 here, 米 there)."""
        if name is None or value is None:
            return "", "", ""
        row = self._promises.get((letter, name))
        if isinstance(row, Target):
            scale = _SCALED.match(row.unit or "")
            number, measure, high = (value, unit, None) if scale else (row.value, row.unit, row.value_high)
            if scale and row.value_high is not None:
                high = scaled(row.value_high, row.unit, self._rules)[0]
            said = amount(number, measure, high, row.comparator, row.per)
            by = date(row.deadline)
            return (
                ("力争" if row.modality == "aspirational" else "") + said,
                by if row.deadline_explicit or not by else f"（{by}）",
                row.text,
            )
        if isinstance(row, Indicator) and row.target is not None and row.target.value is not None:
            number, measure = (value, unit) if _SCALED.match(row.unit or "") else (row.target.value, row.unit)
            year = f"{row.target.year}年" if row.target.year else ""
            return amount(number, measure, None, row.target.comparator or "="), year, f"{row.name}：{row.target.raw}{row.unit or ''}"
        return amount(value, unit), "", ""


def _path(task: Task) -> tuple[str, ...]:
    return tuple(f"{step.label or ''}{step.title or ''}" for step in task.path if step.label or step.title)


def _either(mine: bytearray, found: bytearray) -> None:
    """Put the answer of one more partner to those before: shared goes before moved, moved before alone."""
    for n, state in enumerate(found):
        if state == SHARED or (state == MOVED and mine[n] == ALONE):
            mine[n] = state


def _pieces(text: str, states: bytes | bytearray, alone: str) -> tuple[Piece, ...]:
    mark = {ALONE: alone, SHARED: "", MOVED: "moved"}
    return tuple(Piece(mark[state], piece) for state, piece in runs(text, states))


def _listed(numbers: Iterable[int]) -> str:
    return " ".join(map(str, sorted(numbers)))


def _by_change(rows: Iterable[QuantityChange]) -> list[QuantityChange]:
    """What changed first, else in the order given."""
    order = {change: n for n, change in enumerate(_MOVE)}
    return sorted(rows, key=lambda r: order[r.change])


def _facts(documents: Sequence[Document]) -> tuple[str, ...]:
    """What a reader wants to know beside the title, each fact once: of several documents only what may be common to them."""
    facts: dict[str, None] = {}
    for d in documents:
        if d.period and (d.period.start or d.period.end):
            years = dict.fromkeys(str(y) for y in (d.period.start, d.period.end) if y)
            facts[("—".join(years) + "年") if d.period.start else f"至{d.period.end}年"] = None
        facts[_TYPE[d.doc_type]] = None
        if d.region:
            facts[d.region] = None
        if len(documents) == 1:
            facts |= dict.fromkeys(d.issuers)
            facts |= dict.fromkeys(f for f in (d.doc_number, date(d.issued_on) and f"{date(d.issued_on)}印发") if f)
    return tuple(facts)


# -- counts and warnings -----------------------------------------------------------------------------------------


def _counts(comparison: Comparison) -> tuple[Count, ...]:
    found = {key: [c for c in comparison.changes if c.status == key] for key in _STATUS}
    return tuple(
        Count(key, "", *_STATUS[key], len(rows), sum(len(c.old_task_ids) for c in rows), sum(len(c.new_task_ids) for c in rows))
        for key, rows in found.items()
    )


def _moves(rows: Sequence[QuantityChange]) -> tuple[Count, ...]:
    found = {key: sum(r.change == key for r in rows) for key in _MOVE}
    return tuple(Count(key, *_MOVE[key], n, n * (key != "added"), n * (key != "dropped")) for key, n in found.items())


def _bars(counts: Sequence[Count]) -> tuple[Bar, ...]:
    """The share of each status in the tasks of both sides."""
    total = sum(c.old + c.new for c in counts) or 1
    bars, done = [], 0
    for c in counts:
        start = round(1000 * done / total)
        done += c.old + c.new
        bars.append(Bar(c.key, start, round(1000 * done / total) - start, f"{c.label} {c.count}"))
    return tuple(b for b in bars if b.width)


def _warnings(comparison: Comparison) -> list[tuple[str, str]]:
    """(in Chinese where it is known, as it came) for the comparison, then for the documents."""
    plain = [sentence(code, facts) for code, facts in remarks(comparison.old, comparison.new)]
    known = dict(zip(plain, remarks_of(comparison), strict=True))
    said = [(known.get(warning, warning), warning) for warning in comparison.warnings]
    for name, side in (("旧", comparison.old), ("新", comparison.new)):
        for document in side.documents:
            where = f"{name}计划《{document.title}》" if len(side.documents) > 1 else f"{name}计划"
            said += [(f"{where}原文：{_DAMAGE.get(w.code, w.code)}（{w.message}）", w.code) for w in document.warnings]
    return said


# -- the page ----------------------------------------------------------------------------------------------------


def _shown(value: object) -> object:
    """Strings without characters that are no text; called for every value that the template writes."""
    return _UNSEEN.sub("\ufffd", value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"), autoescape=True, undefined=StrictUndefined, finalize=_shown,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


@cache
def _own(name: str) -> tuple[Markup, str]:
    """A file of our own that stands inline in the page, and its digest as a Content-Security-Policy names it."""
    text = (_TEMPLATES / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{digest}'"


def page(comparison: Comparison) -> str:
    """The page; the same comparison gives the same bytes."""
    build = _Builder(comparison, load())
    groups = [build.group(change) for change in comparison.changes]
    parts: Mapping[str, list[Group]] = {
        "linked": [g for g in groups if g.status not in ("added", "dropped")],
        "added": [g for g in groups if g.status == "added"],
        "dropped": [g for g in groups if g.status == "dropped"],
    }
    counts, moves = _counts(comparison), _moves(comparison.quantities)
    figures = [(m, [build.figure(r) for r in comparison.quantities if r.change == m.key]) for m in moves if m.count]
    style, style_digest = _own("page.css")
    script, script_digest = _own("page.js")
    return _environment().get_template("page.html").render(
        old=build.plan("o"), new=build.plan("n"), parts=parts, counts=counts, moves=moves, bars=_bars(counts), figures=figures,
        quantities=len(comparison.quantities), warnings=_warnings(comparison), style=style, script=script,
        policy=f"default-src 'none'; script-src {script_digest}; style-src {style_digest}; base-uri 'none'; form-action 'none'",
    )  # fmt: skip
