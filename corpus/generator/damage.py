"""Damage: what conversion, copying and bad software do to a text. Each is edits of the rendered document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from corpus.generator.pieces import Edit, Rendered

Spoil = Callable[[Rendered, Random], list[Edit]]


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage and the edits that do it."""

    name: str
    meaning: str
    spoil: Spoil


DAMAGES: dict[str, Damage] = {}


def damage(name: str) -> Callable[[Spoil], Spoil]:
    """Registers the function below as a damage."""

    def register(spoil: Spoil) -> Spoil:
        DAMAGES[name] = Damage(name, (spoil.__doc__ or "").strip(), spoil)
        return spoil

    return register


PINYIN = {
    "业": "yè",
    "众": "zhòng",
    "养": "yǎng",
    "务": "wù",
    "机": "jī",
    "构": "gòu",
    "现": "xiàn",
    "体": "tǐ",
    "处": "chǔ",
    "长": "zhǎng",
    "数": "shù",
    "镇": "zhèn",
    "动": "dòng",
    "设": "shè",
    "规": "guī",
    "资": "zī",
    "产": "chǎn",
    "环": "huán",
    "協": "xié",
    "業": "yè",
    "務": "wù",
    "養": "yǎng",
    "眾": "zhòng",
    "機": "jī",
    "構": "gòu",
    "現": "xiàn",
    "體": "tǐ",
    "數": "shù",
    "動": "dòng",
    "設": "shè",
}
"""Characters and the reading that some software puts behind them."""


def prosaic(page: Rendered, n: int) -> bool:
    """Whether a place stands in running text: not in a table, a title, or a heading."""
    return not any(s.start <= n <= s.end for s in page.of("table", "title", "heading"))


def some(page: Rendered, rng: Random, places: list[int], share: float) -> list[int]:
    """Some of the places, those in running text."""
    return [n for n in places if prosaic(page, n) and rng.random() < share]


@damage("pinyin")
def pinyin(page: Rendered, rng: Random) -> list[Edit]:
    """A reading in brackets behind a character: 养(yǎng)老."""
    found = [n + 1 for n, ch in enumerate(page.text) if ch in PINYIN]
    return [Edit(n, n, f"({PINYIN[page.text[n - 1]]})") for n in some(page, rng, found, 0.06)]


@damage("doubled_punctuation")
def doubled(page: Rendered, rng: Random) -> list[Edit]:
    """，， and 。。"""
    found = [m.end() for m in re.finditer("[，。；]", page.text)]
    return [Edit(n, n, rng.choice((page.text[n - 1], page.text[n - 1], "，"))) for n in some(page, rng, found, 0.06)]


@damage("zero_width")
def zero_width(page: Rendered, rng: Random) -> list[Edit]:
    """Characters that are not seen, anywhere in a paragraph."""
    found = [n for n in range(1, len(page.text)) if "\u4e00" <= page.text[n - 1] <= "\u9fff"]
    return [Edit(n, n, rng.choice("\u200b\ufeff\u00ad\u200b")) for n in some(page, rng, found, 0.02)]


@damage("full_width_digits")
def full_width(page: Rendered, rng: Random) -> list[Edit]:
    """１２ for 12, whole numbers at a time."""
    out = []
    for m in re.finditer(r"\d+(?:\.\d+)?", page.text):
        if prosaic(page, m.start()) and rng.random() < 0.25:
            out.append(Edit(m.start(), m.end(), "".join(chr(ord(ch) + 0xFEE0) if ch.isdigit() else ch for ch in m[0])))
    return out


@damage("markdown_bullets")
def markdown(page: Rendered, rng: Random) -> list[Edit]:
    """- before paragraphs, ## before headings, ** round nothing else."""
    heads = {s.start for s in page.of("heading")}
    out = []
    for m in re.finditer(r"(?m)^(?=\S)", page.text):
        n = m.start()
        if n in heads:
            out.append(Edit(n, n, "## "))
        elif prosaic(page, n) and rng.random() < 0.15 and re.match("[\u4e00-\u9fff（(\\d]", page.text[n:]):
            out.append(Edit(n, n, "- "))
    return out


@damage("image_comments")
def images(page: Rendered, rng: Random) -> list[Edit]:
    """<!-- image --> in the middle of a sentence."""
    found = [m.end() for m in re.finditer("[\u4e00-\u9fff]，(?=[\u4e00-\u9fff])", page.text)]
    chosen = some(page, rng, found, 0.03)
    return [Edit(n, n, "\n\n<!-- image -->\n\n", splits=True) for n in chosen]


@damage("entities")
def entities(page: Rendered, rng: Random) -> list[Edit]:
    """&gt; &nbsp; &mdash; that nobody decoded."""
    out = [Edit(m.start(), m.end(), "&gt;") for m in re.finditer(">", page.text)]
    ends = [m.end() for m in re.finditer("[。；]", page.text)]
    out += [Edit(n, n, rng.choice(("&nbsp;", "&nbsp;&nbsp;"))) for n in some(page, rng, ends, 0.05)]
    out += [
        Edit(m.start(), m.end(), "&mdash;")
        for m in re.finditer("—(?!—)", page.text)
        if prosaic(page, m.start()) and page.text[m.start() - 1] != "—"
    ]
    return out


@damage("spaces")
def spaces(page: Rendered, rng: Random) -> list[Edit]:
    """Spaces inside of words, and round numbers."""
    han = [m.start() + 1 for m in re.finditer("(?<=[\u4e00-\u9fff])[\u4e00-\u9fff](?=[\u4e00-\u9fff])", page.text)]
    digits = [m.start() for m in re.finditer(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])", page.text)]
    starts = {m.end() for m in re.finditer(r"(?m)^.{0,3}", page.text)}
    chosen = {*some(page, rng, han, 0.008), *some(page, rng, digits, 0.4)} - starts
    return [Edit(n, n, " ") for n in sorted(chosen)]


@damage("half_width_punctuation")
def half_width(page: Rendered, rng: Random) -> list[Edit]:
    """, for ， and ( for （, throughout."""
    table = {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}
    return [Edit(n, n + 1, table[ch]) for n, ch in enumerate(page.text) if ch in table]


__all__ = ["DAMAGES", "Damage"]
