"""What an item is known by: addresses without their wrappers, ids, titles of a day; and the same for works."""

import hashlib
import re
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from sourcebook.model.coverage import FeedItem
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.text import spread
from sourcebook.model.urls import canonical_url, is_web_address
from sourcebook.model.work import Work
from sourcebook.tracking.terms import folded

# Archives and caches that have the address of the page in their own.
_WRAPPED = re.compile(
    r"https?://(?:web\.archive\.org/web/\d+(?:[a-z]{2}_)?/|archive\.(?:ph|today|is|md|li)/\d+/|"
    r"(?:www\.)?google\.[a-z.]+/amp/(?:s/)?|[\w.-]+\.cdn\.ampproject\.org/[cv]/(?:s/)?)(\S+)"
)
_AMP_ENDINGS = ("/amp", "/amp.html", ".amp", ".amp.html")
_AMP_PARAMETERS = frozenset({"amp", "outputtype", "output"})
_DOI = re.compile(r"(?:doi\.org/|/doi/(?:[a-z]+/)?)(10\.\d{4,9}/[^?#\s]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'）」]+")
_DAYS_APART = 3  # of a title that comes back


def story_address(url: str) -> str:
    """The canonical address of the story: out of archives, redirects and caches, without marks of a mobile page.

    >>> story_address("http://m.e.org/a/amp?utm_source=x")
    'https://e.org/a'
    """
    plain = canonical_url(unwrapped(url))
    host, slash, path = plain.removeprefix("https://").partition("/")
    bare = re.sub(r"^(?:(?:m|mobile|amp|www)\.)+(?=[^.]+\.[^.])", "", host)
    path, mark, query = path.partition("?")
    kept = [pair for pair in query.split("&") if pair.partition("=")[0].lower() not in _AMP_PARAMETERS]
    path = f"{slash}{path}"
    while ending := next((one for one in ("/", *_AMP_ENDINGS) if path.endswith(one)), ""):
        path = path.removesuffix(ending)
    return f"https://{bare}{path}{mark if any(kept) else ''}{'&'.join(kept)}" if plain.startswith("https://") else plain


def unwrapped(url: str) -> str:
    """The address inside one of an archive, a redirect or a cache, else the address itself."""
    for _ in range(3):
        inner = _inner(url)
        if inner == url:
            break
        url = inner
    return url


def _inner(url: str) -> str:
    if match := _WRAPPED.match(url):
        return match[1] if "://" in match[1] else f"https://{match[1]}"
    if re.match(r"https?://(?:www\.)?google\.[a-z.]+/url\?", url):
        said = dict(parse_qsl(urlsplit(url).query))
        inner = said.get("url") or said.get("q") or ""
        return inner if is_web_address(inner) else url
    return url


def item_keys(item: FeedItem, identity: str = "auto") -> tuple[str, ...]:
    """Everything that an item may come back under, the best first; `identity` is what tells its feed's items apart.

    A title counts on its day only, since columns and briefings have the same one again and again.
    """
    day = day_of(item.published)
    story = address_of(item)
    address = f"url:{story}" if story else ""
    # A feed that moves to another host, or from http to https, keeps the rest of its ids.
    bare = re.sub(r"^https?://[^/]*/*|#\d+$", "", item.id.strip())
    own = f"id:{item.feed}:{bare}" if bare else ""
    title = title_key(item.title, day)
    doi = doi_of(item.url) or doi_of(item.id)
    by_identity = {
        "auto": (address, f"doi:{doi}" if doi else "", own),
        "id": (own,),
        "link": (address,),
        "link+date": (f"{address}@{day}" if address else "",),
        "title+date": (),
    }
    return tuple(dict.fromkeys(filter(None, (*by_identity.get(identity, ()), title))))


def address_of(item: FeedItem) -> str:
    """The story address of an item, empty where it is no address or names a host alone, which tells no story apart."""
    story = story_address(item.url) if is_web_address(item.url) else ""
    return story if re.search(r"[/?]", story.removeprefix("https://")) else ""


def item_id(item: FeedItem, identity: str = "auto") -> str:
    """A short name for an item, the same on every machine: ten hexadecimal digits."""
    keys = item_keys(item, identity)
    return hashlib.sha256((keys[0] if keys else repr(item)).encode("utf-8", "replace")).hexdigest()[:10]


def work_keys(work: Work) -> tuple[str, ...]:
    """Everything that a work of the library, or of the inbox, may come back under."""
    archived = work.map("archive").get("url", "")
    addresses = (work.text("URL"), work.text("url-mirror"), archived if isinstance(archived, str) else "")
    keys = [f"url:{story_address(one)}" for one in addresses if one]
    doi = normal_doi(work.text("DOI"))
    issued = work.text("issued")
    title = title_key(work.title, issued) if day_number(issued) is not None else ""
    return tuple(filter(None, (*keys, f"doi:{doi}" if doi else "", title)))


def title_key(title: str, day: str) -> str:
    """A title of a day as a key, empty where it is too short to tell a story."""
    words = title_words(title)
    return f"title:{day}:{' '.join(words)}" if is_telling(words) else ""


def near_keys(key: str) -> tuple[str, ...]:
    """The key, and that of the same title on neighbouring days."""
    kind, _, rest = key.partition(":")
    day, _, words = rest.partition(":")
    if kind != "title" or day_number(day) is None:
        return (key,)
    middle = date.fromisoformat(day)
    near = range(-_DAYS_APART, _DAYS_APART + 1)
    # The first and the last days that there are have no neighbours on one side.
    return tuple(
        f"title:{middle + timedelta(days=by)}:{words}" for by in near if 1 <= middle.toordinal() + by <= 3652059
    )


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title as it is compared: folded, letters apart in scripts without words."""
    return tuple(re.findall(r"\w+", spread(folded(title))))


def is_telling(words: tuple[str, ...]) -> bool:
    """Whether a title has enough to it that two stories will hardly share it: four words, or eight letters of Han."""
    return sum(1 if one.isascii() else 0.5 if len(one) == 1 else 1 for one in words) >= 4


def doi_of(text: str) -> str:
    """The DOI that an address or an id has in it, or empty."""
    match = _DOI.search(unquote(text))
    return normal_doi(match[1] if match else text)


def addresses_in(item: FeedItem) -> tuple[str, ...]:
    """The addresses that an item links to, beside its own: those of its links, and those that stand in its text."""
    written = (one.rstrip(".,;:)]") for one in (_ADDRESS.findall(item.summary) if "://" in item.summary else ()))
    return tuple(dict.fromkeys((*item.links, *written)))


def day_of(published: str) -> str:
    """The day of a time or EDTF date, empty where it names none."""
    return published[:10] if day_number(published[:10]) is not None else ""


def day_number(day: str) -> int | None:
    """A day as a number, None where it is none."""
    try:
        return date.fromisoformat(day).toordinal() if len(day) == 10 else None
    except ValueError:
        return None


def hours(published: str) -> float | None:
    """When something was published, in hours since the beginning of the calendar; None where no day is known."""
    day = day_number(published[:10])
    if day is None:
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return 24.0 * day
    offset = moment.utcoffset() or timedelta()
    return 24.0 * day + moment.hour + moment.minute / 60 - offset.total_seconds() / 3600
