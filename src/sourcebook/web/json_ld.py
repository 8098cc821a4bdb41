"""What a page says of its article in JSON-LD (schema.org), read even where the JSON is slightly broken."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from sourcebook.model.urls import canonical_url
from sourcebook.web.clean import plain, squeezed

Node: TypeAlias = Mapping[str, Any]

# schema.org's types of works as CSL 1.0.2 item types; what ends in NewsArticle is news, too.
TYPES = {
    "NewsArticle": "article-newspaper",
    "Report": "report",
    "ScholarlyArticle": "article-journal",
    "MedicalScholarlyArticle": "article-journal",
    "BlogPosting": "post-weblog",
    "LiveBlogPosting": "post-weblog",
    "SocialMediaPosting": "post",
    "DiscussionForumPosting": "post",
    "TechArticle": "webpage",
    "Article": "webpage",
    "Book": "book",
    "Chapter": "chapter",
    "Thesis": "thesis",
    "Dataset": "dataset",
    "Legislation": "legislation",
    "PodcastEpisode": "broadcast",
    "RadioEpisode": "broadcast",
    "TVEpisode": "broadcast",
    "Movie": "motion_picture",
    "VideoObject": "motion_picture",
}
# What a page only mentions: lists of other works, parts and comments of this one.
_ASIDE = frozenset(
    "itemlistelement haspart liveblogupdate mentions citation relatedlink subjectof isbasedon review comment about "
    "comments hasdefinedterm offers potentialaction breadcrumb".split()
)
# What is never closed goes on to the end, so that the search for an end is made once.
_COMMENT = re.compile(r'("(?:[^"\\]|\\.?)*(?:"|\Z))|/\*.*?(?:\*/|\Z)|//[^\n]*', re.DOTALL)
_OPENING = re.compile(r"<!--|(?://)?\s*<!\[CDATA\[")
_LINE_COMMENT = re.compile(r"(?m)(?:^|[\s,{}\[\]])//")
_DEEPEST, _MOST = 20, 3_000
# Characters of JSON-LD that are read of one page; whole articles within it stay well below.
_LONGEST = 600_000


class Said(NamedTuple):
    """The node of a page's own work, or an empty one, and every node by its @id."""

    node: Node
    by_id: Mapping[str, Node]

    def all(self, value: object) -> Iterator[Node | str]:
        """The values of a property, whether it holds one or a list, references resolved."""
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                known = self.by_id.get(str(one.get("@id") or ""))
                yield {**known, **one} if known and len(one) <= 2 else one
            elif isinstance(one, str):
                yield self.by_id.get(one) or one

    def text(self, *names: str) -> str:
        """The first of these properties that holds text."""
        found = (plain(one) for name in names for one in self.all(self.node.get(name)) if isinstance(one, str))
        return next((text for text in found if text), "")

    def names(self, *properties: str) -> Iterator[str]:
        """What those in these properties are called."""
        for name in properties:
            for one in self.all(self.node.get(name)):
                text = plain(one if isinstance(one, str) else one.get("name"))
                if text and "://" not in text:
                    yield text


def types_of(node: Node) -> tuple[str, ...]:
    """The types of a node, bare: without `schema:` or the address of the vocabulary."""
    said = node.get("@type")
    return tuple(
        re.split(r"[/:#]", one)[-1] for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)
    )


def csl_type(node: Node) -> str:
    """The CSL type of a node that is a work, or empty."""
    for name in types_of(node):
        if name in TYPES or name.endswith("NewsArticle"):
            return TYPES.get(name, "article-newspaper")
    return ""


def said_of(scripts: Sequence[str], url: str, titles: Sequence[str]) -> Said:
    """The work that a page is about, among all that its JSON-LD describes.

    The one that names the page's address or one of its titles; else the first, unless it is plainly another page.
    """
    nodes = list(_nodes(scripts))
    by_id = {str(node["@id"]): node for node, _ in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    works = [(node, aside) for node, aside in nodes if csl_type(node)]
    here = canonical_url(url)
    folded = [squeezed(title) for title in titles if title]
    ranked = sorted(works, key=lambda one: -_fit(one[0], one[1], here, folded))
    if not ranked or _fit(*ranked[0], here, folded) < 0:
        pages = [node for node, aside in nodes if not aside and "WebPage" in types_of(node)]
        return Said(pages[0] if pages else {}, by_id)
    return Said(ranked[0][0], by_id)


def blocks(script: str) -> list[Any]:
    """The JSON values of one script; what is broken in one sure way is mended: comments, commas, escapes."""
    text = _uncommented(_unwrapped(script).strip().rstrip(";"))
    no_last_comma = re.sub(r",(\s*[}\]])", r"\1", text)
    several = re.sub(r"}\s*{", "},{", no_last_comma)
    for attempt in (text, no_last_comma, html.unescape(text), f"[{several}]"):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    return []


def _unwrapped(script: str) -> str:
    """The script without the comment or the CDATA section that hides it from older browsers."""
    text = script.strip()
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    if text.endswith("]]>"):
        return text.removesuffix("]]>").rstrip().removesuffix("//")
    return text.removesuffix("-->")


def _uncommented(text: str) -> str:
    """Script without its comments; what looks like one within a string, such as an address, stays."""
    return _COMMENT.sub(lambda match: match[1] or "", text) if "/*" in text or _LINE_COMMENT.search(text) else text


def _nodes(scripts: Sequence[str]) -> Iterator[tuple[Node, bool]]:
    """Every object of a page's JSON-LD, outer ones first, with whether it is only mentioned."""
    waiting: list[tuple[Any, bool, int]] = []
    left = _LONGEST
    for script in scripts:
        left -= len(script)
        waiting += [(one, False, 0) for one in blocks(script)] if left >= 0 else []
    waiting = [one for one in waiting if isinstance(one[0], Mapping | list)]
    for count, (value, aside, depth) in enumerate(waiting):
        if count > _MOST:
            return
        if isinstance(value, Mapping):
            yield value, aside
            inner = [(one, aside or name.lower() in _ASIDE) for name, one in value.items()]
        else:
            inner = [(one, aside) for one in value]
        if depth < _DEEPEST:
            waiting += [(one, beside, depth + 1) for one, beside in inner if isinstance(one, Mapping | list)]


def _fit(node: Node, aside: bool, here: str, titles: Sequence[str]) -> int:
    """How surely a node is the page's own work: its address counts most, then its title, then where it stands."""
    own = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    own += [one.get("@id") or one.get("url") for one in own if isinstance(one, Mapping)]
    addresses = {canonical_url(one.partition("#")[0]) for one in own if isinstance(one, str) and one.startswith("http")}
    headline = squeezed(plain(node.get("headline") or node.get("name")))
    titled = bool(headline) and any(headline in title or title in headline for title in titles)
    video = csl_type(node) == "motion_picture"
    if not addresses & {here} and not titled and (aside or (addresses and titles and headline)):
        return -1
    return 4 * bool(addresses & {here}) + 3 * titled + 2 * (not aside) - 4 * video
