"""The cartridge of a list is a zip whose manifest and web links hold together as the profile asks."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

from example_works import article, library

from sourcebook.render.cartridge import write_cartridge
from sourcebook.render.reading_list import ReadingList, Wish, reading_list
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
    page, first, second = root.findall(f"{CP}item")
    assert [one.findtext(f"{CP}title") for one in (page, first, second)] == ["Bridges & rivers", "In favour", "Against"]
    assert [one.findtext(f"{CP}title") for one in first.findall(f"{CP}item")] == ["answer", "report"]
    titles = [one.findtext(f"{CP}title") or "" for one in root.iter(f"{CP}item") if one is not root]
    assert all(0 < len(title) <= 200 for title in titles)
    assert "c" in titles


def test_a_web_link_has_the_address_of_a_work_and_an_odd_address_has_none() -> None:
    held = files(write_cartridge(listing()))
    links = [ET.fromstring(data) for name, data in held.items() if name.startswith("work-")]  # noqa: S314 - as above
    assert next((one.tag, one.findtext(f"{WL}title"), one.find(f"{WL}url")) for one in links)[0] == f"{WL}webLink"
    urls = [url.get("href") for one in links for url in one.iter(f"{WL}url")]
    assert urls == ["https://e.org/?a=1&b=2", "https://doi.org/10.1234/x"]
    assert 'A <b>"dam"</b> & \ufffd\ufffd' in [one.findtext(f"{WL}title") for one in links]


def test_the_same_list_is_the_same_bytes_and_another_is_not() -> None:
    assert write_cartridge(listing()) == write_cartridge(listing())
    assert write_cartridge(listing()) != write_cartridge(replace(listing(), title="Other"))
