import pytest

from sourcebook.cli.editor import at_line, chosen
from sourcebook.errors import EditorFailed


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"EDITOR": "vi"}, ["vi"]),
        ({"VISUAL": "code --wait", "EDITOR": "vi"}, ["code", "--wait"]),
        ({"VISUAL": " ", "EDITOR": "'/My Editor' -x"}, ["/My Editor", "-x"]),
    ],
)
def test_the_editor_is_the_persons_own(environ: dict[str, str], words: list[str]) -> None:
    assert chosen(environ, is_terminal=False) == words


def test_without_a_name_or_with_a_broken_one_there_is_an_error() -> None:
    for environ, is_terminal in (({}, False), ({"PATH": "/nowhere"}, True), ({"EDITOR": "vi '"}, True)):
        with pytest.raises(EditorFailed, match=r"\$"):
            chosen(environ, is_terminal=is_terminal)


@pytest.mark.parametrize(
    ("words", "program", "command"),
    [
        (["vi"], "/usr/bin/vi", ["vi", "+7", "f"]),
        (["/opt/nvim", "-R"], "/opt/nvim", ["/opt/nvim", "-R", "+7", "f"]),
        (["editor"], "/usr/bin/vim.basic", ["editor", "+7", "f"]),
        (["code", "--wait"], "/usr/bin/code", ["code", "--wait", "--goto", "f:7"]),
        (["hx"], "/usr/bin/hx", ["hx", "f:7"]),
        (["my-own"], "/usr/bin/my-own", ["my-own", "f"]),
    ],
)
def test_an_editor_is_told_the_line_in_the_way_it_takes(words: list[str], program: str, command: list[str]) -> None:
    assert at_line(words, "f", 7, program) == command
    assert at_line(words, "f", 1, program) == [*words, "f"]
