"""What the outlet of a page is called: what the page declares, else what its logo, small print and title agree on."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sourcebook.model.facts import Fact
from sourcebook.web import titles
from sourcebook.web.clean import plain, squeezed
from sourcebook.web.json_ld import Said
from sourcebook.web.markup import Markup

_DECLARED = (
    "og:site_name", "application-name", "dc.publisher", "citation_publisher", "twitter:site", "copyright",
    "al:ios:app_name", "sitename", "contentsource",
)  # fmt: skip
_SECTIONS = ("article:section", "parsely-section", "section", "og:section", "columnname")
_SIGN = re.compile(r"©|\(c\)|\bcopyright\b(?:\s*©)?", re.IGNORECASE)
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–/,]\s*(?:(?:19|20)?\d\d|now|today))?", re.IGNORECASE)
_ENDS = re.compile(
    r"[.,;|:。，、®™]|\s[-–—·/]\s|\b(?:all rights|alle rechte|tous droits|todos (?:los|os)|tutti i|все права|"
    r"her hakkı|tüm hak|alle rett|jegliche|reserved|inc|ltd|llc|gmbh)\b|版权|版權|著作権|無断|禁|무단|جميع|حقوق|http",
    re.IGNORECASE,
)
# What a link to the first page is called where it does not name the site.
_HOME = frozenset(
    "home homepage start startseite accueil inicio início главная 首页 首頁 ホーム トップ 홈 الرئيسية anasayfa "
    "logo back zurück retour hjem hem top menu index site website backtoindex zurstartseite gotohomepage".split()
)


class Outlet(NamedTuple):
    """What the page calls its outlet and sections, squeezed, and its host."""

    names: Collection[str]
    sections: Collection[str]
    host: str


def outlet_of(markup: Markup, said: Said, host: str) -> Outlet:
    """Who publishes the page, as far as it says."""
    names = [content for _, content in markup.meta(*_DECLARED)]
    names += [*said.names("publisher", "isPartOf", "sourceOrganization", "provider", "copyrightHolder")]
    names += [value for name, value in markup.properties if name == "publisher"]
    names += [*_linked(markup), *_claimed(markup)]
    sections = [content for _, content in markup.meta(*_SECTIONS)] + [*said.names("articleSection")]
    return Outlet(
        names=frozenset(filter(None, map(squeezed, names))),
        sections=frozenset(filter(None, map(squeezed, sections))),
        host=host,
    )


def site_facts(markup: Markup, outlet: Outlet) -> Iterator[Fact]:
    """What the site is called: declared in microdata, else what two of its marks agree on, else a single one."""
    for name, value in markup.properties:
        if name == "publisher" and (text := plain(value)) and "://" not in text:
            yield Fact("container-title", text, "itemprop=publisher")
    yield from (Fact("container-title", plain(content), name) for name, content in markup.meta("sitename") if content)
    marks = [("logo", [*_linked(markup)]), ("copyright", [*_claimed(markup)]), ("title", [*_beside(markup)])]
    known = [(origin, name) for origin, names in marks for name in names]
    above = markup.lines[: markup.heading_at] if markup.headings else ()
    known += [("text", line) for line in above[:4]]
    agreed = [
        (origin, name)
        for origin, name in known
        if titles.is_outlet(name, (), outlet.host)
        or any(squeezed(name) == squeezed(other) for source, other in known if source != origin)
    ]
    for origin, name in (*agreed, *(one for one in known if one[0] in ("copyright", "title"))):
        if origin != "text":
            yield Fact("container-title", name, origin, "what the site seems to be called, not declared")
            return


def _linked(markup: Markup) -> Iterator[str]:
    """What the links to the first page and the logos say, where that may be a name."""
    for text in markup.homes:
        if 2 <= len(text) <= 60 and squeezed(text) not in _HOME and not re.search(r"[<>{}]|://", text):
            yield text


def _claimed(markup: Markup) -> Iterator[str]:
    """Who claims copyright in the small print: the name behind the sign, or before it."""
    for line in markup.small:
        sign = _SIGN.search(line)
        if sign is None:
            continue
        for part in (line[sign.end() :], line[: sign.start()]):
            bare = _YEARS.sub(" ", _SIGN.sub(" ", part)).strip(" -–—,.|·:©")
            name = _ENDS.split(re.sub(r"^(?:by|von|par|por)\s", "", bare, flags=re.IGNORECASE))[0].strip(" -–—")
            if 2 <= len(name) <= 60 and any(map(str.isalpha, name)):
                yield name
                break


def _beside(markup: Markup) -> Sequence[str]:
    """What stands beside the heading in the page's title."""
    return titles.beside(markup.title, markup.headings)
