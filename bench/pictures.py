"""The pictures of the README: a page of the report and `guihua show`, both of a sample plan, as a browser shows them.

make pictures    (needs chromium and chromedriver)
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from selenium import webdriver

from pipeline import Converter
from pipeline.batch import convert_all
from pipeline.dataset import read_dataset
from pipeline.report import write_report
from pipeline.show import show
from pipeline.write import DatasetWriter

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
SAMPLE = ROOT / "corpus" / "20_county_three_year_plan.txt"

_COLOURS = 64  # a picture of text needs no more, and is a third of the size
_COLUMNS, _LINES, _HEAD = 120, 36, 20
_THEME = TerminalTheme(
    (255, 255, 255), (32, 32, 32),
    [(0, 0, 0), (170, 30, 40), (20, 110, 60), (140, 90, 0), (30, 80, 160), (130, 40, 130), (0, 110, 120), (110, 110, 110)],
)  # fmt: skip


@contextmanager
def _browser(width: int, height: int) -> Iterator[Any]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        raise SystemExit("chromium and chromedriver are not installed (Debian: apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in ("--headless", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        )
        yield browser
    finally:
        browser.quit()


def _save(browser: Any, address: str, name: str) -> None:
    browser.get(address)
    browser.execute_async_script("setTimeout(arguments[0], 800)")
    image = Image.open(io.BytesIO(browser.get_screenshot_as_png())).convert("RGB").quantize(_COLOURS)
    image.save(IMAGES / name, optimize=True)


def report(folder: Path) -> None:
    """The page of the sample plan, at one of its targets."""
    with DatasetWriter(folder / "dataset") as writer:
        convert_all([str(SAMPLE)], writer, Converter())
    write_report(folder / "dataset", folder / "report")
    (plan,) = read_dataset(folder / "dataset")
    target = next(t for t in plan.targets if t.task_id and any(u.task_id == t.task_id for u in plan.units))
    page = folder / "report" / "documents" / f"{plan.document.doc_id}.html"
    with _browser(1200, 760) as browser:
        _save(browser, f"{page.as_uri()}#{target.target_id}", "report.png")


def terminal(folder: Path) -> None:
    """The first lines of `guihua show`."""
    written = io.StringIO()
    show(SAMPLE.read_bytes(), SAMPLE.name, Console(file=written, width=_COLUMNS, force_terminal=True, color_system="standard"))
    lines = written.getvalue().splitlines()
    targets = next(n for n, line in enumerate(lines) if "Targets (" in line)
    shown = [f"$ guihua show {SAMPLE.relative_to(ROOT)}", *lines[:_HEAD], "…", *lines[targets : targets + _LINES - _HEAD - 3], "…"]
    console = Console(file=io.StringIO(), width=_COLUMNS, record=True, force_terminal=True)
    for line in shown:
        console.print(Text.from_ansi(line), soft_wrap=True)
    page = folder / "show.html"
    style = "<style>body{margin:12px 16px} pre{font:14px/19px 'WenQuanYi Zen Hei Mono','Noto Sans Mono CJK SC',monospace!important}</style>"
    page.write_text(style + console.export_html(theme=_THEME), encoding="utf-8")
    with _browser(940, 19 * _LINES + 24) as browser:
        _save(browser, page.as_uri(), "show.png")


def main() -> None:
    """Write both pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        report(Path(name))
        terminal(Path(name))


if __name__ == "__main__":
    main()
