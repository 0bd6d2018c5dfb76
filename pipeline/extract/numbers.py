"""Quantities read from characters: numbers, scales, units and bounds, as one grammar built from the rules.

The segmenter is no help here (it cuts 5.5/万张 and 护理/型/床位), so numbers are read before any word is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.numerals import plain, read_number, read_scaled
from pipeline.text import Span
from rules import RuleSet
from rules.families import BoundRule, MeasureRule, MetricRule, alternation

_DIGITS = (
    r"\d{1,4}亿\d{1,4}(?:,\d{3})?万|\d{1,4}[万亿]\d{1,3}(?:,\d{3})+|\d{1,4}[万亿]\d{4}(?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?"
)
_HAN = "[一二两三四五六七八九十百千]+[零〇一二三四五六七八九十百千]*"
_TEN_THOUSAND = r"(?<![\d一二两三四五六七八九十百千数几上近成逾半多余亿])(?<![千百][家企村人名户])万(?=名|人次|家|户|场|亩|套|册|张)"
"""万 alone before a measure word: 培训农民万名."""
_NUMERAL = re.compile(rf"[\d一二两三四五六七八九十百千]|{_TEN_THOUSAND}")
_LEAD = 12
_WAITS = re.compile(r"(?<=[\u4e00-\u9fff])(?<![第约近至到和])(?P<list>(?:\d+(?:\.\d+)?、)*(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?))[、和]$")
_EACH = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_AND = re.compile("\\s*[、和与及]\\s*")
_ROUND = {"百": 100, "千": 1000, "万": 10_000}
"""百个 is 100, 千座 is 1000; 上百家 and 数千 are no numbers."""
_VAGUE = tuple("上数几成近逾半")
_WORD_END = "[签节预契合履集特条违制简续附就临靠邻最亲]"
"""What ends a word with 约 or 近, so that it is no bound: 签约31个, 附近3个村."""
_SCALE = "万亿|百万|千万|百亿|千亿|[百千](?=万|亿|[余多]?(?:个|家|名|人|户|座|所|张|亩|公里|吨|元))|[万亿]"


class Quantity(NamedTuple):
    """One quantity in clean offsets: `number` is the stretch of digits, `span` includes bounds, scale and unit."""

    span: Span
    number: Span
    value: int | float
    high: int | float | None
    unit: str | None
    sort: str
    comparator: str
    chinese: bool
    rule: str
    shared: bool = False
    """Whether the unit is written only behind a later number of the same list (2、90处)."""


_WITHIN = re.compile("内(?![\u4e00-\u9fff“])")
"""Behind a length of time that ends its clause: 压缩至3个工作日内."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    regex: re.Pattern[str]
    sorts: tuple[tuple[str, str, re.Pattern[str]], ...]
    before: tuple[tuple[str, BoundRule], ...]
    after: tuple[tuple[str, BoundRule], ...]
    unitless: re.Pattern[str]


@cache
def _grammar(rules: RuleSet) -> _Grammar:
    measures = [r for r in rules.of(MeasureRule) if r.sort != "coverage"]
    units = alternation(tuple(w for r in measures for w in r.words))
    units = "|".join([units, *(r.pattern for r in measures if r.pattern)])
    bounds = rules.of(BoundRule)
    before = tuple((w, r) for r in bounds if r.side == "before" for w in r.words)
    after = tuple((w, r) for r in bounds if r.side == "after" for w in r.words)
    lead = alternation(tuple(w for w, _ in before))
    tail = alternation(tuple(w for w, _ in after))
    number = f"(?:{_DIGITS}|{_HAN}|{_TEN_THOUSAND})"
    each = r"[时日天年月秒](?![间段期代度均])|(?:[\u4e00-\u9fff]{1,3}|[a-zA-Z]{1,3}[³²]?)(?![\u4e00-\u9fff])"
    unit = rf"(?:{units})(?:/(?:{units}|{each}))?"
    pattern = (
        rf"(?P<lead>(?:(?<!{_WORD_END})(?=[约近])|(?![约近]))(?:{lead})(?:为|达)?)?\s*"
        rf"(?:(?P<fraction>[一二三四五六七八九十百\d]+)分之(?P<part>[一二三四五六七八九十百零〇点\d.]+)(?:[—\-–至到](?:百分之)?(?P<part2>[一二三四五六七八九十百\d.]+))?"
        rf"|(?:(?<![\d.])1\s*[∶:：]\s*(?=\d))?(?P<n1>{number})(?P<more>[余多](?=[万亿]?(?:{units})))?(?P<s1>{_SCALE})?(?P<more2>[余多](?=(?:{units})))?(?P<half_unit>个半(?=小时|月))?"
        rf"(?:(?P<u0>{units})?\s*(?:—|–|-|~|～|〜|－|至|到|或)\s*(?P<n2>{number})(?P<s2>{_SCALE})?)?"
        rf"(?:\s*[∶:：]\s*1(?!\d))?\s*(?P<unit>{unit})?(?:(?<=成)(?P<half>[一二三四五六七八九半])|(?<=[年天])(?P<half_more>半)(?![年天数]))?)"
        rf"(?:[（(][^（()）\d\n]{{1,16}}[）)](?=(?:{tail})))?\s*(?P<tail>{tail})?"
    )
    sorts = tuple((r.sort, r.id, re.compile(f"(?:{r.source})(?:/.*)?$")) for r in measures)
    unitless = "|".join(r.source for r in rules.of(MetricRule) if r.role == "unitless")
    return _Grammar(re.compile(pattern), sorts, before, after, re.compile(unitless))


@lru_cache(maxsize=2048)  # the words of documents without end
def _sort_of(unit: str, rules: RuleSet) -> tuple[str, str]:
    base = unit.split("/", maxsplit=1)[0]
    for sort, rule, regex in _grammar(rules).sorts:
        if regex.fullmatch(base):
            return sort, rule
    return "count", "numbers.other_unit"


def find_coverage(text: str, start: int, end: int, rules: RuleSet) -> list[Quantity]:
    """Words that say 100 % without a number (全覆盖)."""
    found = []
    for rule in rules.of(MeasureRule):
        if rule.sort == "coverage":
            for m in rule.regex.finditer(text, start, end):
                span = Span(m.start(), m.end())
                found.append(Quantity(span, span, 100, None, "%", "coverage", "=", False, rule.id))
    return found


def find_quantities(text: str, start: int, end: int, rules: RuleSet) -> list[Quantity]:
    """All quantities in `text[start:end]`: numbers with a unit, or with a scale (1200万资金), fractions among them."""
    grammar = _grammar(rules)
    found: list[Quantity] = []
    at = start
    while (number := _NUMERAL.search(text, at, end)) is not None:
        # No number stands before this numeral, so a match can begin no further back than the words that may lead to one.
        m = grammar.regex.search(text, max(at, number.start() - _LEAD), end)
        if m is None:
            break
        at = max(m.end(), m.start() + 1)
        if m.end() == m.start():
            continue
        quantity = _fraction(m, rules) if m["fraction"] else _plain(m, text, rules)
        if quantity is not None:
            found += _unit_behind(quantity, text, start)
            found.append(quantity)
    return _share_units(found, text)


def _unit_behind(q: Quantity, text: str, start: int) -> list[Quantity]:
    """Numbers right before a quantity that wait for its unit: 省级、市级、县级站点2、15、90处."""
    if q.chinese or q.high is not None or q.span.start != q.number.start or q.sort not in ("count", "physical"):
        return []
    m = _WAITS.search(text, max(start, q.number.start - _LEAD * 2), q.number.start)
    if m is None or text[q.number.end : q.number.end + 1] in ("万", "亿"):
        return []
    waiting = []
    for n in _EACH.finditer(text, m.start("list"), m.end("list")):
        value = read_number(n.group())
        if value is not None:
            span = Span(n.start(), n.end())
            waiting.append(q._replace(span=span, number=span, value=value, comparator="=", shared=True))
    return waiting


def _share_units(found: list[Quantity], text: str) -> list[Quantity]:
    """600万、650万和700万千瓦: scaled numbers of a list have the unit of the last one."""
    for n in range(len(found) - 2, -1, -1):
        q, following = found[n], found[n + 1]
        counted = following.unit is not None and following.sort in ("count", "physical", "money")
        measured = q.unit is not None and following.unit is not None and following.unit.startswith(q.unit) and following.unit != q.unit
        if measured and following.sort == "points" and _AND.fullmatch(text, q.span.end, following.span.start):
            found[n] = q._replace(unit=following.unit, sort="points", rule=following.rule)  # 提高12个、5个百分点
        if q.unit is None and q.sort == "count" and counted and _AND.fullmatch(text, q.span.end, following.span.start):
            found[n] = q._replace(unit=following.unit, sort=following.sort, shared=True)
    return found


def _comparator(m: re.Match[str], rules: RuleSet) -> str:
    grammar = _grammar(rules)
    if m["tail"]:
        return next(r.comparator for w, r in grammar.after if w == m["tail"])
    if m["lead"]:
        lead = re.sub("[为达]$", "", m["lead"])
        return next((r.comparator for w, r in grammar.before if w in (lead, m["lead"])), "=")
    return "="


def _fraction(m: re.Match[str], rules: RuleSet) -> Quantity | None:
    """百分之九十五 is 95 %, 三分之一 is 0.333333 of one."""
    whole, part = {"百": 100, "千": 1000, "万": 10_000}.get(m["fraction"]) or read_number(m["fraction"]), _with_point(m["part"])
    if not whole or part is None:
        return None
    high = _with_point(m["part2"]) if m["part2"] else None
    span = Span(m.start(), m.end())
    number = Span(m.start("fraction"), m.end("part2") if m["part2"] else m.end("part"))
    sign = _comparator(m, rules)
    if whole == 100:
        return Quantity(span, number, part, high, "%", "share", sign, True, "numbers.fraction")
    return Quantity(span, number, round(part / whole, 6), None, None, "share", sign, True, "numbers.fraction")


def _with_point(word: str) -> int | float | None:
    """九十五 or 九十五点五."""
    if word == "百":
        return 100
    whole, point, rest = word.partition("点")
    value = read_number(whole)
    if value is None or not point:
        return value
    digits = "".join(str(read_number(c)) for c in rest)
    return plain(float(f"{value}.{digits}")) if digits.isdigit() else None


def _plain(m: re.Match[str], text: str, rules: RuleSet) -> Quantity | None:
    number, unit, scale = m["n1"], m["unit"], m["s1"]
    chinese = not number[0].isdigit()
    if unit is None and m["u0"] and m["n2"]:
        unit = m["u0"]
    bare = unit is None and not (scale and scale[-1] in "万亿")
    if bare and not _grammar(rules).unitless.search(text, max(0, m.start() - 24), m.start()):
        return None
    before = text[m.start("n1") - 1 : m.start("n1")]
    if before.isascii() and (before.isalnum() or before in "./+-") and before:
        return None
    value = read_scaled(number, scale)
    if (
        value is None
        and number in _ROUND
        and unit
        and _sort_of(unit, rules)[0] == "count"
        and text[m.start("n1") - 1 : m.start("n1")] not in _VAGUE
    ):
        value = _ROUND[number]
    if value is None:
        return None
    if m["half"]:
        value = plain(value + (5 if m["half"] == "半" else read_number(m["half"]) or 0) / 10)  # 八成五
    if m["half_more"] or m["half_unit"]:
        value = plain(value + 0.5)  # 四年半, 一个半小时
    high = None
    if m["n2"]:
        high = read_scaled(m["n2"], m["s2"])
        if high is None:
            return None
        if m["s2"] and not scale:
            value = read_scaled(number, m["s2"]) or value
        if high <= value:
            return None
    sort, rule = _sort_of(unit, rules) if unit else ("bare", "numbers.unitless") if bare else ("count", "numbers.scale")
    comparator = ">" if m["more"] or m["more2"] else _comparator(m, rules)
    if sort == "time" and comparator == "=" and _WITHIN.match(text, m.end()):
        comparator = "<="
    end = m.end("n2") if m["n2"] else m.end("n1")
    return Quantity(Span(m.start(), m.end()), Span(m.start("n1"), end), value, high, unit, sort, comparator, chinese, rule)
