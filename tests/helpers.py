"""What the tests share: one converter for the whole session, and short ways to write an invented plan."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pipeline import Converter
from pipeline.converted import Converted
from pipeline.outline import Outline, build_outline
from pipeline.read import SourceText, read
from pipeline.repair import Repaired, repair
from rules import RuleSet, load
from schemas import Evidence, Target, Task, Unit

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"

TITLE = "青梧县水利发展“十四五”规划"


@cache
def converter() -> Converter:
    """The stages, loaded once."""
    return Converter()


def rules() -> RuleSet:
    return load()


def convert_text(text: str) -> Converted:
    """The records of a text, as if it had come in a UTF-8 file."""
    return converter()(text.encode("utf-8"), "test.txt")


def repair_text(text: str) -> Repaired:
    return repair(SourceText(text, "text/plain", "utf-8"), rules())


def clean(text: str) -> str:
    """The clean text behind a source text."""
    return repair_text(text).text.text


def outline_of(text: str) -> Outline:
    source = read(text.encode("utf-8"))
    return build_outline(repair(source, rules()).text, source.tables, rules())


def plan(*body: str, goals: str = "", safeguards: str = "") -> str:
    """A clean plan of 2021 to 2025; `body` are the lines below 二、主要任务."""
    lines = [
        TITLE,
        "规划期为2021年至2025年。",
        "一、总体要求",
        "（一）指导思想",
        "坚持节水优先，统筹水资源、水环境、水生态治理，办好群众身边的水利实事。",
    ]
    if goals:
        lines += ["（二）主要目标", goals]
    lines += ["二、主要任务", *body]
    if safeguards:
        lines += ["三、保障措施", safeguards]
    return "\n".join(lines) + "\n"


def item(sentence: str, title: str = "夯实供水基础") -> str:
    """A numbered item with a heading sentence and `sentence` as its body."""
    return f"（一）{title}。{sentence}"


def targets_of(sentence: str) -> tuple[Target, ...]:
    """The targets of a sentence that stands in an item of a plan."""
    return convert_text(plan(item(sentence))).targets


def target_of(sentence: str) -> Target:
    """The one target of a sentence."""
    found = targets_of(sentence)
    assert len(found) == 1, f"{len(found)} targets: {[(t.metric, t.value, t.unit) for t in found]}"
    return found[0]


def amounts(targets: Iterable[Target]) -> list[tuple[float, str | None]]:
    return [(t.value, t.unit) for t in targets]


def units_of(words: str) -> list[tuple[str, str]]:
    """(name, role) of the units of an item that ends with `words`."""
    return [(u.name, u.role) for u in unit_records(words)]


def unit_records(words: str) -> tuple[Unit, ...]:
    return convert_text(plan(item(f"完善村镇供水管护机制，提升应急保障能力。{words}"))).units


def tasks_of(*body: str) -> tuple[Task, ...]:
    return convert_text(plan(*body)).tasks


def assert_grounded(converted: Converted) -> None:
    """Every span of evidence is the source at its offsets, and ids are unique and linked."""
    ids: list[str] = []
    task_ids = {t.task_id for t in converted.tasks}
    indicator_ids = {i.indicator_id for i in converted.indicators}
    spans: list[Evidence] = list(converted.document.evidence)
    spans += [e for task in converted.tasks for e in task.evidence]
    spans += [e for target in converted.targets for e in target.evidence]
    spans += [e for indicator in converted.indicators for e in indicator.evidence]
    spans += [e for unit in converted.units for e in unit.evidence]
    for task in converted.tasks:
        ids.append(task.task_id)
        for action in task.actions:
            spans += action.evidence
    for target in converted.targets:
        ids.append(target.target_id)
        assert target.task_id is None or target.task_id in task_ids
        assert target.indicator_id is None or target.indicator_id in indicator_ids
    for observation in converted.observations:
        ids.append(observation.observation_id)
        spans += observation.evidence
        assert observation.task_id is None or observation.task_id in task_ids
    for unit in converted.units:
        ids.append(unit.assignment_id)
        assert unit.task_id is None or unit.task_id in task_ids
    ids += [i.indicator_id for i in converted.indicators]
    assert len(ids) == len(set(ids))
    for span in spans:
        assert 0 <= span.start < span.end <= len(converted.source_text)
        assert converted.source_text[span.start : span.end] == span.text
