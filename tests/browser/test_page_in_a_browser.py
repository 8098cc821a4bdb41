"""The page in Chromium, from a disk and from a server here: what readers do with it, and what it must never do."""

import functools
import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from sourcebook.cli.building import citations
from sourcebook.model.text import fold
from sourcebook.store.shelf import Shelf

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# As root there is no sandbox; and nothing of the browser's own may ask the network.
ARGUMENTS = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-default-apps"
).split()
DATA = Path(__file__).parents[1] / "data"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
HOSTILE = """\"><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">'</script><!--"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here; install Debian's package `chromium`")


def record(root: Path, key: str, *lines: str, annotation: str = "") -> None:
    """A work among the others."""
    text = "\n".join(("---", "type: webpage", *lines, "---", annotation, ""))
    (root / "library" / "works" / f"{key}.md").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the invented sourcebook, with hostile works among its own, as files in a folder."""
    root = tmp_path_factory.mktemp("page")
    shutil.copytree(DATA / "library", root / "library")
    settings = (DATA / "sources.yaml").read_text("utf-8").partition("\nbuild:")[0]
    page = "{file: index.html, format: page, styles: [apa, gb-t-7714]}"
    (root / "sources.yaml").write_text(
        f"{settings}\nbuild:\n- {page}\n- {{file: changes.xml, format: atom}}\n", encoding="utf-8"
    )
    quoted = HOSTILE.replace("'", "''")
    record(
        root,
        "hostile2020",
        f"title: '{quoted}'",
        f"author:\n- {{literal: '{quoted}'}}",
        f"container-title: '{quoted}'",
        "URL: javascript:window.hacked=3",
        f"keywords: ['{quoted}']",
        f"viewpoint: '{quoted}'",
        "issued: 2020",
        annotation=f"{HOSTILE}\n\n[here](javascript:window.hacked=4)",
    )
    record(
        root,
        "endless2020",
        f"title: {'Longwordwithoutend' * 280}",
        "issued: 2020",
        f"URL: https://e.example/{'a' * 900}",
    )
    record(root, "bidi2020", 'title: "\\u202egnitset \\u2066 😀 عنوان"', "language: ar", "issued: 2020-03")
    record(root, "untitled2020", "issued: soon")
    (root / "library" / "links.yaml").write_text(
        "https://news.jianghe.example/2021/11/02/a:\n  state: gone\n  since: 2026-03-01\n"
        "https://alder-courier.example/minutes_1?p=a%20b:\n  state: gone\n  since: 2026-04-01\n",
        encoding="utf-8",
    )
    made = root / "citations"
    made.mkdir()
    for name, data in citations(Shelf(str(root))).items():
        (made / name).write_bytes(data)
    return made


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the tests' own output is enough."""


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[str]:
    """The address of the page on a static server of this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/index.html"
        serving.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=["file", "server"])
def address(request: pytest.FixtureRequest, folder: Path, server: str) -> str:
    """Where the page is, once on a disk and once on a server."""
    return server if request.param == "server" else (folder / "index.html").as_uri()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A window of its own that may ask this server only, and has to keep its console empty."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(8000)
    complaints: list[str] = []

    def guard(route: Route) -> None:
        url = route.request.url
        if urlsplit(url).scheme in ("file", "data", "blob") or urlsplit(url).netloc == urlsplit(server).netloc:
            route.continue_()
        else:
            complaints.append(f"asked for {url}")
            route.abort()

    context.route("**/*", guard)
    context.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert complaints == []


def opened(context: BrowserContext, address: str, fragment: str = "") -> Page:
    page = context.new_page()
    page.goto(address + fragment)
    return page


def shown(page: Page) -> list[str]:
    """The keys of the works that can be seen, in their order."""
    keys: list[str] = page.eval_on_selector_all(
        ".works > li", "items => items.filter((item) => item.offsetParent).map((item) => item.id)"
    )
    return keys


def fragment_of(page: Page) -> str:
    return urlsplit(page.url).fragment


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("etude leaves", "lindqvist2020critique"),  # folded, and prefixes of words
        ("居民 水库", None),
        ("移民", "zhou2021shuiku"),  # inside a run of Han letters
        ("توغان", "ilchi2021toghan"),
        ("grosse flusse", "mueller2023rezension"),
        ('"valley dam an"', "okafor2019alder"),
        ("valley maps", "vandenberg1984maps"),
        ("alley", None),  # no prefix of any word
    ],
)
def test_search_finds_in_any_script(context: BrowserContext, server: str, query: str, key: str | None) -> None:
    page = opened(context, server)
    page.get_by_label("Search").fill(query)
    if key:
        assert key in shown(page)
        assert len(shown(page)) <= 2
    else:
        assert shown(page) == []
        expect(page.get_by_text("No work matches.")).to_be_visible()


def test_search_folds_as_the_command_line_does(context: BrowserContext, server: str) -> None:
    page = opened(context, server)
    texts = [
        "Straße ΣΊΣΥΦΟΣ",
        "ＥＴＵＤＥ étude",
        "ﬁnal İstanbul ığdır",
        "がか ﾊﾟ",
        "مُحَمَّد ـ",
        "Łódź Ørsted þing",
        "김치 각",
        "ǅ ʿAlī",
    ]
    assert page.evaluate("texts => texts.map(fold)", texts) == [fold(text) for text in texts]


def test_filters_combine_live_in_the_address_and_come_back(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    everything = len(shown(page))
    page.get_by_label("Viewpoint", exact=True).select_option("river-communities")
    page.get_by_label("Role", exact=True).select_option("report")
    page.get_by_label("Search").fill("the")
    assert set(shown(page)) == {"ilchi2021toghan", "zhou2021shuiku"}
    expect(page.locator("#found")).to_have_text(f"2 of {everything} works")
    assert fragment_of(page) == "q=the&viewpoint=river-communities&role=report"
    page.get_by_label("Link", exact=True).select_option("gone")
    assert shown(page) == ["zhou2021shuiku"]
    again = opened(context, page.url)
    assert shown(again) == ["zhou2021shuiku"]
    expect(again.get_by_label("Search")).to_have_value("the")
    again.get_by_role("button", name="Show all").first.click()
    # Waiting for a function would have it evaluated in the page, which its own policy forbids.
    expect(again).to_have_url(re.compile(r"^[^#]*#?$"))
    assert len(shown(again)) == everything


def test_an_option_says_how_many_works_it_would_leave(context: BrowserContext, server: str) -> None:
    page = opened(context, server, "#viewpoint=river-communities")
    expect(page.get_by_label("Role", exact=True).locator("option[value=rebuttal]")).to_have_text("Rebuttal (1)")
    expect(page.get_by_label("Role", exact=True).locator("option[value=statement]")).to_have_text("Statement (0)")
    expect(page.get_by_label("Language", exact=True).locator("option[value=ug]")).to_have_text("Uyghur (1)")


def test_order_puts_all_works_in_one_list_and_back(context: BrowserContext, server: str) -> None:
    page = opened(context, server)
    before = shown(page)
    page.get_by_label("Order", exact=True).select_option("newest")
    years = [int(page.locator(f"#{key}").get_attribute("data-day") or 0) for key in shown(page)]
    assert years == sorted(years, reverse=True)
    assert page.get_by_role("heading", level=2, name="All works").is_visible()
    page.get_by_label("Order", exact=True).select_option("")
    assert shown(page) == before


def test_a_deep_link_shows_its_work_even_when_a_filter_hid_it(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "#okafor2019alder")
    expect(page.locator("#okafor2019alder h3 a")).to_be_in_viewport()
    page.get_by_label("Search").fill("Étude")
    assert shown(page) == ["lindqvist2020critique"]
    page.locator("#lindqvist2020critique .relations a").first.click()
    expect(page.locator("#okafor2019alder h3 a")).to_be_focused()
    assert len(shown(page)) > 5


def test_a_link_to_a_group_goes_there_and_keeps_the_filter_in_the_address(context: BrowserContext, server: str) -> None:
    page = opened(context, server, "#language=zh-Hans")
    keys = shown(page)
    page.get_by_role("link", name="River communities").click()
    expect(page.locator("#group-river-communities h2")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("#language=zh-Hans&at=group-river-communities$"))
    page.get_by_role("link", name="Disputes").click()
    expect(page.locator("#disputes h2")).to_be_in_viewport()
    page.go_back()
    expect(page).to_have_url(re.compile("at=group-river-communities$"))
    again = opened(context, page.url)
    assert shown(again) == keys
    expect(again.locator("#group-river-communities h2")).to_be_in_viewport()
    plain = opened(context, server, "#group-river-communities")
    expect(plain.locator("#group-river-communities h2")).to_be_in_viewport()
    assert len(shown(plain)) > len(keys)


def test_a_link_to_a_group_leaves_another_order(context: BrowserContext, server: str) -> None:
    page = opened(context, server, "#q=the&sort=title")
    page.get_by_role("link", name="River communities").click()
    expect(page.locator("#group-river-communities h2")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("#q=the&at=group-river-communities$"))


def test_the_contents_count_what_is_shown_and_lead_to_no_empty_group(context: BrowserContext, server: str) -> None:
    page = opened(context, server, "#language=zh-Hans&link=gone")
    river = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="River communities"))
    expect(river.locator(".count")).to_have_text("1")
    empty = page.get_by_role("link", name="Engineering")
    expect(empty).to_have_attribute("aria-disabled", "true")
    empty.click(force=True)
    assert fragment_of(page) == "language=zh-Hans&link=gone"
    page.get_by_role("button", name="Show all").first.click()
    expect(empty).to_have_attribute("aria-disabled", "false")


def test_on_a_phone_the_search_stands_on_the_first_screen_and_is_one_key_away(
    context: BrowserContext, server: str
) -> None:
    page = opened(context, server)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_label("Search")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")  # the skip link
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search")).to_be_focused()


def test_copy_takes_the_reference_in_the_style_that_was_picked(context: BrowserContext, server: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(context, server)
    page.locator("#lindqvist2020critique").get_by_role("button", name="Cite").click()
    panel = page.locator("#lindqvist2020critique .panel")
    expect(panel.locator(".references em").first).to_have_text("Journal of Invented Hydrology")
    panel.get_by_role("button", name="Copy").click()
    expect(panel.get_by_role("status")).to_have_text("Copied.")
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Lindqvist, Å. (2020). Étude of a River")
    html: str = page.evaluate(
        "navigator.clipboard.read().then(([one]) => one.getType('text/html')).then((blob) => blob.text())"
    )
    assert "<em>Journal of Invented Hydrology</em>" in html
    panel.locator("select").select_option("gb-t-7714")
    expect(panel.locator(".references")).to_contain_text("[J/OL]")
    page.reload()
    page.locator("#okafor2019alder").get_by_role("button", name="Cite").click()
    expect(page.locator(".panel select")).to_have_value("gb-t-7714")


def test_what_is_shown_can_be_downloaded_as_bibtex_and_ris(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "#role=report&viewpoint=engineering")
    keys = shown(page)
    page.get_by_role("button", name="Cite these").click()
    for form, extension, pattern in (("bibtex", ".bib", r"@(?!preamble)\w+\{"), ("ris", ".ris", "TY  - ")):
        page.locator(".panel select").select_option(form)
        expect(page.locator(".references pre")).to_contain_text(keys[0])
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        text = download.value.path().read_text("utf-8")
        assert download.value.suggested_filename == f"index{extension}"
        assert len(re.findall(pattern, text)) == len(keys)
        assert text.count("@preamble") <= 1


def test_keys_search_walk_cite_and_close(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.type("dam")
    keys = shown(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#{keys[0]} h3 > *")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#{keys[1]} h3 > *")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("c")
    expect(page.locator(f"#{keys[0]} .panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)
    expect(page.locator(f"#{keys[0]} .cite")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Search")).to_have_value("")
    assert fragment_of(page) == ""


def test_single_keys_can_be_switched_off_for_good(context: BrowserContext, server: str) -> None:
    page = opened(context, server)
    page.get_by_label("Use single keys as shortcuts").uncheck()
    page.reload()
    page.locator("body").press("/")
    expect(page.get_by_label("Search")).not_to_be_focused()
    expect(page.get_by_label("Use single keys as shortcuts")).not_to_be_checked()


def test_the_skip_link_comes_first_and_leads_to_the_works(context: BrowserContext, server: str) -> None:
    page = opened(context, server)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the works")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the works")).to_be_in_viewport()


def test_dark_is_remembered(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert light != dark
    page.reload()
    assert page.evaluate(paper) == dark
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_object_to(context: BrowserContext, server: str, scheme: Any) -> None:
    page = opened(context, server)
    page.emulate_media(color_scheme=scheme)
    page.locator("#okafor2019alder").get_by_role("button", name="Cite").click()
    expect(page.locator(".references p")).to_have_count(1)
    # What is not on the screen has no colours that could be measured.
    everything = "document.querySelectorAll('.group, .works > li')"
    page.evaluate(f"{everything}.forEach((one) => one.style.contentVisibility = 'visible')")
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    page.evaluate(AXE)
    tags = json.dumps(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    found = page.evaluate(f"axe.run(document, {{runOnly: {tags}}})")
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_nothing_has_to_be_scrolled_sideways(context: BrowserContext, server: str, width: int) -> None:
    page = opened(context, server)
    page.set_viewport_size({"width": width, "height": 800})
    page.locator("#endless2020").get_by_role("button", name="Cite").click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What is cut off needs no scrolling either, and cannot be read.
    assert (
        page.eval_on_selector_all(
            ".entry *", "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).length"
        )
        == 0
    )


def test_hostile_texts_are_shown_and_do_nothing(context: BrowserContext, address: str) -> None:
    page = opened(context, address, "#hostile2020")
    expect(page.locator("#hostile2020 h3")).to_have_text(HOSTILE)
    expect(page.locator("#hostile2020 h3 a")).to_have_count(0)
    for form in ("apa", "gb-t-7714", "bibtex", "ris"):
        page.locator("#hostile2020").get_by_role("button", name="Cite").click()
        page.locator(".panel select").select_option(form)
        expect(page.locator(".references")).to_contain_text("window.hacked")
    page.get_by_label("Search").fill("hacked")
    assert "hostile2020" in shown(page)
    page.get_by_role("button", name="Cite these").click()
    expect(page.locator(".references")).to_contain_text("window.hacked")
    page.get_by_role("button", name="Close").click()
    page.get_by_label("Search").fill("")
    # Even if a file beside the page were not ours, its texts stay texts.
    page.evaluate(
        "sourcebook.texts.apa.okafor2019alder = '<em>A</em><img src=x><script>window.hacked = 5<' + '/script>'"
    )
    page.locator("#okafor2019alder .cite").click()
    page.locator(".panel select").select_option("apa")
    expect(page.locator(".references em")).to_have_text("A")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script:not([type]), [onerror]").count() == 0


def test_a_gone_link_leads_to_its_copy_or_nowhere(context: BrowserContext, server: str) -> None:
    page = opened(context, server)
    title = page.locator("#zhou2021shuiku h3 a")
    expect(title).to_have_attribute("href", "https://archive.example/20211103/a")
    expect(page.locator("#zhou2021shuiku .link")).to_contain_text("Link gone since 2026-03-01")
    expect(page.locator("#courier2021minutes h3 a")).to_have_count(0)


def test_the_page_prints_without_its_tools(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.get_by_label("Search")).to_be_hidden()
    expect(page.get_by_role("button", name="Cite").first).to_be_hidden()
    expect(page.locator("#okafor2019alder h3")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_without_its_script_the_page_can_be_read(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, server)
    expect(page.locator("#okafor2019alder h3 a")).to_be_visible()
    expect(page.get_by_label("Search")).to_be_hidden()
    expect(page.locator(".cite").first).to_be_hidden()
    expect(page.locator("#okafor2019alder .byline")).to_contain_text("Ngozi Okafor")
    context.close()


def test_reference_managers_find_every_work(context: BrowserContext, address: str) -> None:
    page = opened(context, address)
    page.wait_for_selector(".Z3988", state="attached")
    works = page.locator(".works > li").count()
    titles = page.eval_on_selector_all(".Z3988", "spans => spans.map((span) => span.title)")
    assert len(titles) == works
    assert all(title.startswith("ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3A") for title in titles)
    items = page.eval_on_selector_all(
        "script[type='application/ld+json']", "scripts => scripts.map((script) => JSON.parse(script.textContent))"
    )
    assert len(items) == works + 1
    assert {item.get("@context") for item in items} == {"https://schema.org"}
