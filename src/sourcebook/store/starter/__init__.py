"""What `init` writes: the files of a new sourcebook on any subject."""

from importlib.resources import files

_FILES = {
    "sources.yaml": "sources.yaml",
    "library/viewpoints.yaml": "viewpoints.yaml",
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
}


def starter_files() -> dict[str, bytes]:
    """Path within the new sourcebook -> bytes; an empty file keeps the folder of works in git."""
    folder = files(__name__)
    return {path: folder.joinpath(name).read_bytes() for path, name in _FILES.items()} | {"library/works/.gitkeep": b""}
