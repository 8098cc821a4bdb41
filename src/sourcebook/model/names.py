"""Names of persons and bodies, as CSL has them, in any script."""

from typing import NamedTuple

from sourcebook.model.text import compiled

# Han, kana and Hangul: scripts whose names run family first, without a blank between.
_EAST_ASIAN = r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
NAME_PARTS = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix", "literal")
COMMA_SUFFIX = ("comma-suffix", "true")


class Name(NamedTuple):
    """One name: either `literal` (a body, or a name that is not split) or its parts; `extra` is what we do not know."""

    family: str = ""
    given: str = ""
    non_dropping_particle: str = ""
    dropping_particle: str = ""
    suffix: str = ""
    literal: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def is_east_asian(self) -> bool:
        """Whether it is written family name first without a blank (Han, kana, Hangul)."""
        return not self.family.isascii() and bool(compiled(_EAST_ASIAN).search(self.family))

    @property
    def has_comma_suffix(self) -> bool:
        """Whether a comma stands before the suffix, as some write `Doe, Jr.` (CSL-JSON's `comma-suffix`)."""
        return COMMA_SUFFIX in self.extra

    @property
    def short(self) -> str:
        """What a short citation calls it: the family name with its particle, or the whole literal."""
        return (
            self.literal or " ".join(part for part in (self.non_dropping_particle, self.family) if part) or self.given
        )

    @property
    def full(self) -> str:
        """The whole name in its reading order: `Ludwig van Beethoven`, `习近平`."""
        if self.literal:
            return self.literal
        if self.is_east_asian:
            return self.family + self.given
        parts = (self.given, self.dropping_particle, self.non_dropping_particle, self.family)
        name = " ".join([part for part in parts if part])
        return (", " if self.has_comma_suffix else " ").join([part for part in (name, self.suffix) if part])

    @property
    def inverted(self) -> str:
        """The name as an index has it: `Beethoven, Ludwig van`; bodies and East Asian names as they are."""
        if self.literal:
            return self.literal
        if self.is_east_asian:
            return self.family + self.given
        family = " ".join([part for part in (self.non_dropping_particle, self.family) if part])
        given = " ".join([part for part in (self.given, self.dropping_particle) if part])
        return ", ".join([part for part in (family, self.suffix, given) if part])


def short_names(names: tuple[Name, ...]) -> str:
    """A label for several names: `Okafor`, `Smith and Lee`, `Smith et al.`"""
    if not names:
        return ""
    if len(names) == 1:
        return names[0].short
    if len(names) == 2:
        return f"{names[0].short} and {names[1].short}"
    return f"{names[0].short} et al."
