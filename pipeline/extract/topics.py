"""What a metric lacks that names no subject of its own: the metric of the clause before, or what the paragraph speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.governed import State
from pipeline.extract.wording import Wording
from pipeline.text import Span

_FAR = 600
"""Characters before a metric in which its subject is looked for."""
_NEXT = 1
"""A dependent metric means the one of its own clause or of the clause before."""


def with_subject(metric: str, text: str, span: Span, words: Wording) -> str:
    """A metric that is nothing by itself (产值), of the industry that the sentences of `span` before it speak of (石化产业…)."""
    if words.role("topical").fullmatch(metric) is None:
        return metric
    subject = ""
    for m in words.role("topic").finditer(text, max(span.start, span.end - _FAR), span.end):
        if m.start() == span.start or text[m.start() - 1] in "。\n":
            subject = str(m["topic"])
    return subject + (metric.removeprefix("产业") if subject.endswith("产业") else metric)


def _risen(text: str, clause: Span, words: Wording) -> str:
    """What a clause without a number says has risen: 产业规模实现倍增，占…比重提高到9%."""
    m = words.role("risen").match(text, clause.start, clause.end)
    return words.strip_left(m["what"]) if m is not None and words.has_metric(m["what"]) else ""


def depending(metric: str, left: str, state: State, where: int, words: Wording, text: str, clauses: Sequence[Span]) -> str:
    """外贸进出口增长8%，总额突破8000亿元: the total of what the clause before tells of."""
    dependent = words.role("dependent")
    if not state.metric and where > 0 and metric.startswith("占") and dependent.fullmatch(metric) is not None:
        return _risen(text, clauses[where - 1], words) + metric
    if state.metric and where - state.metric_clause <= _NEXT and (grown := words.role("grown_on").search(state.metric)) is not None:
        herd = words.role("herd_told").search(left.rstrip())
        alone = herd["what"] if herd is not None and metric == state.metric else metric
        if words.role("yield_alone").fullmatch(alone) is not None:
            return state.metric[: grown.start()] + alone  # 粮食播种面积稳定在…、产量稳定在…
    if not state.metric or where - state.metric_clause > _NEXT or dependent.fullmatch(metric) is None:
        return metric
    start = next((n for n in range(2, len(state.metric)) if dependent.fullmatch(state.metric, n)), len(state.metric))
    return state.metric[:start] + metric
