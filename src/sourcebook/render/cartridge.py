"""Reading lists as IMS Common Cartridges 1.1 for learning platforms: a module per section, a web link per work.

Source: IMS Common Cartridge Profile 1.1 (manifest: imscp_v1p1, web links: imswl_v1p1). What has no address on the web
is a title without a link. The whole list, with notes and annotations, is a page in the first module.
"""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

from sourcebook.model.text import one_line
from sourcebook.model.urls import as_uri, is_web_address
from sourcebook.render.inlines import to_text
from sourcebook.render.reading_list import Item, ReadingList, Section
from sourcebook.render.reading_list_html import write_html
from sourcebook.render.remembered import digest

_CC = "http://www.imsglobal.org/xsd/imsccv1p1"
_CP, _LOM, _WL = f"{_CC}/imscp_v1p1", "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest", f"{_CC}/imswl_v1p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PROFILE = "http://www.imsglobal.org/profile/cc/ccv1p1"
_SCHEMAS = {
    _CP: f"{_PROFILE}/ccv1p1_imscp_v1p2_v1p0.xsd",
    _LOM: f"{_PROFILE}/LOM/ccv1p1_lommanifest_v1p0.xsd",
    _WL: f"{_PROFILE}/ccv1p1_imswl_v1p1.xsd",
}
_LONGEST, _LONGEST_HOW = 200, 80  # letters of a title, and of how to read the work; platforms cut or refuse longer ones
# What XML 1.0 has no place for (section 2.2).
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Moodle decodes the references of titles and of the page once or twice more, and shows what comes out as HTML.
_LESS_THAN, _BEFORE_A_TAG = r"&(?:amp;)*(?:lt|#0*60|#x0*3c);", r"(?=[a-z/!?&])"
_TAG = re.compile(f"(?:<|{_LESS_THAN}){_BEFORE_A_TAG}", re.IGNORECASE)
_ESCAPED_TAG = re.compile(_LESS_THAN + _BEFORE_A_TAG, re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r"&(?:amp;)*(?:quot|#0*34|#x0*22);", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'="[^"]*"')


def write_cartridge(listing: ReadingList) -> bytes:
    """The list as the bytes of an .imscc file, the same for the same list."""
    page = _page(listing)
    # Canvas takes what has an identifier that it knows for the same thing: two cartridges may share none in one course.
    name = f"reading-list-{digest(page)[:12]}"
    files = {f"{name}.html": page.encode("utf-8", "replace")}
    manifest = ET.Element(f"{{{_CP}}}manifest", {"identifier": name, **_where(_CP, _LOM)})
    _metadata(manifest, listing)
    organizations = _under(manifest, "organizations")
    tree = _under(organizations, "organization", identifier="organization", structure="rooted-hierarchy")
    root = _under(tree, "item", identifier="root")
    resources = _under(manifest, "resources")
    _item(_item(root, f"{name}-0", _cut(listing.title)), f"{name}-0-1", "The whole list", f"{name}-page")
    _resource(resources, f"{name}-page", "webcontent", f"{name}.html", href=f"{name}.html")
    above: dict[int, ET.Element] = {0: root}
    for number, section in enumerate(listing.sections, start=1):
        module = _item(above[section.level - 1], f"{name}-{number}", _heading(section))
        above[section.level] = module
        for place, item in enumerate(section.items, start=1):
            work = f"work-{number}-{place}"
            if is_web_address(address := as_uri(item.address)):
                files[f"{work}.xml"] = _web_link(_title(item), address)
                _resource(resources, f"link-{work}", "imswl_xmlv1p1", f"{work}.xml")
                _item(module, f"{name}-{number}-{place}", _title(item), f"link-{work}")
            else:
                _item(module, f"{name}-{number}-{place}", _quoted(_title(item)))
    return _zipped({"imsmanifest.xml": _bytes(manifest), **files})


def _page(listing: ReadingList) -> str:
    """The whole list as HTML that stays as it is when its character references are decoded once more."""
    html = _ATTRIBUTE.sub(lambda found: _ESCAPED_QUOTE.sub("%22", found[0]), write_html(listing))
    return _ESCAPED_TAG.sub("‹", html)


def _metadata(manifest: ET.Element, listing: ReadingList) -> None:
    metadata = _under(manifest, "metadata")
    _under(metadata, "schema").text = "IMS Common Cartridge"
    _under(metadata, "schemaversion").text = "1.1.0"
    general = ET.SubElement(ET.SubElement(metadata, f"{{{_LOM}}}lom"), f"{{{_LOM}}}general")
    for name, text in (("title", _cut(listing.title)), ("description", listing.state)):
        if text:
            said = ET.SubElement(ET.SubElement(general, f"{{{_LOM}}}{name}"), f"{{{_LOM}}}string")
            said.text = _xml(text)


def _item(parent: ET.Element, identifier: str, title: str, resource: str = "") -> ET.Element:
    item = _under(parent, "item", identifier=identifier, **({"identifierref": resource} if resource else {}))
    _under(item, "title").text = _xml(title)
    return item


def _resource(resources: ET.Element, identifier: str, kind: str, file: str, **attributes: str) -> None:
    resource = _under(resources, "resource", identifier=identifier, type=kind, **attributes)
    _under(resource, "file", href=file)


def _web_link(title: str, address: str) -> bytes:
    link = ET.Element(f"{{{_WL}}}webLink", _where(_WL))
    ET.SubElement(link, f"{{{_WL}}}title").text = _xml(title)
    ET.SubElement(link, f"{{{_WL}}}url", {"href": address, "target": "_blank"})
    return _bytes(link)


def _heading(section: Section) -> str:
    return _cut(" · ".join(filter(None, (section.label, section.when))))


def _title(item: Item) -> str:
    how = f" ({_cut(', '.join(item.details), _LONGEST_HOW)})" if item.details else ""
    return _cut(item.title or one_line(to_text(item.inlines)) or item.key, _LONGEST - len(how)) + how


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _quoted(title: str) -> str:
    """A title with printers' quotation marks; Moodle repeats a title without a link in an attribute."""
    return re.sub(r'"([^"]*)"?', r"“\1”", _ESCAPED_QUOTE.sub('"', title))


def _under(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_CP}}}{name}", attributes)


def _where(*spaces: str) -> dict[str, str]:
    return {f"{{{_XSI}}}schemaLocation": " ".join(f"{space} {_SCHEMAS[space]}" for space in spaces)}


def _xml(text: str) -> str:
    return _TAG.sub("‹", _NOT_XML.sub("\ufffd", text))


def _bytes(root: ET.Element) -> bytes:
    for prefix, space in (("", root.tag.partition("}")[0][1:]), ("lomimscc", _LOM), ("xsi", _XSI)):
        ET.register_namespace(prefix, space)
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive without times and without compression, whose bytes depend on its files alone."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return held.getvalue()
