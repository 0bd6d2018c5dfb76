"""The title of a document: the plan's own name, where it stands, and the type that it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.outline.labels import parse_label
from pipeline.outline.sections import paragraph_role
from pipeline.outline.tables import Line
from pipeline.outline.tree import Outline
from pipeline.repair import Repaired
from pipeline.repair.box import NUMBER
from pipeline.text import Span
from rules import RuleSet
from rules.families import DocTypeRule

_LEAST_TITLE = 6
_LONGEST = 80
"""Characters of the longest title."""
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|wps|txt|ofd)$", re.IGNORECASE)
_AND = re.compile("[和与及暨]")
_SITE = re.compile("(?:网站|官网|门户|政务网|政府网|信息网|公众号)$")
_TODAY = re.compile(r"\d日\s{0,9}星期[一二三四五六日天]$")
"""What day it is, as the head of a page says it behind its site's name."""
_TELLS_HOW = re.compile("(?:建设|工作|落实|办理|整改|开展|推进)情况(?:的)?报告$")
"""Reports that are no plans, or are for what they say of the coming year, and have titles all the same."""
_BRACKET = re.compile(r"^[（(][^（()）]{2,24}[）)]$")


@lru_cache(maxsize=256)
def doc_type_of(title: str, rules: RuleSet) -> tuple[str | None, str]:
    """The document type that a title tells, and the rule that says so; (None, "") where no rule knows it."""
    words = re.sub(r"\s+", "", title)
    for rule in rules.of(DocTypeRule):
        if rule.regex.search(words):
            return rule.doc_type, rule.id
    return None, ""


def _bare(name: str) -> str:
    """A name without the brackets round the whole of it; those that open or close a name inside it stay."""
    name = name.strip()
    while len(name) > 2 and name[0] + name[-1] in ("《》", "〈〉", "<>") and name[0] not in name[1:-1]:
        name = name[1:-1].strip()
    return name


class TitleReader:
    """Finds the title of one document."""

    def __init__(self, repaired: Repaired, outline: Outline, rules: RuleSet) -> None:
        self.repaired = repaired
        self.text = outline.text
        self.outline = outline
        self.rules = rules
        self.front = list(outline.front) or list(outline.lines[:1])

    def read(self) -> tuple[str, Span, str]:
        """The plan's own title, where it stands, and how it was found."""
        wrapped = self._wrapped_name()
        if wrapped is not None:
            name, at = wrapped
            own = self._line_of(name, at.end)
            if own is not None:
                return self._tidy(self.text[own.start : own.end]), own, "title.own_line"
            if (own := self._first_annexed(name, at.end) or self._forwarded(name, at.end)) is not None:
                return self._tidy(self.text[own.start : own.end]), own, "title.own_line"
            enclosed = self._enclosed_name()
            longer = enclosed is not None and (
                self._longer(enclosed[0], name) or self._first_of(enclosed[0], name) or self._alike(enclosed[0], name)
            )
            if enclosed is not None and longer and (own := self._line_of(enclosed[0], enclosed[1].end)):
                return self._tidy(self.text[own.start : own.end]), own, "title.own_line"
            return self._tidy(name), at, "title.in_notice"
        enclosed = self._enclosed_name()
        if enclosed is not None and (own := self._line_of(enclosed[0], enclosed[1].end)) is not None:
            return self._tidy(self.text[own.start : own.end]), own, "title.own_line"
        if enclosed is None and (own := self._below_letter()) is not None:
            return self._tidy(self.text[own.start : own.end]), own, "title.own_line"
        found = self._title_lines()
        if found is not None and enclosed is not None and self.text[: found.end].endswith("通知"):
            return self._tidy(enclosed[0]), enclosed[1], "title.enclosed"  # what it is about may be behind it no longer
        if found is not None:
            return self._tidy(self.text[found.start : found.end]), found, "title.lines"
        if enclosed is not None:
            return self._tidy(enclosed[0]), enclosed[1], "title.enclosed"
        named = self.repaired.metadata.get("title")
        if named is not None and (own := self._line_of(named.text, 0)) is not None:
            return self._tidy(named.text), own, "title.metadata"
        first = next(iter(self.outline.root.children), None)
        if not self.outline.front and first is not None and first.kind == "annex" and first.title is not None:
            return self._tidy(self.text[first.title.start : first.title.end]), first.title, "title.annex"
        line = next((x for x in self.front if self._says_something(x.text)), self.front[0])
        if named is not None and self._is_prose(line.text) and line.text.startswith(named.text):
            return self._tidy(named.text), Span(line.start, line.start + len(named.text)), "title.metadata"
        return self._tidy(line.text), Span(line.start, line.end), "title.opening" if self._is_prose(line.text) else "title.first_line"

    def _says_something(self, words: str) -> bool:
        """Whether a line can stand for a title where none was found: it is nobody's address, and no number."""
        if NUMBER.match(words):
            return False
        return paragraph_role(words, self.rules) not in ("salutation", "signature") and re.search("[\u4e00-\u9fff]{2}", words) is not None

    def _is_prose(self, words: str) -> bool:
        return len(words) > _LONGEST or words.endswith(("。", "：", ":"))

    def _tidy(self, words: str) -> str:
        words = self.rules.phrase("title_remark").sub("", re.sub(r"\s*\n\s*", "", words).strip())
        words = self.rules.phrase("title_speaker").sub("", words)
        words = re.sub(r"(?<=[\u4e00-\u9fff“”（）])[ \u3000]+(?=[\u4e00-\u9fff“”（）\d])", "", words)
        if words.startswith("《") and words.endswith("》") and words.count("《") == 1:
            words = words[1:-1]
        return words

    def _wrapped_name(self) -> tuple[str, Span] | None:
        """The name inside 关于印发《…》的通知, from the first lines or from the site's box."""
        lines = self.front[:14]
        for k in (1, 2, 3):
            for n in range(len(lines) - k + 1):
                chunk = lines[n : n + k]
                if any(len(x.text) > 80 for x in chunk):
                    continue
                words = self.rules.phrase("title_remark").sub("", "".join(x.text for x in chunk))
                m = self.rules.phrase("wrapper").search(words)
                if m and m.end() >= len(words) - 12 and len(m["name"]) >= 4 and words[: m.start()].count("，") == 0:
                    name = _bare(m["name"])
                    span = self._locate(name, chunk)
                    if span is not None:
                        return name, span
        return None

    def _enclosed_name(self) -> tuple[str, Span] | None:
        """The first name in a letter's 现将《…》印发给你们."""
        for line in self.front[:14]:
            if m := self.rules.phrase("enclosed").search(line.text):
                return _bare(m["name"]), Span(line.start + m.start("name"), line.start + m.end("name"))
        return None

    def _locate(self, name: str, chunk: Sequence[Line]) -> Span | None:
        """Where a name that may run over line breaks stands."""
        start, end = chunk[0].start, chunk[-1].end
        at = self.text.find(name, start, end)
        if at >= 0:
            return Span(at, at + len(name))
        pattern = r"\s*".join(re.escape(c) for c in name if not c.isspace())
        m = re.search(pattern, self.text[start:end])
        return Span(start + m.start(), start + m.end()) if m else None

    def _key(self, words: str) -> str:
        return re.sub(r"[\s《》〈〉<>“”\"'（()）【】]+", "", words)

    def _called_so(self, page: str, title: str) -> bool:
        """Whether a line is the name of the page, which has the name of its site behind the title below."""
        bare = self.rules.phrase("title_remark").sub("", page)
        return bare != page and self._key(bare).startswith(self._key(title))

    def _longer(self, name: str, short: str) -> bool:
        """Whether a name is another written out: with the place before it, or a 的 in it."""
        whole, part = (self._key(words).replace("的", "") for words in (name, short))
        return self._key(name) != self._key(short) and whole.endswith(part)

    def _first_of(self, name: str, several: str) -> bool:
        """Whether a name, but for the years in its bracket, is the first of several that a letter's heading joins."""
        bare = self._key(re.sub(r"[（(][^（()）]{2,24}[）)]$", "", name))
        return len(bare) >= _LEAST_TITLE and re.match("[和与及、]", self._key(several).removeprefix(bare)) is not None

    def _alike(self, name: str, other: str) -> bool:
        """Whether two names are of one kind of document: a letter may call what it sends by another name in its heading."""
        kind = doc_type_of(name, self.rules)[0]
        return kind is not None and kind == doc_type_of(other, self.rules)[0]

    def _line_of(self, name: str, after: int) -> Span | None:
        """The line, or the two or three lines, that are this name and nothing else, behind `after`."""
        key = self._key(name)
        keys = (key, "关于" + key)
        lines = [x for x in self.outline.lines if x.start >= after]
        for n in range(min(len(lines), 60)):
            joined = ""
            for k in range(3):
                if n + k >= len(lines):
                    break
                joined += lines[n + k].text
                this = self._key(joined)
                if this in keys or (this.startswith(key) and _BRACKET.match(joined[-(len(this) - len(key)) - 2 :] or "x")):
                    end = n + k
                    while end + 1 < len(lines) and self._belongs(lines[end + 1].text):
                        end += 1
                    return Span(lines[n].start, lines[end].end)
                if not any(k.startswith(this) for k in keys):
                    break
        return None

    def _forwarded(self, name: str, after: int) -> Span | None:
        """The plan's own line where the notice names before it who made what it passes on: 转发市民政局市财政局….

        The line is the end of the name, and what stands before it there ends as bodies do.
        """
        key = self._key(name)
        for line in self.front[:14]:
            this = self._key(line.text)
            if line.start >= after and _LEAST_TITLE <= len(this) < len(key) and key.endswith(this):
                before = key[: len(key) - len(this)]
                if self.rules.phrase("issuer_ending").search(before):
                    return Span(line.start, line.end)
        return None

    def _first_annexed(self, name: str, after: int) -> Span | None:
        """The line of the first of two documents that a letter's heading joins by name (甲方案和乙要点), where both stand below it."""
        whole = self._key(name)
        lines = {self._key(line.text): line for line in reversed(self.outline.lines) if line.start >= after}
        for m in _AND.finditer(whole):
            first, second = lines.get(whole[: m.start()]), lines.get(whole[m.end() :])
            if m.start() >= _LEAST_TITLE and first is not None and second is not None and first.start < second.start:
                return Span(first.start, first.end)
        return None

    def _below_letter(self) -> Span | None:
        """The title of what a letter sends without naming it: the line below the date that the letter is signed with."""
        lines = self.front[:24]
        if not any(line.text.endswith(("通知", "函")) for line in lines[:4]):
            return None
        for line, below in pairwise(lines):
            if paragraph_role(line.text, self.rules) == "date":
                return Span(below.start, below.end) if self._can_be_title(below.text) and self._ends_as_title(below.text) else None
        return None

    def _belongs(self, words: str) -> bool:
        """A bracketed line below a title that is part of it: （草案）, （2021—2035年）."""
        return bool(_BRACKET.match(words)) and not self.rules.phrase("foot_remark").search(words)

    def _title_lines(self) -> Span | None:
        """The first line, or lines, among the front ones that a document type rule knows as a title."""
        lines = self.front[:24]
        for n, line in enumerate(lines):
            following = lines[n + 1].text if n + 1 < len(lines) else ""
            headed = following.startswith("关于") and paragraph_role(line.text, self.rules) == "signature"
            if self._can_be_title(following) and (_FILE_NAME.search(line.text) or self._called_so(line.text, following)):
                continue  # what the file or the page is called, above the title itself
            if (motto := self.rules.phrase("title_and_motto").match(line.text)) is not None:
                return Span(line.start, line.start + motto.end("title"))
            if not self._can_be_title(line.text) and not headed:
                if len(line.text) > 120 or paragraph_role(line.text, self.rules) == "salutation":
                    break
                continue
            for k in (1, 2, 3):
                chunk = lines[n : n + k]
                if len(chunk) < k or any(not self._can_be_title(x.text) for x in chunk[1:]):
                    break
                words = "".join(x.text for x in chunk)
                if k > 1 and self._names_a_plan(chunk[-1].text) and (len(line.text) <= 6 or self._names_a_site(line.text)):
                    break  # an entry of the site's menu, or its name, above a title that stands alone
                if len(words) <= _LONGEST and self._ends_as_title(words) and (k == 1 or headed or not self._starts_anew(chunk[-1].text)):
                    end = n + k - 1
                    if end + 1 < len(lines) and self._goes_on(words, lines[end + 1].text):
                        end += 1
                    while end + 1 < len(lines) and self._belongs(lines[end + 1].text):
                        end += 1
                    return Span(line.start, lines[end].end)
        return None

    def _goes_on(self, words: str, following: str) -> bool:
        """Whether a title that could end here goes on: …五年规划 / 和二〇三五年远景目标纲要."""
        joined = words + following
        if following.startswith("的") and self._can_be_title(following) and self._ends_as_title(joined):
            return len(joined) <= _LONGEST  # …计划执行情况和2025年计划安排 / 的报告（摘要）
        if (
            self.rules.phrase("letter_ending").search(following)
            and not self.rules.phrase("letter_ending").search(words)
            and self.rules.phrase("passes_on").search(words)
        ):
            return len(joined) <= _LONGEST and self._can_be_title(following) and not self._starts_anew(following)
        return (
            _AND.match(following) is not None and len(joined) <= _LONGEST and self._can_be_title(following) and self._ends_as_title(joined)
        )

    def _can_be_title(self, words: str) -> bool:
        words = re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", "", words)
        if (
            len(words) > 60
            or words.endswith(("：", ":", "。", "；", "，"))
            or self.rules.phrase("letterhead").match(words)
            or NUMBER.match(words)
        ):
            return False
        if self.rules.phrase("menu_entry").match(words):
            return False
        if _TODAY.search(words):
            return False
        if self.rules.phrase("day_below_title").match(words) or re.match(r"^[（(—―─–\-]", words) or parse_label(words, self.rules):
            return False
        return paragraph_role(words, self.rules) is None and bool(re.search("[\u4e00-\u9fff]{2}", words))

    def _ends_as_title(self, words: str) -> bool:
        words = re.sub(r"[\s\u3000]+", "", words)
        words = self.rules.phrase("title_remark").sub("", words)
        bare = re.sub(r"[（(][^（()）]{1,24}[）)]$", "", words)
        known = doc_type_of(words, self.rules)[0] is not None or _TELLS_HOW.search(bare) is not None
        return known and self.rules.phrase("title_ending").search(bare) is not None

    def _names_a_plan(self, words: str) -> bool:
        """Whether a line is a whole title by itself: it opens with a place or a year, and ends as titles do."""
        return self._ends_as_title(words) and self.rules.phrase("place_or_year_ahead").match(words) is not None

    def _names_a_site(self, words: str) -> bool:
        """Whether a line is a body's or a site's name and no part of a title."""
        named = self.rules.phrase("issuer_ending").search(words) or _SITE.search(words)
        return named is not None and "关于" not in words and "年" not in words

    def _starts_anew(self, words: str) -> bool:
        return bool(re.match("关于|《", words)) and len(words) > 10
