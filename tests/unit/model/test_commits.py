import pytest

from sourcebook.model.changes import WorkChange
from sourcebook.model.commits import Commit, CommitChanges

OURS = 'Sourcebook-Command: ["set", "a2020dam"]'


def commit(message: str) -> Commit:
    return Commit(
        hash="0123456789abcdef0123456789abcdef01234567",
        parents=(),
        author="Ada",
        address="ada@example.org",
        authored="2026-09-01T14:00:00+02:00",
        committed="2026-09-01T12:00:00Z",
        message=message,
    )


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (f"a2020dam: DOI added\n\n{OURS}\n", ""),
        (f"a2020dam: DOI added\n\nIt has one now.\n\n{OURS}\n", "It has one now."),
        (f"2 works: 2 changed\n\na2020dam: DOI added\nb2021silt: DOI added\n\n{OURS}\n", ""),
        (f"2 works: 2 changed\n\na2020dam: DOI added\nb2021silt: DOI added\n\nOne.\n\nTwo.\n\n{OURS}", "One.\n\nTwo."),
        (f"a2020dam: DOI added\n\nNote: it has one now.\n\n{OURS}\n", "Note: it has one now."),
        ("By hand\n\nFor a reason.\n", "By hand\n\nFor a reason."),
        ("By hand\n\nFor a reason.\n\nSigned-off-by: Ada <ada@example.org>\n", "By hand\n\nFor a reason."),
        ("data: one line only\n", "data: one line only"),
        ("By hand\r\n\r\nFor a reason.\r\n", "By hand\n\nFor a reason."),
        ("", ""),
    ],
)
def test_why_is_what_the_author_said_and_not_what_we_made_of_it(message: str, why: str) -> None:
    assert commit(message).why == why


def test_trailers_stand_in_the_last_paragraph_alone_and_one_name_may_stand_twice() -> None:
    undoes = "Sourcebook-Undoes: 0123\nSourcebook-Undoes: 4567"
    message = f"a2020dam: DOI added\n\nSourcebook-Undoes: not this\n\n{OURS}\n{undoes}\n"
    assert commit(message).trailer("Sourcebook-Undoes") == ("0123", "4567")
    assert commit(message).trailer("Sourcebook-Command") == ('["set", "a2020dam"]',)
    assert commit("Name: value").trailer("Name") == ()


def test_a_day_is_counted_in_utc_and_a_hash_is_shown_short() -> None:
    assert (commit("").day, commit("").short) == ("2026-09-01", "0123456789")


def test_many_works_are_told_by_counts() -> None:
    told = CommitChanges(commit=commit(""), counts={"added": 60, "removed": 2})
    assert told.summary == "62 works: 60 added, 2 removed"
    assert told.lines == ("62 works: 60 added, 2 removed",)


def test_a_summary_is_about_works_where_there_are_any() -> None:
    work, file = WorkChange(key="a2020dam", kind="removed"), WorkChange(key="sources.yaml", kind="added")
    assert CommitChanges(commit=commit(""), changes=(work,), others=(file,)).summary == "a2020dam: removed"
    assert CommitChanges(commit=commit(""), others=(file,)).summary == "sources.yaml: added"
    assert CommitChanges(commit=commit("")).summary == ""
    assert CommitChanges(commit=commit(""), changes=(work,), others=(file,)).lines == (
        "a2020dam: removed",
        "sources.yaml: added",
    )
