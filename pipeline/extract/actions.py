"""What each task does: the clauses of its body that a verb of doing governs, as verb and object.

A clause is read from its start. Adverbs, times, phrases of place, aim or means, and a subject may stand before the
verb; what governs behind them gives the actions. Verbs joined in front of one object (建设和完善…) give an action
each; so does every member of a list whose members all end with nouns of one kind (学校、医院). Where that is unsure the
object stays whole. 将甲纳入乙 is 纳入 with the object 甲; 对甲进行改造 is 改造 with the object 甲; 对甲开展专项检查 is 开展 with the
object 专项检查. The words of all this are rules of the family `verbs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.extract.grammar import Grammar, Verb, governs, grammar_of, only_verbs, skip_adverbs, trim_adverbs, verb_at, word_end
from pipeline.extract.mentions import Action, Task
from pipeline.text import Span
from pipeline.words import boundaries
from rules import RuleSet

_CLAUSE = re.compile(
    r"(?!\s)(?:[^，,。；;：:！？!?\n“「《（(【〔]+|“[^”\n]{0,60}”|「[^」\n]{0,60}」|《[^》\n]{0,60}》|（[^（）\n]{0,60}）"
    r"|(?<=\d),(?=\d{3}(?!\d))|[“「《（(【〔])+"
)
_INSIDE = r"(?:[^（）()〔〕【】\n]|[（(][^（()）\n]{1,20}[）)])"
_NOTE = re.compile(rf"[（(〔【]{_INSIDE}*?(?:负责|牵头|配合|责任){_INSIDE}*[）)〕】]")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|《[^》]*》|（[^）]*）|\([^)]*\)|〔[^〕]*〕|【[^】]*】")
_BETWEEN = re.compile(r"、|以及|并且?(?![网轨购行发存])|和(?![谐平睦解田])|与(?!会)(?<![参赋给]与)|及(?![时其])(?<![以普涉惠]及)")
_CONJOINS = frozenset("以并和与及或、")
_JOINED = re.compile(r"以及|并且?|[和与及或、]")
_NUMBERED = re.compile(
    r"[\u4e00-\u9fff”）)]{2,}[^、]*?\d[\d.]*[万亿千百余多]*[\u4e00-\u9fff（）()]{1,5}$|^\d[\d.]*[万亿千百余多]*[\u4e00-\u9fff]{3,}$"
)
_NUMBER_TAIL = re.compile(r"[约共各]?\d[\d.]*[万亿千百余多]*[\u4e00-\u9fff]{1,3}(?:以上|左右)?$|（[^（）]*）$")
_DIGIT = re.compile(r"\d")
_MAX_OBJECT = 120
_MAX_CLAUSE = 400
"""What runs on for longer is no clause."""
_MAX_SLOGAN = 12
"""Mottos, and objects that are made of verbs, are shorter than this."""
_STRIPPED = " 了好、"


class _Deed(NamedTuple):
    """Verbs in front of their object, which stands at `start` up to `end` of the clause."""

    verbs: tuple[str, ...]
    start: int
    end: int
    last: Verb | None = None
    """The verb next to the object; None where the object stands before it."""


# -- what governs a clause -------------------------------------------------------------------------------------


def _head(g: Grammar, s: str, at: int = 0, plain: bool = False, strict: bool = False, tried: set[int] | None = None) -> _Deed | None:
    """The verbs that govern the clause from `at` on; `plain` lets adverbs alone stand before them.

    `tried` are the places from which nothing was found; each is looked at once, however many ways lead to it.
    """
    if len(s) - at < 3:
        return None
    for verb in g.verbs.get(s[at : at + 2], ()):
        if not s.startswith(verb.word, at) or not governs(g, s, at, verb, strict and not plain):
            continue
        if verb.doubtful:
            behind = _head(g, s, at + len(verb.word), True, True)
            if behind is None and not plain and word_end(g.prepositions, s, at) > at:
                behind = _behind_preposition(g, s, at, at + len(verb.word))
            if behind is not None:
                return behind
        return _group(g, s, at, verb)
    key = at * 4 + plain * 2 + strict
    if tried is None:
        tried = set()
    elif key in tried:
        return None
    tried.add(key)
    end = word_end(g.adverbs, s, at)
    if end == at and (mark := g.mark.match(s, at)):
        end = mark.end()
    if end > at and (found := _head(g, s, end, plain, strict, tried)):
        return found
    if plain:
        return None
    if s[at] in "将把" and (found := _disposal(g, s, at + 1)):
        return found
    for frame in g.frames:
        framed = frame.match(s, at)
        if framed and framed.end() > at and (found := _head(g, s, framed.end(), False, strict, tried)):
            return found
    subject = g.subject.match(s, at)
    if subject and (found := _head(g, s, subject.end(), False, strict or subject["modal"] is None, tried)):
        return found
    end = word_end(g.prepositions, s, at)
    return _behind_preposition(g, s, at, end) if end > at else None


def _group(g: Grammar, s: str, at: int, verb: Verb) -> _Deed | None:
    """One verb word (as written, 探索建立), or several joined in front of one object (建设和完善)."""
    end = at + len(verb.word)
    if not (verb.leads or verb.pairs) and s[end : end + 1] not in _CONJOINS:
        return _Deed((verb.word,), end, len(s), verb)
    last = verb
    second = verb_at(g, s, end) if verb.leads or verb.pairs else None
    if second is not None and not (second.nominal or second.clausal) and (verb.leads or second.pairs or second.leads):
        rest = s[end + len(second.word) :]
        if len(rest) > 1 and governs(g, s, end, second, True) and not only_verbs(g, rest, False):
            end += len(second.word)
            last = second
    if s[end : end + 1] not in _CONJOINS:
        return _Deed((s[at:end],), end, len(s), last)
    words = [s[at:end]]
    while s[end : end + 1] in _CONJOINS and (joint := _JOINED.match(s, end)):
        start = joint.end()
        while (after := word_end(g.adverbs, s, start)) > start and verb_at(g, s, start) is None:
            start = after
        second = verb_at(g, s, start)
        if second is None or len(s) - start - len(second.word) < 2 or not governs(g, s, start, second, True):
            break
        words.append(second.word)
        last = second
        end = start + len(second.word)
    if s[end : end + 1] in _CONJOINS and s[end] not in "与和以":
        return None
    return _Deed(tuple(words), end, len(s), last)


def _disposal(g: Grammar, s: str, at: int) -> _Deed | None:
    """Behind 将 and 把: the object, then the verb. Without one of the verbs for it 将 says what will be."""
    quoted = _quoted(s, at)
    for pattern in g.disposal:
        for m in pattern.finditer(s, at + 2):
            if s[m.start() - 1] not in "的、和后" and not any(a < m.start() < b for a, b in quoted):
                return _Deed((m.group(),), at, m.start())
    return _head(g, s, at, True)


def _behind_preposition(g: Grammar, s: str, at: int, end: int) -> _Deed | None:
    """The first verb behind a phrase that does not mark its end; 对甲进行改造 is 改造 of 甲."""
    start = end
    while step := verb_at(g, s, start):
        start += len(step.word)
    quoted = _quoted(s, at)
    for nominal in (False, True) if s[at] == "在" or _DIGIT.search(s, end) else (False,):
        for i in range(start + 2, len(s) - 3):
            verb = verb_at(g, s, i)
            if verb is None or verb.nominal is not nominal or s[i - 1] in "的、和与及或" or any(a < i < b for a, b in quoted):
                continue
            if not governs(g, s, i, verb, True) or (s[i + 1 : i + 3] in g.verbs and i not in boundaries(s, g.rules)):  # 机构|建立
                continue
            found = _group(g, s, i, verb)
            if found is None or len(s) - found.start < 2 or s[found.start] in _CONJOINS:
                continue
            if nominal and s[at] != "在" and not _DIGIT.search(s, found.start):
                continue
            if s[at] == "为" and g.background.search(s):
                return None
            deed = s[found.start :]
            deed = deed[skip_adverbs(g, deed) :]
            if s[at] == "对" and verb.light and only_verbs(g, deed, False):
                return _Deed((deed,), end, i)
            return found
    return None


# -- what it governs -------------------------------------------------------------------------------------------


def _objects(g: Grammar, s: str, deed: _Deed) -> list[tuple[str, str]]:
    """Verb and object of all that the clause does from its governing verb on."""
    verbs, start, end, last = deed
    cuts: list[tuple[int, int]] = []
    if last is not None and not last.clausal and (mark := _BETWEEN.search(s, start + 1)):
        quoted = _quoted(s, start)
        while mark:
            a, b = mark.span()
            if not quoted or not any(x < a < y for x, y in quoted):
                following = _next_deed(g, s, start, a, b)
                if following is not None:
                    return [(verb, s[start:a]) for verb in verbs] + _objects(g, s, following)
                cuts.append((a, b))
            mark = _BETWEEN.search(s, b)
    if cuts:
        return [(verb, part) for part in _members(g, s, start, cuts) for verb in verbs]
    obj = s[start:end] if last is not None else trim_adverbs(g, s[start:end])
    return [(verb, obj) for verb in verbs]


def _quoted(s: str, at: int) -> list[tuple[int, int]]:
    """Stretches in quotation marks and brackets, in which nothing is split and no verb is looked for."""
    return [m.span() for m in _QUOTED.finditer(s, at)] if "“" in s or "（" in s or "《" in s or "(" in s or "「" in s else []


def _next_deed(g: Grammar, s: str, start: int, end: int, at: int) -> _Deed | None:
    """The deed behind a mark (新建泵站、改造管网) from `end` to `at`; None where a member of the object that began at `start` follows."""
    first = s[at : at + 2]
    if end - start < 2 or (first not in g.verbs and first not in g.adverbs and first[:1] not in g.adverbs):
        return None
    found = _head(g, s, at, True, True)
    if found is None or found.last is None or len(s) - found.start < 2:
        return None
    before, behind = s[start:end], s[found.start :]
    if behind[0] in _CONJOINS:
        return None
    if s[end] == "并":
        return found
    if s[end] != "、" and g.compound.match(behind):
        return None
    if "的" in behind or g.predicate.search(behind) or ((len(before) < 3 or before[:2] in g.verbs) and g.shared.search(behind)):
        return None
    return found if not found.last.nominal or (_DIGIT.search(before) and _DIGIT.search(behind)) else None


def _members(g: Grammar, s: str, start: int, cuts: list[tuple[int, int]]) -> list[str]:
    """The members of a list that stand for themselves; the whole object where that is unsure."""
    whole = [s[start:]]
    last = s[cuts[-1][1] :]
    open_end = last.find("等")
    if open_end > 1 and g.tail.match(last[open_end:]):
        last = last[:open_end]
    counted = _DIGIT.search(last) is not None
    if (last[-1:] not in g.listed and not counted and last[-1:] != "）") or s.find("的", cuts[0][1]) > 0:
        return whole
    parts = [s[a:b] for a, b in zip([start, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(s)], strict=True)]
    if min(map(len, parts)) < 2:
        return whole
    if counted and all(_DIGIT.search(part) and _NUMBERED.search(part) for part in parts):
        return parts
    kind = -1
    bare = 0
    for part in (last, *parts[:-1]):
        noun = _NUMBER_TAIL.sub("", part) if counted or part[-1] in "）上右" else part
        for word, sort in g.listed.get(noun[-1], ()) if noun else ():
            if noun.endswith(word) and kind in (-1, sort):
                kind = sort
                bare += word == noun
                break
        else:
            return whole
    return parts if bare in (0, len(parts)) else whole


def read_clause(s: str, rules: RuleSet) -> list[tuple[str, str]]:
    """Verb and object of each action of one clause; nothing where no verb of doing governs it."""
    return _read(grammar_of(rules), s)


def _read(g: Grammar, s: str) -> list[tuple[str, str]]:
    deed = None if len(s) > _MAX_CLAUSE or s in g.slogans else _head(g, s)
    if deed is None or (s[-1] in g.dangling_letters and g.dangling.search(s, max(len(s) - 6, 0))):
        return []
    out = []
    for verb, part in _objects(g, s, deed):
        obj = part.strip(_STRIPPED)
        if aim := g.purpose.search(obj, 2):
            obj = obj[: aim.start()]
        if not 2 <= len(obj) <= _MAX_OBJECT:
            continue
        if obj[:2] not in g.verbs or len(obj) > _MAX_SLOGAN or not only_verbs(g, obj, False) or only_verbs(g, obj, True):
            out.append((verb, obj))
    return out


def find_actions(text: str, task: Task, rules: RuleSet) -> Iterator[Action]:
    """The actions of one task's body in the order of their clauses. Notes in brackets that say who answers are none."""
    g = grammar_of(rules)
    for span in task.body:
        notes = [m.span() for m in _NOTE.finditer(text, span.start, span.end)]
        for m in _CLAUSE.finditer(text, span.start, span.end):
            begin, end = m.span()
            if notes:
                if any(a <= begin < b for a, b in notes):
                    continue
                end = min([end, *(a for a, _ in notes if begin <= a < end)])
            clause = text[begin:end].rstrip()
            if found := _read(g, clause):
                where = Span(begin, begin + len(clause))
                for verb, obj in found:
                    yield Action(verb, obj, where)
