"""OPML (1.0, 1.1, 2.0), in which feed readers hand over what they follow: its bytes to outlines, none of it trusted."""

import re
from typing import NamedTuple
from urllib.parse import quote
from xml.parsers import expat

from sourcebook.errors import SourcebookError
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address

_DEEPEST, _MOST = 50, 20_000  # elements within one another, and in all
_LONGEST = 300  # letters of a name
_UTF8 = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']utf_?8[\"']", re.IGNORECASE)
_FEED = re.compile(r"feed:(?://)?(?=https?://)", re.IGNORECASE)  # before a whole address, as in feed:https://…
_SAFE = "%/:?#[]@!$&'()*+,;=~-._"  # RFC 3986, section 2.2 and 2.3


class BadOpml(SourcebookError):
    """A file is no list of feeds in OPML, or asks for more than a list of feeds can need."""


class Outline(NamedTuple):
    """One feed of a list: its address, what it is called, its page, its language, and the groups that it stands in.

    `title` is the name as it was published, `text` how the list shows it; `line` counts from 1. What is no web address
    stays in `url` as it was written, and `is_address` is false.
    """

    url: str
    title: str = ""
    text: str = ""
    page: str = ""
    language: str = ""
    groups: tuple[str, ...] = ()
    line: int = 0
    is_address: bool = True


def read_opml(data: bytes, name: str) -> tuple[Outline, ...]:
    """The feeds of a list in their order, wherever they are nested; `name` is the file's in what is said of it.

    Raises BadOpml. Attributes and elements are known in any case of letters, as readers write them in every one.

    >>> read_opml(b'<opml version="2.0"><body><outline text="A" xmlurl="feed://e.org/rss"/></body></opml>', "f")[0].url
    'http://e.org/rss'
    """
    reading = _Reading(name)
    # Some readers call the encoding by a name that only they know.
    parser = expat.ParserCreate("utf-8" if _UTF8.match(data.removeprefix(b"\xef\xbb\xbf")) else None)
    reading.parser = parser
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    # Entities are where documents explode.
    parser.EntityDeclHandler = reading.refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise BadOpml(f"{name}, line {error.lineno}: this is no well-formed XML ({said}), so nothing was read.") from (
            error
        )
    except (LookupError, ValueError) as error:
        raise BadOpml(f"{name}: its encoding is not known; save it as UTF-8.") from error
    return tuple(reading.found)


class _Reading:
    """What was read so far. A class, because the parser calls it element by element."""

    def __init__(self, name: str) -> None:
        self.found: list[Outline] = []
        self.parser = expat.ParserCreate()
        self._name = name
        self._groups: list[str] = []  # one for each open element, empty for what is no group
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.lower()
        if not self._groups and tag != "opml":
            raise BadOpml(
                f"{self._name} is no OPML, but XML of another kind ({one_line(tag)[:40]}); "
                "for the address of a feed or a site there is `sourcebook sources add`."
            )
        self._count += 1
        if len(self._groups) >= _DEEPEST or self._count > _MOST:
            raise BadOpml(
                f"{self._name} has more than {_MOST} elements, or more than {_DEEPEST} within one another; "
                "no list of feeds needs so many."
            )
        said = {name.lower(): " ".join(value.split()) for name, value in attributes.items()}
        title, text = said.get("title", "")[:_LONGEST], said.get("text", "")[:_LONGEST]
        url = said.get("xmlurl", "") if tag == "outline" else ""
        if url:
            self.found.append(self._outline(url, title, text, said))
        self._groups.append("" if url or tag != "outline" else title or text)

    def end(self, _: str) -> None:
        self._groups.pop()

    def refuse_entity(self, *_: object) -> None:
        raise BadOpml(f"{self._name} declares entities of its own, which no list of feeds needs; nothing was read.")

    def _outline(self, url: str, title: str, text: str, said: dict[str, str]) -> Outline:
        address = web_address(url)
        return Outline(
            url=address or url,
            title=title,
            text=text,
            page=web_address(said.get("htmlurl", "")),
            language=said.get("language", ""),
            groups=tuple(filter(None, self._groups)),
            line=self.parser.CurrentLineNumber,
            is_address=bool(address),
        )


def web_address(text: str) -> str:
    """The web address that a text stands for, letters beyond ASCII escaped as browsers do; empty where it is none."""
    head, _, rest = _FEED.sub("", text.strip()).partition("://")
    host, slash, path = rest.partition("/")
    scheme = head.lower().replace("feed", "http")
    url = f"{scheme}://{host}{slash}{quote(path, safe=_SAFE)}"
    return url if is_web_address(url) and url.isascii() and url.isprintable() else ""
