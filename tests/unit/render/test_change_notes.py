from sourcebook.model.changes import FieldChange, WorkChange
from sourcebook.model.names import Name
from sourcebook.model.vocabulary import Term, Vocabulary
from sourcebook.model.work import Work
from sourcebook.render.changes import Comparison, short_reference, write_markdown, write_text

LABELS = Vocabulary(
    viewpoints={"river": Term(id="river", label="Those on the river"), "dam": Term(id="dam", label="Dam")}
)
WORK = Work(
    key="a2020dam",
    fields={
        "title": "Of *dams* and <rivers>",
        "author": (Name(family="Ilves"),),
        "container-title": "River News",
        "URL": "https://a.example/x",
    },
)


def comparison(*changes: WorkChange, others: tuple[WorkChange, ...] = (), since: str = "2026-01-01") -> Comparison:
    return Comparison(changes=changes, others=others, works={"a2020dam": WORK}, vocabulary=LABELS, since=since)


def changed(*fields: tuple[str, str | None, str | None]) -> WorkChange:
    return WorkChange(key="a2020dam", kind="changed", fields=tuple(FieldChange(*field) for field in fields))


def test_a_reference_is_one_plain_line() -> None:
    assert short_reference(WORK) == "Ilves n.d. Of *dams* and <rivers>. River News."


def test_an_outlet_that_stands_for_the_author_is_named_once() -> None:
    work = Work(key="x", fields={"title": "What now?", "container-title": "River News"})
    assert short_reference(work) == "River News n.d. What now?"


def test_nothing_makes_no_text_and_a_note_that_says_so() -> None:
    assert write_text(comparison()) == ""
    assert write_markdown(comparison(since="")) == "# What changed\n\n*from the beginning: no work changed.*\n"


def test_markup_in_titles_stays_text_in_the_note() -> None:
    note = write_markdown(comparison(WorkChange(key="a2020dam", kind="added")))
    assert r"- [Ilves n.d. Of \*dams\* and \<rivers\>. River News.](<https://a.example/x>)" in note


def test_a_work_that_only_moved_is_told_once_and_by_labels() -> None:
    note = write_markdown(comparison(changed(("viewpoint", "river", "dam"))))
    assert "## Changed" not in note
    assert "Those on the river → Dam" in note


def test_a_viewpoint_that_no_vocabulary_knows_is_told_by_its_id() -> None:
    assert "a2020dam: no viewpoint → lake" in write_text(comparison(changed(("viewpoint", None, "lake"))))
    assert "a2020dam: lake → no viewpoint" in write_text(comparison(changed(("viewpoint", "lake", None))))


def test_a_record_that_cannot_be_read_is_named_by_its_key() -> None:
    note = write_markdown(comparison(WorkChange(key="b2021", kind="unreadable"), WorkChange(key="c2021", kind="added")))
    assert "- b2021: cannot be compared" in note
    assert "- c2021: its record cannot be read" in note


def test_other_files_are_told_by_what_they_hold() -> None:
    others = (
        WorkChange(key="library/viewpoints.yaml", kind="added"),
        WorkChange(
            key="library/links.yaml", kind="changed", fields=(FieldChange("https://a.example/", "alive", "dead"),)
        ),
    )
    note = write_markdown(comparison(others=others))
    assert "- Viewpoints and roles: added\n- library/links.yaml: https://a.example/ alive → dead" in note
    assert "Vocabulary and settings (2)" in write_text(comparison(others=others))
