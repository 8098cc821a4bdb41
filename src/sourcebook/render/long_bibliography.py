"""A long bibliography out of several runs of the engine, which together say what one run would say much later.

Styles that tell first authors of one family name apart by given names (CSL 1.0.2, `givenname-disambiguation-rule`, the
values `primary-name…`) cost pandoc time with the third power of the list. So the list is formatted without that, and
then only the references that it can change, in short runs with all works that these depend on.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeAlias

from sourcebook.render.citation_document import read_citations
from sourcebook.render.inlines import to_text

Node: TypeAlias = Mapping[str, Any]
# The engine: a document and the file of a style in, the blocks of the formatted document out.
Run: TypeAlias = Callable[[bytes, Path], list[Node]]

_NAMED_AT_ONCE = 150  # works whose citations have names, in one run
_AT_ONCE = 4  # runs
_CITATION = re.compile(rb"<citation\s[^>]*>")
_BY_GIVEN_NAMES = re.compile(rb"""\sdisambiguate-add-givenname=(["'])true\1""")
_BY_NAMES = re.compile(rb"""\sdisambiguate-add-names=(["'])true\1""")
_BY_SUFFIX = re.compile(rb"""\sdisambiguate-add-year-suffix=(["'])true\1""")
_OF_FIRST_AUTHORS = re.compile(rb"""\sgivenname-disambiguation-rule=(["'])primary-name(?:-with-initials)?\1""")
# Where a reference depends on more of the list than the works it can be taken for and the reference before it.
_OF_THE_WHOLE = re.compile(rb"""citation-number|subsequent-author-substitute-rule=["']partial""")
_CONDITION = re.compile(rb"""\sdisambiguate=""")
_SUBSTITUTE = b"subsequent-author-substitute="
# Han, kana and Hangul stand beside other letters without a blank: `Smith等`.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_YEAR_SUFFIX = re.compile(r"(?<=\d)[a-z]+$")


class _Document(NamedTuple):
    """A document that lists works, and by their ids: their references and their citations."""

    whole: Node
    references: Mapping[str, Node]
    cited: Mapping[str, Node]


class _Work(NamedTuple):
    """What a citation of a work can say, in words without case and accents."""

    families: AbstractSet[str]  # the last word of each family name that begins a list of authors, editors …
    shown: AbstractSet[str]  # those whose letters are in the citation
    printed: AbstractSet[str]  # those that are words of it
    people: AbstractSet[tuple[str, str]]  # the same words, each with its whole name
    words: AbstractSet[str]  # of the citation and of those names
    values: Sequence[str]  # of fields that are texts


def long_bibliography(document: bytes, style: Path, run: Run, *, at_once: int = _NAMED_AT_ONCE) -> list[Node]:
    """The bibliography that `run` gives for a document that only lists works, from shorter runs where that is sure.

    `at_once` is about how many works with names are in one of these. Raises what `run` raises.
    """
    rules = style.read_bytes()
    plain = plain_rules(rules)
    if plain is None:
        return run(document, style)
    asked = _read(document)
    with TemporaryDirectory(prefix="sourcebook-") as folder, ThreadPoolExecutor() as pool:
        paths = [Path(folder, name) for name in ("list.csl", "citations.csl")]
        for path, data in zip(paths, plain, strict=True):
            path.write_bytes(data)
        blocks, cited = pool.map(run, (document, _each_cited(asked)), paths)
    works = _works(asked, map(to_text, read_citations(cited)))
    if works is None:
        return run(document, style)
    entries = _entries(blocks)
    before = {one: {other} for other, one in pairwise(entries)} if _SUBSTITUTE in rules else {}
    runs = list(_runs(entries, _Likeness(works), before, at_once))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(lambda one: run(_part(asked, one[1]), style), runs)
        for (wanted, _), answer in zip(runs, answers, strict=True):
            entries |= {key: entry for key, entry in _entries(answer).items() if key in wanted}
    return [{"t": "Div", "c": [["refs", [], []], list(entries.values())]}]


def plain_rules(style: bytes) -> tuple[bytes, bytes] | None:
    """A style that tells nobody apart by given names: for lists, and for citations, there with no added names either.

    None where that is of no use or not sure to be right.
    """
    rules = re.sub(rb"(?s)<!--.*?-->", b"", style)
    tag = _CITATION.search(rules)
    if not tag or not _BY_GIVEN_NAMES.search(tag[0]) or not _OF_FIRST_AUTHORS.search(tag[0]):
        return None
    if _OF_THE_WHOLE.search(rules) or (_CONDITION.search(rules) and not _BY_SUFFIX.search(tag[0])):
        return None
    plain = _BY_GIVEN_NAMES.sub(b"", tag[0])
    return rules.replace(tag[0], plain), rules.replace(tag[0], _BY_NAMES.sub(b"", plain))


class _Likeness:
    """Which works each one can be taken for, so that its reference depends on them.

    To the engine, works are alike whose citations have the same words, at least for names and dates. Names and values
    go into these whole, so that each of two such works has the printed family names of the other one among its words.
    """

    def __init__(self, works: Mapping[str, _Work]) -> None:
        self.works = works
        self.nameless = {key for key, work in works.items() if not work.printed}
        self._saying = _index((word, key) for key, work in works.items() for word in work.words)
        self._printing = _index((word, key) for key, work in works.items() for word in work.printed)
        self._beginning = _index((word, key) for key, work in works.items() for word in work.families)
        people = _index(one for work in works.values() for one in work.people)
        self._shared = {word for word, names in people.items() if len(names) > 1}

    def context(self, key: str) -> AbstractSet[str]:
        """All works that one's reference depends on, itself too; none where given names cannot change it."""
        work = self.works[key]
        if work.printed:
            saying = (one for word in work.printed for one in self._saying[word])
            like = {one for one in saying if self._alike(work, self.works[one])}
        else:
            printing = (one for word in work.words for one in self._printing.get(word, ()))
            like = self.nameless.union(one for one in printing if self._alike(self.works[one], work))
        families = set(work.families).union(*(self.works[one].shown for one in like))
        return like.union(*(self._beginning[word] for word in families)) if families & self._shared else set()

    @staticmethod
    def _alike(named: _Work, other: _Work) -> bool:
        """Whether two works may have one citation, where that of the first has a name."""
        if other.printed or not named.printed <= other.words:
            return named.printed <= other.words and other.printed <= named.words
        said = [value for value in map(set, map(_words, other.values)) if value & named.printed]
        return not said or any(value <= named.words for value in said)


def _runs(
    keys: Iterable[str], likeness: _Likeness, before: Mapping[str, AbstractSet[str]], at_once: int
) -> Iterator[tuple[AbstractSet[str], AbstractSet[str]]]:
    """The works to be formatted again, in portions, each with all works that have to be in its run."""
    wanted: set[str] = set()
    needed: set[str] = set()
    for key in keys:
        context = likeness.context(key)
        if not context:
            continue
        context |= before.get(key, set())
        if wanted and not context <= needed and len((needed | context) - likeness.nameless) > at_once:
            yield wanted, needed
            wanted, needed = set(), set()
        wanted.add(key)
        needed |= context
    if wanted:
        yield wanted, needed


def _works(asked: _Document, citations: Iterable[str]) -> Mapping[str, _Work] | None:
    """The works with these citations; None where a name has no word to know it by."""
    works: dict[str, _Work] = {}
    for key, citation in zip(asked.cited, citations, strict=True):
        fields = _plain(asked.references[key]).values()
        firsts = [value[0] for value in fields if isinstance(value, list) and value]
        families = [(_words(name.get("family") or name.get("literal", "")), name) for name in firsts]
        if not all(words for words, _ in families):
            return None
        said = _words(citation)
        said += [_YEAR_SUFFIX.sub("", word) for word in said]
        last = {words[-1] for words, _ in families}
        works[key] = _Work(
            families=last,
            shown={word for word in last if word in "".join(said)},
            printed=last.intersection(said),
            people={(words[-1], json.dumps(name, sort_keys=True)) for words, name in families if "family" in name},
            words=set(said).union(*(_words(part) for name in firsts for part in name.values())),
            values=[value for value in fields if isinstance(value, str)],
        )
    return works


def _words(text: str) -> list[str]:
    letters = text.casefold()
    if not letters.isascii():
        parts = unicodedata.normalize("NFKD", letters)
        letters = "".join(part for part in parts if not unicodedata.category(part).startswith("M"))
    return _WORD.findall(letters)


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, AbstractSet[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word, value in pairs:
        found[word].add(value)
    return found


def _plain(node: Node) -> Any:
    match node["t"]:
        case "MetaMap":
            return {name: _plain(value) for name, value in node["c"].items()}
        case "MetaList":
            return [_plain(value) for value in node["c"]]
        case "MetaInlines":
            return to_text(node["c"])
        case _:
            return node["c"]


def _read(document: bytes) -> _Document:
    whole = json.loads(document)
    cited = {one["citationId"]: one for one in whole["meta"]["nocite"]["c"][0]["c"][0]}
    references = {one["c"]["id"]["c"]: one for one in whole["meta"]["references"]["c"]}
    return _Document(whole, references, cited)


def _each_cited(asked: _Document) -> bytes:
    paragraphs = [{"t": "Para", "c": [{"t": "Cite", "c": [[one], []]}]} for one in asked.cited.values()]
    meta = {**asked.whole["meta"], "suppress-bibliography": {"t": "MetaBool", "c": True}}
    del meta["nocite"]
    return _written({**asked.whole, "meta": meta, "blocks": paragraphs})


def _part(asked: _Document, keys: AbstractSet[str]) -> bytes:
    """The document with some of its works, under the ids that they had."""
    references = [one for key, one in asked.references.items() if key in keys]
    cited = [one for key, one in asked.cited.items() if key in keys]
    listed = {"t": "MetaInlines", "c": [{"t": "Cite", "c": [cited, []]}]}
    meta = {**asked.whole["meta"], "references": {"t": "MetaList", "c": references}, "nocite": listed}
    return _written({**asked.whole, "meta": meta})


def _written(document: Node) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _entries(blocks: Iterable[Node]) -> dict[str, Node]:
    """The entries of the bibliography in its order, by the ids of their works."""
    lists = [block["c"][1] for block in blocks if block["t"] == "Div" and block["c"][0][0] == "refs"]
    return {entry["c"][0][0].removeprefix("ref-"): entry for entries in lists for entry in entries}
