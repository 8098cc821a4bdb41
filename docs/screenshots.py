"""Takes the pictures of the page that the README shows; `make screenshots` runs it, after `make`."""

import shutil
import sys
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "citations" / "index.html").as_uri()
IMAGES = ROOT / "docs" / "images"


class Picture(NamedTuple):
    """One picture: how large the window is, what it shows of the page, and whose colours it has."""

    name: str
    width: int
    height: int
    fragment: str = ""
    scheme: Any = "light"
    media: Any = "screen"
    cites: str = ""


PICTURES = (
    Picture("wide", 1280, 800),
    Picture("phone", 390, 780, "#group-academic-analysis"),
    Picture("dark", 1280, 800, "#zenz2022police", "dark", cites="zenz2022police"),
    Picture("print", 794, 1123, media="print"),
)


def main() -> None:
    """Write docs/images/page-*.png."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("There is no Chromium here; install Debian's package chromium.")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for one in PICTURES:
            page = browser.new_page(viewport={"width": one.width, "height": one.height}, color_scheme=one.scheme)
            page.goto(PAGE + one.fragment)
            page.emulate_media(media=one.media, color_scheme=one.scheme)
            if one.cites:
                page.locator(f"#{one.cites} .cite").click()
                page.locator(".references p").wait_for()
                page.evaluate("scrollBy(0, -40)")
            if one.media == "print":
                page.evaluate("document.body.style.padding = '18mm'")  # the margins of a sheet
            page.wait_for_timeout(300)
            page.screenshot(path=IMAGES / f"page-{one.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
