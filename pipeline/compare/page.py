"""A comparison as one HTML page for people: opens from disk, needs no network, and runs nothing but its own script.

    Comparison ─▶ its parts (page_parts, page_build, page_counts) ─▶ templates/page.html ─▶ one string

Whatever comes from a document is text in the template and escaped there; the script only hides and shows what is
already on the page. A Content-Security-Policy allows the page's own script and style by their digests, so that even
text that got through unescaped could not run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.compare.compare import Comparison
from pipeline.compare.page_build import PageBuilder
from pipeline.compare.page_counts import bars, counts, moves, warnings
from pipeline.compare.page_parts import Group
from rules import load

_TEMPLATES = Path(__file__).parent / "templates"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What no page may hold, and marks that would turn the direction of the text after them."""


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
    build = PageBuilder(comparison, load())
    groups = [build.group(change) for change in comparison.changes]
    parts: Mapping[str, list[Group]] = {
        "linked": [g for g in groups if g.status not in ("added", "dropped")],
        "added": [g for g in groups if g.status == "added"],
        "dropped": [g for g in groups if g.status == "dropped"],
    }
    states, moved = counts(comparison), moves(comparison.quantities)
    figures = [(m, [build.figure(r) for r in comparison.quantities if r.change == m.key]) for m in moved if m.count]
    style, style_digest = _own("page.css")
    script, script_digest = _own("page.js")
    return _environment().get_template("page.html").render(
        old=build.plan("o"), new=build.plan("n"), parts=parts, counts=states, moves=moved, bars=bars(states), figures=figures,
        quantities=len(comparison.quantities), warnings=warnings(comparison), style=style, script=script,
        policy=f"default-src 'none'; script-src {script_digest}; style-src {style_digest}; base-uri 'none'; form-action 'none'",
    )  # fmt: skip
