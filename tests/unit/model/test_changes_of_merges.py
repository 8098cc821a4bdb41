from sourcebook.model.changes import FieldChange, WorkChange, field_in_words, in_merge

DOI = FieldChange(name="DOI", before=None, after="10.1/x")
ROLE = FieldChange(name="role", before="report", after="rebuttal")


def changed(*fields: FieldChange, kind: str = "changed") -> WorkChange:
    return WorkChange(key="a2020dam", kind=kind, title="The Dam", fields=fields)


def test_a_commit_with_one_parent_changed_what_differs_from_it() -> None:
    assert in_merge([[changed(DOI)]]) == (changed(DOI),)
    assert in_merge([]) == ()


def test_a_merge_that_took_each_field_from_one_side_changed_nothing() -> None:
    assert in_merge([[changed(DOI)], [changed(ROLE)]]) == ()


def test_a_merge_changed_what_no_side_has() -> None:
    assert in_merge([[changed(DOI, ROLE)], [changed(ROLE)]]) == (changed(ROLE),)


def test_what_one_side_has_as_it_is_was_not_changed() -> None:
    assert in_merge([[changed(DOI)], []]) == ()


def test_a_work_that_only_one_side_had_was_changed_and_not_added() -> None:
    assert in_merge([[changed(kind="added")], [changed(ROLE)]]) == (changed(ROLE),)


def test_a_work_that_no_side_had_was_added_and_one_that_all_had_removed() -> None:
    for kind in ("added", "removed"):
        assert in_merge([[changed(kind=kind)], [changed(kind=kind)]]) == (changed(kind=kind),)


def test_an_entry_of_a_list_that_kept_its_id_is_told_by_its_parts() -> None:
    before = [{"id": "river", "label": "River"}, {"id": "dam", "label": "Dam"}]
    after = [{"id": "river", "label": "Those on the river"}, {"id": "lake", "label": "Lake"}]
    field = FieldChange(name="viewpoints", before=before, after=after)
    assert field_in_words(field) == "viewpoints river (label River → Those on the river) +lake −dam"
