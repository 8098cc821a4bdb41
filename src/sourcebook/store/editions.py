"""Editions in git: an annotated tag on the commit that holds the manifest, whose digest the tag's message states."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.errors import BadSettings, BadValue, GitRefused, NoSourcebook, UnknownRevision, did_you_mean
from sourcebook.model.editions import Manifest, file_differences
from sourcebook.model.sources import Sources
from sourcebook.model.work import Raw
from sourcebook.store import plain_yaml
from sourcebook.store.git import Repository
from sourcebook.store.sources import SOURCES, read_sources
from sourcebook.store.states import EDITIONS, commit_of_edition, day_of, edition_names

FOLDER = "library/editions"
FROZEN = ("library", SOURCES)  # what a manifest covers, but for itself
_STATED = re.compile(r"^Manifest-SHA256: ([0-9a-f]{64})$", re.MULTILINE)


class Edition(NamedTuple):
    """An edition as git has it: its commit (empty where the tag holds none), what its tag states, and its manifest.

    `stated` is the manifest's digest by the tag's message, `digest` that of its bytes in the commit; `is_annotated`
    tells whether the tag is an object with a message at all.
    """

    name: str
    commit: str
    is_annotated: bool
    stated: str
    digest: str
    manifest: Manifest | None


def manifest_path(name: str) -> str:
    """The path of an edition's manifest, relative to the sourcebook."""
    return f"{FOLDER}/{name}.yaml"


def write_manifest(manifest: Manifest) -> bytes:
    """A manifest as YAML, the same bytes every time; raises BadValue for a path that no text can hold."""
    for path in manifest.files:
        if not path.isprintable():
            raise BadValue(f"{path!r} has a name that no manifest can hold; rename the file first.")
    raw: Mapping[str, Raw] = {
        "edition": manifest.edition,
        "message": manifest.message,
        "date": manifest.date,
        "style": manifest.style,
        "sourcebook": manifest.version,
        "counts": manifest.counts,
        "files": dict(sorted(manifest.files.items())),
        "built": dict(sorted(manifest.built.items())),
    }
    return "".join(plain_yaml.field_lines(name, value) for name, value in raw.items()).encode()


def read_manifest(data: bytes) -> Manifest | None:
    """The manifest that bytes hold, None where they hold none."""
    try:
        raw = plain_yaml.read_mapping(data.decode())[0]
    except (UnicodeDecodeError, plain_yaml.BadYaml):
        return None
    return Manifest(
        edition=_text(raw, "edition"),
        date=_text(raw, "date"),
        message=_text(raw, "message"),
        style=_text(raw, "style"),
        version=_text(raw, "sourcebook"),
        counts=_map(raw, "counts"),
        files=_map(raw, "files"),
        built=_map(raw, "built"),
    )


def _text(raw: Mapping[str, Raw], name: str) -> str:
    value = raw.get(name, "")
    return value if isinstance(value, str) else ""


def _map(raw: Mapping[str, Raw], name: str) -> dict[str, str]:
    value = raw.get(name, {})
    return {part: str(said) for part, said in value.items()} if isinstance(value, Mapping) else {}


def digests(repository: Repository, commit: str, name: str) -> dict[str, str]:
    """SHA-256 by path of every file that the edition `name` covers, as a commit has them.

    That is sources.yaml and all of library/, earlier manifests too, so that each edition vouches for those before it.
    """
    blobs = repository.files_at(commit, FROZEN)
    blobs.pop(manifest_path(name), None)
    contents = repository.contents(blob.hash for blob in blobs.values())
    known = {number: hashlib.sha256(data).hexdigest() for number, data in contents.items()}
    return {path: known[blob.hash] for path, blob in blobs.items()}


def editions(repository: Repository, names: Sequence[str] = ()) -> tuple[Edition, ...]:
    """The editions with these names, or all, oldest first; raises UnknownRevision."""
    known = edition_names(repository)
    for name in names:
        if name not in known:
            raise UnknownRevision(f"There is no edition {name!r}.{did_you_mean(name, known)}")
    found = [_edition(repository, name) for name in names or known]
    return tuple(sorted(found, key=lambda one: (one.manifest.date if one.manifest else "", one.name)))


def _edition(repository: Repository, name: str) -> Edition:
    ref = EDITIONS + name
    tag, commit, manifest = repository.look_up(ref, f"{ref}^{{commit}}", f"{ref}^{{commit}}:./{manifest_path(name)}")
    wanted = [one.hash for one in (tag, manifest) if one and one.kind in ("tag", "blob")]
    contents = repository.contents(wanted)
    is_annotated = tag is not None and tag.kind == "tag"
    stated = _STATED.findall(contents[tag.hash].decode("utf-8", "replace")) if tag and is_annotated else []
    data = contents.get(manifest.hash) if manifest else None
    return Edition(
        name=name,
        commit=commit.hash if commit else "",
        is_annotated=is_annotated,
        # Ours stands last: nothing that the person wrote above it can pass for it.
        stated=stated[-1] if stated else "",
        digest="" if data is None else hashlib.sha256(data).hexdigest(),
        manifest=None if data is None else read_manifest(data),
    )


def manifest_bytes(repository: Repository, commit: str, name: str) -> bytes:
    """An edition's manifest in a commit, empty where it has none."""
    (blob,) = repository.look_up(f"{commit}:./{manifest_path(name)}")
    return repository.contents([blob.hash])[blob.hash] if blob else b""


def sources_at(repository: Repository, commit: str) -> Sources:
    """What sources.yaml said in a commit; raises NoSourcebook where it had none, and BadSettings."""
    (blob,) = repository.look_up(f"{commit}:./{SOURCES}")
    if blob is None:
        raise NoSourcebook(f"There was no sourcebook here at commit {commit[:12]}: it has no {SOURCES}.")
    try:
        text = repository.contents([blob.hash])[blob.hash].decode("utf-8-sig")
        return read_sources(plain_yaml.read_mapping(text)[0])
    except (UnicodeDecodeError, plain_yaml.BadYaml) as error:
        raise BadSettings(f"{SOURCES} of commit {commit[:12]} cannot be read: {error}.") from error


def commit_of_manifest(repository: Repository, name: str, start: str = "HEAD") -> str:
    """The last commit up to `start` that wrote an edition's manifest, empty where none did."""
    out = repository.run("rev-list", "--max-count=1", start, "--", manifest_path(name))
    return out.decode().strip()


def differences(repository: Repository, edition: Edition) -> list[str]:
    """What speaks against an edition being as it was frozen, a sentence's part for each; nothing where all is well."""
    if not edition.commit:
        return ["its tag stands on no commit"]
    if edition.manifest is None:
        return [f"its tag stands on a commit without a readable {manifest_path(edition.name)}"]
    found: list[str] = []
    if not edition.is_annotated:
        found.append("its tag has no message, and so states no digest: it was not made by `edition create`")
    elif edition.stated != edition.digest:
        found.append(f"its manifest has the SHA-256 {edition.digest}, but its tag states {edition.stated or 'none'}")
    origin = commit_of_manifest(repository, edition.name, edition.commit)
    if origin != edition.commit:
        found.append(
            f"its tag was moved: the manifest was committed in {origin[:12]}, the tag is on {edition.commit[:12]}"
        )
    here = manifest_bytes(repository, "HEAD", edition.name)
    if here and hashlib.sha256(here).hexdigest() != edition.digest:
        found.append("its manifest in the present history is another one than its tag holds")
    found += file_differences(edition.manifest.files, digests(repository, edition.commit, edition.name))
    return found


def untagged(repository: Repository) -> tuple[str, ...]:
    """The names of manifests in the present history whose edition has no tag."""
    known = edition_names(repository)
    found = (path.removeprefix(f"{FOLDER}/") for path in repository.files_at("HEAD", (FOLDER,)))
    names = (name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))
    return tuple(name for name in names if name not in known)


def make_tag(repository: Repository, name: str, commit: str, title: str) -> Edition:
    """Tag a commit as an edition, signed where git is set up so; raises GitRefused, and then there is no tag.

    Only a commit whose manifest is true of it is tagged.
    """
    data = manifest_bytes(repository, commit, name)
    manifest = read_manifest(data)
    if manifest is None or file_differences(manifest.files, digests(repository, commit, name)):
        raise GitRefused(
            f"{manifest_path(name)} is not true of the commit {commit[:12]} that wrote it, so no tag was made. "
            "Choose another name for the edition."
        )
    counted = ", ".join(f"{number} {what}" for what, number in manifest.counts.items())
    said = "\n\n".join(part for part in (f"Edition {name}: {title}", manifest.message, counted) if part)
    digest = hashlib.sha256(data).hexdigest()
    text = f"{said}\n\nManifest: {manifest_path(name)}\nManifest-SHA256: {digest}\n"
    repository.run(
        "tag", "--annotate", "--cleanup=verbatim", "--file=-", f"edition/{name}", commit,
        stdin=text.encode("utf-8", "replace"),
    )  # fmt: skip
    return _edition(repository, name)


def edition_before(repository: Repository, edition: Edition) -> str:
    """The name of the edition that came before in its history, empty where it is the first."""
    done = repository.attempt("describe", "--match=edition/*", "--abbrev=0", f"{edition.commit}^")
    return done.stdout.decode().strip().removeprefix("edition/") if done.returncode == 0 else ""


def state_in_words(repository: Repository, name: str) -> str:
    """What a reader is told of a state: `Edition 2026-autumn, 2026-10-01`, `As of 2026-09-01`, or nothing."""
    if commit_of_edition(repository, name):
        manifest = _edition(repository, name).manifest
        return f"Edition {name}{f', {manifest.date}' if manifest else ''}"
    day = day_of(name)
    return f"As of {day}" if day else ""
