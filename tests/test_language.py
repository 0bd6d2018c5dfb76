"""Messages in the language of the reader: the catalogue is whole, and the command line says in Chinese what it says in English."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, ROOT
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command
from typer.testing import CliRunner

from cli import app
from pipeline.language import CATALOGUE, Catalogue, chinese, of_locale

SLOT = re.compile(r"\{[^{}]*\}")
SAMPLE = str(CORPUS / "02_water_plan_hant.txt")


def entries() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["messages"]
    return found


def run(*arguments: str, env: dict[str, str] | None = None) -> Any:
    return CliRunner().invoke(app, list(arguments), env=env)


# -- the catalogue -----------------------------------------------------------------------------------------------


def templates(node: ast.expr) -> Iterator[str]:
    """The messages that an argument may be, with a slot for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*templates(node.body), *templates(node.orelse))


def shown() -> Iterator[tuple[str, str]]:
    """Every message that is raised, said, or put into a sentence; with its place."""
    for file in [ROOT / "cli.py", *(p for name in ("commands", "pipeline", "rules") for p in (ROOT / name).rglob("*.py"))]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("said", "say", "stop", "warn") or (
                    name.endswith("Error") and name not in ("AlignmentError", "ValueError", "TypeError")
                ):
                    for template in templates(node.args[0]):
                        if re.search("[a-z]", SLOT.sub("", template)):
                            yield f"{file.relative_to(ROOT)}:{node.lineno}", template


def helps() -> Iterator[str]:
    """Every paragraph of help."""

    def walk(command: Any) -> Iterator[str]:
        yield from (command.help or "").split("\n\n")
        for parameter in command.params:
            yield getattr(parameter, "help", None) or ""
        for inner in getattr(command, "commands", {}).values():
            yield from walk(inner)

    for paragraph in walk(get_command(app)):
        if paragraph:
            yield " ".join(paragraph.split("\n"))


def test_every_message_has_a_translation() -> None:
    known = {SLOT.sub("{}", key) for key in entries()}
    missing = [f"{place}: {template}" for place, template in shown() if template not in known]
    assert missing == [], f"add to {CATALOGUE.name}"


def test_every_help_has_a_translation() -> None:
    missing = [words for words in helps() if chinese().translated(words) == words]
    assert missing == [], f"add to {CATALOGUE.name}"


@pytest.mark.parametrize("key", entries())
def test_a_translation_has_the_slots_of_its_message(key: str) -> None:
    value = entries()[key]
    assert sorted(SLOT.findall(key)) == sorted(SLOT.findall(value))
    assert len(SLOT.findall(key)) == len(set(SLOT.findall(key)))
    assert value.strip()
    filled = SLOT.sub("x7", key)
    assert chinese().translated(filled) != filled


@given(st.lists(st.text("ab:; {}的", max_size=6), min_size=3, max_size=3))
def test_what_fills_the_slots_comes_out_again(words: list[str]) -> None:
    catalogue = Catalogue({"{a}: is no {b}; take {c}": "{c}｜{b}｜{a}"})
    first, second, third = words
    message = f"{first}: is no {second}; take {third}"
    out = catalogue.translated(message)
    third_, second_, first_ = out.split("｜") if out.count("｜") == 2 else (third, second, first)
    assert f"{first_}: is no {second_}; take {third_}" == message


def test_a_message_within_a_message_is_translated_and_a_name_is_not() -> None:
    catalogue = Catalogue({"{path}: {why}": "{path}：{why}", "it is {what}": "它是{what}", "kept": "不变"})
    assert catalogue.translated("kept: it is new") == "kept：它是new"
    assert catalogue.translated("nothing of this") == "nothing of this"


# -- the command line --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("--lang", "zh", "export", "--help"), ("export", "--help", "--lang=zh")])
def test_help_in_chinese_wherever_the_language_stands(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("用法：")
    for words in ("把数据集写成表格", "示例：guihua export dataset", "选项：", "[必填]", "显示本帮助。"):
        assert words in result.stdout
    assert not re.search(r"Options|Usage|Example", result.stdout)


def test_the_list_of_commands_is_chinese() -> None:
    for arguments in (("--lang", "zh"), ("--lang", "zh", "--help")):
        result = run(*arguments)
        lines = [line.split(maxsplit=1) for line in result.output.split("命令：")[1].strip().splitlines()]
        assert {line[0] for line in lines} >= {"convert", "show", "export", "report", "diff", "rules"}
        assert all(re.search("[\u4e00-\u9fff]", line[1]) for line in lines)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("convert",), 2, "错误：缺少参数"),
        (("convrt",), 2, "错误：没有命令 'convrt'。是否想用 'convert'？"),
        (("show", "no_such.txt"), 2, "guihua：no_such.txt：没有这个文件"),
        (("export", "no_such", "--to", "ods", "-o", "x"), 2, "的值无效"),
        (("report", "no_such", "-o", "x"), 2, "guihua：no_such：没有这个文件夹；请写 guihua convert 写出的数据集"),
        (("rules",), 2, "用法："),
        (("rules", "check"), 0, "条规则，全部正反例成立"),
    ],
)
def test_messages_in_chinese_have_the_same_exit_code(arguments: tuple[str, ...], code: int, said: str) -> None:
    result = run(*arguments, "--lang", "zh")
    assert said in result.output
    assert result.exit_code == code == run(*arguments, "--lang", "en").exit_code


def test_the_locale_chooses_where_nothing_is_said(tmp_path: Path) -> None:
    for n, (env, word) in enumerate([
        ({"LANGUAGE": "", "LC_ALL": "zh_CN.UTF-8"}, "任务"), ({"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_TW"}, "任务"),
        ({"LANGUAGE": "de", "LANG": "zh_CN.UTF-8"}, "tasks"),
    ]):  # fmt: skip
        assert word in run("convert", SAMPLE, "-o", str(tmp_path / str(n)), env=env).stdout
    assert "tasks" in run("convert", SAMPLE, "-o", str(tmp_path / "en"), "--lang", "en", env={"LANGUAGE": "zh"}).stdout
    assert of_locale() == "en"  # tests run in English


def test_records_do_not_depend_on_the_language(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "in" / "plan.txt").write_bytes(Path(SAMPLE).read_bytes())
    for language in ("en", "zh"):
        assert run("convert", str(tmp_path / "in"), "-o", str(tmp_path / language), "--lang", language).exit_code == 3
    for file in sorted(p.relative_to(tmp_path / "en") for p in (tmp_path / "en").rglob("*.*")):
        if file.name != "run.json":
            assert (tmp_path / "en" / file).read_bytes() == (tmp_path / "zh" / file).read_bytes()
    (line,) = (tmp_path / "zh" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["message"].endswith("this is binary data, not text")


def test_show_keeps_the_values_of_records() -> None:
    result = run("show", SAMPLE, "--lang", "zh")
    for words in ("目标值（", "责任单位（", "five_year_plan", "临澜市“十四五”水利发展规划"):
        assert words in result.stdout
    assert not re.search(r"Targets|Outline|issuers", result.stdout)


def test_an_unknown_language_is_wrong_usage() -> None:
    result = run("rules", "check", "--lang", "fr")
    assert result.exit_code == 2
    assert "fr" in result.output


@pytest.mark.parametrize("env", [{}, {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh"}])
def test_the_shell_completes_commands_and_options(env: dict[str, str]) -> None:
    for words, found in (("guihua ex", "export"), ("guihua export --hea", "--headers"), ("guihua export d --to x", "xlsx")):
        asked = {"_GUIHUA_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), **env}
        result = CliRunner().invoke(app, [], prog_name="guihua", env=asked)
        assert found in result.stdout.split()


@pytest.mark.parametrize("command", ["convert", "merge", "show", "evaluate", "lineage", "export", "diff", "report", "schema"])
def test_every_command_has_an_example(command: str) -> None:
    assert f"Example: guihua {command} " in run(command, "--help").stdout.replace("\n  ", " ")
