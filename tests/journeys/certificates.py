"""Certificates of this test run's own authority, sound and unsound, made by the openssl command."""

import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Certificates(NamedTuple):
    """The authority that tests trust, and what servers show: each a file with key, certificate and what signed it."""

    authority: str
    good: str
    expired: str
    misnamed: str
    unchained: str
    self_signed: str


def make_certificates(folder: Path) -> Certificates:
    """Every certificate is for 127.0.0.1, but for the one that is for another host."""
    _self_signed(folder, "root")
    _signed(folder, "middle", by="root", extension="basicConstraints=critical,CA:TRUE")
    _self_signed(folder, "self")
    return Certificates(
        authority=str(folder / "root.pem"),
        good=_signed(folder, "good", by="root"),
        # A lifetime of minus one day ended yesterday.
        expired=_signed(folder, "expired", by="root", days=-1),
        misnamed=_signed(folder, "misnamed", by="root", extension="subjectAltName=DNS:elsewhere.example"),
        unchained=_signed(folder, "unchained", by="middle"),
        self_signed=_joined(folder, "self"),
    )


def server_context(file: str, newest: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """How a server shows a certificate; `newest` is the newest version of TLS that it speaks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if newest is not None:
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.minimum_version = context.maximum_version = newest
    context.load_cert_chain(file)
    return context


def _self_signed(folder: Path, name: str) -> None:
    _openssl(
        folder, "req", "-x509", *_KEY, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}",
        "-days", "2", "-addext", "subjectAltName=IP:127.0.0.1",
    )  # fmt: skip


def _signed(folder: Path, name: str, *, by: str, extension: str = "subjectAltName=IP:127.0.0.1", days: int = 2) -> str:
    (folder / f"{name}.ext").write_text(extension)
    _openssl(folder, "req", *_KEY, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    _openssl(
        folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial",
        "-days", str(days), "-extfile", f"{name}.ext", "-out", f"{name}.pem",
    )  # fmt: skip
    return _joined(folder, name)


def _joined(folder: Path, name: str) -> str:
    whole = folder / f"{name}-with-key.pem"
    whole.write_text((folder / f"{name}.key").read_text() + (folder / f"{name}.pem").read_text())
    return str(whole)


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
