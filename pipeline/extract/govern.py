"""What governs a number: the predicate next to it or carried over, and from that its kind and what it counts.

The order of the questions is the order of the evidence: the word right before the number, a noun behind it, the verb
at the head of its stretch, a verb carried over from an earlier item of the same list, a bare noun before it.
"""

from __future__ import annotations

import re

from pipeline.extract.behind import noun_behind
from pipeline.extract.counts import closes_act, done_for, spelled_counts, sums_up, time_counts
from pipeline.extract.governed import Governed, Place, State
from pipeline.extract.numbers import Quantity
from pipeline.extract.relations import related
from pipeline.extract.sentences import CLAUSE_MARKS
from pipeline.extract.wording import Wording, count_letters, settle
from pipeline.text import Span
from rules.families import PredicateRule

_FEW = 2
_NEAR = 60
"""Evidence reaches back to a metric in an earlier clause for no more characters than this."""
_PERSONS = ("名", "人", "位", "人次")
_COORDINATES = ("、", "和", "及", "或", "与")
_HEADS = {"户": "户数", "人": "人数", "名": "人数", "人次": "人次"}
"""What is counted where work is only said to reach so many."""
_INVESTED, _PUT_IN = "投资", "投入"
_COUNTED_THERE = re.compile(r"\d[\d.]{0,9}[万亿]?[条个家座处项所][、和]")
"""What a clause before has counted itself is no object of what comes behind it: 2024年开工8条、建成5条，2025年开工10条."""
_ACHIEVED = re.compile(r"^(?:.{0,12}?(?:实现|确保|力争|完成))?(?:当年|全年)?(?=.)")
"""What leads into the stage that projects are at: 全年实现*开工*项目31项."""
_REALISED = re.compile(r"^\s*(?:.{0,8}?[年内力争]{1,2})?(?:力争|确保)?实现(?:当年|全年)?(?P<what>[\u4e00-\u9fff“”]{2,20})$")
_EACH_HAS = re.compile(
    r"(?:^\s*|(?<=年)|(?<=年[底末前内])|[，,])[每各](?:个|所)?(?:[\u4e00-\u9fff]{0,3}[县市区州乡镇村]|街道|社区|学校)(?:（[县市区乡镇、]{1,6}）)?(?:至少|都|均)"
)
"""每个县至少有一所: a small spelled number of what each has."""
_NUMBERED = re.compile(r"^\d{1,2}\s{0,3}[.．、](?!\d)")
"""The number of an item inside a paragraph."""
_HELD_AT = ("控制", "稳定", "保持", "维持")
_CLOSES = re.compile(r"\s*(?:[，。；、,;]|$)")
_PARTED = re.compile("[、和与及]|以及")
_AND_ALSO = re.compile("\\s*以及\\s*")
_COUNTABLE = ("count", "physical", "money")


class Governor:
    """Asks what governs the quantities of one text."""

    def __init__(self, text: str, words: Wording) -> None:
        self.text = text
        self.words = words

    def govern(self, at: Place, state: State) -> Governed | None:
        """None where nothing commits to the quantity."""
        found = self._governed(at, state)
        return self._of_group(found, at, state) if found is not None and at.quantity.sort in ("share", "points") else found

    def _of_group(self, found: Governed, at: Place, state: State) -> Governed:
        """A share of some only, told beside that of all (普及率达到90%，山区达到85%): what it is a share of was said before."""
        near = at.where - state.clause <= 1 and at.quantity.unit == state.unit
        if not near or not self.words.role("group_alone").fullmatch(found.metric) or not self.words.role("rate_of").search(state.metric):
            return found
        return found._replace(metric=found.metric + self.words.role("group_ahead").sub("", state.metric, count=1))

    def _governed(self, at: Place, state: State) -> Governed | None:
        q = at.quantity
        stem = self.words.strip_right(at.left)
        right = noun_behind(self.text, self.words, at)
        if (q.sort in ("share", "points", "time") or q.unit in ("成", "倍")) and (found := self._related(at, right, state)) is not None:
            return found
        if q.unit is None and q.sort == "share":
            return self._fraction(at)
        if q.sort in _COUNTABLE and (norm := self._norm(at, stem)) is not None:
            return norm
        if q.sort in ("share", "physical") and (m := self.words.role("extent_reaches").fullmatch(right.rstrip())) is not None:
            whole = self.words.strip_left(stem) if q.sort == "share" else ""
            metric = f"{whole}{m['norm']}的{m['what']}{'占比' if q.sort == 'share' else ''}"
            return self._behind(q, right, "level", "govern.share_first")._replace(metric=metric)
        listed = q.sort == "count" and sums_up(at)
        if listed and self.words.rules.phrase("completing").search(self.text, at.clause.start, q.span.start) is None:
            return None
        if listed and right.strip():
            names = self._before(at, self.words.strip_left(stem), "increment", "govern.listed")
            return names._replace(metric=right, span=Span(names.span.start, q.span.end + len(right.rstrip())))
        predicate, word = self.words.ending(stem)
        if predicate is None and right.strip() and q.sort in _COUNTABLE:
            predicate, word = self.words.doubled_ending(stem)
        if predicate is not None:
            predicate = settle(predicate, bool(right.strip()) and q.sort in _COUNTABLE)
        if q.sort == "coverage":
            return self._coverage(at, stem, right, state)
        waits = state.pending[0] if state.pending and state.clause == at.where else ""
        again = state.sort == "time" and at.where - state.clause <= 1
        if q.sort == "time" and not again and not time_counts(self.words, waits or stem, right):
            return None
        had = predicate is not None and predicate.form == "possess" and q.sort == "count" and _EACH_HAS.search(at.left) is not None
        if (
            q.chinese
            and not listed
            and not had
            and not spelled_counts(self.words, q, predicate)
            and not closes_act(self.words, stem, right, q)
        ):
            return None
        if waits and not self.words.has_metric(stem) and state.metric_span is not None:
            if state.predicate is not None:
                return self._list_item(q, right, state, state.predicate)
            return Governed(state.kind, state.pending.pop(0), Span(state.metric_span.start, q.span.end), "govern.milestone")
        if (q.sort == "share" or q.unit == "成") and (share := self._share_of(at, stem, right)):
            return share
        alike = at.where - state.clause <= 1 and bool(state.metric) and q.unit == state.unit
        if alike and not right.strip() and self.words.role("hoped").fullmatch(at.left):
            return Governed(state.kind, state.metric, Span(at.clause.start, q.span.end), "govern.milestone")
        if predicate is not None and not (word == "为" and done_for(self.words, stem, right)):
            return self._next_door(at, stem, right, predicate, word, state)
        if q.sort == "count" and done_for(self.words, stem, right, self._heads_row(at, right)):
            return self._behind(q, right, "increment", "govern.done_for")
        words = self.words.strip_left(stem)
        if state.clause == at.where and state.metric and q.unit == state.unit and self.words.dated(at.left):
            return Governed(state.kind, state.metric, Span(at.clause.start, q.span.end), "govern.milestone")
        tier = self.words.role("tier")
        if alike and (level := tier.fullmatch(at.left.strip("、和及，, ").removeprefix("其中"))):
            metric = level.group() + tier.sub("", state.metric, count=1)
            return Governed(state.kind, metric, Span(q.span.start - len(level.group()), q.span.end), "govern.tier")
        if q.sort in _COUNTABLE and (one := self.words.role("each_of_them").fullmatch(self.words.strip_left(stem))) is not None:
            noun = right if count_letters(right) >= _FEW else state.metric
            if noun and (q.comparator != "=" or noun is right):
                begin = at.left_start + at.left.rfind(one["each"])
                end = q.span.end + len(right.rstrip()) if noun is right else q.span.end
                return Governed("level", one["each"] + noun, Span(begin, end), "govern.each_of")
        each = self.words.role("each").search(stem)
        if each is not None and each.end() == len(stem) and q.sort in _COUNTABLE and count_letters(right) >= _FEW:
            return self._behind(q, right, "increment", "govern.each")
        if state.clause == at.where and state.predicate is not None and not self.words.has_metric(words):
            return self._list_item(q, right, state, state.predicate)
        told = state.clause == at.where and state.kind == "increment" and bool(state.metric) and not state.pending
        bare = not stem.strip("、和 ") and not right.strip() and self.text[state.end : q.span.start].strip() in ("、", "和")
        if told and bare and state.metric_span is not None and q.sort in _COUNTABLE and q.unit != state.unit:
            # 小区改造新开工49个、256万平方米、3.2万户
            return Governed(state.kind, state.metric, Span(state.metric_span.start, q.span.end), "govern.milestone")
        return self._from_head(at, stem, right, state) or self._from_noun(at, words, right, state)

    # -- spans -------------------------------------------------------------------------------------------------

    def _behind(self, q: Quantity, right: str, kind: str, rule: str, predicate: PredicateRule | None = None) -> Governed:
        """The metric is the noun phrase behind the number; where people go is no part of who they are."""
        sent = self.words.role("sent").search(right, 2) if q.unit in _PERSONS else None
        metric = right[: sent.start()] if sent is not None else right
        metric = self.words.role("done_by_all").sub("", metric)
        bare = self.words.role("came_about").sub("", metric.rstrip())
        metric = bare if count_letters(bare) >= _FEW else metric
        bare = self.words.role("aimed_at").sub("", metric)
        metric = bare if count_letters(bare) >= _FEW else metric
        if q.sort == "money" and (verb := self.words.head_verb(metric)) is not None and not verb[0].nominal:
            metric = metric[verb[1] :] if self.words.has_metric(metric[verb[1] :]) else metric  # 投放1亿元推出专项计划
        if (
            self.words.role("level_only").fullmatch(metric)
            and (shared := self.words.role("levels_ahead").match(self.text, q.span.end + len(right))) is not None
        ):
            metric += shared["what"]
        return Governed(kind, metric, Span(q.span.start, q.span.end + len(right.rstrip())), rule, predicate)

    def _before(self, at: Place, metric: str, kind: str, rule: str, predicate: PredicateRule | None = None) -> Governed:
        """The metric stands before the number, in the same stretch."""
        begin = at.left_start + at.left.rfind(metric) if metric in at.left else at.left_start
        return Governed(kind, metric, Span(begin, at.quantity.span.end), rule, predicate)

    # -- who governs -------------------------------------------------------------------------------------------

    def _next_door(self, at: Place, stem: str, right: str, predicate: PredicateRule, word: str, state: State) -> Governed | None:
        """A predicate stands right before the number."""
        q = at.quantity
        before = stem[: -len(word)]
        if word == "为":
            joined, act = self.words.ending(before)
            if joined is not None and joined.form == "act":
                predicate, word, before = joined, act, before[: -len(act)]
        while predicate.form == "act" and before.endswith(_COORDINATES):
            # 水厂新建、改扩建共计21座: both verbs stand behind what is counted.
            inner = self.words.strip_right(before)
            other, its_word = self.words.ending(inner)
            if other is None or other.form != "act":
                break
            predicate, word, before = other, its_word, inner[: -len(its_word)]
            stem = inner
        gained = self.words.strip_left(before)
        if predicate.form in ("change", "act") and not right.strip() and self.words.role("mean_only").fullmatch(gained):
            return self._before(at, gained + word, predicate.kind if predicate.form == "change" else "level", predicate.id)
        if predicate.whole and not right.strip() and (predicate.form == "change" or not self.words.has_metric(before)):
            return self._before(at, self._whose(before) + word, predicate.kind, predicate.id, predicate)
        had_done = self.words.role("held").search(gained) or self.words.rules.phrase("pivot").fullmatch(gained)
        if predicate.nominal and not right.strip() and had_done:
            # 开展培训1万人次, 帮助融资3亿元: the noun is what is done
            return self._before(at, word, predicate.kind, predicate.id, predicate)
        if predicate.nominal and not right.strip() and self.words.has_metric(before):
            metric = self.words.strip_left(stem)
            verb = self.words.head_verb(metric)
            if verb is not None and self.words.has_metric(metric[verb[1] :]):
                metric = self.words.strip_left(metric[verb[1] :])
            return self._before(at, metric, "level" if q.sort in ("share", "points") else predicate.kind, predicate.id, predicate)
        if predicate.form == "possess" and right.strip() and before.strip() and q.sort in _COUNTABLE:
            found = self._before(at, before.strip(), "level", predicate.id, predicate)
            before = self.words.strip_right(before)
            named = self.words.has_metric(before) or self.words.role("each").search(before) is not None
            whole = self.words.strip_left(before + word + right).removeprefix(word) if named else right.strip()
            return found._replace(metric=whole, span=Span(found.span.start, q.span.end + len(right)))
        if predicate.form in ("act", "possess") and right.strip() and (predicate.form == "act" or q.sort in _COUNTABLE):
            return self._behind(q, right, "level" if q.sort == "share" else predicate.kind, predicate.id, predicate)
        if predicate.form == "change" and right.strip() and q.sort in _COUNTABLE and not self.words.has_metric(before):
            return self._behind(q, right, predicate.kind, predicate.id, predicate)
        if self.words.role("reaching").fullmatch(word) and q.unit in _HEADS and not right.strip() and not self.words.has_metric(before):
            return self._before(at, word, predicate.kind, predicate.id, predicate)._replace(metric=word + _HEADS[q.unit])  # 惠及310万户
        if word == _PUT_IN and q.sort == "money" and not right.strip() and not self.words.has_metric(before):
            return self._before(at, word, predicate.kind, predicate.id, predicate)  # 三年内投入12亿元: nothing else is named
        if word.endswith(_INVESTED) and q.sort == "money":
            return self._invested(at, before, word, state, predicate)
        if not right.strip() and self.words.rules.phrase("whole_act").match(before.strip("，、 ") + word):
            return self._before(at, word, predicate.kind, predicate.id, predicate)  # 完成造林100万亩, whatever the clause before names
        found_left = self._left_metric(at, before, state, predicate.kind, predicate.id, predicate)
        if found_left is not None and predicate.form == "act" and q.sort in ("time", "share") and word != "增加":
            lasts = q.sort == "time" and found_left.metric in before  # 图书馆每周 *开放* 不少于56小时
            return found_left._replace(kind="level", metric=found_left.metric + word if lasts else found_left.metric)
        if found_left is None and predicate.form == "act":
            # 完成投资1亿元, 每月巡查4次: the verb itself holds the noun that is counted.
            noun = word if predicate.nominal else self.words.strip_left(word)
            return self._before(at, noun, predicate.kind, predicate.id, predicate) if predicate.nominal or noun != word else None
        if found_left is not None and predicate.form == "act" and self.words.has_metric(before):
            # 孵化面积新增2万平方米: the verb stands behind what it counts, and governs nothing that follows.
            state.predicate = None
            return found_left._replace(predicate=None)
        risen = predicate.form == "level" and not word.startswith(_HELD_AT)
        if found_left is not None and risen and self.words.role("added").match(found_left.metric):
            return found_left._replace(kind="increment")
        return found_left

    def _whose(self, before: str) -> str:
        """Those of whom a verb that says what rises is said (带动 *农民* 年均增收); nothing where they are not named."""
        mean = self.words.role("mean_only").search(before, max(len(before) - 2, 0)) is not None  # 农户 *户均* is no adverb
        words = self.words.strip_left(before if mean else self.words.strip_right(before))
        led = self.words.rules.phrase("pivot").match(words)
        words = words[led.end() :] if led is not None else words
        return words if self.words.has_metric(words) else ""

    def _invested(self, at: Place, before: str, word: str, state: State, predicate: PredicateRule) -> Governed:
        """完成投资85亿元: the investment in what stands before it, in the stretch or counted in the clause before."""
        own = self.words.strip_left(self.words.strip_right(before))
        if self.words.has_metric(own):
            found = self._before(at, own, predicate.kind, predicate.id)
            return found._replace(metric=own.removesuffix("计划") + _INVESTED)
        known = state.metric if state.metric and at.where - state.metric_clause <= 1 else ""
        begin = at.left_start + at.left.rfind(word)
        return Governed(predicate.kind, known + _INVESTED, Span(begin, at.quantity.span.end), predicate.id, predicate)

    def _list_item(self, q: Quantity, right: str, state: State, predicate: PredicateRule) -> Governed | None:
        """Nothing stands between a quantity and the one before it: the same verb, or the same metric, holds on."""
        if right.strip() and (predicate.form == "act" or (predicate.form == "change" and q.sort == "count")):
            return self._behind(q, right, predicate.kind, predicate.id)
        if state.metric_span is None:
            return None
        if state.pending:
            return Governed(predicate.kind, state.pending.pop(0), Span(state.metric_span.start, q.span.end), predicate.id)
        gap = self.words.role("part_of_year").sub("", self.text[state.end : q.span.start])
        if len(gap) <= 2 and state.metric and q.span.start >= state.end:
            reached = predicate.form == "change" and state.sort == "share" and q.sort in _COUNTABLE  # 增长15%、突破60亿元
            return Governed("level" if reached else predicate.kind, state.metric, Span(state.metric_span.start, q.span.end), predicate.id)
        return None

    def _from_head(self, at: Place, stem: str, right: str, state: State) -> Governed | None:
        """A verb at the head of the stretch: 改造 老旧小区 50 个, 新建 50 个 小区."""
        q = at.quantity
        verb = self.words.head_verb(stem)
        if verb is None and q.sort == "count" and not q.chinese and not right.strip() and (m := _REALISED.match(stem)) is not None:
            told = self.words.predicates["实现"]
            measured = self.words.role("measured").search(m["what"]) is not None
            if self.words.has_metric(m["what"]) and not measured:
                return self._before(at, m["what"], told.kind, told.id, told)  # 实现落户企业20家
        if verb is None:
            return None
        rule, end = verb
        if right.strip() and rule.form == "act" and self.words.role("sized_together").search(at.left):
            return self._behind(q, right, rule.kind, rule.id, rule)
        if stem[end:].startswith("占") or (rule.nominal and q.sort == "share" and self.words.role("rate_of").search(stem)):
            return None  # 技改投入占工业投资比重, 培训合格率: the verb is part of a noun
        if (m := self.words.role("norm_base").search(stem)) is not None and q.comparator != "=" and q.sort == "physical":
            metric = self.words.strip_left(stem[end : m.start()]) + m["base"]
            return Governed("level", metric, Span(at.left_start + at.left.find(m["base"]), q.span.end), rule.id, None)
        if q.sort == "share" and end > len(stem) // 2 and not self.words.role("reached").match(stem.lstrip()):
            return None
        metric = self.words.strip_left(stem[end:])
        if self.words.role("per_base").fullmatch(metric) and q.comparator != "=":
            what = self.words.strip_left(stem[: end - len(self.words.ending(stem[:end])[1])])
            if self.words.has_metric(what):  # 社区工作者配备每万城镇常住人口不少于18人
                return self._before(at, what, "level", rule.id)._replace(metric=metric + what)
        if self.words.role("place_kind").fullmatch(metric) and q.sort == "count" and rule.form == "act" and count_letters(right) >= _FEW:
            return self._behind(q, right, rule.kind, rule.id, rule)  # 完成主城区六座泵站改造工程: where, and then what
        for_one = at.left.rstrip().endswith("等") and not sums_up(at)  # 抓好纤维厂等3500个技改项目: the one is named for all
        several = (for_one or re.search("[、和]", metric) is not None) and count_letters(right) >= 2
        if several and not q.chinese and q.sort == "count" and rule.form == "act":
            return self._behind(q, right, rule.kind, rule.id, rule)
        if self.words.has_metric(metric):
            bare = self.words.role("bare").search(metric) is not None
            if bare and (m := self.words.role("of_that_size").match(right)):
                found = self._before(at, metric, rule.kind, rule.id, rule)
                return found._replace(metric=m["what"] + metric, span=Span(found.span.start, q.span.end + m.end()))
            if bare or (metric == "项目" and self.words.role("stage").search(stem[:end])):
                metric = self.words.strip_left(stem) if bare else _ACHIEVED.sub("", stem[:end].strip("、，,中其 ")) + metric
            elif metric.endswith("企业") and (entered := self.words.role("entered").search(stem[:end])) is not None:
                metric = entered.group() + metric
            if "分别" in at.left or q.shared or self._one_each(at, metric):
                state.listed = self._distribute(at, metric)
                metric, *state.pending = state.listed
            mean = q.sort == "time" or self.words.role("mean").search(metric) is not None
            if mean and rule.form == "act" and self.words.role("measured").search(metric):
                return self._before(at, self.words.strip_left(stem), "level", rule.id, rule)
            share = rule.form != "change" and (q.sort in ("share", "points", "bare") or q.unit == "成")
            pushed = self.words.rules.phrase("pivot").match(stem.lstrip()) is not None and q.span.start < q.number.start
            share = share or (pushed and self.words.role("measured").search(metric) is not None)  # 推动投资突破10亿元
            return self._before(at, metric, "level" if share else rule.kind, rule.id, rule)
        return self._behind(q, right, rule.kind, rule.id, rule) if right.strip() else None

    def _from_noun(self, at: Place, words: str, right: str, state: State) -> Governed | None:
        """No verb in the stretch: one carried over from the list, or a noun that is measured without any."""
        q = at.quantity
        carried = self._carried(at, state)
        words = words.removeprefix("平均") if words.startswith("平均每") else words
        countable = q.sort in _COUNTABLE
        if not self.words.has_metric(words):
            if (
                right.strip()
                and countable
                and self.words.role("what_they_are").match(self.text, q.span.end, at.clause.end)
                and self.words.role("among").search(at.left)
            ):
                return self._behind(q, right, state.kind, "govern.among")
            if carried is not None and right.strip() and countable:
                return self._behind(q, right, carried.kind, carried.id)
            if right.strip() and countable and _AND_ALSO.fullmatch(at.left) and (verb := self._verb_before(at)) is not None:
                return self._behind(q, right, verb.kind, verb.id, verb)
            if right.strip() and countable and (led := self._heads_list(at)) is not None:
                return self._behind(q, right, led.kind, led.id, led)
            beside = state.clause == at.where and q.span.start - state.end <= 2 and not right.strip()
            if beside and state.metric and state.metric_span is not None and q.unit == state.unit:
                return Governed(state.kind, state.metric, Span(state.metric_span.start, q.span.end), "govern.milestone")
            of_earlier = state.metric and at.where - state.clause == 1
            frequent = q.unit is not None and self.words.role("frequent").search(q.unit) is not None
            per_base = self.words.role("per_base").match(words) is not None
            if state.metric and q.unit == state.unit and of_earlier and self.words.dated(at.left):
                return Governed(state.kind, state.metric, Span(at.clause.start, q.span.end), "govern.milestone")
            if (
                countable
                and not right.strip()
                and self.words.role("in_all").fullmatch(at.left.strip())
                and (verb := self._verb_before(at)) is not None
            ):
                return self._left_metric(at, "", state, verb.kind, "govern.summed", None)
            recurs = frequent and self.words.recurs(at.left)
            if per_base and state.metric and countable and not right.strip() and at.where - state.clause <= 1:
                return Governed("level", words + state.metric, Span(at.clause.start, q.span.end), "govern.per_base")
            if recurs or (q.comparator != "=" and (at.goals or carried is not None or per_base or frequent or of_earlier)):
                kind = state.kind if of_earlier and q.unit == state.unit else "level"
                return self._left_metric(at, "", state, kind, "govern.bound", None)
            return None
        if at.left.rstrip().endswith("等") and q.sort == "count" and not q.chinese and count_letters(right) >= _FEW and not sums_up(at):
            return self._behind(q, right, "increment", "govern.named_for_all")
        measured = self.words.role("measured").search(words) is not None
        follows = state.clause == at.where and q.span.start - len(at.left) - state.end <= 1 and q.unit == state.unit
        if q.sort == "money" and carried is not None and follows and carried.kind == state.kind:
            return self._before(at, words, carried.kind, carried.id)  # 完成交通投资20亿元、水利投资9亿元
        if countable and (had := self.words.possess.search(words)) and self.words.has_metric(words[had.end() :]):
            return self._before(at, self.words.strip_left(words[had.end() :]), "level", "govern.possess")
        if q.unit is not None and self.words.role("frequent").search(q.unit) and self.words.recurs(at.left):
            return self._before(at, words, "increment", "govern.recurs")
        if self.words.recurs(at.left) and q.comparator in (">=", ">") and q.sort in ("count", "physical") and not measured:
            return self._before(at, words, "increment", "govern.recurs")
        built = q.sort == "physical" and carried is not None and carried.strong and not self.words.role("own_level").search(words)
        mean = q.comparator != "=" and "平均" in at.left
        if carried is not None and countable and (built or not measured) and not mean:
            return self._before(at, words, carried.kind, carried.id)
        added = q.sort != "share" and (self.words.role("added").search(words) or (q.sort == "money" and words == "投资"))
        if added and (m := self.words.role("new_ones").search(words)):
            words = m["what"]
        if measured or added or q.comparator != "=" or q.sort == "share":
            if "分别" in at.left or q.shared:
                state.listed = self._distribute(at, words)
                words, *state.pending = state.listed
            return self._before(at, words, "increment" if added else "level", "govern.bare")
        if right.strip():
            return None
        if q.sort == "money" == state.sort and at.where - state.clause <= 1 and self.words.role("fund").search(words):
            return self._before(at, words, state.kind, "govern.part_of_sum")
        if at.goals:
            return self._before(at, words, "level", "govern.bare")
        # Among other counts of a sentence a noun needs no verb: 新增企业150家，独角兽企业2至3家.
        listed = bool(state.said) and at.where - state.clause <= 2 and q.sort in ("count", "physical") and not q.chinese
        if listed and _CLOSES.match(self.text, q.span.end) and not sums_up(at):
            return self._before(at, words, "increment", "govern.listed_bare")
        return None

    def _heads_row(self, at: Place, right: str) -> bool:
        """Whether the noun behind a count is the first of a row of counted ones: 1万名农民、5千名教师."""
        end = at.quantity.span.end + len(right)
        following = next((q for q in at.sentence.quantities if q.span.start > at.quantity.span.end), None)
        return (
            following is not None and following.span.start == end + 1 and self.text[end] in "、和及" and following.unit == at.quantity.unit
        )

    def _heads_list(self, at: Place) -> PredicateRule | None:
        """The verb at the head of a list whose numbers so far counted nothing: 治理青河等13条河流、300条侵蚀沟."""
        if at.left.strip() or self.text[at.left_start - 1 : at.left_start] != "、" or at.left_start <= at.clause.start:
            return None
        verb = self.words.head_verb(self.text[at.clause.start : at.left_start])
        return verb[0] if verb is not None and verb[0].form == "act" else None

    def _carried(self, at: Place, state: State) -> PredicateRule | None:
        """The verb of an earlier item of the same list: within the clause, or one clause on."""
        if state.predicate is None or state.predicate.form != "act":
            return None
        return state.predicate if 0 <= at.where - state.verb_clause <= 3 and at.where - state.clause <= 1 else None

    def _verb_before(self, at: Place) -> PredicateRule | None:
        """The act at the head of the clause before: 完成水厂扩建工程，以及约20公里管网改造."""
        if at.where == 0:
            return None
        clause = at.sentence.clauses[at.where - 1]
        verb = self.words.head_verb(self.text[clause.start : clause.end].strip(CLAUSE_MARKS + " "))
        return verb[0] if verb is not None and verb[0].form == "act" else None

    # -- where the metric stands -------------------------------------------------------------------------------

    def _left_metric(self, at: Place, before: str, state: State, kind: str, rule: str, predicate: PredicateRule | None) -> Governed | None:
        """The metric stands before the predicate, or, where nothing is left there, in an earlier clause."""
        clauses, end = at.sentence.clauses, at.quantity.span.end
        before = self.words.strip_right(self.words.starts_elsewhere(before))
        m = self.words.role("reached").search(before)
        if m is not None and self.words.has_metric(before[m.end() :]) and not self.words.role("share_of_those").search(before, m.end()):
            before = before[m.end() :]
        words = self.words.strip_left(before)
        verb = self.words.head_verb(before)
        if verb is not None and verb[0].form == "act" and self.words.role("time_ahead").match(before):
            behind = self.words.strip_left(before[verb[1] :])  # 5年内培训农民达到4万名: the verb governs what is counted
            words = behind if self.words.has_metric(behind) else words
        if self.words.has_metric(words):
            found = self.text.rfind(words, at.left_start, at.quantity.span.start)
            begin = found if found >= 0 else at.left_start
            each = self._one_each(at, words) or (words.startswith("城乡") and self._values(at) == _FEW)
            if "分别" in at.left or at.quantity.shared or each:
                state.listed = self._distribute(at, words)
                words, *state.pending = state.listed
            return Governed(kind, words, Span(begin, end), rule, predicate)
        if state.listed and "分别" in at.left:
            words, *state.pending = state.listed
            return Governed(kind, words, Span(at.clause.start, end), rule, predicate)
        told = [*state.earlier, *state.said] if self.words.role("pointing").search(at.left) else state.said
        if "分别" in at.left and 1 < (n := self._values(at)) <= len(told):
            state.listed = told[-n:]  # 甲达到5万人次，乙突破10亿元，年均分别增长8%和10%
            words, *state.pending = state.listed
            return Governed(kind, words, Span(at.clause.start, end), rule, predicate)
        if state.metric and state.metric_span is not None and state.clause >= 0 and at.where - state.clause <= 1:
            begin = state.metric_span.start if end - state.metric_span.start <= _NEAR else at.clause.start
            known = self.words.role("growth_rate").sub("", state.metric) if at.quantity.sort in _COUNTABLE else state.metric
            return Governed(kind, known or state.metric, Span(begin, end), rule, predicate)
        base = words if self.words.role("per_base").match(words) else ""
        for n in range(at.where - 1, max(-1, at.where - 3), -1):
            metric = self._object_of(at, clauses[n])
            if metric:
                found = self.text.find(metric, clauses[n].start, clauses[n].end)
                begin = found if found >= 0 and end - found <= 80 else at.clause.start
                return Governed(kind, base + metric, Span(begin, end), rule, predicate)
        return None

    def _distribute(self, at: Place, words: str) -> list[str]:
        """The metrics of a list; they share no noun where what is counted has another unit each (8座、4个)."""
        following = next((q for q in at.sentence.quantities if q.number.start >= at.quantity.number.end), None)
        first, *rest = self.words.distribute(words, following is None or following.unit == at.quantity.unit, self._values(at))
        base = self.words.role("rate").match(first)  # 每千人口医师数、护士数: both are per thousand
        return [first, *(f"{base.group()}{m}" if base is not None and not m.startswith("每") else m for m in rest)]

    def _one_each(self, at: Place, metric: str) -> bool:
        """Whether a row of numbers gives one to each item of a list: 供热、燃气、排水管网800公里、600公里、300公里."""
        return "、" in metric and len(_PARTED.split(metric)) == self._values(at) > 1

    def _values(self, at: Place) -> int:
        """How many quantities stand in a row, from this one on: 20%、15%和10%."""
        n, end = 1, at.quantity.span.end
        for q in at.sentence.quantities:
            if q.span.start >= end and re.fullmatch(r"\s*(?:[、，,和与及]|以及)\s*", self.text[end : q.span.start]):
                n, end = n + 1, q.span.end
        return n

    def _object_of(self, at: Place, clause: Span) -> str:
        """What a clause acts on, or nothing; of one that counts the same (已建成泵站12座，再建8座) what it counts."""
        words = self.text[clause.start : clause.end]
        inside = (q for q in at.sentence.quantities if clause.start <= q.span.start < clause.end)
        counted = next((q.span for q in inside if q.unit == at.quantity.unit), None)
        if counted is not None:
            ahead = self.words.strip_right(self.text[clause.start : counted.start])
            behind = self.words.strip_right(self.text[counted.end : clause.end].strip(CLAUSE_MARKS + " "))
            words = ahead if self.words.has_metric(ahead) else behind
        metric = self.words.object_of(_NUMBERED.sub("", words.strip(CLAUSE_MARKS + " ")))
        act = self.words.predicates.get(metric)  # 开展抽查，每季度不少于1次
        named = self.words.has_metric(metric) or (act is not None and act.nominal)
        return metric if named and not _COUNTED_THERE.match(metric) else ""

    def _coverage(self, at: Place, stem: str, right: str, state: State) -> Governed | None:
        """全覆盖: of what stands before it (X实现全覆盖), else of what stands behind it (全覆盖X培训)."""
        rule = "govern.coverage"
        reached = self.words.role("reached")
        if m := re.search(rf"(?:{reached.pattern})$", stem):
            stem = stem[: m.start()]
        stem = self.words.strip_right(stem)
        scope = self.words.role("scope")
        m = next((m for m in reached.finditer(stem) if scope.fullmatch(stem, m.end())), None)
        if m is not None and self.words.has_metric(stem[: m.start()]):
            stem = stem[: m.start()]  # 服务热线实现行政村全覆盖: what is covered stands before, where it reaches behind
        if (
            (m := reached.search(stem))
            and re.match("[\u4e00-\u9fff“（(][^，,]{2,}$", stem[m.end() :])
            and self.words.has_metric(stem[m.end() :])
        ):
            stem = stem[m.end() :]
        if right.startswith("的"):
            return None
        q = at.quantity
        words = self.words.strip_left(re.split("、(?=与|向|对|在)|，|,", stem)[-1])
        whole = state.metric and state.metric_span is not None and at.where - state.clause == 1
        if whole and self.words.role("scope").fullmatch(words):
            return Governed("coverage", state.metric, Span(at.clause.start, q.span.end), rule)
        if self.words.has_metric(words):
            words = self.words.bare_place(words)
            found = self.text.rfind(words, at.left_start, q.span.start)
            return Governed("coverage", words, Span(found if found >= 0 else at.left_start, q.span.end), rule)
        if count_letters(right) >= 2 and not self.words.rules.phrase("aim").match(right):
            return self._behind(q, right, "coverage", rule)
        if state.metric and state.metric_span is not None and at.where - state.clause == 1:
            return Governed("coverage", state.metric, Span(at.clause.start, q.span.end), rule)
        if at.where > 0 and (metric := self._object_of(at, at.sentence.clauses[at.where - 1])):
            earlier = at.sentence.clauses[at.where - 1]
            found = self.text.find(metric, earlier.start, earlier.end)
            return Governed("coverage", metric, Span(found if found >= 0 else at.clause.start, q.span.end), rule)
        return None

    def _places(self, stem: str) -> bool:
        """Whether only places stand there, in which the share holds: 东区、西区50%的社区建成."""
        names = _PARTED.split(self.words.strip_left(stem).removesuffix("等"))
        return len(names) > 1 and all(self.words.role("named_place").fullmatch(name) for name in names)

    def _share_of(self, at: Place, stem: str, right: str) -> Governed | None:
        """40%以上的乡镇设立…, where the share stands first."""
        q = at.quantity
        attributive = right.startswith("的") and len(right) > 3
        first = (
            (attributive and (not self.words.has_metric(stem[-20:]) or self._places(stem)))
            or (attributive and len(right) > 4 and self.words.role("led").search(stem) is not None)
            or (count_letters(right) >= 3 and not self.words.has_metric(stem) and self.words.ending(stem)[0] is None)
        )
        if not first:
            return None
        words = re.split(r"[、和](?=\d)", right.lstrip("的"), maxsplit=1)[0]
        verb = self.words.inner_verb(words, skip_nominal=True)
        if words.endswith("能力"):
            verb = None  # 5%以上的尖峰负荷响应能力: the verb is part of its name
        if verb and (q.span.start - at.clause.start < 8 or self._places(stem)) and right.startswith("的"):
            often = self.words.recurrence.search(words, 2, verb.start())
            at_act = often.start() if often is not None else verb.start()
            if 0 < (reached := words.find("达到", 2)) < at_act:
                at_act = reached  # 行政村 *达到* 绿色村庄建设要求
            if words[at_act - 1] == "、":  # 设置中医馆、配备医师: two acts of the same
                at_act = self.words.last_verb(words, at_act - 1) or at_act
            elif (where := words.find("在", 2, at_act)) > 0:
                at_act = where  # 病种在县域内解决
            if words[:at_act].endswith(("达到", "实现", "完成")):
                at_act -= 2  # 80%的区 *达到* 先进区的创建目标
            who = self.words.role("able").sub("", words[:at_act])
            words = f"{words[at_act:]}的{who}占比"
        return self._behind(q, right, "level", "govern.share_first")._replace(metric=words)

    def _related(self, at: Place, right: str, state: State) -> Governed | None:
        """甲达到乙的60%, 是2020年的2倍, 增速高于乙5个百分点."""
        q = at.quantity
        known = state.metric if at.where - state.metric_clause <= 1 else ""
        found = related(self.words, q, at.left, right, known)
        if found is None:
            return None
        begin = self.text.rfind(found.begins, at.left_start, q.span.start)
        span = Span(begin if begin >= 0 else at.left_start, q.span.end + found.behind)
        return Governed("level", found.metric, span, "govern.share_of", comparator=found.comparator)

    def _fraction(self, at: Place) -> Governed | None:
        """三分之一 and the like: a level of the noun before it."""
        stem = self.words.strip_right(at.left)
        predicate, word = self.words.ending(stem)
        words = self.words.strip_left(stem[: len(stem) - len(word)])
        right = noun_behind(self.text, self.words, at)
        if predicate is not None and predicate.form != "level" and not self.words.has_metric(words) and count_letters(right) >= _FEW:
            kind = predicate.kind if predicate.form == "change" or self.words.role("gains").fullmatch(word) else "level"
            return self._behind(at.quantity, right.removeprefix("的"), kind, predicate.id, predicate)
        told = predicate is not None or self.words.role("measured").search(words) or at.quantity.comparator != "="
        if not self.words.has_metric(words) or not told:
            return None
        if predicate is None:
            return self._before(at, words, "level", "govern.bare")
        return self._before(at, words, predicate.kind, predicate.id, predicate)

    def _norm(self, at: Place, stem: str) -> Governed | None:
        """按每百户不少于20平方米的标准配建活动用房: so much of what is laid out, for each."""
        m = self.words.role("norm_base").search(stem)
        if m is None or at.quantity.comparator == "=":
            return None
        what = self.words.rules.phrase("norm").match(self.text, at.quantity.span.end, at.clause.end)
        if what is None:
            behind = self.text[at.quantity.span.end : at.clause.end].rstrip(CLAUSE_MARKS)
            what = self.words.rules.phrase("norm").match(behind)
            if what is None:
                return None
        end = at.quantity.span.end + len(what.group())
        begin = at.left_start + at.left.rfind(m["base"])
        return Governed("level", m["base"] + what["what"], Span(begin, end), "govern.norm")
