"""Values that hypothesis makes up: texts, EDTF dates, raw values, and whole works that records can hold."""

from hypothesis import strategies as st

from sourcebook.model.fields import FIELDS, Kind
from sourcebook.model.work import Origin, Raw, Work, read_work

# Lone surrogates are no Unicode text, so neither UTF-8 nor YAML can carry them.
TEXTS = st.text(max_size=40)
# What trips YAML writers: indicators, words of other types, blanks, line breaks of every kind, marks of other scripts.
NASTY = st.sampled_from(
    [
        *("no", "Yes", "null", "~", "1e3", "0755", "0x1F", "2022-05-24", "12:30:45", ".inf", "=", "<<", "", " "),
        *(" leading", "trailing ", "tab\t", "a: b", "a:", ":a", "a #b", "#a", "- a", "-", "? b", "?", "a?b", "!a"),
        *("%x", "@x", "`x", "&a", "*a", "|", ">", "{", "}", "{a: b}", "[", "]", "a,b", "[a]", "'", "''", '"', "\\"),
        *("it's", 'say "no"', "a'b\"c", "line\nbreak", "\r", "a\r\nb", "\x00", "\x07", "\x1b[31m", "\x7f", "\x85"),
        *("a\u2028b", "a\u2029b", "\ufeff", "\ufffe", "\uffff", "\ufffd", "🌊", "🏔\ufe0f", "\U0010ffff", "\u202eabc"),
        *("水库", "توغان", "ダム", "e\u0301", "---", "--- a", "...", "a\n---\nb", "https://e.example/?a=b#c"),
    ]
)
ANY_TEXT = TEXTS | NASTY
NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12) | ANY_TEXT
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}", fullmatch=True)

_YEARS = st.integers(0, 9999).map("{:04}".format)
_MONTHS = st.integers(1, 12).map("{:02}".format)
_DAYS = st.dates().map(lambda day: f"{day:%Y-%m-%d}".rjust(10, "0"))
_MASKED = st.one_of(
    st.integers(0, 999).map("{:03}X".format),
    st.integers(0, 99).map("{:02}XX".format),
    _YEARS.map("{}-XX".format),
    _YEARS.map("{}-XX-XX".format),
    st.tuples(_YEARS, _MONTHS).map(lambda parts: f"{parts[0]}-{parts[1]}-XX"),
)
_SEASONS = st.tuples(_YEARS, st.integers(21, 24)).map(lambda parts: f"{parts[0]}-{parts[1]}")
_FAR = st.one_of(
    st.integers(1, 9999).map("-{:04}".format),
    st.integers(10**4, 10**9 - 1).map("Y{}".format),
    st.integers(10**4, 10**9 - 1).map("Y-{}".format),
)
_MONTHLY = st.tuples(_YEARS, _MONTHS).map("-".join)
# Points that are certain down to the day, month or year, then all others of EDTF levels 0 and 1.
PLAIN_POINTS = _YEARS | _MONTHLY | _DAYS
POINTS = st.tuples(PLAIN_POINTS | _MASKED | _SEASONS | _FAR, st.sampled_from(["", "?", "~", "%"])).map("".join)
RANGES = st.one_of(
    POINTS.map("{}/..".format),
    POINTS.map("../{}".format),
    POINTS.map("{}/".format),
    POINTS.map("/{}".format),
    st.tuples(_DAYS, _DAYS).map(lambda ends: "/".join(sorted(ends))),
)
DATES = POINTS | RANGES


def _map_of(values: st.SearchStrategy[Raw]) -> st.SearchStrategy[Raw]:
    return st.dictionaries(NAMES, values, max_size=3).map(lambda made: made)


def _list_of(values: st.SearchStrategy[Raw]) -> st.SearchStrategy[Raw]:
    return st.lists(values, max_size=3).map(lambda made: made)


def _deeper(values: st.SearchStrategy[Raw]) -> st.SearchStrategy[Raw]:
    return _list_of(values) | _map_of(values)


SCALARS: st.SearchStrategy[Raw] = ANY_TEXT.map(lambda text: text)
RAW: st.SearchStrategy[Raw] = st.recursive(SCALARS, _deeper, max_leaves=6)

_SAID = st.text(min_size=1, max_size=12)
_NAME = st.dictionaries(
    st.sampled_from(["family", "given", "suffix", "literal", "dropping-particle", "non-dropping-particle", "orcid"]),
    ANY_TEXT,
    min_size=1,
)
_RELATION = st.tuples(_SAID, KEYS, st.dictionaries(st.just("note"), ANY_TEXT)).map(
    lambda parts: {"type": parts[0], "target": parts[1], **parts[2]}
)
_BY_KIND: dict[Kind, st.SearchStrategy[Raw]] = {
    Kind.TEXT: SCALARS,
    Kind.VERBATIM: SCALARS,
    Kind.DATE: (DATES | ANY_TEXT).map(lambda text: text),
    Kind.NAMES: st.lists(_NAME, max_size=3).map(lambda made: made),
    Kind.WORDS: st.lists(ANY_TEXT, max_size=3).map(lambda made: made),
    Kind.RELATIONS: st.lists(_RELATION, max_size=3).map(lambda made: made),
    Kind.MAP: _map_of(RAW),
    Kind.MAPS: _list_of(_map_of(RAW)),
}


def _field(name: str, kind: Kind) -> st.SearchStrategy[tuple[str, Raw]]:
    return st.tuples(st.just(name), _BY_KIND[kind] | _BY_KIND[kind] | RAW)


KNOWN_FIELDS = st.sampled_from(FIELDS).flatmap(lambda field: _field(field.name, field.kind))
UNKNOWN_FIELDS = st.tuples(NAMES, RAW)
RAW_FIELDS: st.SearchStrategy[dict[str, Raw]] = st.lists(
    KNOWN_FIELDS | KNOWN_FIELDS | UNKNOWN_FIELDS, max_size=6, unique_by=lambda pair: pair[0]
).map(dict)

# An annotation is what is left of a record's body without the blanks around it, its lines ended as on this system.
ANNOTATIONS = ANY_TEXT.map(lambda text: text.replace("\r\n", "\n").strip())

WORKS: st.SearchStrategy[Work] = st.tuples(KEYS, RAW_FIELDS, ANNOTATIONS).map(
    lambda parts: read_work(*parts, Origin())[0]
)
