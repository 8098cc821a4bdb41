"""What git is asked about more files than a command line takes."""

import os
import subprocess
from pathlib import Path

from sourcebook.store.git import Repository


def test_a_question_about_more_paths_than_a_command_line_takes_is_answered(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "last.md").write_text("x", encoding="utf-8")
    paths = [f"library/{'x' * 200}{number}.md" for number in range(12_000)]  # 2.6 MB; Linux takes 2 MB
    assert Repository(str(tmp_path), os.environ).changed_paths([*paths, "library/last.md"]) == ["library/last.md"]
