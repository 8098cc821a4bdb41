"""The branch on a remote that a sourcebook is synced with: found, fetched, pushed to, by the user's own git."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.errors import GitRefused, NoHistory, RemoteFailed
from sourcebook.store.git import Repository
from sourcebook.store.states import EDITIONS


class Upstream(NamedTuple):
    """A branch of ours, and its counterpart: the remote, the ref there, and the ref here that remembers it."""

    branch: str
    remote: str
    ref: str
    tracking: str

    @property
    def name(self) -> str:
        """As git names it: `origin/main`."""
        return f"{self.remote}/{self.ref.removeprefix('refs/heads/')}"


class Refused(NamedTuple):
    """A ref that the remote did not take, and why, in its words."""

    ref: str
    reason: str


def upstream_of(repository: Repository, remote: str = "") -> Upstream:
    """The counterpart of the branch that the work tree is on, at its own remote or a named one.

    Raises NoHistory where there is no commit, and GitRefused where no branch is checked out or it has no counterpart,
    with the command that mends it.
    """
    top = repository.top
    branch = os.fsdecode(repository.attempt("symbolic-ref", "--quiet", "--short", "HEAD").stdout).strip()
    if not repository.head():
        raise NoHistory(f"The repository {top} has no commit yet. Make the first one with `sourcebook commit`.")
    if not branch:
        raise GitRefused("HEAD is detached: no branch is checked out, so nothing was synced. Run `git switch BRANCH`.")
    remotes = os.fsdecode(repository.run("remote")).split()
    if remote and remote not in remotes:
        raise GitRefused(f"There is no remote {remote!r}. Add it with `git remote add {remote} ADDRESS`.")
    form = "--format=%(upstream:remotename)%00%(upstream:remoteref)%00%(upstream)"
    found = os.fsdecode(repository.run("for-each-ref", form, f"refs/heads/{branch}")).strip("\n").split("\0")
    if all(found) and found[0] in (remote or found[0], "") and found[0] != ".":
        return Upstream(branch, found[0], found[1], found[2])
    if remote:
        return Upstream(branch, remote, f"refs/heads/{branch}", f"refs/remotes/{remote}/{branch}")
    if not remotes:
        raise GitRefused("This repository has no remote to sync with. Add one with `git remote add origin ADDRESS`.")
    raise GitRefused(
        f"The branch {branch} has no upstream, so nothing was synced. "
        f"Run `git push --set-upstream {remotes[0]} {branch}` once, or name a remote with --remote."
    )


def fetch(repository: Repository, upstream: Upstream) -> str:
    """Fetch the remote; gives the commit that its branch is at, empty where there is none. Raises RemoteFailed."""
    done = repository.attempt("fetch", "--quiet", upstream.remote, on_terminal=True)
    if done.returncode:
        raise RemoteFailed(f"git could not fetch from {upstream.remote}; nothing was changed. git says why above.")
    found = repository.attempt("rev-parse", "--verify", "--quiet", f"{upstream.tracking}^{{commit}}")
    return found.stdout.decode().strip()


def missing_editions(repository: Repository, upstream: Upstream) -> list[str]:
    """The refs of the editions that the remote does not have. Raises RemoteFailed."""
    ours = os.fsdecode(repository.run("for-each-ref", "--format=%(refname)", EDITIONS)).split()
    if not ours:
        return []
    done = repository.attempt("ls-remote", "--refs", upstream.remote, f"{EDITIONS}*", on_terminal=True)
    if done.returncode:
        raise RemoteFailed(f"git could not ask {upstream.remote} for its editions; nothing was pushed.")
    theirs = {line.partition("\t")[2] for line in os.fsdecode(done.stdout).splitlines()}
    return [ref for ref in ours if ref not in theirs]


def push(repository: Repository, upstream: Upstream, tags: Sequence[str]) -> tuple[Refused, ...]:
    """Push the branch and tags; gives what was not taken. Raises RemoteFailed where the remote could not be reached.

    Where a hook of ours refuses, before anything is sent, that is said of the branch.
    """
    specs = [f"refs/heads/{upstream.branch}:{upstream.ref}", *(f"{tag}:{tag}" for tag in tags)]
    done = repository.attempt("push", "--quiet", "--porcelain", upstream.remote, *specs, on_terminal=True)
    refused = refused_refs(os.fsdecode(done.stdout))
    if done.returncode == 1 and not refused:
        return (Refused(ref=upstream.ref, reason="git says why above"),)
    if done.returncode and not refused:
        raise RemoteFailed(f"git could not push to {upstream.remote}. git says why above; `sourcebook sync` goes on.")
    return refused


def refused_refs(porcelain: str) -> tuple[Refused, ...]:
    """What `git push --porcelain` reports with `!`: `!<TAB>from:to<TAB>summary (reason)` (git-push(1))."""
    rows = [line.split("\t") for line in porcelain.splitlines() if line.startswith("!\t")]
    return tuple(Refused(ref=row[1].partition(":")[2], reason=row[2]) for row in rows if len(row) == 3)
