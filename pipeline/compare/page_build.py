"""From a comparison to the parts of its page: both plans' heads, each change with its tasks marked word by word, each quantity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.amounts import amount, date, difference
from pipeline.compare.compare import Comparison
from pipeline.compare.marks import ALONE, MOVED, SHARED, marks, runs, share, words
from pipeline.compare.page_parts import MOVE, STATUS, Figure, Group, Item, Linked, Name, Piece, Plan, Roles, Section
from pipeline.compare.quantities import scaled
from rules import RuleSet
from schemas import Document, Indicator, Target, Task, Unit
from schemas.changes import Change, QuantityChange, TaskLink

_REWRITTEN = 0.4
"""Where so little is shared, nearly everything is marked, and the marks had better be quiet."""
_SCALED = re.compile("[百千]?[万亿]")
"""A unit such as 万元: its scale belongs to the number, where 2亿元 can be made of 20000万元."""
_KIND = {"safeguard": "保障措施", "box": "专栏", "table": "表格"}
_ROLE = {"lead": "牵头", "support": "配合", "responsible": "责任"}
_TYPE = {
    "five_year_plan": "五年规划", "annual_plan": "年度计划", "action_plan": "行动计划", "implementation_plan": "实施方案",
    "work_report": "工作报告", "other_plan": "其他规划", "non_plan": "非规划文件",
}  # fmt: skip


class PageBuilder:
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
            change.change_id, change.status, *STATUS[change.status], items_old, items_new,
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
            row.change, *MOVE[row.change], row.metric, old, new, moved, old_by, new_by, old_words, new_words, old_item, new_item,
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
    order = {change: n for n, change in enumerate(MOVE)}
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
