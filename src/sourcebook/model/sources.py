"""What sources.yaml says: the subject, its outlets and feeds, the topic's words, and what build writes."""

from typing import NamedTuple

from sourcebook.model.archives import Printing
from sourcebook.model.coverage import Feed, Topic
from sourcebook.model.names import Name
from sourcebook.model.outlets import Outlet


class Services(NamedTuple):
    """Where the registries and archives answer, without a slash at the end; a mirror may stand in for each."""

    doi: str = "https://doi.org"
    crossref: str = "https://api.crossref.org"
    datacite: str = "https://api.datacite.org"
    open_library: str = "https://openlibrary.org"
    arxiv: str = "https://export.arxiv.org"
    wayback: str = "https://web.archive.org"
    timegate: str = ""  # of RFC 7089; where there is one it is asked for copies, and not wayback


class Archiving(NamedTuple):
    """What becomes of the pages of works: whether one is saved when its work is added, and when copies are printed."""

    saves_on_add: bool = False
    printing: Printing = Printing.WHEN_GONE


class Output(NamedTuple):
    """One file that build writes into citations/: its name, format, and for formatted lists the style and grouping.

    `styles` are those that a page lets readers choose from.
    """

    file: str
    format: str
    query: str = ""
    style: str = ""
    locale: str = ""
    group_by: tuple[str, ...] = ()
    title: str = ""
    styles: tuple[str, ...] = ()


class Sources(NamedTuple):
    """The settings of one sourcebook; `language` is the BCP 47 tag of its annotations and labels."""

    subject: str = ""
    description: str = ""
    language: str = "en"
    outlets: tuple[Outlet, ...] = ()
    build: tuple[Output, ...] = ()
    maintainers: tuple[Name, ...] = ()  # who the bibliography itself is cited by
    url: str = ""  # where the files that build writes are published
    licence: str = ""
    commit: str = "automatic"  # whether a changing command makes a commit; else `manual`
    contact: str = ""  # how the owners of asked servers reach whoever runs this: an address of mail or of a page
    services: Services = Services()
    feeds: tuple[Feed, ...] = ()
    topic: Topic = Topic()
    archive: Archiving = Archiving()
