"""How the link of a work is printed whose page is gone, or whose archived copy stands for it."""

import re

from sourcebook.model.archives import PrintedLink
from sourcebook.model.work import Work


def with_copy(work: Work, link: PrintedLink | None) -> Work:
    """The work with the address of its archived copy for its own, where that is printed."""
    return work._replace(fields={**work.fields, "URL": link.copy}) if link and link.copy else work


def stored_on(link: PrintedLink) -> str:
    """The day on which the copy was stored, `2022-06-01`; empty where the record does not say a day."""
    return link.date if re.fullmatch(r"\d{4}-\d\d-\d\d", link.date, re.ASCII) else ""


def stored(link: PrintedLink) -> str:
    """When the copy was stored: `Archived 2022-06-01`."""
    return f"Archived {link.date}".rstrip()


def original_is(link: PrintedLink) -> str:
    """What the address of the original stands after: `the original has been gone since 2026-03-01`."""
    if not link.copy:
        return f"Gone since {link.since}" if link.since else "Gone"
    if not link.is_gone:
        return "the original"
    return f"the original has been gone since {link.since}" if link.since else "the original is gone"


def sentence(link: PrintedLink) -> str:
    """All that is told of a link: `Archived 2022-06-01; the original is gone: https://…`, `Gone: https://…`."""
    copy = f"{stored(link)}; " if link.copy else ""
    return f"{copy}{original_is(link)}: {link.original}"
