"""What tests share: how hypothesis runs, and a small invented sourcebook to work on."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

DATA = Path(__file__).parent / "data"

# The same examples on every run, so that a failure is somebody's change and never chance.
settings.register_profile(
    "sourcebook",
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("sourcebook")


@pytest.fixture
def sourcebook(tmp_path: Path) -> Path:
    """A folder of its own that holds a sourcebook of nine invented works in seven languages, with nothing cached."""
    root = tmp_path / "sourcebook"
    shutil.copytree(DATA / "library", root / "library")
    shutil.copy(DATA / "sources.yaml", root)
    return root


@pytest.fixture(scope="session")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sourcebook once for all tests that only read it."""
    root = tmp_path_factory.mktemp("unchanged") / "sourcebook"
    shutil.copytree(DATA / "library", root / "library")
    shutil.copy(DATA / "sources.yaml", root)
    return root


@pytest.fixture(scope="session")
def keys() -> list[str]:
    """The keys of that sourcebook, in the order of keys."""
    return sorted(path.stem for path in (DATA / "library" / "works").glob("*.md"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Here and not beside the test that reads it, because pytest asks for options only in the topmost conftest."""
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden/citations/ anew, to be looked at with git diff"
    )
