"""What a site puts above the title of a page: menus, tools, the weather.

No list of a site's words is ever complete. But the page says which line is its title: its head names it, or the line is a
heading. What stands above that is the site's, unless it says who speaks, or is text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.repair.box import NUMBER
from pipeline.repair.lines import Line, is_prose
from pipeline.text import AlignedText, Span
from rules import RuleSet
from rules.families import DocTypeRule, ParagraphRule

ABOVE_TITLE = "chrome.above_title"
_LEAST = 8
"""Characters of a title: sections of a site have shorter names."""
_LINES = 3
"""So many lines may be one title."""
_LONGEST = 80


def _key(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)


def _type_of(words: str, rules: RuleSet) -> str | None:
    """The type of document that words tell which end as titles do; None where they are no title."""
    words = re.sub(r"\s+", "", rules.phrase("title_remark").sub("", words))
    bare = re.sub(r"[（(][^（()）]{1,24}[）)]$", "", words)
    if len(words) > _LONGEST or rules.phrase("title_ending").search(bare) is None or rules.phrase("menu_entry").match(words):
        return None
    return next((rule.doc_type for rule in rules.of(DocTypeRule) if rule.regex.search(words)), None)


def _title_line(
    text: AlignedText, lines: Sequence[Line], dropped: Collection[int], names: Sequence[str], headings: Sequence[Span], rules: RuleSet
) -> int | None:
    """The line that a page's title begins in: one that its box or its head names it by, or one of its headings.

    What the box says is certain. Else the first that is a plan's comes before one that is none; a page with one heading
    only means its title by it.
    """
    filled = [n for n, line in enumerate(lines) if line.text and n not in dropped]
    boxed, called = ("".join(_key(name) for name in part) for part in (names[:1], names[1:]))
    if (found := _named(lines, filled, boxed, rules)) is not None:
        return found[0]
    candidates = [found] if (found := _named(lines, filled, called, rules)) is not None else []
    headed = []
    for heading in headings:
        inside = [n for n in filled if heading.start <= text.bounds(lines[n].start, lines[n].end).start < heading.end]
        words = "".join(lines[n].text for n in inside)
        if inside and len(_key(words)) >= _LEAST:
            headed.append(inside[0])
            if (doc_type := _type_of(words, rules)) is not None:
                candidates.append((inside[0], doc_type))
    plans = [n for n, doc_type in candidates if doc_type != "non_plan"]
    return min(plans or [n for n, _ in candidates] or (headed if len(headed) == 1 else []), default=None)


def _named(lines: Sequence[Line], filled: Sequence[int], name: str, rules: RuleSet) -> tuple[int, str] | None:
    """The first of the lines that hold some text which is a title in a name of the page, or opens one that runs on; its type."""
    for at, n in enumerate(filled):
        words = ""
        for k in filled[at : at + _LINES]:
            words += lines[k].text
            key = _key(rules.phrase("title_remark").sub("", words))
            if key not in name:
                break
            if len(key) >= _LEAST and (doc_type := _type_of(words, rules)) is not None:
                return n, doc_type
    return None


def above_title(
    text: AlignedText, lines: Sequence[Line], dropped: Collection[int], names: Sequence[str], headings: Sequence[Span], rules: RuleSet
) -> Iterator[int]:
    """Lines above the title of a page that are of its site.

    `lines` are those before the text's first heading; `names` what the page's box and its head call it, in simplified script.
    """
    title = _title_line(text, lines, dropped, names, headings, rules)
    if title is None:
        return
    speaks = [rule.regex for rule in rules.of(ParagraphRule) if rule.role in ("signature", "date", "address")]
    salutes = [rule.regex for rule in rules.of(ParagraphRule) if rule.role == "salutation"]
    for n in range(title):
        words = lines[n].text
        if n not in dropped and (is_prose(words) or words.endswith(("。", "；")) or any(regex.search(words) for regex in salutes)):
            return  # a letter stands above the plan that it sends, or this is no title
    for n in range(title):
        words = lines[n].text
        if not words or n in dropped:
            continue
        said = any(regex.search(words) for regex in speaks) and rules.phrase("site_tools").search(words) is None
        if not (said or NUMBER.search(words) or rules.phrase("letterhead").match(words)):
            yield n


def only_in_box(lines: Sequence[Line], dropped: Collection[int], title: str, rules: RuleSet) -> bool:
    """Whether the title that a page's metadata box gives stands nowhere else above the text, and no other title does."""
    left = [line.text for n, line in enumerate(lines) if n not in dropped]
    return (
        len(_key(title)) >= _LEAST
        and _type_of(title, rules) is not None
        and _key(title) not in _key("".join(left))
        and not any(_type_of(words, rules) is not None or rules.phrase("wrapper").search(words) for words in left)
    )
