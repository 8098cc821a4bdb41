"""Decides what exports print of a work's link: the link, its archived copy, or that it is gone."""

from collections.abc import Iterable, Mapping

from sourcebook.model.archives import PrintedLink, Printing
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.links import Verdict, doi_address, link_address
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address
from sourcebook.model.work import Work


def printed_links(
    works: Iterable[Work], gone: Mapping[str, Verdict], printing: Printing = Printing.WHEN_GONE
) -> dict[str, PrintedLink]:
    """Key -> what is printed of the link of a work, for works of which that is not just the link.

    `gone` are the verdicts that a link is gone, by address (store/ledgers.py). A copy that is gone is none.
    """
    if not gone and printing is not Printing.ALWAYS:
        return {}
    found = ((work.key, _printed_link(work, gone, printing)) for work in works)
    return {key: link for key, link in found if link}


def _printed_link(work: Work, gone: Mapping[str, Verdict], printing: Printing) -> PrintedLink | None:
    doi = normal_doi(work.text("DOI"))
    original = work.text("URL") or (doi_address(doi) if doi else "")
    verdict = gone.get(link_address(original)) if original else None
    is_gone = verdict is not None
    archive = {part: said for part, said in work.map("archive").items() if isinstance(said, str)}
    copy = archive.get("url", "").strip()
    is_wanted = printing is Printing.ALWAYS or (printing is Printing.WHEN_GONE and is_gone)
    if not (original and is_wanted and is_web_address(copy)) or link_address(copy) in gone:
        copy = ""
    if not copy and not is_gone:
        return None
    link = PrintedLink(one_line(original), is_gone, verdict.since if verdict else "")
    if not copy:
        return link
    return link._replace(copy=copy, date=one_line(archive.get("date", "")), by=one_line(archive.get("by", "")))
