from sourcebook.store.upstream import Refused, Upstream, refused_refs


def test_what_a_push_reports_as_refused_is_told_with_its_reason() -> None:
    porcelain = (
        "To ../hub.git\n"
        "=\trefs/tags/edition/2025:refs/tags/edition/2025\t[up to date]\n"
        "!\trefs/heads/main:refs/heads/main\t[rejected] (fetch first)\n"
        "!\trefs/tags/edition/2026:refs/tags/edition/2026\t[remote rejected] (pre-receive hook declined)\n"
        "Done\n"
    )
    assert refused_refs(porcelain) == (
        Refused(ref="refs/heads/main", reason="[rejected] (fetch first)"),
        Refused(ref="refs/tags/edition/2026", reason="[remote rejected] (pre-receive hook declined)"),
    )


def test_a_push_that_went_through_refuses_nothing() -> None:
    assert refused_refs("To ../hub.git\n \trefs/heads/main:refs/heads/main\t1234567..89abcde\nDone\n") == ()


def test_an_upstream_is_named_as_git_names_it() -> None:
    assert (
        Upstream("mine", "origin", "refs/heads/team/main", "refs/remotes/origin/team/main").name == "origin/team/main"
    )
