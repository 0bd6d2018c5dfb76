"""Which words of two linked tasks the other one has, too: what a reader would mark as deleted, inserted or moved.

The two texts are aligned word by word (the longest common subsequence of their words). The answer is one state for
each character, so that a task with several partners can put the answers together: a word is only marked if none of
its partners has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from pipeline.words import tokenizer
from rules import RuleSet

ALONE, SHARED, MOVED = 0, 1, 2
"""A character that only this side has; that the other side has in the same order; that it has in a sentence elsewhere."""
_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]*")
_NO_LETTERS = re.compile(r"[\W_]+")
_GLUE = 3
"""An island of so few letters between longer changes is chance, and marking round it makes text unreadable."""
_LEAST_TRIM = 2
_LEAST_MOVED = 8
_MOST_CELLS = 400_000_000
"""Above so many pairs of words, sentences are aligned instead."""


@dataclass(slots=True)
class _Stretch:
    """A range of both texts; `same` where they say the same there."""

    same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def longest(self) -> int:
        return max(self.old_end - self.old_start, self.new_end - self.new_start)


def words(text: str, rules: RuleSet) -> list[str]:
    """The text cut into words; together they are the text again."""
    return list(tokenizer(rules).cut(text))


def marks(old: Sequence[str], new: Sequence[str]) -> tuple[bytearray, bytearray]:
    """The state of each character of two texts that are given as words."""
    if len(old) * len(new) > _MOST_CELLS:
        old, new = _SENTENCE.findall("".join(old)), _SENTENCE.findall("".join(new))
    old_text, new_text = "".join(old), "".join(new)
    old_states, new_states = bytearray(len(old_text)), bytearray(len(new_text))
    for s in _without_islands(_trimmed(_aligned(old, new), old_text, new_text), old_text, new_text):
        if s.same:
            old_states[s.old_start : s.old_end] = bytes([SHARED]) * (s.old_end - s.old_start)
            new_states[s.new_start : s.new_end] = bytes([SHARED]) * (s.new_end - s.new_start)
    _find_moved(old_text, new_text, old_states, new_states)
    for text, states in ((old_text, old_states), (new_text, new_states)):
        _pass_over_marks(text, states)
    return old_states, new_states


def runs(text: str, states: bytes | bytearray) -> Iterator[tuple[int, str]]:
    """The text cut where the state changes."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or states[at] != states[start]:
            yield states[start], text[start:at]
            start = at


def share(text: str, states: bytes | bytearray) -> float:
    """How much of the text's letters is shared or moved."""
    letters = [s for c, s in zip(text, states, strict=True) if c.isalnum()]
    return sum(s != ALONE for s in letters) / len(letters) if letters else 1.0


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    """Same and changed stretches in turn, in characters. Width of letters and marks does not count (，is ,)."""
    old_at, new_at = _offsets(old), _offsets(new)
    found: list[_Stretch] = []
    for op in LCSseq.opcodes([_key(w) for w in old], [_key(w) for w in new]):
        _push(found, _Stretch(op.tag == "equal", old_at[op.src_start], old_at[op.src_end], new_at[op.dest_start], new_at[op.dest_end]))
    return found


def _offsets(tokens: Sequence[str]) -> list[int]:
    at = [0]
    for token in tokens:
        at.append(at[-1] + len(token))
    return at


def _key(word: str) -> str:
    return word if word.isalnum() and not word.isascii() else unicodedata.normalize("NFKC", word)


def _trimmed(stretches: Sequence[_Stretch], old: str, new: str) -> list[_Stretch]:
    """Changed stretches without what both begin and end with: one text may be cut into other words than the other.

    Only ideographs: of 1500 and 1800, both digits that differ and those that do not are one number.
    """
    out: list[_Stretch] = []
    for s in stretches:
        if s.same or s.old_start == s.old_end or s.new_start == s.new_end:
            _push(out, s)
            continue
        a, b = old[s.old_start : s.old_end], new[s.new_start : s.new_end]
        head = _common(a, b)
        tail = _common(a[head:][::-1], b[head:][::-1])
        _push(out, _Stretch(True, s.old_start, s.old_start + head, s.new_start, s.new_start + head))
        _push(out, _Stretch(False, s.old_start + head, s.old_end - tail, s.new_start + head, s.new_end - tail))
        _push(out, _Stretch(True, s.old_end - tail, s.old_end, s.new_end - tail, s.new_end))
    return out


def _common(a: str, b: str) -> int:
    """How many ideographs two strings have in common at their beginning; 0 for too few to tell."""
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n] and "\u4e00" <= a[n] <= "\u9fff":
        n += 1
    return n if n >= _LEAST_TRIM else 0


def _without_islands(stretches: Sequence[_Stretch], old: str, new: str) -> list[_Stretch]:
    """Short islands between longer changes become part of the change; the end of a title is none."""
    out: list[_Stretch] = []
    for n, s in enumerate(stretches):
        island = s.same and out and not out[-1].same and n + 1 < len(stretches)
        if island and "\n" not in (held := old[s.old_start : s.old_end]):
            letters = len(_NO_LETTERS.sub("", held))
            if letters <= min(_GLUE, out[-1].longest, stretches[n + 1].longest):
                s.same = False
        _push(out, s)
    return out


def _push(out: list[_Stretch], s: _Stretch) -> None:
    """Add a stretch, joined to one of its kind before it; an empty one is left out."""
    if not s.longest:
        return
    if out and out[-1].same == s.same:
        out[-1].old_end, out[-1].new_end = s.old_end, s.new_end
    else:
        out.append(s)


def _find_moved(old: str, new: str, old_states: bytearray, new_states: bytearray) -> None:
    """Sentences that stand on both sides, but in another order."""
    waiting: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end, key in _unshared(old, old_states):
        waiting[key].append((start, end))
    for start, end, key in _unshared(new, new_states):
        if places := waiting.get(key):
            begin, stop = places.pop(0)
            old_states[begin:stop] = bytes([MOVED]) * (stop - begin)
            new_states[start:end] = bytes([MOVED]) * (end - start)


def _pass_over_marks(text: str, states: bytearray) -> None:
    """Where only a comma or a blank differs, nothing is marked."""
    at = 0
    for state, piece in list(runs(text, states)):
        if state == ALONE and not _NO_LETTERS.sub("", piece):
            states[at : at + len(piece)] = bytes([SHARED]) * len(piece)
        at += len(piece)


def _unshared(text: str, states: bytearray) -> Iterator[tuple[int, int, str]]:
    for m in _SENTENCE.finditer(text):
        key = _NO_LETTERS.sub("", m.group())
        if len(key) >= _LEAST_MOVED and states[m.start() : m.end()].count(SHARED) * 2 < len(m.group()):
            yield m.start(), m.end(), key
