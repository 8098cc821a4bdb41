"""The conversation of `verify --accept`: which of the values that others give a work are to be taken."""

from collections.abc import Mapping, Sequence

from sourcebook.cli import editor
from sourcebook.cli.terminal import Terminal
from sourcebook.cli.verification import Choice
from sourcebook.intake.hearing import Said

_HELP = """  NUMBER …  take these values, such as: 1 3
  a         take the first value of each field that differs or is new; of another work, nothing
  n         take nothing
  q         leave; what was taken so far is written"""


def chosen(terminal: Terminal, choices: Sequence[Choice], offered: Mapping[str, Said]) -> Mapping[str, Said] | None:
    """The values that the person takes, by field; None to leave. `offered` is what `a` stands for."""
    while True:
        terminal.ask(f"Take which? [1-{len(choices)} a n q ?] ")
        line = editor.answer()
        answer = line.strip()
        if not line or answer == "q":
            return None
        if answer in ("a", "n"):
            return offered if answer == "a" else {}
        numbers = [int(word) for word in answer.replace(",", " ").split() if word.isascii() and word.isdecimal()]
        if numbers and all(0 < number <= len(choices) for number in numbers):
            return dict(choices[number - 1] for number in numbers)
        terminal.talk(_HELP)
