"""Writes the pages of the corpus: every shape of site filled with what specs/ says, and what to expect of each page.

`python tests/corpus/make.py` after a change. A page is made from what its server is meant to know; its `expect` says
where a careful librarian would record something else than that, and its `also` what would be as right.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
import yaml

CORPUS = Path(__file__).parent
PAGES = CORPUS / "pages"
EXPECTED = "expected.yaml"
_FIELDS = ("title", "issued", "author", "language", "container-title", "URL")
_HEAD = "# Made by tests/corpus/make.py: what a careful librarian would record from each page.\n"

Spec = Mapping[str, Any]


def make() -> dict[str, bytes]:
    """Every file of the folder `pages` by its name."""
    words = _read(CORPUS / "words.yaml")
    specs = [spec for path in sorted((CORPUS / "specs").glob("*.yaml")) for spec in _read(path)]
    shapes = _shapes()
    made = {f"{spec['name']}.html": _page(shapes, spec, words, number) for number, spec in enumerate(specs)}
    expected = {spec["name"]: _expectation(spec) for spec in specs}
    if len(expected) != len(specs):
        raise SystemExit("Two pages have the same name; give one of them another.")
    text = yaml.safe_dump(expected, allow_unicode=True, sort_keys=True, width=120)
    return made | {EXPECTED: (_HEAD + text).encode()}


def _page(shapes: jinja2.Environment, spec: Spec, words: Mapping[str, Any], number: int) -> bytes:
    names = [_shown(name) for name in spec.get("author", ())]
    own = words[spec["language"]]
    turn = number % len(own["prose"])
    prose = own["prose"][turn:] + own["prose"][:turn]
    text = shapes.get_template(f"{spec['shape']}.html").render(p=spec, w=own, prose=prose, names=names)
    encoding = spec.get("encoding", "utf-8")
    return (b"\xef\xbb\xbf" if spec.get("mark") else b"") + text.encode(encoding, "xmlcharrefreplace")


def _shapes() -> jinja2.Environment:
    shapes = jinja2.Environment(
        loader=jinja2.FileSystemLoader(CORPUS / "shapes"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    shapes.filters["js"] = _json
    return shapes


def _json(value: object) -> markupsafe.Markup:
    """A value as scripts hold it, its quotes and letters as they are."""
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
    return markupsafe.Markup(text)  # noqa: S704 - the values are our own specs


def _expectation(spec: Spec) -> dict[str, Any]:
    said = {
        "shape": spec["shape"],
        "url": spec["url"],
        "content-type": spec.get("content-type", "text/html; charset=utf-8"),
        "language": spec["language"],
    }
    if spec.get("page") == "none":
        return said | {"page": "none"}
    own = {"author": [_parts(name) for name in spec.get("author", ())], "URL": spec.get("canonical", spec["url"])}
    recorded = {**spec, **own, "container-title": spec.get("outlet")} | spec.get("expect", {})
    values = {name: recorded.get(name) or None for name in _FIELDS}
    if "author" in spec.get("expect", {}):
        values["author"] = [_parts(name) for name in spec["expect"]["author"]] or None
    also = {
        name: [[_parts(one) for one in value] for value in others] if name == "author" else list(others)
        for name, others in spec.get("also", {}).items()
    }
    return said | values | ({"also": also} if also else {})


def _parts(name: str) -> dict[str, str]:
    """The parts of a name written as `Family, Given`, or the literal where it has no comma."""
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": name}


def _shown(name: str) -> str:
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma else name


def _read(path: Path) -> Any:
    # Every scalar stays the string that was typed, as in records. This loader makes only strings, lists and maps.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506


def main() -> None:
    """Write what changed and remove what no spec names any more."""
    made = make()
    for path in PAGES.iterdir():
        if path.name not in made:
            path.unlink()
    for name, data in made.items():
        (PAGES / name).write_bytes(data)


if __name__ == "__main__":
    main()
