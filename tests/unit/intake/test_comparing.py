import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.intake.comparing import compared
from sourcebook.intake.likeness import Likeness, Match
from sourcebook.model.fields import BY_NAME, FIELDS
from sourcebook.model.work import Raw
from strategies import DATES, KNOWN_FIELDS, RAW, RAW_FIELDS

FIELD_NAMES = st.sampled_from([field.name for field in FIELDS])
TYPES = st.sampled_from(["", "article-journal", "book", "chapter", "webpage"])


def _names(*texts: str) -> Raw:
    return [
        dict(zip(("family", "given"), text.split(", "), strict=True)) if ", " in text else {"literal": text}
        for text in texts
    ]


def _shown(likeness: Likeness) -> str:
    return f"{likeness.match}{' (near)' * likeness.is_near}{': ' * bool(likeness.why)}{likeness.why}"


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ("The silting of the dam", "The silting of the dam", "agrees"),
        ("The Silting of the Dam", "the silting of the dam.", "agrees: but for case, accents or punctuation"),
        ("Étude of a river", "Etude of a River", "agrees: but for case, accents or punctuation"),
        ("The so-called dam", "The so called dam", "agrees: but for case, accents or punctuation"),
        ("水库移民的声音：山谷大坝调查", "水库移民的声音 山谷大坝调查", "agrees: but for case, accents or punctuation"),
        ("River of silt", "River of silt: a history", "agrees: a subtitle only there: “a history”"),
        ("River of silt – a history", "River of silt", "agrees: a subtitle only here: “a history”"),
        ("The dam is late", "Opinion: The dam is late", "agrees: words before the title only there: “Opinion”"),
        ("Minutes of the dam bo…", "Minutes of the dam board", "agrees: cut off here"),
        ("Minutes of the dam board", "Minutes of the ...", "agrees: cut off there"),
        ("Dams", "Dams: a history", "cannot tell: a subtitle only there: “a history”"),
        ("The history of the dam in the valley", "The history of the dam in the valley of Alder",
         "differs (near): a subtitle only there: “of Alder”"),
        ("A history of silt in the Alder valley", "A history of salt in the Alder valley",
         "differs (near): “silt” here, “salt” there"),
        ("A history of silt in the Alder valley", "History of silt in the Alder valleys",
         "differs (near): “A” only here; “valley” here, “valleys” there"),
        ("水库移民的声音与山谷大坝的调查", "水库移民的声音与山谷水坝的调查", "differs (near): “大” here, “水” there"),
        ("A history of silt, part 1", "A history of silt, part 2", "differs: “1” here, “2” there"),
        ("The silting of the dam", "On fish ladders and their cost", "differs"),
        ("The dam", "The day", "differs"),
        ("水库移民的声音", "Voices of those who moved", "cannot tell: in another script"),
        ("…", "The dam", "cannot tell: no words to compare"),
    ],
)  # fmt: skip
def test_titles_agree_more_or_less_or_differ_and_the_difference_is_shown(ours: str, theirs: str, told: str) -> None:
    assert _shown(compared("title", ours, theirs)) == told


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        (_names("Okafor, Ngozi"), ({"family": "Okafor", "given": "Ngozi"},), "agrees"),
        (_names("Okafor, Ngozi"), _names("Okafor, N."), "agrees: by initials, or family names alone"),
        (_names("Okafor, Jean-Pierre"), _names("Okafor, JP"), "agrees: by initials, or family names alone"),
        (_names("Okafor, Jean-Pierre"), _names("Okafor, Jean Pierre"), "agrees"),
        (_names("Okafor, Ngozi"), _names("Ngozi Okafor"), "agrees"),
        (_names("Okafor, Ngozi"), _names("N. Okafor"), "agrees: by initials, or family names alone"),
        (_names("Müller, Jörg"), _names("Mueller, Joerg"), "agrees"),
        ([{"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}], _names("van den Berg, Jan"),
         "agrees"),
        ([{"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}], _names("Berg, J."),
         "agrees: by initials, or family names alone"),
        ([{"family": "Hale", "given": "Peter", "suffix": "Jr."}], _names("Hale, Peter"), "agrees"),
        (_names("周, 文"), _names("周文"), "agrees"),
        (_names("周, 文"), _names("文, 周"), "agrees"),
        (_names("周, 文"), _names("Zhou, Wen"), "cannot tell (near): the names are in another script or form"),
        (_names("国, 文"), _names("國, 文"), "cannot tell (near): the names are in another script or form"),
        (_names("Zhou, Wen"), _names("Wen, Zhou"), "agrees"),
        (_names("Okafor, James"), _names("Okafor, Jim"),
         "cannot tell (near): the names are in another script or form"),
        (_names("Okafor, Ngozi"), _names("Okafor, Peter"), "differs: other names"),
        (_names("Okafor, Ngozi"), _names("Lindqvist, Åsa"), "differs: other names"),
        (_names("Okafor, Ngozi", "Hale, Peter"), _names("Okafor, Ngozi"), "differs (near): only here: Peter Hale"),
        (_names("Okafor, Ngozi"), _names("Okafor, Ngozi", "Hale, Peter"), "differs (near): only there: Peter Hale"),
        (_names("Okafor, Ngozi", "others"), _names("Okafor, Ngozi", "Hale, Peter"),
         "agrees: one of them leaves names out, and says so"),
        (_names("Okafor, Ngozi", "Hale, Peter"), _names("Hale, Peter", "Okafor, Ngozi"),
         "differs (near): the same names in another order"),
        (_names("Dam Watch"), _names("Okafor, Ngozi"), "cannot tell: a body on one side, persons on the other"),
        (_names("Dam Watch"), _names("DAM WATCH"), "agrees"),
        ("Okafor", _names("Okafor, Ngozi"), "cannot tell: no names to compare"),
    ],
)  # fmt: skip
def test_names_are_compared_by_person_and_order(ours: Raw, theirs: Raw, told: str) -> None:
    assert _shown(compared("author", ours, theirs)) == told


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "told"),
    [
        ("", "2022-05-24", "2022-05-24", "agrees"),
        ("", "2022-05-24", "2022", "agrees: less exact there"),
        ("", "2022", "2022-05-24", "agrees: less exact here"),
        ("", "2022-05-24~", "2022-05-24", "agrees"),
        ("", "2021-21", "2021-04", "agrees: less exact here"),
        ("", "2019/2021", "2020-05", "agrees: less exact here"),
        ("", "2019/2021", "2020/2022", "cannot tell (near): the spans overlap"),
        ("", "2022~", "2023", "cannot tell (near): one of them is not sure of its date"),
        ("", "2021-12-31", "2022-01-01", "cannot tell (near): a day apart, as time zones make it"),
        ("article-journal", "2021", "2022-05", "cannot tell (near): a year apart, as online and print dates are"),
        ("article-journal", "2021-05", "2021-09",
         "cannot tell (near): months or days apart, as online and print dates are"),
        ("article-newspaper", "2021-05-02", "2021-05-09", "differs"),
        ("article-journal", "2019", "2022-05", "differs: 3 years apart"),
        ("webpage", "2021", "2022", "differs: 1 year apart"),
        ("", "last spring", "2022", "cannot tell: not in a form of dates that we read"),
    ],
)  # fmt: skip
def test_dates_agree_where_one_is_within_the_other(kind: str, ours: str, theirs: str, told: str) -> None:
    assert _shown(compared("issued", ours, theirs, kind=kind)) == told


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "told"),
    [
        ("DOI", "10.5555/ABC", "https://doi.org/10.5555/abc", "agrees"),
        ("DOI", "10.5555/abc", "10.5555/abd", "differs"),
        ("DOI", "abc", "10.5555/abd", "cannot tell: no DOI by its form"),
        ("ISBN", "0-306-40615-2", "9780306406157", "agrees"),
        ("ISBN", "9780306406157 9783161484100", "9783161484100", "agrees"),
        ("ISBN", "9780306406157", "9783161484100", "differs"),
        ("ISBN", "9780306406158", "9783161484100", "cannot tell: the check digit of one of them is wrong"),
        ("ISSN", "0028-0836", "00280836", "agrees"),
        ("ISSN", "0028-0836", "1476-4687", "cannot tell (near): a journal has one for print and another for online"),
        ("URL", "http://www.e.org/a/?utm_source=x", "https://e.org/a", "agrees"),
        ("URL", "https://e.org/a", "https://e.org/b", "differs (near): another address"),
        ("page", "45-67", "45–67", "agrees"),
        ("page", "345-367", "pp. 345–67", "agrees"),
        ("page", "45", "45-67", "agrees: the first page only here"),
        ("page", "45-67", "45-68", "differs"),
        ("page", "e12", "E12", "agrees"),
        ("volume", "Vol. 3", "3", "agrees"),
        ("volume", "iv", "4", "agrees"),
        ("volume", "3", "4", "differs"),
        ("issue", "3-4", "3/4", "agrees"),
        ("edition", "2nd", "2", "agrees"),
        ("number", "arXiv:2103.01234", "2103.01234", "agrees"),
        ("number-of-pages", "xii, 320", "320", "agrees"),
        ("number-of-pages", "318", "320", "cannot tell (near): printings differ in it"),
        ("language", "en", "en-GB", "agrees: one of them names the variety too"),
        ("language", "en-US", "en-GB", "agrees: varieties of the same language"),
        ("language", "zh-Hans", "zh-Hant", "differs (near): the same language in another script"),
        ("language", "de", "fr", "differs"),
        ("type", "article-newspaper", "webpage", "agrees: a neighbouring or wider type"),
        ("type", "chapter", "paper-conference", "agrees: a neighbouring or wider type"),
        ("type", "book", "article-journal", "differs (near)"),
        ("container-title", "Journal of Invented Hydrology", "J. Invented Hydrol.", "agrees: abbreviated there"),
        ("container-title", "JIH", "Journal of Invented Hydrology", "agrees: abbreviated here"),
        ("container-title", "The Alder Courier", "Alder Courier", "agrees"),
        ("container-title", "Nature", "Nature Communications", "cannot tell (near): a longer name there"),
        ("container-title", "江河报", "Jianghe Bao", "cannot tell: in another script"),
        ("container-title", "The Alder Courier", "Journal of Invented Hydrology", "differs"),
        ("publisher", "Polder Press", "Polder Press Ltd.", "agrees"),
        ("publisher", "Polder", "Polder Academic", "agrees: a longer form there"),
        ("publisher-place", "Alderton", "Alderton, Ontario", "agrees: more exact there"),
        ("genre", "op-ed", "commentary", "cannot tell (near): in other words"),
        ("volume", {"a": "b"}, "3", "cannot tell: not of the shape of this field"),
    ],
)
def test_every_other_field_is_compared_by_what_it_means(name: str, ours: Raw, theirs: Raw, told: str) -> None:
    assert _shown(compared(name, ours, theirs)) == told


def test_names_of_one_outlet_agree_whatever_their_letters() -> None:
    likeness = compared("container-title", "江河报", "Jianghe Bao", same_outlet=lambda _, __: True)
    assert _shown(likeness) == "agrees: another name of the same outlet"


def test_a_chapters_book_is_compared_as_a_title() -> None:
    ours, theirs = "A book of rivers", "A Book of Rivers: Twelve Essays"
    assert compared("container-title", ours, theirs).match is Match.UNCLEAR
    assert compared("container-title", ours, theirs, kind="chapter").match is Match.AGREES


def _verdict(likeness: Likeness) -> tuple[Match, bool]:
    return likeness.match, likeness.is_near


@given(FIELD_NAMES, RAW, RAW, TYPES)
def test_any_raw_values_are_compared_and_the_sides_do_not_matter(name: str, one: Raw, other: Raw, kind: str) -> None:
    assert _verdict(compared(name, one, other, kind=kind)) == _verdict(compared(name, other, one, kind=kind))


@given(KNOWN_FIELDS, KNOWN_FIELDS, TYPES)
def test_values_of_a_fields_own_shape_are_compared_either_way(
    one: tuple[str, Raw], other: tuple[str, Raw], kind: str
) -> None:
    name = one[0]
    assert _verdict(compared(name, one[1], other[1], kind=kind)) == _verdict(
        compared(name, other[1], one[1], kind=kind)
    )


WORDS = st.lists(st.sampled_from("a A. the dam Dam: é 1 2 II, – 水库 坝 silt-silt von J.".split()), max_size=6).map(
    " ".join
)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from("Okafor Berg 周 Xi 文 Åsa van".split()), st.sampled_from(["", "N.", "Ngozi", "文", "Jan"])
    ),
    max_size=4,
).map(lambda pairs: [{"family": family, "given": given} for family, given in pairs])


@given(FIELD_NAMES, WORDS, WORDS, TYPES)
def test_texts_that_share_words_come_out_alike_either_way(name: str, one: str, other: str, kind: str) -> None:
    assert _verdict(compared(name, one, other, kind=kind)) == _verdict(compared(name, other, one, kind=kind))


@given(PEOPLE, PEOPLE)
def test_lists_that_share_names_come_out_alike_either_way(one: Raw, other: Raw) -> None:
    assert _verdict(compared("author", one, other)) == _verdict(compared("author", other, one))


@given(DATES, DATES, TYPES)
def test_dates_come_out_alike_either_way(one: str, other: str, kind: str) -> None:
    assert _verdict(compared("issued", one, other, kind=kind)) == _verdict(compared("issued", other, one, kind=kind))


@given(RAW_FIELDS)
def test_no_value_differs_from_itself(fields: dict[str, Raw]) -> None:
    for name, value in fields.items():
        if name in BY_NAME:
            assert compared(name, value, value).match in (Match.AGREES, Match.UNCLEAR)
