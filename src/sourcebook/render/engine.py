"""The citation engine as a process: pandoc, found once, fed a document, never near the network or other files."""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from sourcebook.errors import EngineFailed

_LABEL_ALONE = re.compile(rb"(<names\b[^>]*(?<!/)>\s*)(<label\b[^>]*/>)(?!\s*<(?:name|et-al)\b)")


@lru_cache(maxsize=1)
def find_engine() -> Path:
    """The pandoc program: the one that pypandoc_binary brings, else the one on PATH; raises EngineFailed."""
    # Found, not imported: importing pypandoc takes 0.1 s and starts processes of its own.
    spec = find_spec("pypandoc")
    if spec and spec.origin:
        for name in ("pandoc", "pandoc.exe"):
            packaged = Path(spec.origin).parent / "files" / name
            if packaged.is_file():
                return packaged
    import shutil  # noqa: PLC0415 - only where no program came with the package

    found = shutil.which("pandoc")
    if found is None:
        raise EngineFailed(
            "Formatting references needs pandoc, and there is none; install it with `pip install pypandoc_binary` "
            "or your system's package `pandoc`."
        )
    return Path(found)


def engine_version() -> str:
    """What changes whenever the engine does; its size and date, since asking the program itself starts a process."""
    status = find_engine().stat()
    return f"pandoc {status.st_size} {status.st_mtime_ns}, names before labels"


def run_engine(document: bytes, style: Path) -> bytes:
    """Format the citations of one document (pandoc's JSON in and out) by a CSL file; raises EngineFailed."""
    rules = style.read_bytes()
    named = with_names(rules)
    if named == rules:
        return _run(document, ["--to=json", "--citeproc", f"--csl={style}"])
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - for few styles, and never for what is remembered

    with TemporaryDirectory(prefix="sourcebook-") as folder:
        path = Path(folder, "style.csl")
        path.write_bytes(named)
        return _run(document, ["--to=json", "--citeproc", f"--csl={path}"])


def with_names(style: bytes) -> bytes:
    """A style that says where names stand before their label, which pandoc otherwise prints first: `, editorRoe J`.

    Where `names` has no `name`, CSL 1.0.2 means one that comes before the label (Names, Label in cs:names).
    """
    return _LABEL_ALONE.sub(rb"\1<name/>\2", style)


def write_document(document: bytes, form: str, template: Path | None = None) -> bytes:
    """One document (pandoc's JSON) in a format of pandoc's, as a file of its own; raises EngineFailed.

    In its sandbox pandoc knows no time, so that the bytes are always the same.
    """
    options = [f"--template={template}"] if template else []
    return _run(document, [f"--to={form}", "--standalone", "--output=-", *options])


def _run(document: bytes, options: Sequence[str]) -> bytes:
    import subprocess  # noqa: PLC0415 - 14 ms that remembered references need not pay

    command = [str(find_engine()), "--sandbox", "--from=json", *options]
    try:
        done = subprocess.run(command, input=document, capture_output=True, check=False)
    except OSError as error:
        raise EngineFailed(f"The citation engine {command[0]} cannot be started: {error.strerror or error}.") from error
    if done.returncode:
        complaint = done.stderr.decode("utf-8", "replace").partition("HasCallStack")[0]
        raise EngineFailed(f"The citation engine could not format the works: {' '.join(complaint.split())}")
    return done.stdout
