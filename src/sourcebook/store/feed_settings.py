"""The feeds and the topic of sources.yaml: their raw values as Feeds and Topic."""

import math
import re
from collections.abc import Collection, Mapping

from sourcebook.errors import BadSettings
from sourcebook.model.coverage import Feed, TermGroup, Topic
from sourcebook.model.languages import is_language_tag
from sourcebook.model.outlets import Outlet
from sourcebook.model.work import Raw
from sourcebook.store.settings_values import ADDRESS, entries_of, refuse_twins, required_text, text_of, words_of

KINDS = ("feed", "json-feed", "google-news", "gdelt", "crossref", "openalex", "page")
IDENTITIES = ("auto", "id", "link", "link+date", "title+date")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # it names files and stands in queries
_MOST_PRIOR, _MOST_WEIGHT, _MOST_POINTS = 3.0, 100.0, 1000.0
_YES, _NO = ("true", "yes"), ("false", "no")


def read_feeds(raw: Mapping[str, Raw], outlets: Collection[Outlet], *, file: str) -> tuple[Feed, ...]:
    """The feeds, in their order; raises BadSettings with what is wrong."""
    known = {outlet.id for outlet in outlets}
    feeds = tuple(_feed(entry, known, file) for entry in entries_of(raw, "feeds", file))
    refuse_twins([feed.id for feed in feeds], "feed", file)
    refuse_twins([feed.url for feed in feeds], "feed address", file)
    return feeds


def read_topic(raw: Mapping[str, Raw], *, file: str) -> Topic:
    """The topic, empty where none is said; raises BadSettings with what is wrong."""
    said = raw.get("topic") or {}
    if not isinstance(said, Mapping):
        raise BadSettings(f"{file}: topic has to be a mapping with show, high and groups.")
    _only(said, ("show", "high", "groups"), "topic", file)
    named = said.get("groups") or {}
    if not isinstance(named, Mapping):
        raise BadSettings(f"{file}: topic: groups has to be a mapping such as `people: {{weight: 5, terms: […]}}`.")
    groups = tuple(_group(name, one, file) for name, one in named.items())
    for group in groups:
        for need in group.needs:
            if need not in named:
                raise BadSettings(f"{file}: topic: {group.name} needs the group {need!r}, which is not there.")
    default = Topic()
    topic = Topic(
        groups=groups,
        show=_number(said, "show", default.show, _MOST_POINTS, "topic", file),
        high=_number(said, "high", default.high, _MOST_POINTS, "topic", file),
    )
    if topic.show > topic.high:
        raise BadSettings(
            f"{file}: topic: high has to be at least show, but {topic.high:g} is less than {topic.show:g}."
        )
    return topic


def read_prior(entry: Mapping[str, Raw], outlet: str, *, file: str) -> float:
    """What an outlet's items have ahead of others; raises BadSettings where it is not from -3 to 3."""
    return _number(entry, "prior", 0.0, _MOST_PRIOR, f"outlets: {outlet}", file)


def _feed(entry: Mapping[str, Raw], outlets: Collection[str], file: str) -> Feed:
    name = required_text(entry, "id", "feeds", file)
    where = f"feeds: {name}"
    if not _ID.fullmatch(name):
        raise BadSettings(f"{file}: {where}: an id has Latin letters, digits, '.', '_' and '-' only.")
    known = ("id", "url", "outlet", "kind", "language", "on-topic", "identity", "expect-every", "enabled", "evidence")
    _only(entry, known, where, file)
    url, outlet, language = (
        required_text(entry, "url", where, file),
        text_of(entry, "outlet", file),
        text_of(entry, "language", file),
    )
    if not ADDRESS.fullmatch(url):
        raise BadSettings(f"{file}: {where}: url is an address such as https://example.org/feed, not {url!r}.")
    if outlet and outlet not in outlets:
        raise BadSettings(f"{file}: {where}: there is no outlet {outlet!r}; add it to outlets, or leave it out.")
    if language and not is_language_tag(language):
        raise BadSettings(f"{file}: {where}: language is a BCP 47 tag such as en or zh-Hans, not {language!r}.")
    default = Feed(id=name, url=url)
    return default._replace(
        outlet=outlet,
        kind=_one_of(entry, "kind", KINDS, default.kind, where, file),
        language=language,
        is_on_topic=_flag(entry, "on-topic", default.is_on_topic, where, file),
        identity=_one_of(entry, "identity", IDENTITIES, default.identity, where, file),
        expect_every=_days(entry, "expect-every", where, file),
        is_enabled=_flag(entry, "enabled", default.is_enabled, where, file),
        evidence=text_of(entry, "evidence", file) or default.evidence,
    )


def _group(name: str, said: Raw, file: str) -> TermGroup:
    where = f"topic: {name}"
    if not isinstance(said, Mapping):
        raise BadSettings(f"{file}: {where}: a group is a mapping such as `{{weight: 5, terms: […]}}`.")
    _only(said, ("weight", "terms", "needs"), where, file)
    required_text(said, "weight", where, file)
    terms = words_of(said, "terms", file)
    if not terms:
        raise BadSettings(f"{file}: {where}: a group has to have terms.")
    for term in terms:
        if not (term[0].isalnum() or any(letter.isalnum() for letter in term)):
            raise BadSettings(f"{file}: {where}: {term!r} is no term, since it has no letters.")
    return TermGroup(
        name=name,
        weight=_number(said, "weight", 0.0, _MOST_WEIGHT, where, file),
        terms=tuple(dict.fromkeys(terms)),
        needs=words_of(said, "needs", file),
    )


def _only(entry: Mapping[str, Raw], known: Collection[str], where: str, file: str) -> None:
    for name in entry:
        if name not in known:
            raise BadSettings(f"{file}: {where}: there is no {name!r} here, but {', '.join(known)}.")


def _one_of(entry: Mapping[str, Raw], name: str, known: Collection[str], default: str, where: str, file: str) -> str:
    said = text_of(entry, name, file) or default
    if said not in known:
        raise BadSettings(f"{file}: {where}: {name} is one of {', '.join(known)}, not {said!r}.")
    return said


def _flag(entry: Mapping[str, Raw], name: str, default: bool, where: str, file: str) -> bool:
    said = text_of(entry, name, file).lower()
    if said and said not in (*_YES, *_NO):
        raise BadSettings(f"{file}: {where}: {name} is true or false, not {said!r}.")
    return said in _YES if said else default


def _days(entry: Mapping[str, Raw], name: str, where: str, file: str) -> int:
    said = text_of(entry, name, file)
    if said and not re.fullmatch(r"[0-9]{1,4}", said):
        raise BadSettings(f"{file}: {where}: {name} is a number of days such as 14, not {said!r}.")
    return int(said or 0)


def _number(entry: Mapping[str, Raw], name: str, default: float, most: float, where: str, file: str) -> float:
    said = text_of(entry, name, file)
    try:
        number = float(said) if said else default
    except ValueError:
        number = math.nan
    if not abs(number) <= most:
        raise BadSettings(f"{file}: {where}: {name} is a number from {-most:g} to {most:g}, not {said!r}.")
    return number
