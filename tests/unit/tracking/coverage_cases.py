"""A small topic, library and items about an invented dam, for the tests of tracking."""

from sourcebook.model.coverage import FeedItem, TermGroup, Topic
from sourcebook.model.library import Library
from sourcebook.model.outlets import Outlet
from sourcebook.model.work import Work, read_work

TOPIC = Topic(
    groups=(
        TermGroup("dam", 5.0, ("Alder Dam", "大坝", "سەددى")),
        TermGroup("river", 1.2, ("Alder",)),
        TermGroup("acts", 2.0, ("flood", "evict*"), needs=("dam", "river")),
        TermGroup("surname", -3.0, ("Ann Alder",)),
    )
)
OUTLETS = (
    Outlet(id="courier", name="The Courier", domains=("courier.example",), prior=1.0),
    Outlet(id="weekly", name="Dam Weekly", aliases=("DW Online",), domains=("weekly.example",), prior=-2.0),
)


def work(key: str, title: str, **fields: object) -> Work:
    raw = {name.replace("_", "-"): value for name, value in fields.items()}
    return read_work(key, {"title": title, **raw}, "", Work("").origin)[0]  # type: ignore[dict-item]  # values of records


def library(*works: Work) -> Library:
    return Library(works={one.key: one for one in works}, outlets=OUTLETS)


def item(title: str, summary: str = "", **said: object) -> FeedItem:
    plain = FeedItem(feed="f", id="", url="", title=title, summary=summary)
    return plain._replace(**said)  # type: ignore[arg-type]  # values of its fields
