"""The cartridge of a list is a zip whose manifest and web links hold together as the profile asks."""

import html
import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from example_works import article, library

from sourcebook.render.cartridge import write_cartridge
from sourcebook.render.reading_list import Item, ReadingList, Section, Wish, reading_list
from sourcebook.render.style_files import find_style
from sourcebook.render.styles import Reference

CP = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
WL = "{http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1}"
HOSTILE = 'A <b>"dam"</b> & \x00\ufffe'


def listing() -> ReadingList:
    works = [
        article("a", HOSTILE, URL="https://e.org/?a=1&b=2", viewpoint="for", role="report"),
        article("b", "x" * 5000, URL="javascript:alert(1)", viewpoint="for", role="answer"),
        article("c", "", DOI="10.1234/x", URL="", viewpoint="against"),
    ]
    references = [Reference(key=work.key, inlines=({"t": "Str", "c": work.key},)) for work in works]
    held = library(*works, viewpoints={"for": "In favour", "against": "Against"})
    return reading_list(
        held, references, style=find_style("apa"), wish=Wish(group_by=("viewpoint", "role"), state="As of 2026-11-22")
    )


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_manifest_names_every_file_once_and_every_item_leads_to_a_resource() -> None:
    held = files(write_cartridge(listing()))
    manifest = ET.fromstring(held["imsmanifest.xml"])  # noqa: S314 - we made it a moment ago
    assert [part.tag for part in manifest] == [f"{CP}{name}" for name in ("metadata", "organizations", "resources")]
    assert [manifest.findtext(f"{CP}metadata/{CP}{name}") for name in ("schema", "schemaversion")] == [
        "IMS Common Cartridge",
        "1.1.0",
    ]
    resources = {one.get("identifier"): one for one in manifest.iter(f"{CP}resource")}
    named = [one.get("href") for one in manifest.iter(f"{CP}file")]
    assert (len(named), {*named, "imsmanifest.xml"}) == (len(held) - 1, set(held))
    items = list(manifest.iter(f"{CP}item"))
    identifiers = [one.get("identifier") for one in (manifest, *manifest.iter(f"{CP}organization"), *items)]
    assert len({*identifiers, *resources}) == len(identifiers) + len(resources)
    assert {one.get("identifierref") for one in items} - {None} == set(resources)
    assert [one.get("structure") for one in manifest.iter(f"{CP}organization")] == ["rooted-hierarchy"]
    assert {one.get("type") for one in resources.values()} == {"webcontent", "imswl_xmlv1p1"}


def test_modules_nest_as_the_groups_do_and_every_work_has_a_title() -> None:
    manifest = ET.fromstring(files(write_cartridge(listing()))["imsmanifest.xml"])  # noqa: S314 - as above
    (root,) = manifest.findall(f"{CP}organizations/{CP}organization/{CP}item")
    assert root.find(f"{CP}title") is None
    whole, first, second = root.findall(f"{CP}item")
    assert [one.findtext(f"{CP}title") for one in (whole, first, second)] == [
        "Bridges & rivers",
        "In favour",
        "Against",
    ]
    assert [one.findtext(f"{CP}title") for one in whole.findall(f"{CP}item")] == ["The whole list"]
    assert [one.findtext(f"{CP}title") for one in first.findall(f"{CP}item")] == ["answer", "report"]
    titles = [one.findtext(f"{CP}title") or "" for one in root.iter(f"{CP}item") if one is not root]
    assert all(0 < len(title) <= 200 for title in titles)
    assert "c" in titles


def of_one(item: Item, *, title: str = "Rivers") -> dict[str, bytes]:
    section = Section(anchor="group", label="Week 1", definition="", items=(item,))
    return files(write_cartridge(replace(listing(), title=title, sections=(section,))))


def titles(held: dict[str, bytes]) -> list[str]:
    manifest = ET.fromstring(held["imsmanifest.xml"])  # noqa: S314 - as above
    return [one.text or "" for one in manifest.iter(f"{CP}title")]


def test_a_web_link_has_the_address_of_a_work_and_an_odd_address_has_none() -> None:
    held = files(write_cartridge(listing()))
    links = [ET.fromstring(data) for name, data in held.items() if name.startswith("work-")]  # noqa: S314 - as above
    assert next((one.tag, one.findtext(f"{WL}title"), one.find(f"{WL}url")) for one in links)[0] == f"{WL}webLink"
    urls = [url.get("href") for one in links for url in one.iter(f"{WL}url")]
    assert urls == ["https://e.org/?a=1&b=2", "https://doi.org/10.1234/x"]
    assert 'A ‹b>"dam"‹/b> & \ufffd\ufffd' in [one.findtext(f"{WL}title") for one in links]


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://doi.org/10.1002/(sici)1097(1998)49:8<693::aid>3.0.co;2-o", "49:8%3C693::aid%3E3.0.co;2-o"),
        ("https://ja.example/東京?q=あ", "https://ja.example/%E6%9D%B1%E4%BA%AC?q=%E3%81%82"),
        ("https://web.archive.org/web/2022/https://e.org/a", "https://web.archive.org/web/2022/https:/%2Fe.org/a"),
        ("mailto:a@e.org", ""),
        ("https://e.org/a b", ""),
    ],
)
def test_a_platform_is_given_only_addresses_that_it_takes(address: str, written: str) -> None:
    link = of_one(Item(key="a", inlines=(), title="T", address=address)).get("work-1-1.xml", b"").decode()
    assert (f'{written}"' in link) if written else not link


def test_no_title_is_longer_than_platforms_take() -> None:
    held = of_one(Item(key="a", inlines=(), title="x" * 300, details=("1, " * 100,)), title="y" * 300)
    assert {len(title) for title in titles(held)} == {200, len("Week 1"), len("The whole list")}


@pytest.mark.parametrize("dirt", ["<script>", "&lt;script>", "&amp;lt;script>", "&#60;script>", "&#x3C;&#115;cript>"])
def test_nothing_becomes_a_tag_where_references_are_decoded_again(dirt: str) -> None:
    held = of_one(Item(key="a", inlines=(), title=f'A "dam" {dirt}', annotation=dirt), title=dirt)
    page = next(data.decode() for name, data in held.items() if name.endswith(".html"))
    for text in (page, *titles(held)):
        assert not re.search("<script|<&", html.unescape(html.unescape(text)))
    assert any(title.startswith("A “dam” ‹") for title in titles(held))


def test_no_attribute_of_the_page_ends_early_where_references_are_decoded_again() -> None:
    link = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": "here"}], ['https://e.org/"onclick="alert(1)', ""]]}
    held = of_one(Item(key="a", inlines=(link,)))
    page = next(data.decode() for name, data in held.items() if name.endswith(".html"))
    assert 'href="https://e.org/%22onclick=%22alert(1)"' in html.unescape(page)


def test_two_lists_share_no_identifier_that_a_platform_would_take_for_the_same_thing() -> None:
    lists = [files(write_cartridge(one)) for one in (listing(), replace(listing(), title="Other"))]
    pages = [{name for name in held if name.endswith(".html")} for held in lists]
    modules = [set(re.findall(rb'identifier="(reading-list[^"]*)"', held["imsmanifest.xml"])) for held in lists]
    assert all(pages + modules)
    assert not pages[0] & pages[1]
    assert not modules[0] & modules[1]


def test_the_same_list_is_the_same_bytes_and_another_is_not() -> None:
    assert write_cartridge(listing()) == write_cartridge(listing())
    assert write_cartridge(listing()) != write_cartridge(replace(listing(), title="Other"))
