"""One work as the page shows it: its title in its own script, who, where, when, and how its link is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sourcebook.model.archives import Capture
from sourcebook.model.dates import SEASONS, PartialDate, Point
from sourcebook.model.library import Library
from sourcebook.model.links import State, Verdict, link_address
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address
from sourcebook.model.work import Work
from sourcebook.render.reading_list import CrossReference, anchor, cross_references

_MONTHS = tuple("January February March April May June July August September October November December".split())
# Languages whose script runs from the right (CLDR, layout/orientation); a tag may name such a script itself.
_RIGHT_TO_LEFT = frozenset("ar arc azb ckb dv fa he iw ji ks ku ps sd sdh syr ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())
# The blocks of letters that run from the right (Unicode, DerivedBidiClass: R and AL).
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LONGEST = 300  # letters of a title that are shown at once; the rest opens

# What readers are told of a link, by its state; a filter of the page has the same words.
LINK_STATES: Mapping[str, str] = {
    "ok": "Link works",
    "moved": "Link has moved",
    "blocked": "Link lets no program in",
    "unwell": "Link has been failing",
    "insecure": "Link has a bad certificate",
    "drifted": "Link leads to another page now",
    "unsupported": "Link that no program can try",
    "gone": "Link is gone",
    "untried": "Link not tried yet",
    "none": "Without a link",
}
_WELL = frozenset({"ok", "moved", "blocked", "unsupported", "untried", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLink:
    """Where a work is read: its `address` (empty where every one is gone), `state` as in LINK_STATES, the `copy`.

    `told` is what readers are told of the state, empty where all is well; `original` an address that is gone.
    """

    state: str
    address: str = ""
    told: str = ""
    original: str = ""
    copy: Capture | None = None

    @property
    def target(self) -> str:
        """Where the title leads: the address, else the archived copy, else nowhere."""
        return self.address or (self.copy.url if self.copy else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One work of the page; every text is one line and safe to show, `annotation` is Markdown.

    `tag` is the language, `language` the same where that is not the page's; `direction` is `rtl`, `auto` or empty.
    `title` is cut where `rest` has more. `day` sorts: yyyymmdd, 0 without a date.
    """

    key: str
    anchor: str
    title: str
    rest: str
    romanized: str
    translated: str
    tag: str
    language: str
    direction: str
    byline: str
    outlet: str
    date: str
    day: int
    year: str
    role: str
    role_label: str
    link: EntryLink
    content_note: str
    annotation: str
    keywords: tuple[str, ...]
    doubts: tuple[str, ...]
    cross_references: tuple[CrossReference, ...]


def entry(
    library: Library, work: Work, verdicts: Mapping[str, Verdict], listed: frozenset[str], *, copies: bool = True
) -> Entry:
    """The entry of a work; `listed` are the keys of the page, `copies` says whether archived copies are shown."""
    title = one_line(work.title) or f"Untitled ({work.key})"
    shown, rest = _cut(title)
    date = work.date()
    language = _language(work.language)
    return Entry(
        key=work.key,
        anchor=anchor(work.key),
        title=shown,
        rest=rest,
        romanized=one_line(work.text("title-romanized")),
        translated=_unless(one_line(work.text("title-translated")), title),
        tag=language,
        language=language if language.partition("-")[0] != library.language.lower().partition("-")[0] else "",
        direction=direction(title, language),
        byline=one_line(", ".join(name.full for name in work.authors)),
        outlet=outlet_label(library, work),
        date=one_line(date_words(date) if date else work.text("issued")),
        day=date.days[0] if date else 0,
        year=str(date.first_year) if date and date.first_year is not None else "",
        role=work.role,
        role_label=one_line(role.label if (role := library.vocabulary.roles.get(work.role)) else work.role),
        link=entry_link(work, verdicts, copies=copies),
        content_note=one_line(work.text("content-note")),
        annotation=work.annotation.strip(),
        keywords=tuple(one_line(word) for word in work.words("keywords")),
        doubts=tuple(one_line(doubt) for doubt in work.doubts),
        cross_references=cross_references(library, work, listed),
    )


def entry_link(work: Work, verdicts: Mapping[str, Verdict], *, copies: bool = True) -> EntryLink:
    """The first address of a work that is not gone, with what is known of it; its archived copy if that is not gone."""
    said = dict.fromkeys((work.link, work.text("URL"), work.text("url-mirror")))
    judged = [
        (url, verdicts.get(link_address(url)) if verdicts else None) for url in said if url and is_web_address(url)
    ]
    copy = _copy(work, verdicts) if copies else None
    living = next(((url, said) for url, said in judged if not said or said.state is not State.GONE), None)
    if living is None and not judged:
        return EntryLink(state="none", copy=copy)
    url, verdict = living or judged[0]
    state = "untried" if verdict is None or verdict.state is State.DEFERRED else str(verdict.state)
    since = f" since {verdict.since}" if verdict and verdict.since else ""
    told = "" if state in _WELL else f"{LINK_STATES[state]}{since if state in ('gone', 'unwell') else ''}"
    if living is None:
        return EntryLink(state=state, told=told.replace("is gone", "gone"), original=url, copy=copy)
    return EntryLink(state=state, address=url, told=told, copy=copy)


def outlet_label(library: Library, work: Work) -> str:
    """Who published a work: the outlet that sources.yaml knows, else what the record calls it."""
    outlet = library.outlet_of(work)
    return one_line(outlet.name if outlet else work.text("container-title") or work.text("publisher"))


def date_words(date: PartialDate) -> str:
    """A date as people write it: `24 May 2022`, `c. 2021`, `Autumn 2021`, `2021–2022`, `until 2020`, `2020s?`."""
    if not date.is_range:
        return _point_words(date.start) if date.start else date.text
    if date.start is None or date.end is None:
        return (
            f"from {_point_words(date.start)}" if date.start else f"until {_point_words(date.end)}" if date.end else ""
        )
    return f"{_point_words(date.start)}\u2009–\u2009{_point_words(date.end)}"


def direction(text: str, language: str) -> str:
    """`rtl` for a language that is written from the right, `auto` for other text with such letters, else nothing."""
    parts = language.lower().split("-")
    if any(part in _RIGHT_TO_LEFT_SCRIPTS for part in parts[1:]):
        return "rtl"
    if parts[0] in _RIGHT_TO_LEFT and not any(len(part) == 4 for part in parts[1:]):
        return "rtl"
    return "auto" if not text.isascii() and _FROM_THE_RIGHT.search(text) else ""


def _point_words(point: Point) -> str:
    year = f"{point.year}" if point.year == point.last_year else f"{point.year}–{point.last_year}"
    season = SEASONS.get(point.month)
    month = season or (_MONTHS[point.month - 1] if point.month else "")
    words = " ".join(part for part in (str(point.day or ""), month, year) if part)
    return f"{'c. ' if point.approximate else ''}{words}{'?' if point.uncertain else ''}"


def _copy(work: Work, verdicts: Mapping[str, Verdict]) -> Capture | None:
    said = {part: text.strip() for part, text in work.map("archive").items() if isinstance(text, str)}
    url = said.get("url", "")
    if not url or not is_web_address(url):
        return None
    verdict = verdicts.get(link_address(url))
    if verdict and verdict.state is State.GONE:
        return None
    return Capture(url=url, date=one_line(said.get("date", "")), by=one_line(said.get("by", "")))


def _cut(title: str) -> tuple[str, str]:
    """A title and, where it is very long, the rest of it, cut at a blank where there is one."""
    if len(title) <= _LONGEST:
        return title, ""
    end = title.rfind(" ", _LONGEST // 2, _LONGEST)
    end = end if end > 0 else _LONGEST
    return title[:end], title[end:].strip()


def _language(tag: str) -> str:
    # What is no language tag would be no attribute that a reader's program could use.
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag) else ""


def _unless(text: str, other: str) -> str:
    return "" if text == other else text
