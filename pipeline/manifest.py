"""`run.json` read back: with what the records of a dataset were made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.files import MANIFEST

Maker = Mapping[str, object]
"""What tells in the records of a run: version, rules, and some of its options."""


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """What the last run that was whole left there; nothing where there is none that can be read."""
    for name in (MANIFEST, f"{MANIFEST}.new"):
        try:
            found = json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return found if isinstance(found, dict) else {}
    return {}


def maker_of(run: Mapping[str, Any]) -> Maker:
    """Of what `run.json` says, that which tells in the records."""
    options = run.get("options") or {}
    return {
        "version": run.get("version"), "rules": run.get("rules"), "spacy_model": options.get("spacy_model"),
        "min_confidence": options.get("min_confidence", 0.0),
    }  # fmt: skip


def makers_of(run: Mapping[str, Any]) -> list[Maker]:
    """All that made the records of a dataset; empty where nothing is known."""
    return list(run["made_with"]) if "made_with" in run else [maker_of(run)] if "version" in run else []


def together(several: Iterable[Iterable[Maker]]) -> list[Maker]:
    """Each once, in their order."""
    found: list[Maker] = []
    for makers in several:
        found += [maker for maker in makers if maker not in found]
    return found
