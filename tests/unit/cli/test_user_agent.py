"""The User-Agent names whoever runs the command, as far as sources.yaml does."""

from sourcebook import __version__
from sourcebook.cli.network import agent


def test_the_user_agent_says_how_to_reach_whoever_runs_it() -> None:
    assert agent("") == f"sourcebook/{__version__}"
    assert agent("editors@example.org") == f"sourcebook/{__version__} (+mailto:editors@example.org)"
    assert agent("https://example.org/us") == f"sourcebook/{__version__} (+https://example.org/us)"
