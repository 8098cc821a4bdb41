import pytest

from sourcebook.errors import StorageFailed
from sourcebook.store.git import Blob
from sourcebook.store.snapshots import Plan, plan


def test_files_and_links_are_unpacked_and_nothing_else() -> None:
    entries = {
        "sources.yaml": Blob("100644", "1"),
        "library/works/a.md": Blob("100755", "2"),
        "library/works/b.md": Blob("120000", "3"),
        "library/works/odd.md": Blob("100664", "4"),
    }
    assert plan(entries) == Plan(
        regular={"sources.yaml": "1", "library/works/a.md": "2"}, links={"library/works/b.md": "3"}
    )


@pytest.mark.parametrize(
    "path", ["library/../../x", "library/works/./a.md", "library//a", "/etc/x", "library/.git/config", "library/.GIT/x"]
)
def test_a_name_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(StorageFailed, match="unsafe to write"):
        plan({path: Blob("100644", "1")})


@pytest.mark.parametrize("path", ["sources.yaml", "library", "library/works", "library/viewpoints.yaml"])
def test_a_link_that_readers_would_follow_is_refused(path: str) -> None:
    with pytest.raises(StorageFailed, match="is a symbolic link"):
        plan({path: Blob("120000", "1")})
