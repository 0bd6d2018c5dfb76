"""The pages of a report in a headless Chromium: highlights, filters, jumps, corrections, hostile text, large plans."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from chromium import opened, requests, started
from helpers import convert_text
from test_report import HOSTILE, hostile, sample

from pipeline.converted import Converted
from pipeline.corrections import Corrections, read_corrections
from pipeline.report.document import document_page
from pipeline.report.overview import Overview
from pipeline.report.records import shown
from pipeline.report.start import start_page
from schemas import Document, Evidence, Target, Task, Unit

ENTER, ESCAPE, RIGHT = "\ue007", "\ue00c", "\ue014"
NAME = "02_water_plan_hant.txt"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("browser")
    driver = started(folder)
    driver.saved = folder / "saved"
    yield driver
    driver.quit()


def open_page(browser: Any, folder: Path, page: str, fragment: str = "") -> str:
    """Open a page from disk with empty logs and no corrections kept; its address."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    browser.get(file.as_uri())
    browser.execute_script("localStorage.clear()")
    opened(browser, file.as_uri() + fragment)
    return file.as_uri()


def js(browser: Any, code: str, *arguments: Any) -> Any:
    return browser.execute_script(code, *arguments)


def settle(browser: Any, milliseconds: int = 250) -> None:
    browser.execute_async_script("setTimeout(arguments[1], arguments[0])", milliseconds)


def click(browser: Any, query: str) -> None:
    js(browser, "document.querySelector(arguments[0]).click()", query)


def active(browser: Any) -> dict[str, str]:
    found: dict[str, str] = js(browser, "return {...document.activeElement.dataset}")
    return found


def in_view(browser: Any, query: str) -> bool:
    return bool(
        js(
            browser,
            "const b = document.querySelector(arguments[0]).getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight",
            query,
        )
    )


def count(browser: Any) -> str:
    return str(js(browser, "return document.getElementById('shown').textContent"))


def number_of(converted: Converted, name: str) -> int:
    return next(n for n, row in enumerate(shown(converted)[0]) if row.name == name)


@cache
def water() -> tuple[Converted, str]:
    converted = sample(NAME)
    return converted, document_page(converted)


# -- highlights and jumps ----------------------------------------------------------------------------------------


def test_it_opens_from_disk_without_network_or_errors(browser: Any, tmp_path: Path) -> None:
    converted, page = water()
    address = open_page(browser, tmp_path, page)
    assert browser.title == converted.document.title
    assert requests(browser) == {address}
    assert browser.get_log("browser") == []
    assert count(browser) == f"{len(shown(converted)[0])} 条"


@pytest.mark.parametrize("name", [NAME, "11_industry_measures.txt", "24_old_age_plan.html"])
def test_highlights_stand_on_the_evidence(browser: Any, tmp_path: Path, name: str) -> None:
    """What is marked on the screen is the words of the evidence, and the script's own count of offsets agrees."""
    converted = sample(name)
    open_page(browser, tmp_path, document_page(converted))
    marked = js(
        browser,
        "const out = {}; for (const m of document.querySelectorAll('mark')) for (const r of m.dataset.r.split(' '))"
        " out[r] = (out[r] ?? '') + m.textContent; return out",
    )
    rows, _ = shown(converted)
    for n, row in enumerate(rows):
        wanted = "".join(converted.source_text[a:b] for a, b in row.spans)
        assert marked[str(n)] == re.sub(r"[\r\n]", "", wanted)
        sliced = js(browser, "return page.items[arguments[0]].spans.map(([a, b]) => page.slice(a, b)).join('')", n)
        assert sliced == wanted.replace("\r\n", "\n")


def test_click_on_either_side_finds_the_other(browser: Any, tmp_path: Path) -> None:
    converted, page = water()
    open_page(browser, tmp_path, page)
    unit = number_of(converted, converted.units[-1].assignment_id)
    click(browser, f"mark.unit[data-r~='{unit}']")
    settle(browser)
    assert js(browser, "return document.querySelector('.card.on').dataset.card") == str(unit)
    assert in_view(browser, ".card.on")
    assert js(browser, "return location.hash.slice(1)") == converted.units[-1].assignment_id
    chips = js(browser, "return [...document.querySelectorAll('#here .chip')].map((c) => c.textContent.slice(0, 2))")
    assert chips == ["任务", "单位"]
    click(browser, f"mark.unit[data-r~='{unit}']")  # once more: the task around it
    task = number_of(converted, converted.units[-1].task_id or "")
    assert js(browser, "return document.querySelector('.card.on').dataset.card") == str(task)
    js(browser, "document.getElementById('list').scrollTop = 0")
    settle(browser)
    first = js(browser, "const c = document.querySelector('.card.target'); c.click(); return c.dataset.card")
    settle(browser)
    assert in_view(browser, f"mark.on[data-r~='{first}']")


def test_keyboard(browser: Any, tmp_path: Path) -> None:
    converted, page = water()
    open_page(browser, tmp_path, page)
    body = browser.find_element("tag name", "body")
    for _ in range(3):
        body.send_keys("j")
        body = browser.switch_to.active_element
    assert active(browser)["card"] == "2"
    body.send_keys("k")
    assert active(browser)["card"] == "1"
    browser.switch_to.active_element.send_keys(ENTER)
    settle(browser)
    assert "1" in active(browser)["r"].split()
    browser.switch_to.active_element.send_keys(RIGHT)
    after = active(browser)["r"]
    browser.switch_to.active_element.send_keys(ENTER)
    assert active(browser)["card"] in after.split()
    browser.switch_to.active_element.send_keys("/")
    assert js(browser, "return document.activeElement.id") == "find"
    browser.switch_to.active_element.send_keys("市水务局")
    settle(browser)
    assert "/" in count(browser)
    browser.switch_to.active_element.send_keys(ESCAPE)
    assert count(browser) == f"{len(shown(converted)[0])} 条"


def test_an_address_with_a_record_opens_at_it(browser: Any, tmp_path: Path) -> None:
    converted, page = water()
    name = converted.targets[-1].target_id
    open_page(browser, tmp_path, page, f"#{name}")
    settle(browser, 400)
    number = number_of(converted, name)
    assert js(browser, "return document.querySelector('.card.on').dataset.card") == str(number)
    assert in_view(browser, f"mark[data-r~='{number}']")
    click(browser, "[data-pick=unit]")
    first = converted.targets[0].target_id
    js(browser, "location.hash = arguments[0]", first)
    settle(browser)
    assert js(browser, "return document.querySelector('.card.on').dataset.card") == str(number_of(converted, first))
    assert count(browser) == f"{len(shown(converted)[0])} 条"


def test_filters(browser: Any, tmp_path: Path) -> None:
    converted, page = water()
    open_page(browser, tmp_path, page)
    total = len(shown(converted)[0])
    click(browser, "[data-pick=target]")
    assert count(browser) == f"{len(converted.targets)} / {total} 条"
    background = "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor"
    assert js(browser, background, "mark.unit") == js(browser, background, "body") == "rgba(0, 0, 0, 0)"
    assert js(browser, background, "mark.target") != "rgba(0, 0, 0, 0)"
    click(browser, "[data-pick=unit]")
    assert count(browser) == f"{len(converted.targets) + len(converted.units)} / {total} 条"
    click(browser, "#clear")
    rows, sections = shown(converted)
    js(browser, "const s = document.getElementById('section'); s.value = '2'; s.dispatchEvent(new Event('change'))")
    assert count(browser) == f"{sum(r.section == 2 for r in rows)} / {total} 条"
    assert len(sections) > 2
    click(browser, "#clear")
    js(browser, "const f = document.getElementById('find'); f.value = '覆盖率 95'; f.dispatchEvent(new Event('input'))")
    settle(browser)
    assert js(browser, "return [...document.querySelectorAll('.card h3')].every((h) => h.textContent.includes('覆盖率'))")
    assert js(browser, "return document.querySelectorAll('mark.off').length") > 10
    found = js(browser, "return [...document.querySelectorAll('mark.target')].map((m) => m.textContent).join('')")
    assert "覆蓋率達到95%" in found
    assert "公里" not in found
    js(browser, "const f = document.getElementById('find'); f.value = '没有这样的文字'; f.dispatchEvent(new Event('input'))")
    settle(browser)
    assert js(browser, "return document.querySelector('#list .nothing') !== null")


def test_repairs_are_shown_on_demand(browser: Any, tmp_path: Path) -> None:
    converted, page = water()
    open_page(browser, tmp_path, page)
    style = "return getComputedStyle(document.querySelector('mark.cut')).textDecorationLine"
    assert js(browser, style) == "none"
    click(browser, "[data-show=cut]")
    assert js(browser, style) == "line-through"
    cut = sum(e["kind"] == "cut" for e in js(browser, "return page.data.edits"))
    assert count(browser) == f"{len(shown(converted)[0]) + cut} 条"
    click(browser, "mark.cut")
    assert "chrome.breadcrumb" in js(browser, "return document.querySelector('.card.on').textContent")


# -- corrections -------------------------------------------------------------------------------------------------


def saved(browser: Any) -> Path:
    """The file that the page saves, once it is there."""
    folder: Path = browser.saved
    for old in folder.glob("*") if folder.is_dir() else ():
        old.unlink()
    click(browser, "#corrections")
    click(browser, "#all .strong")
    begin = monotonic()
    while not (found := [p for p in folder.glob("*.jsonl") if p.stat().st_size] if folder.is_dir() else []):
        assert monotonic() - begin < 10
        sleep(0.05)
    return found[0]


def test_corrections_made_on_the_page_fit_the_next_run(browser: Any, tmp_path: Path) -> None:
    text = (
        "青梧县水利发展“十四五”规划\r\n规划期为2021年至2025年。\r\n二、主要任务\r\n（一）夯实供水基础。新建泵站12座，改造水厂3座。"
        "\r\n（责任单位：县水利局、县财政局）\r\n（二）完善管护\U00020000机制。组建专业管护队伍，管护人员达到半百。\r\n"
    )
    done = convert_text(text)
    converted = done
    open_page(browser, tmp_path, document_page(converted))
    wrong, mend = done.targets[0], done.units[0]
    click(browser, f"mark.target[data-r~='{number_of(converted, wrong.target_id)}']")
    click(browser, ".card.on .doing button")
    assert js(browser, "return document.querySelector('.card.on').classList.contains('wrong')")

    click(browser, f"mark.unit[data-r~='{number_of(converted, mend.assignment_id)}']")
    js(browser, "[...document.querySelectorAll('.card.on .doing button')].at(-1).click()")
    field = (
        "const i = document.querySelector(`#form [name='${arguments[0]}']`); i.value = arguments[1];"
        "i.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert js(browser, "return document.querySelector('#form .strong').disabled")
    js(browser, field.replace("'input'", "'change'"), "role", "lead")
    click(browser, "#form .strong")
    assert "牵头" in js(browser, "return document.querySelector('.card.on .said').textContent")

    js(
        browser,
        "const p = [...document.querySelectorAll('p[data-at]')].find((p) => p.textContent.includes('半百')), r = new Range();"
        "const w = document.createTreeWalker(p, NodeFilter.SHOW_TEXT); let n; while ((n = w.nextNode()) && !n.data.includes('管护人员'));"
        "const at = n.data.indexOf('管护人员'); r.setStart(n, at); r.setEnd(n, at + 8);"
        "getSelection().removeAllRanges(); getSelection().addRange(r)",
    )
    settle(browser, 300)
    assert js(browser, "return document.getElementById('pick').hidden") is False
    click(browser, "#pick")
    js(browser, "[...document.querySelectorAll('#form .states button')].find((b) => b.textContent === '目标').click()")
    for name, value in (("metric", "管护人员"), ("value", "50"), ("unit", "名"), ("deadline", "2024")):
        js(browser, field, name, value)
    click(browser, "#form .strong")
    assert browser.get_log("browser") == []
    assert js(browser, "return document.getElementById('made').textContent") == "3"

    file = saved(browser)
    assert js(browser, "return [...CSS.highlights.get('missed')].map(String)") == ["管护人员达到半百"]
    corrections = read_corrections([file])
    assert [(c.action, c.type) for c in corrections] == [("wrong", "target"), ("mend", "unit"), ("missed", "target")]
    work = Corrections.of(corrections)
    out = work.apply(done)
    assert work.warnings == []
    assert wrong.target_id not in {t.target_id for t in out.targets}
    assert next(u for u in out.units if u.assignment_id == mend.assignment_id).role == "lead"
    found = next(t for t in out.targets if t.rule == "correction")
    assert (found.metric, found.value, found.unit, found.deadline) == ("管护人员", 50, "名", "2024")
    assert found.evidence[0].text == "管护人员达到半百"

    browser.refresh()  # they are kept until they are taken back
    assert js(browser, "return document.getElementById('made').textContent") == "3"


# -- safety, size, media -----------------------------------------------------------------------------------------


def test_no_text_of_a_document_runs(browser: Any, tmp_path: Path) -> None:
    converted = hostile()
    address = open_page(browser, tmp_path, document_page(converted))
    for kind in ("task", "target", "unit"):
        click(browser, f"mark.{kind}")
    for query in ("[data-show=cut]", "[data-show=mend]", ".card.on .doing button", "#corrections"):
        click(browser, query)
    settle(browser)
    assert browser.title != "run"
    assert requests(browser) == {address}
    assert browser.get_log("browser") == []
    assert js(browser, "return document.querySelectorAll('script').length") == 2
    assert js(browser, "return document.querySelectorAll('img, iframe, svg').length") == 0
    overview = Overview()
    overview.add(converted)
    address = open_page(browser, tmp_path, start_page(overview))
    js(browser, "for (const b of document.querySelectorAll('button[data-key]')) b.click()")
    assert browser.title != "run"
    assert requests(browser) == {address}
    assert browser.get_log("browser") == []


def large() -> Converted:
    """A plan of 200 pages: 200,000 characters, 500 tasks with five targets or units each."""
    base = convert_text("青梧县水利发展“十四五”规划\n二、主要任务\n（一）夯实供水基础。新建泵站12座。（责任单位：县水利局）\n")
    task, target, unit = base.tasks[0], base.targets[0], base.units[0]
    text, tasks, targets, units = "青梧县水利发展“十四五”规划\n", [], [], []
    filler = "完善工程体系和管护机制，统筹水资源、水环境、水生态治理，" * 13
    doc_id = base.document.doc_id

    def placed(words: str, at: int) -> tuple[Evidence, ...]:
        return (Evidence(start=at, end=at + len(words), text=words),)

    for n in range(500):
        at = len(text)
        body = f"{n}.第{n}号工程。"
        named: list[tuple[str, int]] = []
        for k in range(5):
            words = f"新建泵站{n + k}座" if k < 4 else "县水利局"
            named.append((words, at + len(body)))
            body += f"{words}，{filler[k * 70 : k * 70 + 70]}"
        text += f"{body}\n"
        name = f"{doc_id}-task-{n}"
        path = tuple(s.model_copy(update={"title": f"重点任务{n // 50}"}) for s in task.path)
        tasks.append(
            Task.model_validate(
                task.model_dump() | {"task_id": name, "ordinal": n + 1, "path": path, "actions": (), "evidence": placed(body, at)}
            )
        )
        for k, (words, place) in enumerate(named[:4]):
            row = {"target_id": f"{doc_id}-target-{n}-{k}", "task_id": name, "value": n + k, "evidence": placed(words, place)}
            targets.append(Target.model_validate(target.model_dump() | row))
        row = {"assignment_id": f"{doc_id}-unit-{n}", "task_id": name, "evidence": placed(*named[4])}
        units.append(Unit.model_validate(unit.model_dump() | row))
    document = Document.model_validate(base.document.model_dump() | {"evidence": placed("青梧县水利发展“十四五”规划", 0)})
    assert len(text) > 190_000
    return Converted(document, text, tuple(tasks), tuple(targets), (), (), tuple(units))


def test_a_plan_of_200_pages_opens_in_two_seconds(browser: Any, tmp_path: Path) -> None:
    converted = large()
    begin = monotonic()
    page = document_page(converted)
    assert monotonic() - begin < 10
    open_page(browser, tmp_path, page)
    assert count(browser) == "3001 条"
    spent = browser.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => setTimeout(() => done(Math.max("
        "performance.getEntriesByType('navigation')[0].loadEventEnd,"
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0))))"
    )
    print(f"opened in {spent:.0f} ms, {len(page):,} bytes")
    assert spent < 2000
    assert js(browser, "return document.querySelectorAll('.card').length") < 300
    spent = js(
        browser,
        "const begin = performance.now(); const f = document.getElementById('find'); document.querySelector('[data-pick=target]').click();"
        "for (let n = 0; n < 20; n++) document.getElementById('next').click();"
        "document.body.offsetHeight; return performance.now() - begin",
    )
    print(f"a filter and 20 jumps in {spent:.0f} ms")
    assert spent < 4000
    js(browser, "location.hash = arguments[0]", converted.targets[-1].target_id)
    settle(browser, 600)
    assert in_view(browser, "mark.on")


def test_the_list_begins_below_the_tools_however_many_rows_they_take(browser: Any, tmp_path: Path) -> None:
    converted, page = water()
    try:
        for width in (1180, 1230, 1280, 1330):
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            open_page(browser, tmp_path, page, f"#{converted.targets[3].target_id}")
            for filtered in ("", "水"):
                js(
                    browser,
                    "const f = document.getElementById('find'); f.value = arguments[0]; f.dispatchEvent(new Event('input'))",
                    filtered,
                )
                settle(browser, 400)
                tools, records = js(browser, "return ['#tools', '#records'].map((q) => document.querySelector(q).getBoundingClientRect())")
                assert records["top"] >= tools["bottom"] - 1
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_phone_and_print(browser: Any, tmp_path: Path) -> None:
    _, page = water()
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True})
    try:
        open_page(browser, tmp_path, page)
        assert js(browser, "return document.documentElement.scrollWidth") <= 400
        js(browser, "const m = document.querySelectorAll('mark.target')[9]; m.scrollIntoView(); m.click()")
        settle(browser, 500)
        sheet, mark = js(browser, "return ['#records', 'mark.on'].map((q) => document.querySelector(q).getBoundingClientRect())")
        assert sheet["height"] > 300
        assert js(browser, "return document.querySelector('.card.on') !== null")
        js(browser, "document.querySelectorAll('.card')[3].click()")
        settle(browser, 500)
        sheet, mark = js(browser, "return ['#records', 'mark.on'].map((q) => document.querySelector(q).getBoundingClientRect())")
        assert 0 <= mark["top"] < mark["bottom"] <= sheet["top"]
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    open_page(browser, tmp_path, page)
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})["data"])
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 4
    assert js(browser, "return document.querySelectorAll('.card').length") == len(shown(water()[0])[0])


def test_the_start_page_filters_documents(browser: Any, tmp_path: Path) -> None:
    overview = Overview()
    for name in (NAME, "01_education_plan.txt", "13_news_interpretation.txt"):
        overview.add(sample(name))
    address = open_page(browser, tmp_path, start_page(overview))
    assert requests(browser) == {address}
    click(browser, "button[data-value='五年规划']")
    assert count(browser) == "2 / 3 份"
    js(browser, "const f = document.getElementById('find'); f.value = '水利'; f.dispatchEvent(new Event('input'))")
    settle(browser)
    assert count(browser) == "1 / 3 份"
    click(browser, "#chosen button")
    click(browser, "#clear")
    assert count(browser) == "3 份"
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("width", [1300, 390])
def test_pictures_stand_beside_the_words_that_they_draw(browser: Any, tmp_path: Path, width: int) -> None:
    overview = Overview()
    for name in (NAME, "01_education_plan.txt", "13_news_interpretation.txt"):
        overview.add(sample(name))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    )
    try:
        open_page(browser, tmp_path, start_page(overview))
        js(browser, "for (const m of document.querySelectorAll('.moves')) m.style.contentVisibility = 'visible'")
        middles = (
            "const middle = (e) => { const b = e.getBoundingClientRect(); return b.top + b.height / 2; };"
            "return [...document.querySelectorAll(arguments[0])].map((box) => ["
            "[...box.querySelectorAll(arguments[1])].map(middle), [...box.querySelectorAll(arguments[2])].map(middle)])"
        )
        for box, row, shape in (
            (".bars:not(.periods)", "li", "rect"),
            (".periods", "li", ".range path"),
            (".move-part", "td.chart", ".dot path"),
        ):
            pairs = browser.execute_script(middles, box, row, shape)
            assert pairs
            for rows, shapes in pairs:
                assert shapes
                nearest = [min(range(len(rows)), key=lambda n, y=y: abs(rows[n] - y)) for y in shapes]  # type: ignore[misc]
                assert all(abs(rows[n] - y) < 2.5 for n, y in zip(nearest, shapes, strict=True))
        assert js(browser, "return document.documentElement.scrollWidth") <= width
        assert browser.get_log("browser") == []
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_dots_of_an_indicator_are_where_its_numbers_say(browser: Any, tmp_path: Path) -> None:
    overview = Overview()
    overview.add(sample("01_education_plan.txt"))
    open_page(browser, tmp_path, start_page(overview))
    assert js(browser, "return document.querySelector('.move-part th').textContent") == "学前教育毛入园率预期性"
    shares = js(
        browser,
        "const at = (q) => document.querySelector('.move-part ' + q).getBoundingClientRect(), track = at('.track path');"
        "return ['.from path', '.dot.up path'].map((q) => (at(q).left - track.left) / track.width)",
    )
    assert shares == pytest.approx([0.936, 0.97], abs=0.02)


def test_a_hostile_indicator_is_words(browser: Any, tmp_path: Path) -> None:
    bad = "".join(HOSTILE)
    converted = sample("01_education_plan.txt")
    cells = {"raw": bad, "value": None}
    rows = [i.model_copy(update={"name": bad, "unit": bad, "category": bad}) for i in converted.indicators]
    rows[0] = rows[0].model_copy(update={"baseline": rows[0].baseline and rows[0].baseline.model_copy(update=cells)})
    overview = Overview()
    overview.add(replace(converted, indicators=tuple(rows)))
    address = open_page(browser, tmp_path, start_page(overview))
    assert browser.title == "规划数据集：1 份文件"
    assert js(browser, "return document.querySelectorAll('.move-part th a').length") == len(rows)
    assert js(browser, "return document.querySelector('.move-part th a').textContent").startswith("<script>alert(1)</script>")
    assert js(browser, "return document.querySelectorAll('script, img').length") == 1
    assert requests(browser) == {address}
    assert browser.get_log("browser") == []
