"""Damage that can be mended character by character: `rules/damage.toml` and Unicode's own equivalences."""

from __future__ import annotations

import re
import unicodedata

from pipeline.repair.lines import spaced_stretches
from pipeline.text import AlignedText, Change, Span
from rules import RuleSet
from rules.families import DamageRule

# Kangxi and CJK radicals, compatibility ideographs, full-width letters, digits and the per cent sign.
_VARIANT = "\u2e80-\u2fd5\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05"
_ENCLOSED = re.compile("[\u2474-\u249b\u3220-\u3229]")
"""Numbers in brackets or with a full stop that are one character; circled ones (①) are labels of their own."""
_SPACES = dict.fromkeys("\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " ")
_BLANK = _SPACES | dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")
"""Other characters for a space or the end of a line; the ideographic space means more and stays."""
_ODD = re.compile(f"[{_VARIANT}\u2474-\u249b\u3220-\u3229{''.join(_BLANK)}]")
# Radicals that Unicode does not decompose but that stand for one common character each.
_RADICALS = {"⺠": "民", "⻓": "长", "⻔": "门", "⻅": "见", "⻋": "车", "⻘": "青", "⻚": "页", "⻛": "风", "⻢": "马", "⻩": "黄",
             "⻰": "龙", "⻬": "齐", "⺟": "母", "⻆": "角", "⻉": "贝", "⻜": "飞", "⻝": "食", "⻥": "鱼", "⻨": "麦"}  # fmt: skip


def _parts_cells(text: str, change: Change, tables: list[Span]) -> bool:
    """Whether a change would take out white space in a table whose cells nothing else parts."""
    return any(t.start <= change.start < t.end for t in tables) and text[change.start : change.end].isspace()


def _by_rules(text: AlignedText, rules: RuleSet, layer: str) -> AlignedText:
    kept: list[Span] | None = None  # not asked again where there is none
    for rule in rules.of(DamageRule):
        if rule.layer != layer or not rule.possible_in(text.text):
            continue
        found = list(rule.regex.finditer(text.text))
        if rule.variety > 1 and len({m.group() for m in found}) < rule.variety:
            continue
        groups = "\\" in rule.replace
        changes = [Change(m.start(), m.end(), m.expand(rule.replace) if groups else rule.replace, rule.id) for m in found]
        if layer == "clean" and changes:
            kept = kept if kept == [] else spaced_stretches(text.text, rules)
            changes = [c for c in changes if not _parts_cells(text.text, c, kept)]
        text = text.edited(changes)
    return text


def mend_characters(text: AlignedText, rules: RuleSet) -> AlignedText:
    """Write variants of characters, of white space and of numbers (㈠) as the ordinary ones, then apply the rules for the source layer."""
    changes = []
    for m in _ODD.finditer(text.text):
        c = m.group()
        if c in _BLANK:
            changes.append(Change(m.start(), m.end(), _BLANK[c], "damage.other_space"))
            continue
        plain = _RADICALS.get(c) or unicodedata.normalize("NFKC", c)
        if len(plain) > 1:
            if _ENCLOSED.match(c):
                opened = plain.replace("(", "（").replace(")", "）")
                changes.append(Change(m.start(), m.end(), opened, "damage.enclosed_number"))
        elif plain != c:
            changes.append(Change(m.start(), m.end(), plain, "damage.character_variant"))
    return _by_rules(text.edited(changes), rules, "source")


def mend_lost(text: AlignedText, rules: RuleSet) -> AlignedText:
    """The damage rules that put lost characters back, where one reading fits."""
    return _by_rules(text, rules, "restored")


def mend_clean(text: AlignedText, rules: RuleSet) -> AlignedText:
    """The damage rules that are written for simplified text."""
    return _by_rules(text, rules, "clean")
