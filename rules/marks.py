"""Marks of both widths: a rule that names ， names the comma of a text in half-width punctuation too."""

from __future__ import annotations

BULLETS = "●•·▪◆■□➢▲★▶►"
"""Signs that open the points of a list without numbers."""
HALF = {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}
_IN_NUMBERS = "："
"""Its half-width form stands inside numbers (1:3, 10:30), so a class of what may come between does not shut it out."""


def both_widths(pattern: str) -> str:
    """A regular expression that takes the half-width form of each full-width mark as well.

    A negated class shuts out both forms, the colon aside; what is escaped stands as it is.
    """
    out: list[str] = []
    members: set[str] | None = None
    negated = False
    at = 0
    while at < len(pattern):
        c = pattern[at]
        if c == "\\":
            out.append(pattern[at : at + 2])
            at += 2
            continue
        if members is None and c == "[":
            negated = pattern.startswith("[^", at)
            members = set(pattern[at : pattern.find("]", at + 2 + negated)])
            out.append("[^" if negated else "[")
            at += 1 + negated
            continue
        if members is not None and c == "]" and out[-1] not in ("[", "[^"):
            members = None
        half = HALF.get(c)
        if half is None or (members is not None and (half in members or (negated and c in _IN_NUMBERS))):
            out.append(c)
        else:
            out.append(c + half if members is not None else f"[{c}{half}]")
        at += 1
    return "".join(out)
