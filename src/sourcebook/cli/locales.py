"""`--locale`: the language of references, as every command takes it."""

import argparse
import re

from sourcebook.model.languages import is_language_tag


def add_locale(parser: argparse.ArgumentParser) -> None:
    """Give a command its `--locale`."""
    parser.add_argument(
        "--locale", type=language_tag, default="", metavar="TAG", help="language of the terms, such as de-DE"
    )


def language_tag(text: str) -> str:
    """The tag (BCP 47) that is meant, also by the name that POSIX has for a locale, as $LANG holds it.

    >>> language_tag("pt_BR.UTF-8")
    'pt-BR'
    """
    tag = re.split("[.@]", text, maxsplit=1)[0].replace("_", "-")
    if tag and not is_language_tag(tag):
        raise argparse.ArgumentTypeError(f"{text!r} is no language tag; write one such as en-GB or zh-CN")
    return tag
