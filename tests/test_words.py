"""Word boundaries: cut as jieba cuts, from a dictionary of the project's own."""

from __future__ import annotations

import jieba
import pytest
from helpers import CORPUS, rules

from pipeline.words import boundaries, cut, tokenizer

SAMPLES = sorted(CORPUS.glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES[::4], ids=lambda p: p.stem)
def test_the_path_is_the_one_that_jieba_takes(path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tokenizer(rules())
    lines = [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line][:60]  # type: ignore[attr-defined]
    mine = [list(own.cut(line)) for line in lines]
    monkeypatch.setattr(type(own), "calc", jieba.Tokenizer.calc)
    assert mine == [list(own.cut(line)) for line in lines]


def test_the_global_tokenizer_is_left_alone() -> None:
    assert tokenizer(rules()) is not jieba.dt
    assert "护理型床位" not in jieba.dt.FREQ


def test_boundaries_are_the_ends_of_words() -> None:
    words = cut("新建社区食堂", rules())
    assert "".join(words) == "新建社区食堂"
    assert boundaries("新建社区食堂", rules()) == {sum(map(len, words[:n])) for n in range(len(words) + 1)}
