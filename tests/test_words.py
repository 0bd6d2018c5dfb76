"""Word boundaries: cut as jieba cuts, from a dictionary of the project's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import jieba
import pytest
from helpers import CORPUS, rules
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline import Converter, words
from pipeline.errors import UsageError
from pipeline.words import VARIABLE, boundaries, cut, dictionary, fast, tokenizer

SAMPLES = sorted(CORPUS.glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES[::4], ids=lambda p: p.stem)
def test_the_path_is_the_one_that_jieba_takes(path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    own = dictionary(rules())
    lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line][:60]  # type: ignore[attr-defined]
    mine = [list(own.cut(line)) for line in lines]
    monkeypatch.setattr(type(own), "calc", jieba.Tokenizer.calc)
    assert mine == [list(own.cut(line)) for line in lines]


def test_the_global_tokenizer_is_left_alone() -> None:
    assert dictionary(rules()) is not jieba.dt
    assert "护理型床位" not in jieba.dt.FREQ


def test_boundaries_are_the_ends_of_words() -> None:
    words = cut("新建社区食堂", rules())
    assert "".join(words) == "新建社区食堂"
    assert boundaries("新建社区食堂", rules()) == {sum(map(len, words[:n])) for n in range(len(words) + 1)}


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Chooses the segmenter of this process, and gives back the one that it had."""

    def choose(name: str) -> None:
        monkeypatch.setenv(VARIABLE, name)
        tokenizer.cache_clear()
        words.segment.cache_clear()

    yield choose
    monkeypatch.undo()
    tokenizer.cache_clear()
    words.segment.cache_clear()


@pytest.mark.parametrize("path", [p for p in sorted(CORPUS.iterdir()) if p.suffix in (".txt", ".html")], ids=lambda p: p.stem)
def test_the_fast_segmenter_gives_the_same_records(path: Path, chosen: Callable[[str], None]) -> None:
    convert = Converter(rules())
    found = []
    for name in ("jieba", "rjieba"):
        chosen(name)
        found.append(list(convert(path.read_bytes(), path.name).records()))
    assert found[0] == found[1]


@given(st.text(alphabet="建设改造护理型床位二〇三5.-%—、，。 aB\u3000\ud7ff著龘㐀鿖豈", max_size=40) | st.text(max_size=40))
@example(".鿖")
@example("5㐀")
def test_the_fast_segmenter_cuts_as_jieba_does(text: str) -> None:
    assume(not re.search(r"(.)\1\1", text))  # of two readings equally likely (理|理理) each takes its own
    assert list(fast(rules()).cut(text)) == list(dictionary(rules()).cut(text))


def test_another_segmenter_is_refused(chosen: Callable[[str], None]) -> None:
    chosen("hanlp")
    with pytest.raises(UsageError, match="jieba, rjieba"):
        tokenizer(rules())
