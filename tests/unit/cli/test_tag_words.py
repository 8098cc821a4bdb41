import pytest

from sourcebook.cli.tag import protected


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["k", "+a", "-b"], ["k", "+a", "−b"]),
        (["-", "-media", "-q2"], ["-", "−media", "−q2"]),
        (["-q", "tag:x", "-m", "why", "--dry-run", "-x"], ["-q", "tag:x", "-m", "why", "--dry-run", "−x"]),
        (["k", "-m", "-why", "-b"], ["k", "-m", "-why", "−b"]),
        (["k", "--", "-m", "+q", "-q"], ["k", "−m", "+q", "−q"]),
        (["k", "-two words"], ["k", "−two words"]),
        (["-h"], ["-h"]),
    ],
)
def test_tags_to_take_off_are_no_options(typed: list[str], read: list[str]) -> None:
    assert protected(typed) == read
