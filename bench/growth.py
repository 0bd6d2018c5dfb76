"""What `make bench` runs after the speed: whether time grows with a text's length or with its square.

Each input is converted short and eight times as long. A ratio near 8 is growth with the length; 64 would be its square.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.speed import Row, show
from pipeline import Converter

_TIMES = 8
_HEAD = "青梧县水利发展“十四五”规划\n一、主要目标\n到2025年，供水能力明显提升。\n二、主要任务\n"

INPUTS: dict[str, Callable[[int], str]] = {
    "items with a quantity": lambda n: "".join(f"{k}.加强服务。新增床位500张。\n" for k in range(1, n)),
    "numbers in one sentence": lambda n: "（一）推进节水。" + "1 2.5% " * n,
    "clauses in one sentence": lambda n: "（一）推进节水。" + "新增床位500张，覆盖率达到95%以上、" * n,
    "numbers alone on lines": lambda n: "123\n" * n,
    "table headers": lambda n: "指标\t单位\t2020年\t2025年\n" * n,
    "broken characters": lambda n: "\ue000?!叭型" * n,
}


def growth(convert: Converter, text: Callable[[int], str], size: int = 200) -> float:
    """Seconds for the long text over seconds for the short one, the best of three each."""

    def best(words: str) -> float:
        data = (_HEAD + words).encode()
        found = []
        for _ in range(3):
            start = time.perf_counter()
            convert(data, "a.txt")
            found.append(time.perf_counter() - start)
        return min(found)

    return best(text(size * _TIMES)) / best(text(size))


def measured(convert: Converter) -> list[Row]:
    """A row for each input, the long text against the short one."""
    convert((_HEAD + "（一）推进节水。新建泵站12座。\n").encode(), "a.txt")
    what = f"{_TIMES} times the text / once"
    return [Row(f"{what}, {name}", f"{ratio:,.1f}", "1.0", ratio) for name, text in INPUTS.items() for ratio in [growth(convert, text)]]


def main() -> None:
    """Print one ratio for each input."""
    show(measured(Converter()), "growth")


if __name__ == "__main__":
    main()
