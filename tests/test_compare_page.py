"""The page that shows a comparison: what stands on it, what must never run, and how it behaves in a browser."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from helpers import convert_text, plan
from hypothesis import given
from hypothesis import strategies as st
from plan_pair import NEW, OLD

from pipeline.amounts import amount, date, difference, figure
from pipeline.compare import Comparison, compare
from pipeline.compare.marks import ALONE, MOVED, SHARED, marks, runs, words
from pipeline.compare.page import page
from pipeline.compare.sides import side_of
from rules import load

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>document.title='run'</script>",
    '"><img src=x onerror="document.title=\'run\'">',
    "'><svg onload='alert(1)'>",
    "</style><style>*{display:none}</style>",
    "{{7*7}}{% raise %}",
    "javascript:alert(1)",
    "<!--<a href=javascript:alert(1)>",
)


def compared(old: str, new: str) -> Comparison:
    return compare(side_of([convert_text(old)]), side_of([convert_text(new)]), load())


@cache
def pair() -> Comparison:
    return compared(OLD, NEW)


@cache
def pair_page() -> str:
    return page(pair())


def hostile() -> Comparison:
    """Two plans whose records say what an attacker would say, in every field that reaches the page."""
    sound = pair()

    def poisoned(side: Any, bad: str) -> Any:
        return type(side)(
            tuple(
                d.model_copy(update={"title": bad + d.title, "issuers": (bad,), "doc_number": bad, "region": bad}) for d in side.documents
            ),
            tuple(
                t.model_copy(
                    update={
                        "title": bad + (t.title or ""), "text": t.text + "".join(HOSTILE), "label": bad, "previous": bad,
                        "path": tuple(s.model_copy(update={"title": bad, "label": bad}) for s in t.path),
                    }
                )
                for t in side.tasks
            ),
            tuple(t.model_copy(update={"text": bad, "unit": bad}) for t in side.targets),
            side.indicators,
            tuple(u.model_copy(update={"name": bad + u.name}) for u in side.units),
        )  # fmt: skip

    changes = [
        c.model_copy(
            update={
                "links": tuple(k.model_copy(update={"shared_terms": HOSTILE}) for k in c.links),
                "target_changes": tuple(q.model_copy(update={"metric": "".join(HOSTILE), "unit": HOSTILE[2]}) for q in c.target_changes),
            }
        )
        for c in sound.changes
    ]
    rows = tuple(q.model_copy(update={"metric": "".join(HOSTILE)}) for q in sound.quantities)
    return Comparison(poisoned(sound.old, HOSTILE[1]), poisoned(sound.new, HOSTILE[2]), tuple(changes), rows, HOSTILE)


class Reader(HTMLParser):
    """What elements and attributes a page has, and its text outside of script and style."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._skip = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skip = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._skip = False

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text += data


# -- what stands on the page -------------------------------------------------------------------------------------


def test_every_task_of_both_sides_is_on_the_page_once() -> None:
    reader = Reader(pair_page())
    anchors = [a["id"] for _, a in reader.tags if re.fullmatch(r"[on]\d+", a.get("id") or "")]
    comparison = pair()
    assert sorted(anchors, key=str) == sorted(
        [f"o{n}" for n in range(1, len(comparison.old.tasks) + 1)] + [f"n{n}" for n in range(1, len(comparison.new.tasks) + 1)]
    )
    for task in (*comparison.old.tasks, *comparison.new.tasks):
        assert task.text in reader.text
        assert (task.title or "") in reader.text


def test_every_status_of_the_pair_is_shown() -> None:
    """The invented pair has a group of each kind but one, so that the page is seen at work."""
    assert {c.status for c in pair().changes} == {"continued", "split", "merged", "added", "dropped"}
    for label in ("延续", "拆分", "合并", "新增"):
        assert f">{label}<" in pair_page()


def test_words_are_marked_where_they_changed() -> None:
    text = pair_page()
    assert "新建老年食堂<del>120</del>家" in text
    assert "新建老年食堂<ins>80</ins>家" in text
    assert "<del>鼓励</del>餐饮企业参与老年助餐" in text
    assert re.search("<ins>引导外卖平台、</ins>餐饮企业参与老年助餐", text)


def test_moved_sentences_are_neither_deleted_nor_inserted() -> None:
    text = pair_page()
    assert len(re.findall('<span class="moved"[^>]*>加强资金使用监管，严禁挤占挪用养老服务资金。</span>', text)) == 2
    assert "仅语序调整" in text


def test_same_words_are_told_to_be_the_same() -> None:
    assert "文字未变" in pair_page()
    assert "仅数字不同" in pair_page()


def test_quantities_show_what_rose_and_fell() -> None:
    text = Reader(pair_page()).text
    row = re.search(r"↓降低老年食堂\s*120家（2025年）80家（2030年）−33.3%", re.sub(r"\n", "", text))
    assert row, text
    assert re.search(r"↑提高特殊困难老年人家庭实施居家适老化改造\s*8000户（2025年）1.2万户（2030年）\+50%", text.replace("\n", ""))
    assert "+20个百分点" in text


def test_responsible_units_old_and_new() -> None:
    text = pair_page()
    assert "<del>市自然资源和规划局</del>" in text
    assert "<ins>市卫生健康委员会</ins>" in text
    assert re.search('<em class="recast"[^>]*>市住房和城乡建设局</em><small>（原配合）</small>', text)


def test_heading_and_summary_say_what_is_compared() -> None:
    text = Reader(pair_page()).text
    assert "澄湖市养老服务体系建设“十四五”规划" in text
    assert "2021—2025年" in text
    assert "旧计划 10 项任务中，9 项在新计划中有对应，1 项未见延续；新计划 11 项任务中，2 项为新增。" in text


def test_warnings_are_in_chinese_with_the_words_they_came_in() -> None:
    swapped = compared(NEW, OLD)
    assert swapped.warnings
    text = page(swapped)
    assert "旧的一方规划到2030年，新的一方只到2025年：新旧可能颠倒" in text
    assert html.escape(swapped.warnings[0], quote=True) in text


def test_a_plan_beside_itself_has_nothing_marked() -> None:
    text = page(compared(OLD, OLD))
    body = text.split("<main>")[1].split('id="linked-title"')[1].split("</header>", 1)[1]
    assert "<del>" not in body
    assert "<ins>" not in body
    assert "新旧是同一份文件" in text


def test_sides_without_tasks_make_a_page() -> None:
    empty = "青梧县工作简讯\n今天下了一场小雨，街上行人不多。\n"
    text = Reader(page(compared(empty, NEW))).text
    assert "旧计划没有任务" in text
    assert "两个计划没有相互对应的任务" in text
    assert Reader(page(compared(empty, empty))).text.count("两个计划都没有数量目标") == 1


def test_several_documents_a_side_are_named() -> None:
    sides = side_of([convert_text(OLD), convert_text(plan("（一）夯实供水基础。新建泵站12座。"))]), side_of([convert_text(NEW)])
    text = Reader(page(compare(*sides, load()))).text
    assert "2份文件" in text
    assert "青梧县水利发展“十四五”规划" in text


def test_same_comparison_gives_the_same_bytes() -> None:
    assert page(pair()) == page(compared(OLD, NEW))


def test_the_page_stands_alone() -> None:
    reader = Reader(pair_page())
    for tag, attributes in reader.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        assert not {"src", "style", "srcset", "action"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert "http:" not in pair_page()
    assert "https:" not in pair_page()
    assert [a["lang"] for t, a in reader.tags if t == "html"] == ["zh-Hans"]


# -- what must never run -----------------------------------------------------------------------------------------


def test_hostile_text_is_only_text() -> None:
    text = page(hostile())
    sound, bad = Reader(pair_page()), Reader(text)
    assert {t for t, _ in bad.tags} <= {t for t, _ in sound.tags} | {"aside", "h3"}  # the warnings
    assert sum(t == "script" for t, _ in bad.tags) == 1
    assert sum(t == "style" for t, _ in bad.tags) == 1
    for _, attributes in bad.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    for words_ in HOSTILE:
        assert words_ in bad.text
    assert "{{7*7}}" in text
    assert "49{%" not in text


def test_policy_allows_only_what_is_in_the_page() -> None:
    for text in (pair_page(), page(hostile())):
        policy = re.search('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
        assert policy
        allowed = html.unescape(policy[1])
        assert "unsafe" not in allowed
        assert "default-src 'none'" in allowed
        for tag in ("script", "style"):
            inside = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in allowed
        assert text.index("Content-Security-Policy") < text.index("<title>")


def test_script_never_writes_markup() -> None:
    script = re.findall("<script>(.*?)</script>", pair_page(), re.DOTALL)[0]
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "fetch(", "XMLHttp"):
        assert word not in script


def test_characters_that_are_no_text_are_replaced() -> None:
    sound = pair()
    task = sound.new.tasks[0].model_copy(update={"text": "甲\x00乙\u202e丙\ud800丁"})
    side = type(sound.new)(sound.new.documents, (task, *sound.new.tasks[1:]), sound.new.targets, sound.new.indicators, sound.new.units)
    text = page(Comparison(sound.old, side, sound.changes, sound.quantities, ()))
    text.encode("utf-8")
    assert "\x00" not in text
    assert "\u202e" not in text


# -- marks and amounts -------------------------------------------------------------------------------------------


def marked(old: str, new: str) -> tuple[str, str]:
    """Both texts with what is alone in brackets and what moved in braces."""
    sign = {ALONE: "[{}]", SHARED: "{}", MOVED: "<{}>"}
    states = marks(words(old, load()), words(new, load()))
    first, second = ("".join(sign[s].format(p) for s, p in runs(t, m)) for t, m in zip((old, new), states, strict=True))
    return first, second


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("建成养老机构20家。", "建成养老机构35家。", ("建成养老机构[20]家。", "建成养老机构[35]家。")),
        ("建成1500个，覆盖全县。", "建成1800个,覆盖全县。", ("建成[1500]个，覆盖全县。", "建成[1800]个,覆盖全县。")),
        ("完善助餐服务。", "完善助餐服务。", ("完善助餐服务。", "完善助餐服务。")),
        ("完善助餐服务", "完善助餐、助浴服务", ("完善助餐服务", "完善助餐[、助浴]服务")),
        (
            "开展年度监测和评估。加强资金使用监督管理。",
            "加强资金使用监督管理。开展年度监测和评估。",
            ("开展年度监测和评估。<加强资金使用监督管理。>", "<加强资金使用监督管理。>开展年度监测和评估。"),
        ),
    ],
)
def test_marks(old: str, new: str, shown: tuple[str, str]) -> None:
    assert marked(old, new) == shown


TEXTS = st.text(st.sampled_from("建设养老机构20个，。；\n 、Aa<&"), max_size=60)


@given(TEXTS, TEXTS)
def test_marks_cover_both_texts(old: str, new: str) -> None:
    first, second = words(old, load()), words(new, load())
    assert "".join(first) == old
    states = marks(first, second)
    assert tuple(map(len, states)) == (len(old), len(new))
    assert "".join(p for _, p in runs(old, states[0])) == old
    assert set(marks(first, first)[0]) <= {SHARED}


@given(st.text(max_size=80))
def test_words_are_the_text(text: str) -> None:
    assert "".join(words(text, load())) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"), (0.5, "0.5"), (5.2, "5.2"), (1200, "1200"), (9999, "9999"), (10_000, "1万"), (28_000, "2.8万"), (12_345, "12,345"),
        (118_600, "11.86万"), (150_000_000, "1.5亿"), (1.86e9, "18.6亿"), (123_456.7, "123,456.7"),
        (123_450_000, "1.2345亿"), (123_456_789, "123,456,789"), (10**12, "1万亿"),
        (99.5, "99.5"), (-20_000, "-2万"),
    ],
)  # fmt: skip
def test_figures_as_people_write_them(value: float, shown: str) -> None:
    assert figure(value) == shown


def test_amounts() -> None:
    assert amount(10_000, "张", comparator=">=") == "1万张以上"
    assert amount(3, "件", high=5) == "3—5件"
    assert amount(60, "亿元", comparator=">") == "超过60亿元"
    assert amount(1, "场", comparator=">=", per="季") == "每季1场以上"
    assert amount(97, "%") == "97%"


def test_differences() -> None:
    assert difference(50, 70, "%") == "+20个百分点"
    assert difference(8000, 12_000, "户") == "+50%"
    assert difference(120, 80, "家") == "−33.3%"
    assert difference(10, 180, "个") == "为18倍"
    assert difference(0, 180, "个") == ""
    assert difference(None, 180, "个") == ""
    assert difference(5, 5, "个") == ""


def test_dates() -> None:
    assert [date(d) for d in ("2025", "2025-06", "2025-06-30", None, "soon")] == ["2025年", "2025年6月", "2025年6月30日", "", "soon"]


@cache
def large(tasks: int) -> Comparison:
    """Two plans of so many tasks, each with its own matter."""
    topics = ["泵站", "堤防", "水库", "渠道", "管网", "水厂", "湿地", "河道", "雨量站", "闸门"]

    def text(year: int, number: int) -> str:
        lines = [
            f"（{n}）{topics[n % 10]}第{n}号工程。新建{topics[n % 10]}{n + number}座，完善第{n}号片区管护，落实经费{n}万元。"
            for n in range(1, tasks)
        ]
        return plan(*(re.sub("^（(.*?)）", r"\1.", line) for line in lines)).replace("2021", str(year - 4)).replace("2025", str(year))

    return compared(text(2025, 1), text(2030, 3))


def test_a_thousand_tasks_a_side_make_a_page_in_seconds() -> None:
    comparison = large(1000)
    assert len(comparison.new.tasks) >= 900
    begin = monotonic()
    text = page(comparison)
    assert monotonic() - begin < 20
    assert len(text) < 8_000_000


# -- in a browser ------------------------------------------------------------------------------------------------

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ESCAPE = "\ue00c"  # as WebDriver names the key
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage --window-size=1400,900"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium without a network, which keeps a log of requests and of what is said on the console."""
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("chromium and chromium-driver are not installed (Debian: apt-get install chromium chromium-driver)")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.set_network_conditions(offline=True, latency=0, throughput=0)
    yield driver
    driver.quit()


def opened(browser: Any, folder: Path, text: str) -> str:
    """Open a page from disk with empty logs; its address."""
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(file.as_uri())
    return file.as_uri()


def requests(browser: Any) -> set[str]:
    messages = [json.loads(row["message"])["message"] for row in browser.get_log("performance")]
    return {m["params"]["request"]["url"].split("#")[0] for m in messages if m["method"] == "Network.requestWillBeSent"}


def visible(browser: Any, query: str = "[data-status]") -> list[str]:
    """The ids (of rows: the kinds) of what is not hidden by a filter."""
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])].filter((e) => !e.hidden).map((e) => e.id || e.dataset.change)", query
    )
    return found


def typed(browser: Any, words_: str) -> None:
    """Search for words, and wait for the page to have answered."""
    browser.execute_async_script(
        "const [words, done] = arguments, find = document.getElementById('find'); find.value = words;"
        "find.dispatchEvent(new Event('input')); setTimeout(done, 250);",
        words_,
    )


def test_page_opens_from_disk_without_network_or_errors(browser: Any, tmp_path: Path) -> None:
    address = opened(browser, tmp_path, pair_page())
    assert browser.title == "计划对照：澄湖市养老服务体系建设“十四五”规划 → 澄湖市养老服务体系建设“十五五”规划"
    assert requests(browser) == {address}
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.get_log("browser") == []
    assert len(visible(browser)) == len(pair().changes)
    assert browser.execute_script("return document.getElementById('tools').hidden") is False


def test_filters(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, pair_page())
    by_status = {s: [c.change_id for c in pair().changes if c.status == s] for s in ("continued", "split", "added")}

    def click(query: str) -> None:
        browser.execute_script("document.querySelector(arguments[0]).click()", query)

    click("[data-pick=split]")
    assert visible(browser) == by_status["split"]
    click("[data-pick=added]")
    assert sorted(visible(browser)) == sorted(by_status["split"] + by_status["added"])
    assert (
        browser.execute_script("return document.getElementById('shown').textContent")
        == f"{len(by_status['split'] + by_status['added'])} / {len(pair().changes)} 组"
    )
    click("#clear")
    assert len(visible(browser)) == len(pair().changes)

    browser.execute_script(
        "const s = document.getElementById('section'); s.value = [...s.options].find((o) => o.textContent.includes('发展银发经济')).value;"
        "s.dispatchEvent(new Event('change'))"
    )
    assert visible(browser) == by_status["added"][1:]
    assert len(visible(browser, "tr[data-change]")) == 3
    click("#clear")

    typed(browser, "老年食堂  外卖平台")  # the second stands within a mark
    assert len(visible(browser)) == 1
    assert browser.execute_script("return CSS.highlights.get('found').size") > 1
    typed(browser, "没有这样的文字")
    assert visible(browser) == []
    assert browser.execute_script("return [...document.querySelectorAll('[data-nothing]')].filter((e) => !e.hidden).length") >= 2
    typed(browser, "")

    click("#only-changed")
    assert len(visible(browser)) < len(pair().changes)
    click("#only-changed")
    click("[data-move=lowered]")
    assert set(visible(browser, "tr[data-change]")) == {"lowered"}
    assert browser.get_log("browser") == []


def test_keyboard(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, pair_page())
    seen = []
    for _ in range(3):
        browser.switch_to.active_element.send_keys("j")
        seen.append(browser.execute_script("return document.activeElement.id"))
    ids = browser.execute_script("return [...document.querySelectorAll('[data-status]')].map((e) => e.id)")
    tops = "return ['#tools', '#' + arguments[0]].map((q) => document.querySelector(q).getBoundingClientRect())"
    tools, group = browser.execute_script(tops, seen[2])
    assert 0 <= group["top"] - tools["bottom"] <= 24
    assert seen == ids[:3]
    browser.switch_to.active_element.send_keys("k")
    assert browser.execute_script("return document.activeElement.id") == ids[1]
    browser.switch_to.active_element.send_keys("/")
    assert browser.execute_script("return document.activeElement.id") == "find"
    typed(browser, "银发经济")
    assert len(visible(browser)) == 1
    browser.switch_to.active_element.send_keys(ESCAPE)
    assert len(visible(browser)) == len(ids)


def test_link_to_a_task_that_is_filtered_away_shows_it(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, pair_page())
    browser.execute_script("document.querySelector('[data-pick=added]').click(); location.hash = '#o4'")
    browser.execute_async_script("setTimeout(arguments[0], 100)")
    assert len(visible(browser)) == len(pair().changes)
    assert browser.execute_script("return document.activeElement.id") == "o4"


def test_no_text_of_a_document_runs(browser: Any, tmp_path: Path) -> None:
    address = opened(browser, tmp_path, page(hostile()))
    browser.execute_async_script("setTimeout(arguments[0], 200)")
    typed(browser, "<script>alert(1)</script>")
    assert browser.title.startswith("计划对照：")
    assert requests(browser) == {address}
    assert browser.get_log("browser") == []
    assert browser.execute_script("return document.querySelectorAll('script').length") == 1
    assert browser.execute_script("return document.querySelectorAll('img, main svg, iframe').length") == 0
    assert len(visible(browser)) == len(pair().changes)


def test_policy_stops_a_script_that_got_in(browser: Any, tmp_path: Path) -> None:
    """Were escaping ever lost, the policy would still hold."""
    run = "document.title='run'"
    bad = f'<script>{run}</script><img src=x onerror="{run}"><a id=bad href="javascript:{run}">a</a>'
    opened(browser, tmp_path, pair_page().replace("<main>", f"<main>{bad}", 1))
    browser.execute_script("document.getElementById('bad').click()")
    browser.execute_async_script("setTimeout(arguments[0], 200)")
    assert browser.title.startswith("计划对照：")
    assert any("Content Security Policy" in row["message"] for row in browser.get_log("browser"))


def test_narrow_screens_stack_the_plans(browser: Any, tmp_path: Path) -> None:
    sides = "const [a, b] = ['.pair > .old', '.pair > .new'].map((q) => document.querySelector(q).getBoundingClientRect());"
    opened(browser, tmp_path, pair_page())
    assert browser.execute_script(sides + "return b.left >= a.right && Math.abs(a.top - b.top) < 2") is True
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True})
    try:
        opened(browser, tmp_path, pair_page())
        assert browser.execute_script(sides + "return b.top >= a.bottom && Math.abs(a.left - b.left) < 2") is True
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 400
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_it_prints(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, pair_page())
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})["data"])
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 2
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        shown = "return getComputedStyle(document.querySelector(arguments[0])).display"
        assert browser.execute_script(shown, "#tools") == "none"
        assert browser.execute_script("return getComputedStyle(document.querySelector('tr')).breakInside") == "avoid"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_large_comparisons_stay_quick(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, page(large(1000)))
    assert len(visible(browser)) >= 900
    spent = browser.execute_script(
        "const begin = performance.now(); document.querySelector('[data-pick]').click(); document.body.offsetHeight;"
        "for (let n = 0; n < 20; n++) document.getElementById('next').click(); return performance.now() - begin"
    )
    assert spent < 5000
