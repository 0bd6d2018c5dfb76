"""What every page of the site is made with: one escaping environment, one policy, and data that cannot leave its island."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What no page may hold, and marks that would turn the direction of the text after them."""
_LEAVES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def clean(text: str) -> str:
    """A text of the same length without characters that are no text."""
    return _UNSEEN.sub("\ufffd", text)


def _shown(value: object) -> object:
    """Called for every value that a template writes."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"), autoescape=True, undefined=StrictUndefined, finalize=_shown,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


@cache
def _own(*names: str) -> tuple[Markup, str]:
    """Files of our own that stand inline in a page, and their digest as a Content-Security-Policy names it."""
    text = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)
    return Markup(text), f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def island(data: object) -> Markup:
    """Data for a script, as JSON that holds nothing which could end the element it stands in."""
    return Markup(clean(json.dumps(data, ensure_ascii=False, separators=(",", ":"))).translate(_LEAVES))


def rendered(template: str, styles: tuple[str, ...], scripts: tuple[str, ...], **values: object) -> str:
    """A page with its own style and script and a policy that allows these two and nothing else."""
    style, style_digest = _own(*styles)
    script, script_digest = _own(*scripts)
    policy = f"default-src 'none'; script-src {script_digest}; style-src {style_digest}; base-uri 'none'; form-action 'none'"
    return _environment().get_template(template).render(style=style, script=script, policy=policy, **values)
