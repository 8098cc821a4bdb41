"""The JSON of scripts, with what older browsers and careless hands put around and into it."""

import pytest

from sourcebook.web.json_ld import blocks

LONG = 600_000  # what is read of one page


@pytest.mark.parametrize(
    "wrapped",
    [
        "<!-- {} -->",
        "<![CDATA[ {} ]]>",
        "//<![CDATA[\n{}\n//]]>",
        "// <![CDATA[\n{}\n// ]]>\n",
        " {};\n",
        "/* one */{}// two",
    ],
)
def test_what_hides_a_script_from_older_browsers_is_taken_off(wrapped: str) -> None:
    said = '{"name": "A <!-- b --> at https://e.org //]]>"}'
    assert blocks(wrapped.replace("{}", said)) == [{"name": "A <!-- b --> at https://e.org //]]>"}]


@pytest.mark.parametrize("filling", [" ", "\n", "}", "{ ", ", ", "/*", "// ", '\\"', "]]> ", "--> "])
def test_a_long_script_of_anything_is_read_in_time_that_grows_with_its_length(filling: str) -> None:
    assert blocks(f'{{"a": 1 {filling * (LONG // len(filling))}x') == []
    assert blocks(f'{{"a": /* */ "{filling * (LONG // len(filling))}x') == []
