"""Reading lists as Markdown: CommonMark that reads well as it is and on a code host."""

from collections.abc import Iterator

from sourcebook.model.archives import PrintedLink
from sourcebook.render.annotations import annotation_markdown
from sourcebook.render.inlines import Inline, to_markdown
from sourcebook.render.printed_links import original_is, stored
from sourcebook.render.reading_list import CrossReference, Item, ReadingList, Remark, Section, Target, anchor


def write_markdown(listing: ReadingList) -> str:
    """The list as Markdown; a work's anchor is its key, a group's is `group-ID`."""
    parts = [f"# {_plain(listing.title)}"]
    if listing.byline:
        parts.append(_plain(listing.byline))
    if listing.state:
        parts.append(f"**{_plain(listing.state)}**")
    if listing.intro:
        parts.append(_plain(listing.intro))
    parts.append(f"*{_plain(listing.summary)}*")
    if len(listing.chapters) > 1:
        parts.append("\n".join(_contents(listing)))
    for section in listing.sections:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def _contents(listing: ReadingList) -> Iterator[str]:
    return (f"- [{_plain(section.label)}](#{section.anchor}) ({section.size})" for section in listing.chapters)


def _section(section: Section) -> Iterator[str]:
    yield f'#{"#" * section.level} <a id="{section.anchor}"></a>{_plain(section.label)}'
    if section.when:
        yield _plain(section.when)
    if section.definition:
        yield f"*{_plain(section.definition)}*"
    for item in section.items:
        yield _item(item)


def _item(item: Item) -> str:
    mark = f'<a id="{item.anchor}"></a>' if item.anchor else ""
    paragraphs = [f"{mark}{to_markdown(item.inlines)}"]
    if item.details:
        paragraphs.append(f"**{_plain(' · '.join(item.details))}**")
    if item.link:
        paragraphs.append(_link(item.link))
    if item.content_note:
        paragraphs.append(f"> **Content note:** {_plain(item.content_note)}")
    paragraphs += map(_remark, item.remarks)
    if item.annotation:
        paragraphs.append(annotation_markdown(item.annotation))
    if item.cross_references:
        paragraphs.append("\\\n".join(_cross_reference(one) for one in item.cross_references))
    if item.doubts:
        paragraphs.append(f"*Not confirmed:* {_plain('; '.join(item.doubts))}.")
    return "- " + "\n\n".join(paragraphs).replace("\n", "\n  ").replace("\n  \n", "\n\n")


def _remark(remark: Remark) -> str:
    return f"*{_plain(remark.label)}:* {_plain(remark.text)}" if remark.label else _plain(remark.text)


def _link(link: PrintedLink) -> str:
    """The copy as a link, and the original as code, so that nobody follows it."""
    node: Inline = {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": stored(link)}], [link.copy, ""]]}
    copy = f"{to_markdown([node])}; " if link.copy else ""
    return f"{copy}{original_is(link)}: `{link.original.replace('`', '%60')}`"


def _cross_reference(one: CrossReference) -> str:
    more = f" and {one.more} more" if one.more else ""
    return f"*{_plain(one.label)}:* {'; '.join(_target(target) for target in one.targets)}{more}"


def _target(target: Target) -> str:
    return f"[{_plain(target.label)}](#{anchor(target.key)})" if target.listed else _plain(target.label)


def _plain(text: str) -> str:
    node: Inline = {"t": "Str", "c": text}
    return to_markdown([node])
