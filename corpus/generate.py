"""Writes generated documents and their references to a folder.

python -m corpus.generate OUT --seed 1 --documents 40
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from corpus.generator import DAMAGES, FORMS, KINDS, LAYOUTS, Generated, generate


def batch(seed: int, documents: int, prose: float = 0.3, form: str | None = None, layout: str | None = None, script: str | None = None,
          damage: list[str] | None = None, kind: str | None = None) -> Iterator[Generated]:  # fmt: skip
    """A run of documents: what is not asked for is drawn, most of them simplified and undamaged."""
    rng = Random(f"batch/{seed}")
    layouts = [name for name in LAYOUTS for _ in range(4 if name == "clean" else 1)]
    for n in range(documents):
        drawn_layout, drawn_script = rng.choice(layouts), "hant" if rng.random() < 0.15 else "hans"
        drawn_damage = [rng.choice(list(DAMAGES))] if rng.random() < 0.25 else []
        yield generate(
            seed * 10_000 + n, form=form, layout=layout or drawn_layout, script=script or drawn_script,
            damage=drawn_damage if damage is None else damage, prose=prose, kind=kind,
        )  # fmt: skip


def reference(made: Generated) -> dict[str, Any]:
    """The reference of a document: each record with the form it stands for, and the stretches of which nothing is to be made."""
    decoys = [{"form": d.form, "evidence": [{"start": d.start, "end": d.end, "text": made.text[d.start : d.end]}]} for d in made.decoys]
    records = {kind: [{**row, "form": form} for row, form in zip(made.gold[kind], made.forms[kind], strict=True)] for kind in made.forms}
    return {**made.gold, **records, "decoys": decoys}


def write(folder: Path, made: Generated) -> None:
    """A document into `folder`, its reference into `folder/gold`."""
    (folder / "gold").mkdir(parents=True, exist_ok=True)
    (folder / made.name).write_bytes(made.data)
    text = json.dumps(reference(made), ensure_ascii=False, indent=1)
    (folder / "gold" / f"{Path(made.name).stem}.gold.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--prose", type=float, default=0.3, help="share of sentences without quantities; 0.9 is the density of real plans")
    parser.add_argument("--form", choices=sorted(FORMS))
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("--layout", choices=sorted(LAYOUTS))
    parser.add_argument("--script", choices=("hans", "hant"))
    parser.add_argument("--damage", action="append", choices=sorted(DAMAGES), help="may be given more than once")
    args = parser.parse_args()
    for made in batch(args.seed, args.documents, args.prose, args.form, args.layout, args.script, args.damage, args.kind):
        write(args.out, made)


if __name__ == "__main__":
    main()
