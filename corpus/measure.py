"""Converts generated documents and says how much of each form comes out right.

    python -m corpus.measure --seed 1 --documents 200 --misses 3      # or --markdown, as docs/accuracy.md has it

A record counts as found where its evidence covers at least half of the reference's and value and unit (targets), the
words (units), the name (indicators) or four fifths of the stretch (tasks) are the same; as right where its other fields
are the same too. A decoy counts as right where no target stands in it.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from opencc import OpenCC
from rapidfuzz import fuzz

from corpus.generate import batch
from corpus.generator import DAMAGES, FORMS, KINDS, LAYOUTS, Generated
from pipeline import Converter

Row = dict[str, Any]
SIMPLIFIED = OpenCC("t2s")


class Miss(NamedTuple):
    """One reference that did not come out right, or a record that stands where there is none."""

    form: str
    document: str
    what: str
    expected: str
    got: str


class Tally(NamedTuple):
    """How many references of a form there are, how many were found, and how many were right in every field."""

    wanted: int
    found: int
    right: int


def norm(text: object) -> str:
    """The letters and digits of a text, simplified."""
    return re.sub(r"[^\w%]+", "", SIMPLIFIED.convert(unicodedata.normalize("NFKC", str(text or "")))).lower()


def stretches(row: Row) -> set[int]:
    """The places that the evidence of a record covers."""
    return {n for e in row["evidence"] for n in range(e["start"], e["end"])}


def words(row: Row) -> str:
    """What the evidence of a record says."""
    return norm("".join(e["text"] for e in row["evidence"]))


def near(row: Row, gold: Row, by_text: bool) -> float:
    """The share of the reference's evidence that a record covers; 0 below a half, or where it is much too wide."""
    if by_text:
        a, b = words(row), words(gold)
        return 1.0 if a and b and len(a) <= 3 * len(b) + 20 and fuzz.partial_ratio(a, b) >= 85 else 0.0
    mine, theirs = stretches(row), stretches(gold)
    if len(mine) > 3 * len(theirs) + 20:
        return 0.0
    share = len(mine & theirs) / len(theirs)
    return share if share >= 0.5 else 0.0


def overlap(row: Row, gold: Row, by_text: bool) -> float:
    """Intersection over union of the evidence; 0 below four fifths."""
    if by_text:
        share = fuzz.ratio(words(row), words(gold)) / 100
    else:
        mine, theirs = stretches(row), stretches(gold)
        share = len(mine & theirs) / len(mine | theirs)
    return share if share >= 0.8 else 0.0


def alike(row: Row, gold: Row) -> float:
    """How like the metric is to the reference's wording, or to one of its others."""
    return max(fuzz.ratio(norm(row["metric"]), norm(m)) for m in (gold["metric"], *gold.get("metric_alt", ())))


def find_task(row: Row, gold: Row, by_text: bool) -> float:
    """How well a task fits."""
    return overlap(row, gold, by_text)


def find_target(row: Row, gold: Row, by_text: bool) -> float:
    """How well a target fits: value and unit must be the same."""
    same = round(float(row["value"]), 6) == round(float(gold["value"]), 6) and (row["unit"] or "") == (gold["unit"] or "")
    share = near(row, gold, by_text) if same else 0.0
    return share and share + alike(row, gold) / 100


def find_indicator(row: Row, gold: Row, by_text: bool) -> float:
    """How well an indicator fits, by its name."""
    share = fuzz.ratio(norm(row["name"]), norm(gold["name"]))
    return share if share >= 95 else 0.0


def find_unit(row: Row, gold: Row, by_text: bool) -> float:
    """How well a unit fits: its words must be the same."""
    return near(row, gold, by_text) if norm(row["surface"]) == norm(gold["surface"]) else 0.0


def wrong_task(row: Row, gold: Row) -> list[str]:
    """The fields of a task that are not the reference's."""
    out = [f for f in ("label", "title") if (gold[f] or f == "label") and norm(row[f]) != norm(gold[f])]
    out += ["kind"] if row["kind"] != gold["kind"] else []
    out += ["previous"] if norm(row["previous"]) != norm(gold["previous"]) else []
    return out + (["path"] if [norm(s["title"]) for s in row["path"]] != [norm(s["title"]) for s in gold["path"]] else [])


def wrong_target(row: Row, gold: Row) -> list[str]:
    """The fields of a target that are not the reference's."""
    out = [f for f in ("comparator", "kind", "value_high", "modality", "per") if row[f] != gold[f]]
    out += ["metric"] if alike(row, gold) < 80 else []
    return out + (["deadline"] if str(row["deadline"])[:4] != str(gold["deadline"])[:4] else [])


def wrong_indicator(row: Row, gold: Row) -> list[str]:
    """The fields of an indicator that are not the reference's."""

    def cell(r: Row, f: str) -> tuple[object, object]:
        return ((r[f] or {}).get("value"), (r[f] or {}).get("comparator"))

    out = [f for f in ("unit", "attribute", "category") if norm(row[f]) != norm(gold[f])]
    return out + [f for f in ("baseline", "target") if cell(row, f) != cell(gold, f)]


def wrong_unit(row: Row, gold: Row) -> list[str]:
    """The fields of a unit that are not the reference's."""
    return [f for f in ("role", "name") if norm(row[f]) != norm(gold[f])]


Find = Callable[[Row, Row, bool], float]
Wrong = Callable[[Row, Row], list[str]]
KIND: dict[str, tuple[Find, Wrong]] = {
    "tasks": (find_task, wrong_task), "targets": (find_target, wrong_target),
    "indicators": (find_indicator, wrong_indicator), "units": (find_unit, wrong_unit),
}  # fmt: skip


def pairs(rows: list[Row], golds: list[Row], find: Find, by_text: bool) -> dict[int, int]:
    """Which row stands for which reference, one to one, the best pairs first."""
    scores = sorted(((find(r, g, by_text), -i, -j) for j, g in enumerate(golds) for i, r in enumerate(rows)), reverse=True)
    taken: dict[int, int] = {}
    for score, i, j in scores:
        if score > 0 and -j not in taken and -i not in taken.values():
            taken[-j] = -i
    return taken


def brief(row: Row, fields: Iterable[str]) -> str:
    """Some fields of a record."""
    return ", ".join(f"{f}={row.get(f)!r}" for f in fields)


SHOWN = {
    "tasks": ("label", "title", "kind", "previous", "path"),
    "targets": ("metric", "comparator", "value", "value_high", "unit", "kind", "per", "modality", "deadline"),
    "indicators": ("name", "unit", "category", "attribute", "baseline", "target"),
    "units": ("name", "surface", "role"),
}


def judge(made: Generated, converter: Converter) -> tuple[dict[str, list[Tally]], list[Miss]]:
    """The tallies of one document by form, and what went wrong in it."""
    converted = converter(made.data, made.name)
    by_text = bool(made.gold["source"].get("by_text"))
    tallies: dict[str, list[Tally]] = defaultdict(list)
    misses: list[Miss] = []
    spurious: list[int] = []
    text = made.text

    def around(row: Row, by: int = 24) -> str:
        first, last = row["evidence"][0]["start"], row["evidence"][-1]["end"]
        return text[max(0, first - by) : min(last, first + 90) + by].replace("\n", "⏎")

    for kind, (find, wrong) in KIND.items():
        rows = [r.model_dump(mode="json") for r in getattr(converted, kind)]
        golds: list[Row] = made.gold[kind]
        taken = pairs(rows, golds, find, by_text)
        for j, gold in enumerate(golds):
            form = made.forms[kind][j]
            row = rows[taken[j]] if j in taken else None
            bad = wrong(row, gold) if row else ["missed"]
            for name in form.split("+"):
                tallies[name].append(Tally(1, row is not None, not bad))
            if bad:
                shown = SHOWN[kind]
                got = brief(row, shown if kind != "targets" else bad) if row else "nothing"
                misses.append(Miss(form, made.name, f"{kind}: {'/'.join(bad)}", f"{around(gold)} → {brief(gold, shown)}", got))
        for i, row in enumerate(rows):
            if i not in taken.values():
                inside = [d.form for d in made.decoys if not by_text and any(d.start <= e["start"] < d.end for e in row["evidence"])]
                spurious += [row["evidence"][0]["start"]] if kind == "targets" else []
                form = inside[-1] if inside else f"spurious.{kind}"
                if not inside:
                    tallies[form].append(Tally(1, False, False))
                where = around(row) if not by_text else words(row)[:80]
                misses.append(Miss(form, made.name, f"{kind}: spurious", where, brief(row, SHOWN[kind])))
    for decoy in made.decoys if not by_text else ():
        clean = not any(decoy.start <= start < decoy.end for start in spurious)
        tallies[decoy.form].append(Tally(1, clean, clean))
    record = converted.document.model_dump(mode="json")
    for name, value in made.gold["document"].items():
        got = record[name]
        same = got == value or (name == "title" and norm(got) == norm(value)) or (name == "region" and str(got).endswith(value))
        tallies[f"document.{name}"].append(Tally(1, same, same))
        if not same:
            misses.append(Miss(f"document.{name}", made.name, "document", repr(value), repr(record[name])))
    return tallies, misses


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--prose", type=float, default=0.3)
    parser.add_argument("--form", choices=sorted(FORMS))
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("--layout", choices=sorted(LAYOUTS))
    parser.add_argument("--script", choices=("hans", "hant"))
    parser.add_argument("--damage", action="append", choices=sorted(DAMAGES))
    parser.add_argument("--undamaged", action="store_true", help="no damage at all")
    parser.add_argument("--misses", type=int, default=0, help="so many misses of each form")
    parser.add_argument("--markdown", action="store_true", help="print the table in Markdown")
    args = parser.parse_args()
    converter = Converter()
    total: dict[str, list[Tally]] = defaultdict(list)
    misses: dict[str, list[Miss]] = defaultdict(list)
    damage = [] if args.undamaged else args.damage
    for made in batch(args.seed, args.documents, args.prose, args.form, args.layout, args.script, damage, args.kind):
        tallies, wrong = judge(made, converter)
        for form, rows in tallies.items():
            total[form] += rows
        for miss in wrong:
            misses[miss.form].append(miss)
    print(
        "| form | wanted | found | right |\n| --- | ---: | ---: | ---: |"
        if args.markdown
        else f"{'form':32} {'wanted':>7} {'found':>7} {'right':>7}"
    )
    row = "| {} | {} | {:.3f} | {:.3f} |" if args.markdown else "{:32} {:7} {:7.1%} {:7.1%}"
    for form in sorted(total):
        wanted, found, right = (sum(column) for column in zip(*total[form], strict=True))
        print(row.format(form, wanted, found / wanted, right / wanted))
    for form in sorted(misses):
        for miss in misses[form][: args.misses]:
            print(f"\n{form} in {miss.document}\n  {miss.what}\n  {miss.expected}\n  got {miss.got}")


if __name__ == "__main__":
    main()
