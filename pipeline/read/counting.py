"""Numbers as lists of a word processor count them: the formats that Office Open XML names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_PLAIN = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_HANT = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def _counted(digits: str, units: str, lone_ten: bool = True, lone_hundred: bool = False) -> Callable[[int], str]:
    """Words with units: 110 is 一百一十. `lone_ten`: 10 is 十 and not 一十; `lone_hundred`: 100 is 百 and not 一百."""

    def write(number: int) -> str:
        if not 0 < number < 10_000:
            return digits[0] if number == 0 else str(number)
        words = ""
        for power in (3, 2, 1, 0):
            digit = number // 10**power % 10
            if digit:
                bare = digit == 1 and power > 0 and (lone_hundred or (power == 1 and lone_ten and number < 20))
                words += ("" if bare else digits[digit]) + ("" if power == 0 else units[power - 1])
            elif words and not words.endswith(digits[0]) and number % 10**power and not lone_hundred:
                words += digits[0]
        return words

    return write


def _digital(digits: str) -> Callable[[int], str]:
    """Digit by digit: 10 is 一〇."""
    return lambda number: "".join(digits[int(d)] for d in str(number))


def _below_hundred(small: Callable[[int], str], large: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: small(number) if number < 100 else large(number)


def _cycle(signs: str) -> Callable[[int], str]:
    """One sign a number, doubled after the last: 27 is aa, 28 is bb."""
    return lambda number: signs[(number - 1) % len(signs)] * min((number - 1) // len(signs) + 1, 20) if number > 0 else str(number)


def _once(first: str, count: int) -> Callable[[int], str]:
    """Signs that stand in a row in Unicode, and plain digits after the last."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else str(number)


def _circled(number: int) -> str:
    if number <= 20:
        return _once("①", 20)(number)
    return chr(0x3251 + number - 21) if number <= 35 else chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    words = ""
    for value, sign in _ROMAN:
        words += sign * (number // value)
        number %= value
    return words


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_chinese = _counted(_PLAIN, "十百千")

FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalZero": lambda n: f"{n:02}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _once("⒈", 20),
    "decimalEnclosedParen": _once("⑴", 20),
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": _ordinal,
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _cycle("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerLetter": _cycle("abcdefghijklmnopqrstuvwxyz"),
    "chineseCounting": _below_hundred(_chinese, _digital("〇一二三四五六七八九")),
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _below_hundred(_chinese, _digital("○一二三四五六七八九")),
    "taiwaneseCountingThousand": _chinese,
    "taiwaneseDigital": _digital("○一二三四五六七八九"),
    "chineseLegalSimplified": _counted(_LEGAL, "拾佰仟", lone_ten=False),
    "ideographLegalTraditional": _counted(_LEGAL_HANT, "拾佰仟", lone_ten=False),
    "japaneseCounting": _counted(_PLAIN, "十百千", lone_hundred=True),
    "japaneseDigitalTenThousand": _digital("〇一二三四五六七八九"),
    "japaneseLegal": _counted("零壱弐参四伍六七八九", "拾百阡", lone_ten=False),
    "koreanDigital2": _digital("零一二三四五六七八九"),
    "ideographDigital": _digital("〇一二三四五六七八九"),
    "ideographEnclosedCircle": _once("㊀", 10),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12],
    "none": lambda _: "",
}
"""Format name -> how it writes a number. What is not listed counts in digits."""


def written(number: int, form: str) -> str:
    """A list number in a format of Office Open XML: written(12, "chineseCounting") is 十二."""
    return FORMATS.get(form, str)(number)
