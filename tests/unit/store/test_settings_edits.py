import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import BadSettings
from sourcebook.model.work import Raw
from sourcebook.store.plain_yaml import field_lines, flow, read_mapping
from sourcebook.store.settings_edits import with_entries, with_fields

SETTINGS = """# The head.
subject: A dam

outlets:
# By their ids.
- id: courier   # the paper
  name: The Courier
- id: weekly
  name: The Weekly
  domains: [weekly.example]

# What is followed.
feeds:
# Papers.
- {id: courier, outlet: courier, url: 'https://courier.example/rss', evidence: unconfirmed}  # often late

- {id: weekly, url: 'https://weekly.example/rss'}   # no outlet
# The words.
topic: {show: 6}
"""
NEW = {"id": "courier-zh", "outlet": "courier", "url": "https://courier.example/zh?a=b,c", "language": "zh-Hans"}
FEED = "- {id: courier-zh, outlet: courier, url: 'https://courier.example/zh?a=b,c', language: zh-Hans}"


def added(before: str, after: str) -> list[str]:
    """The lines that came; fails where one went or changed."""
    left = iter(after.split("\n"))
    came = []
    for line in before.split("\n"):
        for other in left:
            if other == line:
                break
            came.append(other)
        else:
            pytest.fail(f"{line!r} is gone")
    return [*came, *left]


def test_a_feed_stands_behind_those_of_its_outlet_and_nothing_else_changes() -> None:
    after = with_entries(SETTINGS, "feeds", [NEW])
    assert added(SETTINGS, after) == [FEED]
    assert f"# often late\n{FEED}\n\n- {{id: weekly" in after
    last = with_entries(SETTINGS, "feeds", [{"id": "z", "url": "https://z.example/"}])
    assert "# no outlet\n- {id: z, url: https://z.example/}\n# The words." in last


@pytest.mark.parametrize(
    ("name", "before", "behind"),
    [
        ("alder", "# By their ids.\n", "- id: courier "),
        ("dam", "The Courier\n", "- id: weekly"),
        ("zeta", "[weekly.example]\n", "\n# What is"),
    ],
)
def test_an_outlet_stands_where_its_id_belongs(name: str, before: str, behind: str) -> None:
    after = with_entries(SETTINGS, "outlets", [{"id": name, "name": "N: 1", "domains": ["n.example"]}])
    entry = f"- id: {name}\n  name: 'N: 1'\n  domains: [n.example]\n"
    assert f"{before}{entry}{behind}" in after
    assert "".join(f"{line}\n" for line in added(SETTINGS, after)) == entry


@pytest.mark.parametrize(
    "text",
    [
        "",
        "subject: x\n",
        "feeds:\nsubject: x\n",
        "feeds: []   # none yet\nsubject: x",
        "feeds: [{id: a, url: 'https://a.example/'}]\n",
        "feeds: [\n  {id: a, url: 'https://a.example/'},\n  ]\n",
        "feeds:\n  - id: a\n    url: https://a.example/\n# end",
        "feeds:\r\n- {id: a, url: 'https://a.example/'}\r\ntopic: {}\r\n",
    ],
)
def test_a_feed_finds_its_place_in_any_layout(text: str) -> None:
    after = with_entries(text, "feeds", [NEW])
    raw, old = read_mapping(after)[0], read_mapping(text)[0]
    feeds = old.get("feeds") or []
    assert not isinstance(feeds, str)
    assert raw == {**old, "feeds": [*feeds, NEW]}
    assert after.count("#") == text.count("#")


def test_several_entries_keep_their_order_at_one_place() -> None:
    after = with_entries(SETTINGS, "feeds", [NEW, {**NEW, "id": "b", "outlet": "x"}, {**NEW, "id": "a"}])
    feeds = read_mapping(after)[0]["feeds"]
    assert [one["id"] for one in feeds if isinstance(one, dict)] == ["courier", "courier-zh", "a", "weekly", "b"]
    outlets = read_mapping(with_entries(SETTINGS, "outlets", [{"id": "f"}, {"id": "z"}, {"id": "d"}]))[0]["outlets"]
    assert [one["id"] for one in outlets if isinstance(one, dict)] == ["courier", "d", "f", "weekly", "z"]


def test_fields_of_a_feed_change_in_their_places() -> None:
    after = with_fields(SETTINGS, "feeds", "courier", {"url": "https://new.example/a,b", "enabled": "false"})
    assert (
        "- {id: courier, outlet: courier, url: 'https://new.example/a,b', enabled: false, evidence: unconfirmed}"
        "  # often late\n" in after
    )
    assert len(set(after.split("\n")) - set(SETTINGS.split("\n"))) == 1
    block = "feeds:\n- id: a   # one\n  url: https://a.example/   # two\n  evidence: x\n"
    assert with_fields(block, "feeds", "a", {"enabled": "false", "url": "https://b.example/"}) == (
        "feeds:\n- id: a   # one\n  url: https://b.example/   # two\n  enabled: false\n  evidence: x\n"
    )


def test_a_layout_that_an_edit_would_break_is_left_alone() -> None:
    with pytest.raises(BadSettings, match="by hand"):
        with_fields("feeds:\n- id: a\n  url: >-\n    https://a.example/\n", "feeds", "a", {"url": "https://b.example/"})
    with pytest.raises(BadSettings, match="by hand"):
        with_entries("feeds: {a: b}\n", "feeds", [NEW])


WORDS = st.text(st.sampled_from("ab é中:#,[]{}'\"-?&*!\n"), max_size=8)
ENTRIES = st.lists(st.fixed_dictionaries({"outlet": WORDS, "url": WORDS}), max_size=4)


@given(ENTRIES, st.fixed_dictionaries({"outlet": WORDS, "url": WORDS}), st.booleans(), st.booleans(), WORDS)
def test_whatever_stands_there_reads_back_with_the_edit(
    entries: list[dict[str, str]], new: dict[str, str], is_flow: bool, has_remarks: bool, value: str
) -> None:
    feeds: list[Raw] = [{"id": str(number), **one} for number, one in enumerate(entries)]
    text = "head: x\n" + field_lines("feeds", feeds)
    if not is_flow:
        blocks = ["  ".join(field_lines(name, value) for name, value in one.items()) for one in entries]
        text = "head: x\nfeeds:\n" + "".join(f"- id: '{number}'\n  {one}" for number, one in enumerate(blocks))
    if has_remarks:
        text = text.replace("\n- ", "\n\n# A remark.\n- ") + "\n# The end.\ntail: y\n"
    entry = {"id": "new", **new}
    after = with_entries(text, "feeds", [entry])
    if feeds:
        added(text, after)
    assert flow(entry) in after or not is_flow
    said = read_mapping(with_fields(after, "feeds", "new", {"url": value, "enabled": "false"}))[0]["feeds"]
    assert {**entry, "url": value, "enabled": "false"} in said
