"""The table of a record's fields: every field once, in the order records are written, with one sentence of meaning.

The codec's order, the checks and docs/record-format.md follow this table; a test holds them together. Names are those
of CSL 1.0.2 (docs.citationstyles.org, appendices III and IV), then our own.
"""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The shape of a field's value in a record."""

    TEXT = "text"  # one string
    VERBATIM = "verbatim"  # one string that is never decoded, escaped or re-spelled: addresses and identifiers
    NAMES = "names"  # a list of {family, given, …} or {literal}
    DATE = "date"  # one EDTF string
    WORDS = "words"  # a list of strings
    RELATIONS = "relations"  # a list of {type, target}
    MAP = "map"  # a mapping with parts of its own
    MAPS = "maps"  # a list of such mappings


class Field(NamedTuple):
    """One row of the table; `csl` tells whether CSL-JSON has the same variable."""

    name: str
    kind: Kind
    meaning: str
    csl: bool = True


def _rows(kind: Kind, csl: bool, text: str) -> list[Field]:
    pairs = (line.strip().split(": ", 1) for line in text.strip().splitlines())
    return [Field(name=name, kind=kind, meaning=meaning, csl=csl) for name, meaning in pairs]


_OURS = False

FIELDS: tuple[Field, ...] = (
    *_rows(
        Kind.TEXT, True, "type: What the work is, as a CSL 1.0.2 item type such as `article-newspaper` or `report`."
    ),
    *_rows(
        Kind.TEXT,
        True,
        """
        genre: What kind of its type it is, where the type does not say enough: `op-ed`, `white paper`.
        title: The title as published, in its own script.
        """,
    ),
    *_rows(
        Kind.TEXT,
        _OURS,
        """
        title-romanized: The title in Latin letters, for a title in another script.
        title-translated: The title in the language of this bibliography.
        """,
    ),
    *_rows(
        Kind.TEXT,
        True,
        """
        title-short: A shorter form of the title, for notes.
        original-title: The title of the work that this one translates or re-issues.
        reviewed-title: The title of the work that this one reviews.
        part-title: The title of the part of a larger work that is meant.
        volume-title: The title of the volume that is meant.
        """,
    ),
    *_rows(Kind.WORDS, _OURS, "marks: Words of its titles that are set apart, with CSL's marks: `<i>The Dam</i>`."),
    *_rows(
        Kind.NAMES,
        True,
        """
        author: Who wrote it; only names that the work itself prints.
        editor: Who edited it.
        translator: Who translated it.
        interviewer: Who asked the questions of an interview.
        director: Who directed a film or broadcast.
        producer: Who produced it.
        executive-producer: Who was its executive producer.
        script-writer: Who wrote the script.
        narrator: Who narrates it.
        host: Who hosts the programme.
        guest: Who is the guest of the programme.
        performer: Who performs in it.
        composer: Who composed it.
        illustrator: Who illustrated it.
        compiler: Who compiled it.
        contributor: Who contributed to it otherwise.
        curator: Who curated the exhibition or collection.
        organizer: Who organised the event.
        chair: Who chaired the session.
        recipient: Who a letter is addressed to.
        container-author: Who wrote the container, such as the book of a chapter.
        collection-editor: Who edits the series.
        editorial-director: Who is the editorial director.
        original-author: Who wrote the original.
        reviewed-author: Who wrote the work that is reviewed.
        series-creator: Who created the series.
        """,
    ),
    *_rows(
        Kind.TEXT,
        True,
        """
        container-title: What it appeared in: the newspaper, journal, site, book or programme.
        container-title-short: The container's abbreviated title.
        collection-title: The series that it belongs to.
        event-title: The conference, hearing or other event.
        event-place: Where the event took place.
        publisher: Who published it.
        publisher-place: Where the publisher is.
        original-publisher: Who published the original.
        original-publisher-place: Where the original's publisher is.
        authority: The court, parliament or body that issued it.
        jurisdiction: Where a law or judgement holds.
        section: The section of the newspaper or the law.
        division: The division of the court or body.
        volume: The volume number.
        issue: The issue number.
        edition: The edition: a number, or words such as `revised`.
        version: The version of software or data.
        number: Its own number: of a report, law, press release.
        number-of-pages: How many pages it has.
        number-of-volumes: How many volumes it has.
        collection-number: The number within the series.
        chapter-number: The number of the chapter.
        part-number: The number of the part.
        printing-number: The number of the printing.
        supplement-number: The number of the supplement.
        page: Its pages in the container, as a range: `12-34`.
        medium: The medium: `DVD`, `radio`.
        dimensions: Its size or running time.
        scale: The scale of a map.
        references: Works that a law or case refers to.
        source: Where the facts of the record were taken from, such as a catalogue.
        status: Its state of publication, such as `in press`.
        license: The licence that it is under.
        """,
    ),
    *_rows(
        Kind.DATE,
        True,
        """
        issued: When it was published, as EDTF: `2022-05-24`, `2022-05`, `2022~`, `2021-21`.
        original-date: When the original was published.
        event-date: When the event took place.
        available-date: When it became available, before or after it was issued.
        submitted: When it was submitted.
        accessed: When the address was last read by a person.
        """,
    ),
    *_rows(
        Kind.VERBATIM,
        True,
        """
        DOI: Its digital object identifier, bare: `10.1000/xyz`.
        ISBN: Its international standard book number.
        ISSN: The international standard serial number of its container.
        PMID: Its number in PubMed.
        PMCID: Its number in PubMed Central.
        URL: Its own address, where the publisher keeps it.
        """,
    ),
    *_rows(Kind.VERBATIM, _OURS, "url-mirror: The address of a copy or reprint elsewhere, not the publisher's page."),
    *_rows(
        Kind.MAP, _OURS, "archive: A stored copy: `url`, its address, and `date`, the day it was stored; `by` whom."
    ),
    *_rows(Kind.TEXT, _OURS, "archive-name: The archive or library that holds it, as CSL's `archive` names it."),
    *_rows(
        Kind.TEXT,
        True,
        """
        archive_collection: The collection of the archive that holds it.
        archive_location: Its place within the archive: a shelf mark or box.
        archive-place: Where the archive is.
        call-number: Its call number in a library.
        citation-label: The label that styles with labels print for it, such as `Oka21`, where it has one of its own.
        language: Its language, as a BCP 47 tag: `en`, `zh-Hans`, `ug`.
        abstract: A summary by the work's own author or publisher.
        note: Whatever else a reference has to print.
        """,
    ),
    *_rows(
        Kind.TEXT,
        _OURS,
        """
        viewpoint: The viewpoint that it is grouped under, one id of viewpoints.yaml.
        role: What it does in the dispute, one id of the roles in viewpoints.yaml.
        """,
    ),
    *_rows(Kind.RELATIONS, _OURS, "relations: How it stands to other works: a list of `type` and `target` key."),
    *_rows(Kind.TEXT, _OURS, "content-note: A warning for readers, shown before what it warns of."),
    *_rows(Kind.WORDS, _OURS, "keywords: What it is about: two to five tags."),
    *_rows(Kind.WORDS, _OURS, "aliases: Keys that it had before; each still finds it."),
    *_rows(
        Kind.MAPS,
        _OURS,
        "status-events: Corrections, retractions and changed headlines: `type`, `date`, `note` of each.",
    ),
    *_rows(
        Kind.MAP,
        _OURS,
        "provenance: Where it is from: `confirmed` (how seen), `confirmed-by` (where), `verified`, `doubts`, `seed`.",
    ),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
ORDER: dict[str, int] = {field.name: position for position, field in enumerate(FIELDS)}
NAME_FIELDS: tuple[str, ...] = tuple(field.name for field in FIELDS if field.kind is Kind.NAMES)
DATE_FIELDS: tuple[str, ...] = tuple(field.name for field in FIELDS if field.kind is Kind.DATE)

# Item types of CSL 1.0.2, appendix III.
TYPES: frozenset[str] = frozenset(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""".split()
)
