"""Which changes stand, which are undone, and what taking one back makes of a file."""

import pytest

from sourcebook.model.commits import Commit
from sourcebook.store.undoing import done, replayed, undone

PATH = "library/works/a.md"


def _commit(number: str, command: str = "set", **links: tuple[str, ...]) -> Commit:
    trailers = [f'Sourcebook-Command: ["{command}"]']
    trailers += [f"Sourcebook-{name.capitalize()}: {one}" for name, hashes in links.items() for one in hashes]
    message = "What happened\n\n" + "\n".join(trailers) + "\n"
    return Commit(number, ("parent",), "Ada", "ada@example.org", "", "", message)


def _names(found: list[Commit]) -> list[str]:
    return [one.hash for one in found]


A, B, C = _commit("a"), _commit("b"), _commit("c")
U = _commit("u", "undo", undoes=("b",))
R = _commit("r", "redo", redoes=("b",))


@pytest.mark.parametrize(
    ("history", "stands", "taken_back"),
    [
        ([B, A], ["b", "a"], []),
        ([U, B, A], ["a"], ["b"]),
        ([_commit("v", "undo", undoes=("a",)), U, B, A], [], ["a", "b"]),
        ([_commit("v", "undo", undoes=("b", "a")), B, A], [], ["a", "b"]),
        ([R, U, B, A], ["b", "a"], []),
        ([_commit("w", "undo", undoes=("b",)), R, U, B, A], ["a"], ["b"]),
        ([C, U, B, A], ["c", "a"], ["b"]),
        ([_commit("e", "edition"), _commit("s", "sync"), A], ["a"], []),
    ],
)
def test_what_can_be_undone_and_redone_in_which_order(
    history: list[Commit], stands: list[str], taken_back: list[str]
) -> None:
    assert (_names(done(history)), _names(undone(history))) == (stands, taken_back)


def _record(**fields: str) -> bytes:
    body = fields.pop("annotation", "")
    return ("---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items()) + f"---\n{body}").encode()


def test_a_file_that_nobody_touched_since_goes_back_to_the_byte() -> None:
    old, new = b"---\ntitle:   A  # odd\n---\n", _record(title="B")
    assert replayed(new, before=new, after=old, path=PATH) == (old, ())
    assert replayed(old, before=new, after=old, path=PATH) == (old, ())


def test_only_the_fields_of_the_change_go_back() -> None:
    old, new = _record(title="A", note="x"), _record(title="B", note="x", annotation="Said.\n")
    now = _record(title="B", note="y", annotation="Said.\n")
    assert replayed(now, before=new, after=old, path=PATH) == (_record(title="A", note="y"), ())


def test_a_field_that_was_edited_again_stands_in_the_way_and_is_named() -> None:
    old, new, now = _record(title="A", note="x"), _record(title="B", note="y"), _record(title="C", note="y")
    assert replayed(now, before=new, after=old, path=PATH)[1] == ("title",)


@pytest.mark.parametrize(
    ("now", "before", "after"),
    [
        (_record(title="edited"), _record(title="A"), None),
        (_record(title="edited"), None, _record(title="A")),
        (None, _record(title="A"), _record(title="B")),
    ],
)
def test_what_cannot_be_told_field_by_field_stands_in_the_way_as_a_whole(
    now: bytes | None, before: bytes | None, after: bytes | None
) -> None:
    assert replayed(now, before=before, after=after, path=PATH) == (now, ("the whole file",))


def test_a_record_that_cannot_be_read_stays_as_it_is() -> None:
    change = {"before": _record(title="A"), "after": _record(title="B")}
    assert replayed(b"spoilt", path=PATH, **change) == (b"spoilt", ("the same lines",))


def test_keywords_that_were_added_since_stay_when_another_one_goes() -> None:
    old, new, now = (_record(keywords=words) for words in ("[a]", "[a, b]", "[a, b, c]"))
    assert replayed(now, before=new, after=old, path=PATH) == (_record(keywords="[a, c]"), ())


def test_other_settings_stay_and_the_same_one_stands_in_the_way() -> None:
    change = {"before": b"url: b\nlicence: x\n", "after": b"url: a\nlicence: x\n"}
    assert replayed(b"url: b\nlicence: y\n", path="sources.yaml", **change) == (b"url: a\nlicence: y\n", ())
    assert replayed(b"url: c\nlicence: x\n", path="sources.yaml", **change)[1]
