"""The rules of the trade, as data: TOML files that an analyst reads, edits and tests.

One file is one *family* (`chrome.toml`, `cues.toml` …). Every rule in it has an `id`, a sentence that says `why`,
either a `pattern` (a regular expression) or `words` (a list of literal words), and `examples` and
`counterexamples`: texts in which it must, and must not, be found. What else a rule may carry is fixed by its
family's model in `rules.families`. `load()` validates everything and is cached; `check()` runs the examples.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar, cast

from pydantic import ValidationError

from pipeline.errors import RuleError
from rules.families import FAMILIES, PhraseRole, PhraseRule, Rule

FOLDER = Path(__file__).parent
R = TypeVar("R", bound=Rule)


class Opening(Generic[R]):
    """Rules of which the first that a text opens with is asked for: one pattern, where to try each of them takes ten times as long."""

    def __init__(self, rules: Iterable[R]) -> None:
        self._rules = tuple(rules)
        # A rule with groups of its own would shift those that tell which rule it was.
        parted = not any(rule.regex.groups for rule in self._rules)
        self._pattern = re.compile("|".join(f"({rule.source})" for rule in self._rules) or "(?!)") if parted else None

    def match(self, text: str) -> tuple[R, re.Match[str]] | None:
        """The first rule that matches at the start of `text`, and its match."""
        if self._pattern is None:
            return next(((rule, m) for rule in self._rules if (m := rule.regex.match(text)) is not None), None)
        m = self._pattern.match(text)
        return (self._rules[m.lastindex - 1], m) if m is not None and m.lastindex is not None else None


class Sieve(Generic[R]):
    """Rules of which those are asked for that can match in a text at all, by the characters in it."""

    def __init__(self, rules: Iterable[R]) -> None:
        self._rules = tuple((rule.needs, rule) for rule in rules)

    def possible(self, letters: AbstractSet[str]) -> list[R]:
        """The rules that can match in a text of these characters, in their order."""
        return [rule for needs, rule in self._rules if needs is None or not needs.isdisjoint(letters)]


class RuleSet:
    """All families of one folder, validated. `of(Model)` gives the rules of the family that `Model` describes."""

    def __init__(self, families: dict[str, tuple[Rule, ...]], digest: str) -> None:
        self._families = families
        self._sieves: dict[str, Sieve[Rule]] = {}
        self._phrases: dict[str, re.Pattern[str]] = {}
        self.digest = digest

    def of(self, model: type[R]) -> tuple[R, ...]:
        """The rules of one family in file order (a model subclass stands for exactly one family)."""
        return cast("tuple[R, ...]", self._families[model.family])

    def phrase(self, role: PhraseRole) -> re.Pattern[str]:
        """The pattern of all `phrases` rules with this role."""
        found = self._phrases.get(role)
        if found is None:
            sources = [rule.source for rule in self.of(PhraseRule) if rule.role == role]
            found = self._phrases[role] = re.compile("|".join(f"(?:{source})" for source in sources) or "(?!)")
        return found

    def possible(self, model: type[R], letters: AbstractSet[str]) -> list[R]:
        """Those rules of a family that can match in a text of these characters at all, in file order."""
        sieve = self._sieves.get(model.family)
        if sieve is None:
            sieve = self._sieves[model.family] = Sieve(self._families[model.family])
        return cast("list[R]", sieve.possible(letters))

    def __iter__(self) -> Iterator[Rule]:
        for rules in self._families.values():
            yield from rules


def _line_of(text: str, number: int) -> int:
    """The line on which the `number`-th `[[rule]]` of a file starts."""
    seen = -1
    for at, line in enumerate(text.splitlines(), 1):
        if line.strip() == "[[rule]]":
            seen += 1
            if seen == number:
                return at
    return 1


def line_of(rule: str, path: Path) -> int:
    """The line of a file on which the rule with this id starts; 1 where it has none."""
    text = path.read_text(encoding="utf-8")
    ids = [row.get("id") for row in tomllib.loads(text).get("rule", [])]
    return _line_of(text, ids.index(rule)) if rule in ids else 1


def _read_family(path: Path, model: type[Rule]) -> tuple[Rule, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise RuleError(f"{path.name}:1: not UTF-8 at byte {e.start}; save the file as UTF-8") from e
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        at = re.search(r"line (\d+)", str(e))
        raise RuleError(f"{path.name}:{at.group(1) if at else 1}: not valid TOML: {e}") from e
    extra = set(data) - {"rule", "about"}
    if extra:
        raise RuleError(f"{path.name}:1: unknown top-level keys {sorted(extra)}; only `about` and `[[rule]]` are known")
    rules: list[Rule] = []
    seen: dict[str, int] = {}
    for n, row in enumerate(data.get("rule", [])):
        try:
            rule = model.model_validate(row)
        except ValidationError as e:
            # A key that is not known first: misspelt, it is missing under its right name too.
            first = min(e.errors(), key=lambda found: found["type"] != "extra_forbidden")
            where = ".".join(str(part) for part in first["loc"]) or "rule"
            raise RuleError(f"{path.name}:{_line_of(text, n)}: rule {row.get('id', '?')!r}: {where}: {first['msg']}") from e
        if rule.id in seen:
            line, before = _line_of(text, n), _line_of(text, seen[rule.id])
            raise RuleError(f"{path.name}:{line}: rule id {rule.id!r} is already used on line {before}")
        if not rule.id.startswith(path.stem + "."):
            raise RuleError(f"{path.name}:{_line_of(text, n)}: rule id {rule.id!r} must start with {path.stem + '.'!r}")
        seen[rule.id] = n
        rules.append(rule)
    return tuple(rules)


def read_rules(folder: Path) -> RuleSet:
    """Read and validate every family in `folder`. Raises `RuleError` with file, line and reason."""
    families: dict[str, tuple[Rule, ...]] = {}
    if not folder.is_dir():
        raise RuleError(f"{folder}: there is no such folder of rules; name a copy of rules/")
    for name, model in FAMILIES.items():
        path = folder / f"{name}.toml"
        if not path.is_file():
            raise RuleError(f"{path.name}: the rule file is missing from {folder}")
        families[name] = _read_family(path, model)
    stray = sorted(p.name for p in folder.glob("*.toml") if p.stem not in FAMILIES)
    if stray:
        raise RuleError(f"{stray[0]}:1: no family of this name; families are {', '.join(FAMILIES)}")
    return RuleSet(families, _digest_of(folder))


def _digest_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FAMILIES:
        digest.update((folder / f"{name}.toml").read_bytes())
    return digest.hexdigest()


@cache
def load() -> RuleSet:
    """The project's own rules, read once per process."""
    return read_rules(FOLDER)


@cache
def builtin_digest() -> str:
    """The digest of the project's own rules, by their bytes alone: a hundredth of what loading them takes."""
    return _digest_of(FOLDER)


def check(folder: Path = FOLDER) -> list[str]:
    """Every rule whose examples do not behave, as `file:line: …` messages; an empty list where all is well."""
    wrong: list[str] = []
    for name, model in FAMILIES.items():
        text = (folder / f"{name}.toml").read_text(encoding="utf-8") if (folder / f"{name}.toml").is_file() else ""
        for n, rule in enumerate(_read_family(folder / f"{name}.toml", model)):
            line = _line_of(text, n)
            wrong += [
                f"{name}.toml:{line}: {rule.id}: not found in its example {example!r}"
                for example in rule.examples
                if not rule.found_in(example)
            ]
            wrong += [
                f"{name}.toml:{line}: {rule.id}: found in its counterexample {example!r}"
                for example in rule.counterexamples
                if rule.found_in(example)
            ]
    return wrong
