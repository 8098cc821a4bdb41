"""When feeds are asked, and what their answers make of what is remembered of them. Pure: the time is an argument."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sourcebook.model.coverage import Feed
from sourcebook.model.links import Outcome, moment, moment_text
from sourcebook.model.polling import Answer, Polled, Taken

USUAL, LONGEST = timedelta(hours=6), timedelta(days=7)
# Services that ask for more time between two requests than a second.
GAPS: Mapping[str, float] = {"api.gdeltproject.org": 5.0, "export.arxiv.org": 3.0, "arxiv.org": 3.0}
SIGHTINGS, SIGHTED_FOR = 3, timedelta(days=7)  # of a permanent redirect, before it is proposed
_SILENT = timedelta(days=30)  # since the newest item, after which a feed is asked once in LONGEST
_EXPECTED = 45  # days of silence that are worth a word where the settings name none
_GAPS_OF_SILENCE = 4  # of the mean time between two items
_MOST_DOUBLINGS = 10
_REPORTED = 3  # failures in a row before a word is said of what may pass
# What a redirect leads to that is no new home.
_NO_HOME = ("login", "signin", "sign-in", "register", "landing", "captcha", "maintenance", "consent")
_OURS = frozenset({Outcome.NO_HOST, Outcome.NAME_TROUBLE, Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMEOUT})
_WELL = frozenset({Outcome.OK, Outcome.UNCHANGED})
_BLOCKED = frozenset({Outcome.FORBIDDEN, Outcome.AUTH, Outcome.CHALLENGE, Outcome.PAYMENT, Outcome.LEGAL})
_PASSING = frozenset({Outcome.LIMITED, Outcome.SERVER_ERROR, Outcome.CUT, *_OURS})


def due(feeds: Iterable[Feed], known: Mapping[str, Polled], now: datetime) -> list[Feed]:
    """The feeds to ask now, those first that have waited longest."""
    found = [feed for feed in feeds if feed.is_enabled and _is_due(known.get(feed.id), feed.url, now)]
    return sorted(found, key=lambda feed: (known[feed.id].due if feed.id in known else "", feed.id))


def _is_due(polled: Polled | None, url: str, now: datetime) -> bool:
    if polled is None or polled.url != url or not polled.due:
        return True
    if polled.outcome == Outcome.GONE:
        return False  # for ever, until somebody asks for it by name
    # A clock that went back would let what it wrote in the future wait for ever.
    return moment(polled.due) <= now or moment(polled.tried) > now + timedelta(hours=1)


def unreachable(answer: Answer) -> bool:
    """Whether no connection came about, which may be the fault of our own network."""
    return answer.outcome in _OURS


def is_offline(answers: Sequence[Answer]) -> bool:
    """Whether no host at all could be reached, so that it is our own network that fails."""
    return bool(answers) and all(map(unreachable, answers))


def remembered(feed: Feed, before: Polled | None, answer: Answer, now: datetime) -> Polled:
    """What is to be remembered of a feed after an answer."""
    known = before if before and before.url == feed.url else Polled(feed.url)
    known = _moved(known, answer, now)._replace(tried=answer.at, outcome=str(answer.outcome), reason=answer.reason)
    if answer.outcome in _WELL:
        known = _with_items(known, answer)._replace(good=answer.at, failures=0)
        if answer.outcome is Outcome.UNCHANGED:
            # RFC 9111, section 3.2: what a 304 says anew holds.
            known = known._replace(etag=answer.etag or known.etag, modified=answer.modified or known.modified)
        else:
            is_kept = answer.is_whole and bool(answer.digest)
            known = known._replace(
                etag=answer.etag if is_kept else "",
                modified=answer.modified if is_kept else "",
                digest=answer.digest if is_kept else "",
                whole=answer.at if is_kept else "",
            )
        wait = interval(known, now)
    elif answer.outcome is Outcome.LIMITED:
        # The host is busy, the feed may well be sound.
        wait = USUAL if not answer.wish else timedelta()
    else:
        known = known._replace(failures=known.failures + 1)
        wait = min(interval(known, now) * 2 ** min(known.failures - 1, _MOST_DOUBLINGS), LONGEST)
    wait = min(max(wait, timedelta(seconds=answer.wish)), LONGEST)
    return known._replace(due=moment_text(now + wait * _spread(feed.id)))


def put_off(feed: Feed, before: Polled | None, seconds: int, now: datetime) -> Polled:
    """What is to be remembered of a feed that was not asked, since its host wants to be left alone."""
    known = before if before and before.url == feed.url else Polled(feed.url)
    wait = min(timedelta(seconds=seconds) if seconds else USUAL, LONGEST)
    return known._replace(due=max(known.due, moment_text(now + wait)))


def interval(known: Polled, now: datetime) -> timedelta:
    """How long to wait after an answer that is well: until about one new item is there, seldom where there is none."""
    newest = _when(known.newest)
    if newest and now - newest > _SILENT:
        return LONGEST
    if known.weekly <= 0:
        return USUAL
    return min(max(timedelta(days=7) / known.weekly, USUAL), LONGEST)


def proposed(known: Polled, now: datetime) -> str:
    """The address that a feed has moved to for good, as often and as long as that was seen; empty for none."""
    is_sure = known.moves >= SIGHTINGS and now - moment(known.moved_since) >= SIGHTED_FOR if known.moved else False
    return known.moved if is_sure and known.outcome in _WELL else ""


def corrections(feed: Feed, known: Polled, now: datetime) -> dict[str, tuple[str, str]]:
    """What the answers of a feed show its entry to have wrong: field -> its value as it is to be, and why."""
    if known.outcome == Outcome.GONE:
        return {"enabled": ("false", f"it answered 410 Gone on {known.tried[:10]}")}
    found = {}
    if moved := proposed(known, now):
        why = f"it redirects there permanently, {known.moves} times since {known.moved_since[:10]}"
        found["url"] = (moved, why)
    kind = "json-feed" if known.form.startswith("JSON Feed") else "feed"
    is_told = known.form not in ("", "page") and known.outcome in _WELL
    if is_told and feed.kind in ("feed", "json-feed", "page") and kind != feed.kind:
        found["kind"] = (kind, f"it answers as {known.form}")
    return found


def unwell(feed: Feed, known: Polled, now: datetime, taken: Taken | None = None) -> str:
    """What is wrong with a feed, and what to do, in one sentence; empty where it is well."""
    outcome = known.outcome
    if outcome == Outcome.GONE:
        return f"it is gone since {known.tried[:10]} (410) and is not asked any more; `sources fix {feed.id}`"
    if outcome == Outcome.NOT_FOUND:
        return f"{known.reason}; `sources doctor {feed.id}` looks where it went"
    if outcome in _BLOCKED:
        return f"it is blocked: {known.reason}"
    if outcome in _PASSING:
        times = f" {known.failures} times in a row" if known.failures > 1 else ""
        is_long = known.failures >= _REPORTED or not known.good
        return f"{known.reason}{times}" if is_long or outcome == Outcome.LIMITED else ""
    if known.reason:
        return known.reason
    if moved := proposed(known, now):
        return f"it has moved to {moved} for good; `sources fix {feed.id}` says so"
    if taken and taken.is_gap:
        return "none of its items is known from before, so that some may have been missed"
    return known.warning or _silence(feed, known, now)


def _silence(feed: Feed, known: Polled, now: datetime) -> str:
    if known.good and not known.items:
        return "it offers no items"
    newest = _when(known.newest)
    days = (now - newest).days if newest else 0
    return f"its newest item is {days} days old" if days > (feed.expect_every or _EXPECTED) else ""


def silent_days(feed: Feed, known: Polled, now: datetime) -> tuple[int, int] | None:
    """For how many days a feed is silent, and after how many it counts as silent; None where it is not.

    That is by its own rhythm, four times the mean time between its items and a week at least, or as its settings say.
    """
    newest = _when(known.newest)
    rhythm = _GAPS_OF_SILENCE * 7 / known.weekly if known.weekly else _EXPECTED
    usual = feed.expect_every or max(round(rhythm), 7)
    days = (now - newest).days if newest else 0
    return (days, usual) if days > usual else None


def _with_items(known: Polled, answer: Answer) -> Polled:
    if not answer.items and not answer.form:
        return known  # the same as before
    times = sorted(moment_ for item in answer.items if (moment_ := _when(item.published)))
    # An aggregator sorts by likeness, and old ones among its items say nothing of how many come.
    recent = times[-50:]
    days = (recent[-1] - recent[0]).total_seconds() / 86_400 if len(recent) > 1 else 0.0
    words = sum(len(f"{item.title} {item.summary}".split()) for item in answer.items)
    return known._replace(
        items=len(answer.items),
        words=round(words / len(answer.items)) if answer.items else 0,
        title=answer.title,
        form=answer.form,
        warning=answer.warning,
        newest=moment_text(times[-1]) if times else "",
        weekly=round((len(recent) - 1) / days * 7, 3) if days else 0.0,
    )


def _moved(known: Polled, answer: Answer, now: datetime) -> Polled:
    """What is known of where a feed has moved; only a feed at the end of the redirects is a sighting."""
    if answer.outcome not in _WELL:
        return known
    target = answer.permanent
    if not target or any(word in target.lower() for word in _NO_HOME):
        return known._replace(moved="", moved_since="", moves=0)
    if target != known.moved:
        return known._replace(moved=target, moved_since=moment_text(now), moves=1)
    return known._replace(moves=known.moves + 1)


def _spread(name: str) -> float:
    """A little more than one, by name: feeds of one host that failed together are not asked together again."""
    return 1 + zlib.crc32(name.encode()) % 1000 / 10_000


def _when(published: str) -> datetime | None:
    try:
        if published.endswith("Z"):
            return moment(published)
        day = date.fromisoformat(published[:10])
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
