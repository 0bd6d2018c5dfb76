"""What the words next to a number are: the predicate that governs it, and the metric that is left without the rest.

Everything here asks the rules (`predicates`, `fillers`, `metrics`, `verbs`) and never cuts a word in two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from functools import cache, lru_cache

from pipeline.words import boundaries, cut
from rules import RuleSet
from rules.families import BoundRule, FillerRule, MetricRule, PredicateRule, RecurrenceRule, VerbRule, alternation
from rules.marks import BULLETS
from rules.needs import widest

_HAN_OR_LATIN = re.compile("[\u4e00-\u9fffA-Za-z]+")
_HAN = re.compile("[\u4e00-\u9fff]")
_ENGLISH = re.compile("[a-z]{4}")
_PAIRS = {"“": "”", "《": "》"}
_EDGE = f" \t\u3000、，,；;：:—-）)的之”{BULLETS}"
_LOOSE_EDGE = "中上下等"
_MIDDLING = ("低", "高", "小")
"""Behind 中 these make a word of it: 中低价位住房."""
_CONJUNCTION = re.compile("、|(?<=”)(?=“)|和(?![美谐睦])|与|以及|(?<![普涉波触遍危惠顾以])及(?!时|早|相关|其)")
_NAMED = re.compile("“[^“”]{1,12}”(?P<tail>[\u4e00-\u9fff]{2,})$")
_REMARK = re.compile("[（(][^（()）]{2,20}[）)]$")
"""A bracket behind a list of metrics, which says what they are taken of: 氨氮排放总量（含农业）."""
_DIGIT = re.compile(r"\d")
_LONG_NAME = 12
_SHORT = 2
"""So few characters at the head of a list only tell which, as modifiers do."""
_TOWN_AND_COUNTRY = "城乡"
"""Two in one word: of two values the first is the towns', the second the villages'."""
_METRIC_EDGES = tuple(
    map(
        re.compile,
        (
            r"\s+",
            r"\[\d{1,3}\]",
            r"^(?:的|之|、|和(?![美谐睦])|与|及(?!时|早)|，|,|;|；|:|：|）|\)|”)+",
            r"^(?:等(?![级候额离])|以上|左右|以内)+的?",
            r"^了(?!解)|^[（(]其中",
            r"^(?:用于|成立|设立)(?=.{2})",
            r"(?:等|的|和|与|及|以及|、)+$",
        ),
    )
)
"""What a metric does not open or end with, in the order in which it is taken off."""


_BESIDE_A_NUMBER = 64
"""The same few words are asked about again and again while one number is judged; those of another sentence need not be kept."""


def count_letters(words: str) -> int:
    """How many Chinese characters and Latin letters `words` has; a metric needs at least two."""
    return sum(map(len, _HAN_OR_LATIN.findall(words)))


def is_foreign(words: str) -> bool:
    """Whether a metric would be a piece of an English sentence: no Chinese in it, and more than an abbreviation (R&D, PM2.5)."""
    return _ENGLISH.search(words) is not None and _HAN.search(words) is None


def settle(rule: PredicateRule, noun_follows: bool) -> PredicateRule:
    """The predicate with the form `either` settled: an act where a noun follows the number, else a level."""
    return _settled(rule, noun_follows) if rule.form == "either" else rule


@cache  # to look a rule up takes as long as all its words: only where there is something to settle
def _settled(rule: PredicateRule, noun_follows: bool) -> PredicateRule:
    return rule.model_copy(update={"form": "act"} if noun_follows else {"form": "level", "kind": "level"})


def _joined(sources: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{s})" for s in sources) or "(?!)")


class Wording:
    """The word rules of one rule set, compiled."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.predicates = {word: rule for rule in rules.of(PredicateRule) for word in rule.words}
        self._longest = max(map(len, self.predicates))
        heading = [w for r in rules.of(PredicateRule) if r.form in ("act", "change") for w in r.words if len(w) > 1]
        self._head_verbs = re.compile(alternation(tuple(heading)))
        acting = [w for r in rules.of(VerbRule) if r.role in ("verb", "light") for w in r.words if len(w) > 1]
        self.verbs = re.compile(alternation(tuple(acting)))
        governed = {w: next((p for n in range(2, len(w)) if (p := self.predicates.get(w[n:])) is not None), None) for w in acting}
        self._doubled = {w: p for w, p in governed.items() if p is not None and p.form == "act" and w not in self.predicates}
        self._doubled_at_head = re.compile(alternation(tuple(self._doubled)))
        having = alternation(tuple(w for r in rules.of(PredicateRule) if r.form == "possess" for w in r.words if len(w) > 1))
        self.possess = re.compile(rf"(?<!建)(?:{having})")  # 建设有机肥厂 has no 设有
        ahead = (r for r in rules.of(BoundRule) if r.side == "before" and r.comparator in (">=", "<="))
        self.inclusive = {word: rule.comparator for rule in ahead for word in rule.words}
        """Words before a number that bound it and let it be the bound itself."""
        self.bounds_behind = tuple(w for r in rules.of(BoundRule) if r.side == "after" for w in r.words)
        fillers = rules.of(FillerRule)
        self._passed = rules.phrase("passed")
        self._left_fillers = _joined([r.source for r in fillers if r.edge == "left"])
        right = _joined([r.source for r in fillers if r.edge == "right"]).pattern
        self._right_fillers = re.compile(f"(?:{right})$")
        self._longest_right = widest(right)
        scopes = alternation(tuple(w for r in fillers if r.edge == "left" for w in r.words))
        self._scopes = re.compile(rf"(?:{scopes}|{rules.phrase('reach').pattern})+$")
        self.recurrence = _joined([r.source for r in rules.of(RecurrenceRule)])
        roles = {r.role for r in rules.of(MetricRule)}
        self._roles: dict[str, re.Pattern[str]] = {
            role: _joined([r.source for r in rules.of(MetricRule) if r.role == role]) for role in roles
        }
        self.role: Callable[[str], re.Pattern[str]] = self._roles.__getitem__
        """The pattern of all `metrics` rules with this role."""

    @lru_cache(maxsize=_BESIDE_A_NUMBER)  # noqa: B019 - there is one for each set of rules, and it stays
    def ending(self, stem: str) -> tuple[PredicateRule | None, str]:
        """The predicate that `stem` ends with, the longest, and its words."""
        for n in range(min(self._longest, len(stem)), 0, -1):
            word = stem[-n:]
            rule = self.predicates.get(word)
            if rule is not None and self._stands_alone(stem, word):
                return rule, word
        return None, ""

    def doubled_ending(self, stem: str) -> tuple[PredicateRule | None, str]:
        """What governs where `stem` ends with two verbs that are one word (研究出台, 配套建设): the second of them."""
        tail = stem[-12:]
        last = max((e for e in boundaries(tail, self.rules) if e < len(tail)), default=0)
        return self._doubled.get(tail[last:]), tail[last:]

    def _stands_alone(self, stem: str, word: str) -> bool:
        """A predicate of one or two characters must not be the tail of a longer word (为 in 大有作为)."""
        if word[0] == "均" and stem[: -len(word)].endswith("平"):
            return False
        if len(word) > 2:
            return True
        if word == "达":
            return self.role("no_reach").search(stem[:-1]) is None
        if self.predicates[word].form == "change" and len(word) > 1 and self.role("measured").search(stem[: -len(word)]):
            return True  # 价格下降, which the cutter keeps as one word
        tail = stem[-12:]
        return len(tail) - len(word) in boundaries(tail, self.rules)

    def starts_elsewhere(self, words: str) -> str:
        """`words` without the value that a change starts from (从60%提高到 …)."""
        return self.role("value_before").sub("", words)

    def strip_right(self, left: str) -> str:
        """What stands before a number without linking words and adverbs at its end."""
        stem = self.role("year_reached").sub("", left.rstrip(" \t\u3000（(“"))
        if self.ending(stem)[0] is None:
            stem = self.starts_elsewhere(stem)
        for _ in range(8):
            # At the end, which is where they stand: what is further off need not be looked at.
            m = self._right_fillers.search(stem, 0 if self._longest_right is None else max(0, len(stem) - self._longest_right - 1))
            if m is None or m.start() == m.end():
                break
            if stem[: m.start()].endswith("覆盖"):
                break
            stem = stem[: m.start()].rstrip(" \t\u3000")
        return stem

    @lru_cache(maxsize=_BESIDE_A_NUMBER)  # noqa: B019 - as above
    def strip_left(self, words: str) -> str:
        """A metric without the verbs, times, scopes and marks at its head."""
        for opening, closing in _PAIRS.items():
            if words.count(opening) > words.count(closing):
                words = words[words.rfind(opening) + 1 :]
        if words.count("（") < words.count("）") or words.count("(") < words.count(")"):
            words = re.split("[（(]", words)[0] if re.search("[（(]", words) else words
        if (at := words.rfind("把")) >= 0 and len(words) - at > 3:
            words = words[at + 1 :]
        for _ in range(12):
            words = words.lstrip(_EDGE)
            if words[:1] and words[0] in _LOOSE_EDGE and words[1:2] not in _MIDDLING and 1 in boundaries(words[:6], self.rules):
                words = words[1:].lstrip(_EDGE)
            m = None if self._passed.match(words) else self._left_fillers.match(words)
            if m is None or m.end() == 0 or len(words) - m.end() < 2:
                break
            if not _DIGIT.search(m.group()) and m.end() not in boundaries(words[: m.end() + 8], self.rules):
                break
            words = words[m.end() :]
        return words

    @lru_cache(maxsize=_BESIDE_A_NUMBER)  # noqa: B019 - as above
    def has_metric(self, words: str) -> bool:
        """Whether anything is left that could be counted or measured."""
        words = self.strip_left(words)
        if words in self.predicates or self._left_fillers.fullmatch(words) or self.recurrence.fullmatch(words):
            return False
        if self.role("pointing").fullmatch(words):
            return False
        words = self.role("times_in_metric").sub("", self.role("per_base").sub("", words))
        return count_letters(self._scopes.sub("", words)) >= 2

    def dated(self, words: str) -> str | None:
        """The year, where nothing else stands before a number (其中2023年)."""
        m = self.role("dated_value").fullmatch(words)
        return m.group(1) if m else None

    def recurs(self, words: str) -> bool:
        """Whether words that stand before a number say that it recurs (每月)."""
        return self.recurrence.search(words) is not None

    def polish(self, metric: str) -> str:
        """A metric as it is written to the record: one line, no linking words or half quotation marks at its edges."""
        for edge in _METRIC_EDGES:
            metric = edge.sub("", metric)
        if metric.endswith("占") and len(metric) > _SHORT:
            metric += "比"  # 其中租赁型保障房占60%: of what, an earlier clause says
        if metric.count("“") + metric.count("”") == 1:
            metric = metric.replace("“", "").replace("”", "")
        return metric

    def object_of(self, clause: str) -> str:
        """What a clause acts on: its words behind the verb and behind 一批, 一系列."""
        words = self.rules.phrase("with_whom").sub("", re.sub("(?:力争|争取)+$", "", clause))
        words = self.strip_left(words)
        if m := re.match(rf"(?:{self.verbs.pattern})+", words):
            rest = words[m.end() :]
            words = rest if len(rest) >= 2 else words
        return self.strip_left(self.rules.phrase("a_number_of").sub("", words))

    def bare_place(self, words: str) -> str:
        """What is covered, without where it holds (街镇服务点全市 → 街镇服务点), if that leaves a metric."""
        bare = self.role("placed").sub("", words)
        return bare if self.has_metric(bare) else words

    def distribute(self, words: str, alike: bool = True, values: int = 0) -> list[str]:
        """稻谷种植、收获机械化率 is two rates, 稻谷种植机械化率 and 稻谷收获机械化率, if they are `alike` (have one unit).

        Of one value all is the metric; where there are as many `values` as marks part, words like 及 part nothing.
        """
        parts = _CONJUNCTION.split(_REMARK.sub("", words))
        if values == 1:
            return [words]
        if values == _SHORT and len(parts) == 1 and words.startswith(_TOWN_AND_COUNTRY):
            return [part + words.removeprefix(_TOWN_AND_COUNTRY) for part in ("城镇", "农村")]
        if len(parts) > values == words.count("、") + 1:
            parts = words.split("、")
        if len(parts) < 2 or not all(parts):
            return [words]
        if (
            alike
            and (per := self.role("per_unit_output").match(parts[0])) is not None
            and all(self.role("used_up").search(p) for p in parts)
        ):
            return [parts[0], *(p if self.role("per_unit_output").match(p) else per.group() + p for p in parts[1:])]
        like = len(parts[0])
        if alike and like <= _SHORT and parts[-1][like:] and all(len(p[:like]) == like and p[like - 1] == parts[0][-1] for p in parts):
            return [*(p[:like] + parts[-1][like:] for p in parts[:-1]), parts[-1]]  # 一产、二产、三产增加值
        if (classed := self.role("and_such").fullmatch(parts[-1])) is not None and len(parts) == values:
            return [*(part + classed["what"] for part in parts[:-1]), classed["item"] + classed["what"]]
        if alike and (let_out := self.role("let_out").search(parts[-1])) and not any(map(self.role("let_out").search, parts[:-1])):
            return [*(p + let_out.group() for p in parts[:-1]), parts[-1]]  # 化学需氧量、氨氮排放总量
        if alike and (named := _NAMED.match(parts[-1])) is not None and not self.role("measured").search(parts[0]):
            return [*(p + named["tail"] for p in parts[:-1]), parts[-1]]  # 城市公园、“口袋公园”保有量
        first, last = list(cut(parts[0], self.rules)), list(cut(parts[-1], self.rules))
        short = len(parts) > _SHORT and all(len(p) <= _SHORT for p in parts[1:-1])  # 老旧供热、燃气、排水管网
        modifiers = all(len(p) <= _SHORT or self.role("modifier").search(p) for p in parts[:-1])
        lent = short or modifiers or self.role("measured").search(parts[-1])
        if not alike or len(last) < 2 or not lent or self.role("measured").search(parts[0]):
            return parts
        if parts[-1][0].isdigit() or (len(parts) > 2 and self._self_named(first, [*parts[1:-1], "".join(last[:-1])])):
            tail = last[-1] if len(last[-1]) > 1 else "".join(last[-2:])
            return [*(p + tail for p in parts[:-1]), parts[-1]]  # each names itself, only what is measured is shared
        if len(first) > 1 and last[: len(first) - 1] == first[:-1] and len(last) > len(first):
            tail = "".join(last[len(first) :])  # 美丽河湖、美丽海湾建成率: each has the word that opens them
            return [*(p + tail for p in parts[:-1]), parts[-1]]
        # 城镇、农村居民收入: what the last has more in its first word than the first has is shared, too.
        rest = last[0][len(parts[0]) :] if len(parts[0]) < len(last[0]) and len(last[0]) - len(parts[0]) >= _SHORT else ""
        head, tail = "".join(first[:-1]), rest + "".join(last[1:])
        tail = parts[-1][-_SHORT:] if len(tail) == 1 else tail  # 管网 is cut as 排水管/网
        if (held := next((n for n in range(len(tail), _SHORT - 1, -1) if parts[0].endswith(tail[:n])), 0)) > 0:
            return [*(p.removesuffix(tail[:held]) + tail for p in parts[:-1]), parts[-1]]  # 文化产业、旅游产业增加值
        return [parts[0] + tail, *(head + p + tail for p in parts[1:-1]), head + parts[-1]]

    def _self_named(self, first: list[str], others: list[str]) -> bool:
        """Whether each item of a list has more than one word and so needs nothing of the first (设施农业、畜牧养殖…)."""
        return len(first) > 1 and all(len(list(cut(words, self.rules))) > 1 for words in others)

    def inner_verb(self, words: str, skip_nominal: bool = False, start: int = 2) -> re.Match[str] | None:
        """The first verb, from `start` on, inside a noun phrase that follows a number: 户老人 *安装* 扶手."""
        for m in self.verbs.finditer(words, start):
            ends = boundaries(words, self.rules)
            rule = self.predicates.get(m.group())
            if m.start() in ends and not (skip_nominal and (m.end() not in ends or (rule is not None and rule.nominal))):
                return m
        return None

    def last_verb(self, words: str, end: int) -> int:
        """Where the last verb inside a noun phrase begins that stands before `end`; 0 where there is none."""
        ends = boundaries(words, self.rules)
        return max((m.start() for m in self.verbs.finditer(words, 2, end) if m.start() in ends), default=0)

    def head_verb(self, stem: str) -> tuple[PredicateRule, int] | None:
        """A governing act or change at the head of a stretch (behind adverbs and times), and where it ends."""
        words = stem.lstrip(f" \t\u3000、，,—{BULLETS}")
        skip = len(stem) - len(words)
        led = self.rules.phrase("preposition").match(words) is not None
        for _ in range(4):
            m = self.role("adverb").match(words) or self.rules.phrase("leading_time").match(words) or self.role("each").match(words)
            timed = self.rules.phrase("leading_time").match(words[2:]) is not None  # 争取年内…: 争取 only says that one tries
            if m is None or (self.predicates.get(words[:2]) is not None and not timed):
                break
            words = words[m.end() :]
            skip += m.end()
        if self._passed.match(words):
            return None  # 通过评定的站点: by what it has passed something is named
        m = self._head_verbs.match(words) or (self._head_verbs.match(words, 1) if words.startswith("新") else None)
        if m is None or m.end() not in boundaries(words[: m.end() + 4], self.rules) | {len(words)}:
            doubled = self._doubled_at_head.match(words)
            if doubled is not None and doubled.end() in boundaries(words[: doubled.end() + 4], self.rules):
                return self._doubled[doubled.group()], skip + doubled.end()
            m = self._strong_verb(words, led)
        if m is None:
            return None
        rule, end = self.predicates[m.group()], m.end()
        if self.rules.phrase("pivot").match(m.group()) and (second := self._second_verb(words, end)) is not None:
            rule, end = self.predicates[second.group()], second.end()
        while (n := self._next_verb(words, end)) is not None and len(words) - n.end() >= 2:
            following = self.predicates[n.group()]
            joined = n.start() > end  # 引进和培养: two verbs by the mark between them
            trade = self.role("trade").fullmatch(words, n.end()) or self.role("concern").fullmatch(words, n.start())
            if self._in_event(words, n) or (not joined and trade):
                break  # 培训 *修复* 人员, 检查 *生产* 企业
            made = not joined and self.role("making").search(words[:end]) and self.role("purpose").match(n.group())
            if made and len(words) - n.end() < _LONG_NAME:
                break  # 建设 *救助* 服务点
            falls = rule.form == "change" and following.form == "act" and not joined  # 压减捕捞渔船
            if (
                falls
                or (following.nominal and not rule.nominal and not joined)
                or n.end() not in boundaries(words[: n.end() + 6], self.rules)
            ):
                break
            kept = rule.strong and following.form == "change"  # 新建提升公园13座: so many are made, nothing rises by them
            rule, end = rule if kept else following, n.end()
        if rule.nominal and end not in boundaries(words[: end + 6], self.rules):
            return None
        return rule, skip + end

    def _in_event(self, words: str, verb: re.Match[str]) -> bool:
        """Whether a verb is part of the name of an event: 组织供需 *对接* 活动."""
        return not self.predicates[verb.group()].strong and self.role("event").fullmatch(words, verb.end()) is not None

    def _next_verb(self, words: str, end: int) -> re.Match[str] | None:
        """The governing verb right behind another, with or without a mark between the two (新建、改扩建)."""
        return self._head_verbs.match(words, end) or (
            self._head_verbs.match(words, end + 1) if words[end : end + 1] in "、和及或" else None
        )

    def _second_verb(self, words: str, start: int) -> re.Match[str] | None:
        """The verb of those whom a verb of having it done is said of: 支持学校 *建设* 实训基地."""
        ends = boundaries(words, self.rules)
        for m in self._verbs_in(words, start + 2, ends):
            if self.predicates[m.group()].form != "act" or len(words) - m.end() < 2 or self._in_event(words, m):
                continue
            if self.role("rate_alone").fullmatch(words, m.end()):
                continue  # 推动智能终端的应用普及率超过70%
            if m.end() in ends:
                return m
        return None

    def _verbs_in(self, words: str, start: int, ends: Set[int]) -> Iterator[re.Match[str]]:
        """The governing verbs behind `start` that begin where a word does; one that begins inside another word hides none (机构|建设)."""
        while (m := self._head_verbs.search(words, start)) is not None:
            whole = m.start() in ends
            start = m.end() if whole else m.start() + 1
            if whole:
                yield m

    def _strong_verb(self, words: str, any_verb: bool) -> re.Match[str] | None:
        """The last strong verb from the middle of a stretch: 在各区 *新建* 社区食堂; behind a preposition any verb will do."""
        inner = [m for m in self._head_verbs.finditer(words) if any_verb or self.predicates[m.group()].strong]
        if inner:
            ends = boundaries(words, self.rules)
            inner = [m for m in inner if m.start() in ends and not words.startswith("增加值", m.start())]
            inner = [m for m in inner if m.end() in ends] or inner  # 依托养殖场 *建设* 有机肥厂
        strong = [m for m in inner if self.predicates[m.group()].strong]
        if inner and not strong:
            return inner[0]
        if any_verb and strong and inner[-1] is not strong[-1]:
            return strong[-1]  # 依托加油站 *新增* 油气回收装置
        added = inner and self.role("added").fullmatch(inner[-1].group()) is not None
        if not inner or (added and not any_verb and self.has_metric(words[: inner[-1].start()])):
            return None
        return inner[-1]


@cache
def wording(rules: RuleSet) -> Wording:
    """The compiled wording of a rule set."""
    return Wording(rules)
