"""The lines of `list` on a terminal."""

import pytest

from sourcebook.cli.list_lines import list_lines
from sourcebook.cli.terminal import cell_width

ROWS = [
    ("okafor2019alder", "2019", "Okafor and Hale and the Valley Board", "The Alder Valley Dam: An Assessment"),
    ("zhou2021shuiku", "2021", "Zhou", "水库下游的村庄与三十年来的水位变化"),
]


@pytest.mark.parametrize("width", [30, 44, 50, 60, 80, 120])
def test_titles_keep_a_third_of_the_width_and_keys_are_whole(width: int) -> None:
    for (key, _, _, title), lines in zip(ROWS, list_lines(ROWS, width), strict=True):
        assert lines[0].startswith(key)
        assert max(map(cell_width, lines)) <= width
        shown = lines[-1][lines[-1].index(title[:2]) :]
        assert cell_width(shown) >= min(cell_width(title), width // 3 - 1)


def test_a_narrow_terminal_has_titles_on_a_second_line_and_a_wide_one_has_not() -> None:
    assert [len(lines) for width in (44, 80) for lines in list_lines(ROWS, width)] == [2, 2, 1, 1]
