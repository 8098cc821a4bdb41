"""What tests of the importers share: works made from drafts, and what a work says without how it came to be."""

from collections.abc import Mapping

from hypothesis import strategies as st

from sourcebook.intake.imported import Imported
from sourcebook.model.bibtex_table import ENTRY_TYPES
from sourcebook.model.facts import Draft
from sourcebook.model.fields import BY_NAME, Kind
from sourcebook.model.work import Origin, Raw, Work, raw_fields, read_work


def only(imported: Imported) -> Draft:
    """The one draft of a file that reads without a complaint."""
    assert list(imported.complaints) == []
    assert len(imported.drafts) == 1
    return imported.drafts[0]


def work_of(draft: Draft) -> Work:
    """The work that a draft is."""
    return read_work(draft.entry, draft.raw, draft.annotation, Origin())[0]


def said(work: Work) -> tuple[Mapping[str, Raw], str]:
    """The raw fields and the annotation."""
    return raw_fields(work), work.annotation


# Texts that both dialects carry: no white space that exports make even, no sign that TeX prints as another one.
_WORD = st.text(alphabet=st.sampled_from("aBcdéßİ%&#_$\\{}^习近ش()@"), min_size=1, max_size=8)
TEXT = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)
_FAMILY = st.from_regex(r"[A-Z][a-zéü]{1,8}", fullmatch=True)
NAME = st.one_of(
    st.fixed_dictionaries({"family": _FAMILY, "given": _FAMILY}),
    st.fixed_dictionaries({"family": _FAMILY, "given": _FAMILY, "suffix": st.just("Jr.")}),
    st.fixed_dictionaries({"family": _FAMILY, "given": _FAMILY, "dropping-particle": st.just("von der")}),
    st.fixed_dictionaries({"literal": st.lists(_FAMILY, min_size=2, max_size=3).map(" and ".join)}),
)
_KEPT = [
    field.name
    for field in BY_NAME.values()
    if field.kind is Kind.TEXT and field.name not in ("type", "language", "abstract", "note", "title-romanized")
]
FIELDS: st.SearchStrategy[dict[str, Raw]] = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(ENTRY_TYPES)), "title": TEXT},
    optional={
        **{name: TEXT for name in _KEPT if name not in ("type", "title", "page")},
        "page": st.sampled_from(["12-34", "7", "e12, 14-15"]),
        "author": st.lists(NAME, min_size=1, max_size=3),
        "editor": st.lists(NAME, min_size=1, max_size=2),
        "issued": st.sampled_from(["2022", "2022-05", "2022-05-24", "2021-22", "2020~", "2019/2020", "../2020"]),
        "accessed": st.sampled_from(["2024-01-02", "2020?/.."]),
        "URL": st.sampled_from(["https://e.org/a%20b?x=1&y=2#z~1_(c)", "http://x.example/$a"]),
        "DOI": st.sampled_from(["10.1000/XYZ_123(5)", "10.1234/a"]),
        "language": st.sampled_from(["en", "zh-Hans", "de-AT"]),
        "keywords": st.lists(_FAMILY | st.just("a, b"), min_size=2, max_size=3, unique=True),
        "relations": st.just([{"type": "rebuts", "target": "other2020"}, {"type": "strange", "target": "x"}]),
        "archive": st.just({"url": "https://archive.example/1_2", "date": "2022-01-01"}),
        "unknown": TEXT,
    },
)
