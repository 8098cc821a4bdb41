"""What a person sees: colour, width and paging on a terminal, plain text everywhere else."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from sourcebook.model.text import printable

_OTHER_WIDTHS = r"[\u0300-\u200f\u2028-\u202f\u205f-\U0010ffff]"
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_PAINT = re.compile(rf"(\033\[(?:0|{'|'.join(_STYLES.values())})m)")


class Terminal:
    """Where a command prints: data to `out`, talk to `err`; the only place that asks whether a terminal is there."""

    def __init__(self, out: TextIO, err: TextIO, environ: Mapping[str, str]) -> None:
        self.out = out
        self.err = err
        self.environ = environ
        self.is_terminal = out.isatty()
        self._lines: list[str] = []
        self.use_color("auto")

    def use_color(self, when: str) -> None:
        """Colour `always`, `never`, or (`auto`) on a terminal that NO_COLOR and TERM do not speak against."""
        wanted = not self.environ.get("NO_COLOR") and self.environ.get("TERM") != "dumb"
        self._colour = when == "always" or (when == "auto" and wanted and self.is_terminal)
        self._colour_err = when == "always" or (when == "auto" and wanted and self.err.isatty())

    @property
    def width(self) -> int:
        """Columns to fill: those of the terminal, 80 elsewhere."""
        return self._size.columns if self.is_terminal else 80

    @property
    def _size(self) -> os.terminal_size:
        try:
            size = os.get_terminal_size(self.out.fileno())
        except OSError:
            size = os.terminal_size((0, 0))
        columns = self.environ.get("COLUMNS", "")
        asked = int(columns) if columns.isdecimal() else 0
        return os.terminal_size((asked or size.columns or 80, size.lines or 24))

    def paint(self, text: str, style: str) -> str:
        """The text in a style (`bold`, `dim`, a colour), as it is where there is no colour."""
        return f"\033[{_STYLES[style]}m{text}\033[0m" if self._colour and text else text

    def say(self, text: str = "") -> None:
        """One line of data; on a terminal, control characters other than our own colours become `�`."""
        if self.is_terminal:
            pieces = _PAINT.split(text)  # every second one is ours
            self._lines.append("".join(part if place % 2 else printable(part) for place, part in enumerate(pieces)))
        else:
            self.out.write(text + "\n")

    def data(self, text: str) -> None:
        """Data as it is, such as an exported file; made safe only for a terminal."""
        if self.is_terminal:
            self._lines.append(printable(text.removesuffix("\n")))
        else:
            self.out.write(text)

    def raw(self, data: bytes) -> None:
        """Data that is no text, such as a document, for a pipe or a file."""
        self.out.flush()
        self.out.buffer.write(data)

    def difference(self, path: str, before: bytes, after: bytes) -> None:
        """What would change in a file, as a unified diff."""
        import difflib  # noqa: PLC0415 - for a dry run only

        old, new = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (before, after))
        lines = difflib.unified_diff(old, new, f"now/{path}", f"new/{path}", n=1)
        self.data("".join(line if line.endswith("\n") else line + "\n" for line in lines))

    def talk(self, text: str, style: str = "") -> None:
        """One line to the person, never data."""
        safe = "\n".join(printable(line) for line in text.split("\n"))
        if style and self._colour_err:
            safe = f"\033[{_STYLES[style]}m{safe}\033[0m"
        self.out.flush()
        self.err.write(safe + "\n")
        self.err.flush()

    def ask(self, question: str) -> None:
        """A question to the person, who answers on the same line."""
        self.out.flush()
        self.err.write(printable(question))
        self.err.flush()

    def progress(self, text: str) -> None:
        """One line on a terminal that the next one takes the place of, and that an empty one removes."""
        if self.err.isatty():
            self.err.write(f"\r\033[K{fitted(text, self.width - 1, pad=False)}" if text else "\r\033[K")
            self.err.flush()

    def flush(self) -> None:
        """Show what was said: by $PAGER where it is longer than the screen."""
        lines, self._lines = self._lines, []
        text = "".join(f"{line}\n" for line in lines)
        pager = self.environ.get("PAGER", "less")
        if (
            self.is_terminal
            and sys.stdin.isatty()
            and text.count("\n") >= self._size.lines
            and pager not in ("", "cat")
        ):
            import subprocess  # noqa: PLC0415 - 6 ms that only paging needs

            environ = {"LESS": "FRX", **self.environ}
            try:
                subprocess.run(pager, shell=True, input=text.encode(), env=environ, check=False)  # noqa: S602 - $PAGER is a shell command by convention (POSIX man), and the user's own
            except OSError:
                self.out.write(text)
        else:
            self.out.write(text)
        self.out.flush()


def cell_width(text: str) -> int:
    """How many columns of a terminal the text fills: two for each Han letter."""
    # Below the combining marks every letter is one column wide, as are dashes and quotation marks; this spares most
    # titles the 5 ms of importing rich.
    if text.isascii() or not re.search(_OTHER_WIDTHS, text):
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - rich is loaded for a terminal only

    return cell_len(text)


def fitted(text: str, width: int, *, pad: bool = True) -> str:
    """One line of exactly `width` columns (at most, without `pad`), cut with `…` where the text is longer."""
    text = printable(text)
    if cell_width(text) > width:
        while text and cell_width(text) > width - 1:
            text = text[: -max(1, (cell_width(text) - width + 1) // 2)]
        text += "…"
    return text + " " * (width - cell_width(text)) if pad else text


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The text in lines of at most `width` columns, each with `indent`; words of scripts without blanks may be cut."""
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        line = ""
        for word in _pieces(paragraph, width - len(indent)):
            if line and cell_width(line) + cell_width(word.rstrip()) > width - len(indent):
                lines.append(indent + line.rstrip())
                line = ""
            line += word
        lines.append((indent + line).rstrip())
    return lines


def _pieces(paragraph: str, width: int) -> list[str]:
    pieces: list[str] = []
    for word in paragraph.split():
        rest = word
        while cell_width(rest) > width:
            cut = max(1, next(size for size in range(len(rest), 0, -1) if cell_width(rest[:size]) <= max(width, 2)))
            pieces.append(rest[:cut])
            rest = rest[cut:]
        pieces.append(rest + " ")
    return pieces


def bar(share: float, width: int) -> str:
    """A bar for a share between 0 and 1, in eighths of a column; never empty where the share is not."""
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def table(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Rows as aligned lines, each column as wide as its widest cell."""
    widths = [max(cell_width(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return [
        (" " * gap)
        .join(cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True))
        .rstrip()
        for row in rows
    ]


def this_terminal() -> Terminal:
    """The terminal of this process."""
    return Terminal(sys.stdout, sys.stderr, os.environ)
