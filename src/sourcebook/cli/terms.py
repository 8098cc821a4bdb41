"""What is said where references cannot come in the language that was asked for."""

from sourcebook.cli.terminal import Terminal
from sourcebook.render.style_files import Style, has_terms


def tell_missing_terms(terminal: Terminal, style: Style, locale: str) -> None:
    """Say that the words of references come in English, where nobody has those of the language."""
    if locale and not has_terms(style, locale):
        terminal.talk(
            f"sourcebook: there are no terms in {locale!r} for references, so that words such as “edited by” and the "
            "names of months come in English.",
            "yellow",
        )
