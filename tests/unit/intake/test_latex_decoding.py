"""LaTeX decoded: accents, letters, signs, groups; addresses verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.intake.latex import decode, decode_title, verbatim
from sourcebook.render.latex import ascii_latex, ascii_title, unicode_latex, unicode_title


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{The} Caf{\'e}: 100\% \& more & then", "The Café: 100% & more & then"),
        (r"\'{\^{e}} {\"{\i}} \v{s} \c{c} Erd\H{o}s \.I \d{t}\b{z} \k{a}", "ế ï š ç Erdős İ ṭẕ ą"),
        (r"\'\i{} and \'{\i} and \'i", "í and í and í"),
        (r"\o slo {\O} \ss{} \AE{} \aa", "øslo Ø ß Æ å"),
        (r"H$_2$O, x$^{2}$, \textsuperscript{2}", "H₂O, x², ²"),
        (
            r"$\alpha$- and $\beta_{2}$-rays, 2 $\times$ 3, $x^2 \leq n$, $p < 0.05$",
            "α- and β₂-rays, 2 × 3, x² ≤ n, p < 0.05",
        ),
        ("$5-$10, from $100 to $200", "$5-$10, from $100 to $200"),
        (r"``q'' a--b a---b", "“q” a–b a—b"),
        (r"\{x\} \textbackslash{}n \textasciitilde{}", r"{x} \n ~"),
        (r"Donald~E. Knuth\ and \LaTeX{}", "Donald E. Knuth and LaTeX"),
        (r"\href{http://x.example}{words}", "words (http://x.example)"),
        (r"{\origscript{习近平\&}{[in Han characters]}} x", "习近平& x"),
        ("50% of {DNA}", "50% of DNA"),
        ("习近平 and ſ", "习近平 and ſ"),
    ],
)
def test_latex_is_read_as_what_it_prints(latex: str, text: str) -> None:
    assert decode(latex).text == text


def test_what_plain_text_cannot_say_is_named() -> None:
    assert decode(r"\weird{x} and $\sqrt{2}$ and \emph{y}")[:2] == (
        "x and $\\sqrt{2}$ and y",
        ("\\weird", "$\\sqrt{2}$"),
    )


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://e.org/a%20b?x=1&y=2#z~1", "https://e.org/a%20b?x=1&y=2#z~1"),
        (r"\url{https://e.org/a\_b\%20c}", "https://e.org/a_b%20c"),
        (r"{10.1000/x{\_}y}", "10.1000/x_y"),
        ("10.1002/(SICI)1097<1::AID>3.0.CO;2-#", "10.1002/(SICI)1097<1::AID>3.0.CO;2-#"),
    ],
)
def test_addresses_are_verbatim(typed: str, address: str) -> None:
    assert verbatim(typed) == address


# What TeX prints as another sign than the one typed, and what decoding drops on purpose, no writer can carry.
_CARRIED = st.text(alphabet=st.sampled_from('aBc {}\\%&#_$^"@,=()éßøłİ习近ش😀ẓ'), max_size=30)


@given(text=_CARRIED)
def test_what_our_writers_escape_reads_back(text: str) -> None:
    assert decode(unicode_latex(text)).text == text
    assert decode(unicode_title(text)).text == text
    assert decode(ascii_latex(text)).text == text
    assert decode(ascii_title(text)).text == text


@given(text=st.text(max_size=60) | st.text(alphabet="\\{}$'`^~-ahrefcu ", max_size=200))
def test_nothing_raises(text: str) -> None:
    decode(text)
    verbatim(text)


@pytest.mark.parametrize("piece", ["{", "}", "\\'", "\\'{", "$a{b}", "\\href{", "$", "\\a", "\\origscript{", "$\\a "])
def test_long_and_odd_input_is_read_in_linear_steps(piece: str) -> None:
    assert len(decode(piece * 20_000).text) <= len(piece) * 20_000


@pytest.mark.parametrize(
    ("latex", "text", "spans"),
    [
        (r"\emph{A  {\textbf b}} \& c", "A b & c", [(0, 3, "italic"), (2, 3, "bold")]),
        (r"a\textsuperscript{2}\textsc{}", "a2", [(1, 2, "superscript")]),
        (r"\noopsort{\emph{x}}y \emph", "y", []),
        (r"{\em a} b", "a b", []),
        ("\ue100 \\emph{a}", "\ue100 a", []),
        (r"\emph{\textit{a", "a", [(0, 1, "italic")]),
    ],
)
def test_what_a_title_sets_apart_is_known_by_its_place(
    latex: str, text: str, spans: list[tuple[int, int, str]]
) -> None:
    assert decode_title(latex) == (text, (), tuple(spans))


@given(text=st.text(alphabet="\\{}$'`^~-ahrefcmuptis \ue100\ue120", max_size=100))
def test_any_title_is_read_with_its_marks_inside_it(text: str) -> None:
    decoded = decode_title(text)
    assert all(0 <= one.start < one.end <= len(decoded.text) for one in decoded.spans)
