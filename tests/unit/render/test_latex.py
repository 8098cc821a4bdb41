"""LaTeX escaping: nothing of a title acts in TeX, braces balance, and every Latin letter has a spelling."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.render.latex import ascii_latex, ascii_title, braced, original, unicode_latex, unicode_title

NASTY = st.text(alphabet=st.sampled_from("aB {}\\%&#_$~^\"'`@,=é ʿ習ش😀–\u0301"), max_size=40)
COMMANDS = re.compile(r"\\(?:[a-zA-Z]+|.)")
SAFE = re.compile(r"\\(?:[&%#_$,\-`'^~=.\"]|text[a-z]+|origscript|ldots|quote[a-z]+|guil[a-z]+|[a-zA-Z]{1,2})")


def balanced(latex: str) -> bool:
    depth = 0
    for sign in latex:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("50% & #1 a_b $5", r"50\% \& \#1 a\_b \$5"),
        ("{x} ~ ^ \\", r"\textbraceleft{}x\textbraceright{} \textasciitilde{} \textasciicircum{} \textbackslash{}"),
        ("Étude 習 – “q”", "Étude 習 – “q”"),
    ],
)
def test_biblatex_escapes_ten_characters_and_keeps_the_rest(text: str, latex: str) -> None:
    assert unicode_latex(text) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("é", r"{\'{e}}"),
        ("e\u0301", r"{\'{e}}"),
        ("í ī ǐ", r"{\'{i}} {\={\i}} {\v{\i}}"),
        ("ḥ ẓ ḏ ş ț ą", r"{\d{h}} {\d{z}} {\b{d}} {\c{s}} {\textcommabelow{t}} {\k{a}}"),
        ("ễ", r"{\~{\^{e}}}"),
        ("ß Ł ø ı", r"{\ss} {\L} {\o} {\i}"),
        ("ʿ ħ ủ", r"{\origscript{ʿ}{`}} {\origscript{ħ}{h}} {\origscript{ủ}{u}}"),
        ("“a” – … ‘b’", r"``a'' -- \ldots{} `b'"),
        ("a\u00a0b\u200dc", "a~bc"),
        ("<|>", r"\textless{}\textbar{}\textgreater{}"),
        ("a 新疆 2 年 b", r"a {\origscript{新疆 2 年}{[in Han characters]}} b"),
        ("文書の", r"{\origscript{文書の}{[in Japanese script]}}"),
        ("ئۇيغۇر & Наука", r"{\origscript{ئۇيغۇر \& Наука}{[in Arabic script]}}"),
        ("😀", r"{\origscript{😀}{[symbol]}}"),
    ],
)
def test_bibtex_gets_ascii_and_originals_with_a_stand_in(text: str, latex: str) -> None:
    assert ascii_latex(text) == latex


@pytest.mark.parametrize("write", [unicode_latex, ascii_latex, unicode_title, ascii_title])
@given(text=NASTY)
def test_braces_balance_and_no_command_comes_from_the_text(write: Callable[[str], str], text: str) -> None:
    latex = write(text)
    assert balanced(latex)
    assert all(SAFE.fullmatch(command) for command in COMMANDS.findall(latex))


@given(text=st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cc", "Cs"]), max_size=30))
def test_latin_text_is_ascii_but_for_originals(text: str) -> None:
    assert re.sub(r"\\origscript\{[^{}]*\}", "", ascii_latex(text)).isascii()


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        ("The leak", "The leak"),
        ("The NASA files of Mars", "The {NASA} files of {Mars}"),
        ("iPhone and U.S. law", "{iPhone} and {U.S.} law"),
        ("“Quoted first", "{“Quoted} first"),
        ("the Éclair & Co", r"the {Éclair} \& {Co}"),
        ("a \\Big one", r"a {{\textbackslash{}Big}} one"),
    ],
)
def test_capitals_that_a_style_could_lower_are_in_braces(title: str, latex: str) -> None:
    assert unicode_title(title) == latex


def test_a_foreign_title_has_its_romanised_form_as_the_stand_in() -> None:
    assert ascii_title("标题 & 2", "Biaotí") == r"{{\origscript{标题 \& 2}{Biaot{\'{i}}}}}"
    assert ascii_title("A 标题 B") == r"A {{\origscript{标题}{[in Han characters]}}} {B}"
    assert ascii_title("标题The end") == r"{{\origscript{标题}{[in Han characters]}}}{The} end"
    assert ascii_title("No Need", "Of this") == "No {Need}"


def test_braces_before_a_command_are_double() -> None:
    assert (braced(r"\&x"), braced("x")) == (r"{{\&x}}", "{x}")


def test_foreign_is_what_holds_no_latin_letter() -> None:
    assert [bool(original(text)) for text in ("习近平", "Пётр И. Кто", "Li 习", "Li", "ʿAbd")] == [
        True,
        True,
        False,
        False,
        False,
    ]
