"""The rules: every one proves itself, and a malformed file says where it is wrong."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from helpers import CORPUS

import rules
from pipeline import Converter
from pipeline.errors import RuleError, UsageError
from rules.families import FAMILIES, ModalityRule, Rule
from rules.marks import both_widths
from rules.needs import needed_characters, widest
from rules.steps import explain, steps

ALL = list(rules.load())


@pytest.mark.parametrize("rule", ALL, ids=lambda r: r.id)
def test_a_rule_is_found_in_its_examples_and_in_none_of_its_counterexamples(rule: Rule) -> None:
    assert [e for e in rule.examples if not rule.found_in(e)] == []
    assert [e for e in rule.counterexamples if rule.found_in(e)] == []


def test_no_rule_is_passed_over_where_it_would_be_found() -> None:
    texts = [text for rule in ALL for text in (*rule.examples, *rule.counterexamples)]
    for rule in ALL:
        plain = re.compile(rule.source)
        for text in texts:
            spans = [m.span() for m in plain.finditer(text)]
            assert [m.span() for m in rule.regex.finditer(text)] == spans, (rule.id, text)
            assert not any(a < b and not rule.possible_in(text[a:b]) for a, b in spans), (rule.id, text)


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("负责牵头", "头"),  # the rarer one
        ("(?:发挥|由)?牵头", "头"),
        ("(?:甲牵|乙牵)头?", "牵"),  # what the branches share
        ("甲+|乙", "乙甲"),
        ("甲*乙?", None),
        ("[^甲]", None),
        ("(?=甲)[乙丙]", "丙乙"),
        ("(?i:a)b", "b"),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern: str, needed: str | None) -> None:
    found = needed_characters(pattern)
    assert (None if found is None else "".join(sorted(found))) == needed


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("力争，", "力争[，,]"),
        ("[^，。；]{0,9}", "[^，,。；;]{0,9}"),
        ("[^：]{1,4}：", "[^：]{1,4}[：:]"),  # 1:3 is a number
        (r"[（(]\d", r"[（(]\d"),
        (r"\（[]，]", r"\（[]，,]"),
        ("(?<=，)甲", "(?<=[，,])甲"),
    ],
)
def test_a_mark_stands_for_both_its_widths(pattern: str, meant: str) -> None:
    assert both_widths(pattern) == meant
    re.compile(meant)


def test_ids_are_unique_over_all_families() -> None:
    ids = [rule.id for rule in ALL]
    assert len(ids) == len(set(ids))


def test_every_family_has_a_file_with_rules_and_a_line_about_it() -> None:
    for name, model in FAMILIES.items():
        assert rules.load().of(model)
        assert (rules.FOLDER / f"{name}.toml").read_text(encoding="utf-8").startswith("about = ")


def test_the_rules_check_themselves() -> None:
    assert rules.check() == []


# --- malformed files ------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rule files, to break."""
    for path in rules.FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


GOOD = """about = "Test."

[[rule]]
id = "modality.hope"
why = "Words of hope for the test."
words = ["力争"]
examples = ["力争完成"]
counterexamples = ["完成"]
"""


def message(folder: Path, text: str, family: str = "modality") -> str:
    (folder / f"{family}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        rules.read_rules(folder)
    return str(caught.value)


def test_a_long_pattern_may_stand_over_several_lines(folder: Path) -> None:
    laid_out = "pattern = '''\n  力争|\n  争 取\n'''"
    (folder / "modality.toml").write_text(GOOD.replace('words = ["力争"]', laid_out), encoding="utf-8")
    [rule] = rules.read_rules(folder).of(ModalityRule)
    assert rule.pattern == "力争|争 取"


def second(text: str) -> str:
    """A file whose second rule, on line 10, is `text`'s."""
    return GOOD + "\n" + text.split("\n", 2)[2]


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        (second(GOOD.replace("hope", "wish").replace("words =", "word =")), "modality.toml:10", "word"),
        (second(GOOD.replace("hope", "wish").replace("why =", "wy =")), "modality.toml:10", "wy: Extra"),
        (second(GOOD.replace("hope", "wish").replace('words = ["力争"]', 'pattern = "(力争"')), "modality.toml:10", "regular expression"),
        (second(GOOD.replace("hope", "wish").replace('examples = ["力争完成"]\n', "", 1)), "modality.toml:10", "examples"),
        (second(GOOD.replace("hope", "wish").replace('["完成"]', "[]")), "modality.toml:10", "counterexamples"),
        (second(GOOD.replace("hope", "wish").replace("[[rule]]\n", '[[rule]]\npattern = "力争"\n')), "modality.toml:10", "either"),
        (second(GOOD.replace("hope", "wish").replace("Words of wish for the test.", "short")), "modality.toml:10", "why"),
        (second(GOOD), "modality.toml:10", "already used on line 3"),
        (GOOD.replace("modality.hope", "cues.hope"), "modality.toml:3", "must start with"),
        (GOOD.replace("modality.hope", "Hope"), "modality.toml:3", "id"),
        ("extra = 1\n" + GOOD, "modality.toml:1", "extra"),
    ],
    ids=[
        "unknown key", "misspelt key", "bad regex", "no example", "no counterexample", "pattern and words", "no reason",
        "duplicate id", "wrong prefix", "bad id", "unknown top-level key",
    ],
)  # fmt: skip
def test_a_malformed_rule_is_refused_with_its_line_and_reason(folder: Path, text: str, place: str, why: str) -> None:
    said = message(folder, text)
    assert said.startswith(f"{place}: ")
    assert why in said


def test_bad_toml_is_refused_with_its_line(folder: Path) -> None:
    said = message(folder, GOOD + "\n[[rule]]\nid = unquoted\n")
    assert said.startswith("modality.toml:")
    assert "line 11" in said


def test_bad_toml_is_refused_as_file_and_line(folder: Path) -> None:
    assert message(folder, GOOD + "\n[[rule]]\nid = unquoted\n").startswith("modality.toml:11:")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "modality.toml").unlink()
    with pytest.raises(RuleError, match=r"^modality\.toml: "):
        rules.read_rules(folder)


def test_a_file_of_no_family_is_refused(folder: Path) -> None:
    assert message(folder, GOOD, "moods").startswith("moods.toml:1: ")


def test_examples_that_do_not_behave_are_reported_with_file_line_and_rule(folder: Path) -> None:
    (folder / "modality.toml").write_text(GOOD.replace("力争完成", "完成任务").replace('["完成"]', '["力争"]'), encoding="utf-8")
    said = rules.check(folder)
    assert [m.startswith("modality.toml:3: modality.hope: ") for m in said] == [True, True]


def test_the_digest_tells_rule_sets_apart(folder: Path) -> None:
    before = rules.read_rules(folder).digest
    assert before == rules.load().digest == rules.builtin_digest()
    (folder / "modality.toml").write_text(GOOD, encoding="utf-8")
    assert rules.read_rules(folder).digest != before


# --- what made a record ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [p for p in sorted(CORPUS.iterdir()) if p.suffix in (".txt", ".html")], ids=lambda p: p.stem)
def test_whatever_made_a_record_or_a_repair_is_explained(path: Path, converter: Converter) -> None:
    converted = converter(path.read_bytes(), path.name)
    made = {str(record.model_dump()["rule"]) for _, record in converted.records()} | {edit.rule for edit in converted.edits or ()}
    made |= {observation.cue for observation in converted.observations}
    known = steps().keys() | {rule.id for rule in ALL}
    assert {name for ids in made for name in ids.split("+")} <= known


@pytest.mark.parametrize("name", sorted(steps()))
def test_a_step_stands_where_it_is_said_to(name: str) -> None:
    source = (rules.FOLDER.parent / steps()[name].where).read_text(encoding="utf-8")
    assert f'"{name}"' in source


def test_every_step_that_the_code_names_is_explained() -> None:
    families = "|".join({name.split(".")[0] for name in steps()})
    known = steps().keys() | {rule.id for rule in ALL}
    for path in (rules.FOLDER.parent / "pipeline").rglob("*.py"):
        named = re.findall(rf'"((?:{families})\.[a-z_]+)"', path.read_text(encoding="utf-8"))
        assert set(named) <= known, path.name


def test_no_step_has_the_name_of_a_rule() -> None:
    assert steps().keys().isdisjoint(rule.id for rule in ALL)


def test_what_nothing_is_called_is_refused_with_what_is_near() -> None:
    with pytest.raises(UsageError, match=r"predicates\.reach"):
        explain("predicates.reech")


def test_a_rule_is_explained_with_its_line(folder: Path) -> None:
    (folder / "modality.toml").write_text(GOOD, encoding="utf-8")
    assert explain("modality.hope", folder).startswith(f"modality.hope  {folder}/modality.toml:3\n    Words of hope")


@pytest.mark.parametrize("family", ["labels", "paragraphs", "deadlines", "assignments"], ids=str)
def test_the_first_rule_that_opens_a_text_is_the_first_of_all_that_do(family: str) -> None:
    own = rules.load().of(FAMILIES[family])
    first = rules.Opening(own)
    for text in (example for rule in own for example in (*rule.examples, *rule.counterexamples)):
        expected = next(((rule.id, m.group()) for rule in own if (m := rule.regex.match(text)) is not None), None)
        found = first.match(text)
        assert (None if found is None else (found[0].id, found[1].group())) == expected, text


def test_rules_that_cannot_match_in_a_text_are_not_asked() -> None:
    own = rules.load().of(FAMILIES["exclusions"])
    sieve = rules.Sieve(own)
    for rule in own:
        for text in rule.examples:
            assert rule in sieve.possible(frozenset(text)), text


@pytest.mark.parametrize(("pattern", "most"), [("[ab]{2,4}c?", 5), ("(?:并|而且)$", 2), ("a+", None), ("(?<=进一步)的", 1)])
def test_the_longest_match_of_a_pattern_is_known(pattern: str, most: int | None) -> None:
    assert widest(pattern) == most
