"""Suggestions for a misspelt word, each worked out once, because a mistake is often made in every record."""

from functools import lru_cache

from sourcebook.errors import did_you_mean


@lru_cache(maxsize=1024)
def hint(word: str, known: frozenset[str]) -> str:
    """The nearest of the known words as a question, or nothing: `; did you mean 'title'?`"""
    # A difference of capitals alone weighs as much there as any other, and `url` would not be near `URL`.
    same = [one for one in known if one.casefold() == word.casefold()]
    question = f"Did you mean {same[0]!r}?" if same else did_you_mean(word, known).strip()
    return f"; {question[0].lower()}{question[1:]}" if question else ""
