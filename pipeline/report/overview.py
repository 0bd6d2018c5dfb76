"""What is in a dataset, counted document by document, and put into the rows of charts; what they look like is said elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.amounts import difference
from pipeline.converted import Converted
from pipeline.report import labels
from schemas import Indicator, Period

_TOP = 20
_TOP_DOCUMENTS = 14
_MANY_INDICATORS = 1500
_EDGE = 14  # room for the dots at both ends of a scale
_ROWS = 12  # indicators under one picture: it is not parted where a page ends
_TICKS = 6
_NONE = "未注明"
_POINTS = ("%", "％", "‰")
_ROLE_ORDER = ("lead", "responsible", "support")
WIDTH = 1000  # of the scale of an indicator


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: its name, by which documents are filtered, its parts by kind, and their sum."""

    name: str
    count: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart; `key` names what its rows filter documents by, if they do; `rest` is what did not fit.

    `kinds` has the words for the parts of its bars, which stand in a `legend` or only where one points at them.
    """

    title: str
    english: str
    key: str
    rows: tuple[Row, ...]
    kinds: Mapping[str, str]
    rest: str = ""
    legend: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as the list shows it."""

    doc_id: str
    title: str
    facts: tuple[str, ...]
    counts: tuple[tuple[str, str, int], ...]
    type: str
    place: str
    sector: str
    period: str
    path: str
    duplicate_of: str
    warnings: int


@dataclass(frozen=True, slots=True)
class Move:
    """An indicator from its baseline to its target; places are in thousandths of a scale that begins with nothing."""

    anchor: str
    name: str
    category: str
    attribute: str
    baseline: str
    target: str
    difference: str
    before: int | None
    after: int | None


@dataclass(slots=True)
class Overview:
    """Counts that grow with each document; only what the start page shows is kept."""

    documents: list[Listed] = field(default_factory=list)
    totals: Counter[str] = field(default_factory=Counter)
    periods: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)
    metrics: dict[str, Counter[str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    units: dict[str, Counter[str]] = field(default_factory=dict)
    moves: list[tuple[Listed, list[list[Move]]]] = field(default_factory=list)
    left_out: int = 0
    characters: int = 0

    def add(self, converted: Converted) -> None:
        """Count one document."""
        document = converted.document
        counts = {
            "task": len(converted.tasks), "target": len(converted.targets), "indicator": len(converted.indicators),
            "unit": len(converted.units), "observation": len(converted.observations),
        }  # fmt: skip
        listed = Listed(
            document.doc_id, document.title, labels.facts(document), tuple((k, labels.KINDS[k][0], n) for k, n in counts.items() if n),
            labels.DOC_TYPES[document.doc_type], document.region or _NONE, document.sector or _NONE,
            labels.period(document.period) or _NONE, document.source.path, document.duplicate_of or "", len(document.warnings),
        )  # fmt: skip
        self.documents.append(listed)
        self.totals.update(counts)
        self.characters += len(converted.source_text)
        if document.period is not None:
            self.periods[document.period.start, document.period.end] += 1
        for target in converted.targets:
            self.metrics.setdefault(target.metric, Counter())[target.kind] += 1
            self.kinds[target.kind] += 1
        self._count_units(converted)
        moves = [_move(i) for i in converted.indicators if i.target is not None or i.baseline is not None]
        room = max(0, _MANY_INDICATORS - sum(len(rows) for _, groups in self.moves for rows in groups))
        self.left_out += len(moves[room:])
        if moves[:room]:
            self.moves.append((listed, [moves[at : min(at + _ROWS, room)] for at in range(0, len(moves[:room]), _ROWS)]))

    def _count_units(self, converted: Converted) -> None:
        """Each unit once a task, in the weightiest of its roles."""
        roles: dict[tuple[str, str], str] = {}
        for unit in converted.units:
            if unit.task_id is not None:
                key = (unit.canonical or unit.name, unit.task_id)
                roles[key] = min(roles.get(key, "support"), unit.role, key=_ROLE_ORDER.index)
        for (name, _), role in roles.items():
            self.units.setdefault(name, Counter())[role] += 1

    def charts(self) -> list[Chart]:
        """The charts of documents, whose bars filter the list."""
        return [
            _simple("文种", "documents by type", "type", Counter(d.type for d in self.documents)),
            _simple("地区", "documents by place", "place", Counter(d.place for d in self.documents)),
            _simple("领域", "documents by field of government", "sector", Counter(d.sector for d in self.documents)),
        ]

    def quantities(self) -> list[Chart]:
        """The charts of targets and units."""
        kinds = {labels.QUANTITY_KINDS[kind]: {kind: n} for kind, n in self.kinds.most_common()}
        return [
            Chart("目标种类", "targets by kind", "", _bars(kinds), labels.QUANTITY_KINDS),
            _stacked("目标最多的指标", "targets by metric and kind", self.metrics, labels.QUANTITY_KINDS),
            _stacked("承担任务最多的单位", "units by number of tasks, under their full names", self.units, labels.ROLES),
        ]


def _move(row: Indicator) -> Move:
    first = row.baseline.value if row.baseline else None
    last = row.target.value if row.target else None
    known = [v for v in (first, last) if v is not None]
    top = max(known, default=0)
    whole = 100 if row.unit in _POINTS[:2] and top <= 100 else top * 1.08
    fits = bool(known) and min(known) >= 0 and whole > 0

    def place(value: float | None) -> int | None:
        return None if value is None or not fits else _EDGE + round((WIDTH - 2 * _EDGE) * value / whole)

    return Move(
        row.indicator_id, row.name, row.category or "", labels.ATTRIBUTES[row.attribute] if row.attribute else "",
        labels.cell(row, row.baseline), labels.cell(row, row.target), difference(first, last, row.unit), place(first), place(last),
    )  # fmt: skip


def _simple(title: str, english: str, key: str, counts: Counter[str]) -> Chart:
    order = sorted(counts.items(), key=lambda item: (item[0] == _NONE, -item[1]))
    rows = _bars({name: {"all": n} for name, n in order[:_TOP_DOCUMENTS]})
    left = order[_TOP_DOCUMENTS:]
    return Chart(title, english, key, rows, {"all": "份"}, f"另有 {len(left)} 项，共 {sum(n for _, n in left)} 份" if left else "")


def _stacked(title: str, english: str, counts: Mapping[str, Counter[str]], names: Mapping[str, str]) -> Chart:
    order = sorted(counts.items(), key=lambda item: -item[1].total())
    used = {kind for _, parts in order[:_TOP] for kind in parts}
    left = f"另有 {len(order) - _TOP} 项" if len(order) > _TOP else ""
    return Chart(title, english, "", _bars(dict(order[:_TOP])), {k: n for k, n in names.items() if k in used}, left, len(used) > 1)


def _bars(counts: Mapping[str, Mapping[str, int]]) -> tuple[Row, ...]:
    return tuple(Row(name, sum(parts.values()), parts) for name, parts in counts.items())


@dataclass(frozen=True, slots=True)
class Range:
    """A period of so many documents, from the beginning of a year to that of another; `open` where only its end is said."""

    name: str
    count: int
    start: int
    end: int
    open: bool


@dataclass(frozen=True, slots=True)
class Years:
    """The periods of the plans over one axis of years, which begins with its first tick and ends with its last."""

    ticks: tuple[int, ...]
    ranges: tuple[Range, ...]


def years(periods: Mapping[tuple[int | None, int | None], int]) -> Years | None:
    """The periods, the earliest first; None where no document names one."""
    named = [(start, end, n) for (start, end), n in periods.items() if end is not None]
    if not named:
        return None
    first = min(start if start is not None else end for start, end, _ in named)
    last = max(first, *(end for _, end, _ in named)) + 1
    ranges = []
    for start, end, n in sorted(named, key=lambda r: (r[1] if r[0] is None else r[0], r[1])):
        begin = start if start is not None else end
        ranges.append(Range(labels.period(Period(start=start, end=end)), n, begin, max(begin, end) + 1, start is None))
    every = next((e for e in (1, 2, 5, 10, 20, 50, 100) if (last - first) / e <= _TICKS), last - first)
    ticks = range(first - first % every, last + -last % every + 1, every)
    return Years(tuple(ticks), tuple(ranges))


def facts(overview: Overview) -> Sequence[tuple[str, str, str]]:
    """The figures at the head of the start page: (label, English, number)."""
    return [
        ("文件", "documents", f"{len(overview.documents):,}"),
        *((labels.KINDS[k][0], labels.KINDS[k][1], f"{overview.totals[k]:,}") for k in labels.KINDS if k != "document"),
        ("字数", "characters", f"{overview.characters:,}"),
    ]
