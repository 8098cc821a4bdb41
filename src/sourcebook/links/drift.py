"""Tells whether a page is still the page that it was, by fingerprints of its title and text."""

from datetime import timedelta

from sourcebook.model.links import History, Outcome, Probe, moment

_FARTHEST = 12  # of 64 bits of a simhash: what ordinary edits change (Manku and others, 2007, take 3 for copies)
_SHORTEST = 0.5  # of the length of the text
_APART = timedelta(days=3)
_MOST = 5  # fingerprints: pages that show now this and now that are no other page each time


def with_shape(history: History, probe: Probe) -> History:
    """The history after a successful probe; a page without fingerprint says nothing.

    An unchanged page (304) looks as it did the last time.
    """
    if probe.outcome is Outcome.UNCHANGED:
        return history._replace(odd_seen=probe.at) if history.odd_since else history
    history = history._replace(etag=probe.etag, modified=probe.modified)
    shape = (probe.shape, probe.size)
    if not _bits(probe.shape):
        return history
    if history.shapes and not any(_is_near(shape, known) for known in history.shapes):
        return history._replace(odd_since=history.odd_since or probe.at, odd_seen=probe.at)
    kept = history.shapes if shape in history.shapes else (*history.shapes[-_MOST + 1 :], shape)
    return history._replace(shapes=kept, odd_since="", odd_seen="")


def is_drifted(history: History) -> bool:
    """Whether the page looked like another one each time that it was seen, for long enough."""
    if not history.odd_since or not history.odd_seen:
        return False
    return moment(history.odd_seen) - moment(history.odd_since) >= _APART


def is_in_doubt(history: History) -> bool:
    """Whether the page looked like another one, but not for long enough yet."""
    return bool(history.odd_since) and not is_drifted(history)


def _is_near(one: tuple[str, int], other: tuple[str, int]) -> bool:
    sizes = sorted((one[1], other[1]))
    is_length_alike = sizes[0] >= _SHORTEST * sizes[1]
    return one == other or (is_length_alike and (_bits(one[0]) ^ _bits(other[0])).bit_count() <= _FARTHEST)


def _bits(shape: str) -> int:
    try:
        return int(shape, 16)
    except ValueError:
        return 0
