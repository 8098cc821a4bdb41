"""What `dupes` and `why` share: the documented shape of what makes two works one, or two."""

from collections.abc import Mapping

from sourcebook.intake.duplicates import Sameness
from sourcebook.model.work import Work


def sameness_shape(one: Work, other: Work, found: Sameness) -> Mapping[str, object]:
    """The documented JSON shape of a verdict on two works (docs/json.md)."""
    return {
        "schema": "sourcebook.sameness/1",
        "keys": [one.key, other.key],
        "verdict": found.verdict,
        "reasons": found.reasons,
    }
