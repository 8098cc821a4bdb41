"""`edit` and `note`: the person's own editor, of which no text is ever lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from repositories import IDENTITY, committed, git, messages, status
from running import Screen, json_lines, on_terminal, run, start

KEY = "okafor2019alder"
RECORD = f"library/works/{KEY}.md"
TEXT = f".sourcebook/edits/{KEY}.md"
NOTE = f".sourcebook/edits/notes/{KEY}.md"


@pytest.fixture
def root(sourcebook: Path) -> Path:
    """A sourcebook under git."""
    return committed(sourcebook)


class Editor:
    """A program that does to the file what a test wants, one step each time it is opened, and notes how it was called.

    A step is Python: `text` is what the file holds, and what it holds afterwards.
    """

    def __init__(self, folder: Path, name: str = "nano") -> None:
        self.path = folder / name
        self.log = folder / "calls"
        self.folder = folder

    def doing(self, *steps: str) -> dict[str, str]:
        """The environment in which this is the editor; after the last step nothing is done."""
        self.log.write_text("", encoding="utf-8")
        for number in range(len(steps), len(steps) + 9):
            (self.folder / f"step{number}").write_text("", encoding="utf-8")
        for number, step in enumerate(steps):
            (self.folder / f"step{number}").write_text(step, encoding="utf-8")
        self.path.write_text(
            f"#!{sys.executable}\n"
            "import sys, pathlib\n"
            f"log = pathlib.Path({str(self.log)!r}); number = len(log.read_text().splitlines())\n"
            "log.write_text(log.read_text() + ' '.join(sys.argv[1:]) + '\\n')\n"
            "file = pathlib.Path(sys.argv[-1]); text = before = file.read_bytes().decode()\n"
            f"exec((pathlib.Path({str(self.folder)!r}) / f'step{{number}}').read_text())\n"
            "if text != before: file.write_bytes(text.encode())\n",
            encoding="utf-8",
        )
        self.path.chmod(0o755)
        return {**IDENTITY, "EDITOR": str(self.path)}

    @property
    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """An editor that takes `+LINE`, by its name."""
    folder = tmp_path / "editor"
    folder.mkdir()
    return Editor(folder)


def _read(root: Path, path: str = RECORD) -> str:
    return (root / path).read_bytes().decode()


def _write(root: Path, path: str, text: str) -> None:
    (root / path).write_bytes(text.encode())


def _texts(root: Path) -> list[str]:
    folder = root / ".sourcebook" / "edits"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_typed_is_what_is_written_in_one_commit(root: Path, editor: Editor) -> None:
    typed = "---\n# by hand\nlanguage: de\ntitle:   'Odd   spacing'\ntype: report\nrole: report\n---\n\n\nWords.  \n"
    env = editor.doing(f"text = {typed!r}")
    done = run("edit", KEY, "-m", "why", cwd=root, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{KEY}: ")
    assert _read(root) == typed
    assert len(messages(root)) == 2
    assert "\nwhy\n" in git(root, "log", "-1", "--format=%B")
    assert (status(root), _texts(root)) == ([], [])
    assert editor.calls == [str(root / TEXT)]


def test_a_last_line_is_ended_and_nothing_else_is_touched(root: Path, editor: Editor) -> None:
    env = editor.doing("text = text.replace('language: en', 'language:   de # so').rstrip()")
    before = _read(root)
    assert run("edit", KEY, cwd=root, env=env).returncode == 0
    assert _read(root) == before.replace("language: en", "language:   de # so")


@pytest.mark.parametrize("step", ["", "text += '\\n'"])
def test_an_unchanged_text_changes_nothing_and_is_not_kept(root: Path, editor: Editor, step: str) -> None:
    done = run("edit", KEY, cwd=root, env=editor.doing(step))
    assert (done.returncode, done.stderr) == (0, "sourcebook: nothing to change.\n")
    assert (len(messages(root)), _texts(root)) == (1, [])


def test_without_a_terminal_a_faulty_text_is_kept_and_the_next_edit_goes_on_with_it(root: Path, editor: Editor) -> None:
    before = _read(root)
    env = editor.doing("text = text.replace('issued: 2019-03-14', 'issued: 2019-13-14').replace('Alderton', 'Alder')")
    done = run("edit", KEY, cwd=root, env=env)
    assert done.returncode == 3
    line = before[: before.index("issued")].count("\n") + 1
    assert f"line {line}: issued: '2019-13-14' is no EDTF date" in done.stderr
    assert str(root / TEXT) in done.stderr
    assert (_read(root), done.stdout, len(messages(root))) == (before, "", 1)
    done = run("edit", KEY, cwd=root, env=editor.doing("text = text.replace('2019-13', '2019-12')"))
    assert done.returncode == 0
    assert "going on with the text that was kept" in done.stderr
    assert "place Alderton → Alder; issued 2019-03-14 → 2019-12-14" in done.stdout
    assert _texts(root) == []


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("text = text.replace('---\\nA study', 'A study')", "[no-front-matter]"),
        ("text = ''", "[no-front-matter]"),
        ("text = text.replace('role: report', 'role: report\\nrole: report')", "[duplicate-field]"),
        ("text = text.replace('\\n', '\\r\\n')", "[line-endings]"),
        ("text = text.replace('engineering', 'enginering')", "did you mean 'engineering'"),
        (
            "text = text.replace('keywords', 'relations: [{type: rebuts, target: zhou2021shuku}]\\nkeywords')",
            "mean 'zhou",
        ),
        (
            "text = text.replace('keywords', 'relations: [{type: rebut, target: zhou2021shuiku}]\\nkeywords')",
            "mean 'rebuts'",
        ),
        (
            f"text = text.replace('keywords', 'relations: [{{type: rebuts, target: {KEY}}}]\\nkeywords')",
            "the work itself",
        ),
        ("text = text.replace('keywords', 'aliases: [zhou2021shuiku]\\nkeywords')", "[alias-taken]"),
    ],
)
def test_what_check_would_call_an_error_is_not_written(root: Path, editor: Editor, step: str, says: str) -> None:
    before = _read(root)
    done = run("edit", KEY, cwd=root, env=editor.doing(step))
    assert (done.returncode, says in done.stderr) == (3, True), done.stderr
    assert _read(root) == before


def test_errors_that_were_there_before_do_not_stand_in_the_way(root: Path, editor: Editor) -> None:
    _write(root, RECORD, _read(root).replace("issued: 2019-03-14", "issued: some day"))
    git(root, "commit", "-qam", "broken date")
    assert run("edit", KEY, cwd=root, env=editor.doing("text = text.replace('Alderton', 'A')")).returncode == 0
    # A line further down, and still the same.
    assert run("edit", KEY, cwd=root, env=editor.doing("text = text.replace('title', '# x\\ntitle')")).returncode == 0


def test_a_record_that_cannot_be_read_is_mended_by_editing(root: Path, editor: Editor) -> None:
    before = _read(root)
    _write(root, RECORD, before.replace("title: '", "title: ''"))
    git(root, "commit", "-qam", "broken")
    assert run("edit", KEY, cwd=root, env=editor.doing("text += 'x'")).returncode == 3
    done = run("edit", KEY, cwd=root, env=editor.doing('text = text.replace("\'\'The", "\'The")'))
    assert done.returncode == 0, done.stderr
    assert _read(root) == before + "x\n"


def _at_terminal(root: Path, editor: Editor, steps: list[str], typed: str) -> Screen:
    return on_terminal("edit", KEY, cwd=root, columns=200, env=editor.doing(*steps), typed=typed)


def test_on_a_terminal_the_editor_opens_again_at_the_line_of_the_problem(root: Path, editor: Editor) -> None:
    bad = "text = text.replace('issued: 2019', 'issued: MMXIX').replace('language: en', 'language: no')"
    screen = _at_terminal(root, editor, [bad, "", "text = text.replace('MMXIX', '2020')"], "e\n\nwhat\nE\n")
    line = _read(root)[: _read(root).index("issued")].count("\n") + 1
    assert editor.calls == [str(root / TEXT), f"+{line} {root / TEXT}", f"+{line} {root / TEXT}"]
    assert screen.code == 0, screen.text
    assert screen.text.count(f"line {line}: issued: 'MMXIX-03-14' is no EDTF date") == 2
    assert screen.text.count("[e/k/t]") == 4
    assert messages(root)[0] == f"{KEY}: issued 2019-03-14 → 2020-03-14; language en → no"


def test_on_a_terminal_a_text_can_be_kept_for_later(root: Path, editor: Editor) -> None:
    screen = _at_terminal(root, editor, ["text = text.replace('2019', 'MMXIX')"], "k\n")
    assert (screen.code, len(messages(root))) == (3, 1)
    assert "MMXIX" in _read(root, TEXT)


def test_on_a_terminal_a_text_can_be_thrown_away(root: Path, editor: Editor) -> None:
    screen = _at_terminal(root, editor, ["text = text.replace('2019', 'MMXIX')"], "t\n")
    assert (screen.code, len(messages(root)), _texts(root)) == (0, 1, [])
    assert "nothing to change" in screen.text


def test_the_end_of_input_and_an_interruption_keep_the_text(root: Path, editor: Editor) -> None:
    screen = _at_terminal(root, editor, ["text = text.replace('2019', 'MMXIX')"], "\x04")
    assert (screen.code, "MMXIX" in _read(root, TEXT)) == (3, True)
    screen = _at_terminal(root, editor, ["import os, signal; os.kill(os.getppid(), signal.SIGINT)"], "k\n")
    assert (screen.code, "MMXIX" in _read(root, TEXT)) == (3, True)


def _opened(root: Path, editor: Editor, step: str) -> tuple["subprocess.Popen[str]", Path]:
    """A command whose editor did its step and waits, until a line is written into the pipe."""
    ready, going = editor.folder / "ready", editor.folder / "going"
    for pipe in (ready, going):
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
    waits = f"\nfile.write_text(text)\nopen({str(ready)!r}, 'w').close(); before = text; open({str(going)!r}).read()"
    process = start(
        "edit", KEY, cwd=root, env=editor.doing(step + waits), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    ready.open().close()
    return process, going


def test_a_command_that_is_killed_leaves_the_text_to_the_next_one(root: Path, editor: Editor) -> None:
    before = _read(root)
    process, going = _opened(root, editor, "text = text.replace('Alderton', 'Typed for an hour')")
    process.send_signal(signal.SIGKILL)
    process.wait()
    going.open("w").close()  # the editor lives on, and ends now
    process.communicate()
    assert (_read(root), "Typed for an hour" in _read(root, TEXT)) == (before, True)
    done = run("edit", KEY, cwd=root, env=editor.doing(""))
    assert "going on with" in done.stderr
    assert (done.returncode, done.stdout) == (0, f"{KEY}: publisher-place Alderton → Typed for an hour\n")


def test_a_text_begun_before_a_kill_is_merged_with_what_was_committed_since(root: Path, editor: Editor) -> None:
    process, going = _opened(root, editor, "text = text.replace('Alderton', 'Typed for an hour')")
    process.send_signal(signal.SIGKILL)
    process.wait()
    going.open("w").close()  # the editor lives on, and ends now
    process.communicate()
    run("set", KEY, "language=de", cwd=root, env=IDENTITY)
    done = run("edit", KEY, cwd=root, env=editor.doing(""))
    assert "changed meanwhile; that change and yours are merged" in done.stderr
    assert done.stdout == f"{KEY}: publisher-place Alderton → Typed for an hour\n"
    assert "language: de" in _read(root)


def test_one_work_is_edited_by_one_command_at_a_time(root: Path, editor: Editor, tmp_path: Path) -> None:
    process, going = _opened(root, editor, "text = text.replace('Alderton', 'Mine')")
    folder = tmp_path / "other"
    folder.mkdir()
    other = Editor(folder)
    done = run("edit", KEY, cwd=root, env=other.doing("text = 'theirs'"))
    assert (done.returncode, other.calls) == (5, [])
    assert "end that one first" in done.stderr
    assert run("edit", "zhou2021shuiku", cwd=root, env=other.doing("")).returncode == 0
    going.open("w").close()
    assert process.communicate()[0] == f"{KEY}: publisher-place Alderton → Mine\n"


def test_changes_by_others_while_the_editor_is_open_are_merged_field_by_field(root: Path, editor: Editor) -> None:
    process, going = _opened(root, editor, "text = text.replace('Alderton', 'Mine')")
    assert run("set", KEY, "language=de", cwd=root, env=IDENTITY).returncode == 0
    going.open("w").close()
    out, _ = process.communicate()
    assert out == f"{KEY}: publisher-place Alderton → Mine\n"
    assert "language: de" in _read(root)
    assert status(root) == []


def test_where_both_changed_one_field_the_text_holds_both_and_is_kept(root: Path, editor: Editor) -> None:
    process, going = _opened(root, editor, "text = text.replace('language: en', 'language: fr')")
    run("set", KEY, "language=de", cwd=root, env=IDENTITY)
    going.open("w").close()
    _, err = process.communicate()
    assert process.returncode == 5
    assert "changed meanwhile where you changed it too (language)" in err
    kept = _read(root, TEXT)
    assert "language: fr" in kept
    assert "language: de" in kept
    assert ("language: de" in _read(root), len(messages(root))) == (True, 2)
    mended = "import re; text = re.sub(r'<<<<<<<.*>>>>>>> theirs', 'language: it', text, flags=re.DOTALL)"
    done = run("edit", KEY, cwd=root, env=editor.doing(mended))
    assert (done.returncode, done.stdout) == (0, f"{KEY}: language de → it\n")


def test_a_record_that_went_meanwhile_is_not_made_again(root: Path, editor: Editor) -> None:
    process, going = _opened(root, editor, "text = text.replace('Alderton', 'Mine')")
    run("rm", "--force", KEY, cwd=root, env=IDENTITY)
    going.open("w").close()
    _, err = process.communicate()
    assert (process.returncode, "removed or renamed meanwhile" in err, str(root / TEXT) in err) == (5, True, True)
    assert "Mine" in _read(root, TEXT)
    assert not (root / RECORD).exists()


def test_a_text_without_its_beginning_is_still_not_lost(root: Path, editor: Editor) -> None:
    _write(root, ".sourcebook/x", "") if (root / ".sourcebook").exists() else (root / ".sourcebook/edits").mkdir(
        parents=True
    )
    _write(root, TEXT, _read(root).replace("Alderton", "Saved by an editor that lived on"))
    done = run("edit", KEY, cwd=root, env=editor.doing(""))
    assert "Alderton → Saved by" in done.stdout


def test_many_works_are_edited_in_turn_and_committed_together(root: Path, editor: Editor) -> None:
    env = editor.doing(*["text = text.replace('role:', 'license: CC0\\nrole:')"] * 3)
    done = run("edit", "-", cwd=root, env=env, stdin=f"{KEY}\nzhou2021shuiku\n")
    assert done.returncode == 0, done.stderr
    assert messages(root)[0] == "2 works: 2 changed"
    done = run(
        "edit", "-q", "key:tanaka2022damu", "--json", cwd=root, env=editor.doing("text = text.replace('ja', 'de')")
    )
    assert [one["key"] for one in json_lines(done.stdout)] == ["tanaka2022damu"]


def test_of_many_the_good_ones_are_committed_and_the_faulty_one_is_kept(root: Path, editor: Editor) -> None:
    env = editor.doing("text = 'x'", "text = text.replace('role:', 'license: CC0\\nrole:')")
    done = run("edit", KEY, "zhou2021shuiku", cwd=root, env=env)
    assert (done.returncode, done.stdout) == (3, "zhou2021shuiku: license added\n")
    assert _texts(root) == [f"{KEY}.base", f"{KEY}.md"]


def test_texts_of_one_go_are_judged_together(root: Path, editor: Editor) -> None:
    alias = "text = text.replace('role:', 'aliases: [%s]\\nrole:')"
    env = editor.doing(alias % "same2020", alias % "same2020")
    done = run("edit", KEY, "zhou2021shuiku", cwd=root, env=env)
    assert (done.returncode, "[alias-taken]" in done.stderr) == (3, True)


def test_a_dry_run_shows_the_difference_and_keeps_the_text(root: Path, editor: Editor) -> None:
    before = _read(root)
    done = run("edit", KEY, "--dry-run", cwd=root, env=editor.doing("text = text.replace('Alderton', 'Mine')"))
    assert "-publisher-place: Alderton\n+publisher-place: Mine" in done.stdout
    assert (_read(root), "the text is kept in" in done.stderr) == (before, True)
    assert run("edit", KEY, cwd=root, env=editor.doing("")).stdout == f"{KEY}: publisher-place Alderton → Mine\n"


def test_edits_that_are_not_committed_are_told_before_the_editor_opens(root: Path, editor: Editor) -> None:
    _write(root, RECORD, _read(root) + "By hand.\n")
    done = run("edit", KEY, cwd=root, env=editor.doing("text += 'x'"))
    assert (done.returncode, "sourcebook commit" in done.stderr, editor.calls) == (5, True, [])
    assert run("edit", KEY, "--no-commit", cwd=root, env=editor.doing("text += 'x'")).returncode == 0


def test_a_refused_commit_leaves_the_text_in_its_record(root: Path, editor: Editor) -> None:
    hook = root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = run("edit", KEY, cwd=root, env=editor.doing("text = text.replace('Alderton', 'Mine')"))
    assert (done.returncode, "Mine" in _read(root)) == (5, True)
    hook.unlink()
    assert run("commit", cwd=root, env=IDENTITY).returncode == 0
    done = run("edit", KEY, cwd=root, env=editor.doing(""))
    assert (done.returncode, "nothing to change" in done.stderr, _texts(root)) == (0, True, [])


def test_visual_goes_before_editor_and_is_whole_words(root: Path, editor: Editor) -> None:
    env = editor.doing("text = text.replace('Alderton', 'Mine')")
    env = {**env, "VISUAL": f"'{env['EDITOR']}' --wait '--odd option'", "EDITOR": "false"}
    assert run("edit", KEY, cwd=root, env=env).returncode == 0
    assert editor.calls == [f"--wait --odd option {root / TEXT}"]


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({}, "set $EDITOR"),
        ({"EDITOR": "no-such-editor-here"}, "'no-such-editor-here' cannot be started"),
        ({"EDITOR": "vim '"}, "$EDITOR cannot be read as a command"),
        ({"EDITOR": "false"}, "'false' ended with exit code 1"),
    ],
)
def test_an_editor_that_is_not_there_or_fails_is_named(root: Path, env: dict[str, str], says: str) -> None:
    done = run("edit", KEY, cwd=root, env={**IDENTITY, **env})
    assert (done.returncode, says in done.stderr) == (3, True), done.stderr
    assert (len(messages(root)), _texts(root)) == (1, [])


def test_on_a_terminal_without_any_editor_the_person_is_told_how_to_name_one(root: Path, tmp_path: Path) -> None:
    screen = on_terminal("edit", KEY, "--no-commit", cwd=root, columns=200, env={**IDENTITY, "PATH": str(tmp_path)})
    assert (screen.code, "No editor was found; name yours in $VISUAL or $EDITOR" in screen.text) == (3, True)


def test_an_editor_that_fails_after_saving_leaves_the_text(root: Path, editor: Editor) -> None:
    env = editor.doing("file.write_text(text.replace('Alderton', 'Mine')); sys.exit(1)")
    done = run("edit", KEY, cwd=root, env=env)
    assert (done.returncode, str(root / TEXT) in done.stderr) == (3, True)
    assert ("Mine" in _read(root, TEXT), "Mine" in _read(root)) == (True, False)


def test_what_the_editor_prints_is_no_data(root: Path, editor: Editor) -> None:
    done = run("edit", KEY, cwd=root, env=editor.doing("print('Welcome'); text = text.replace('Alderton', 'Mine')"))
    assert done.stdout == f"{KEY}: publisher-place Alderton → Mine\n"
    assert "Welcome" in done.stderr


@pytest.mark.parametrize("command", ["edit", "note"])
def test_an_unknown_key_opens_no_editor(root: Path, editor: Editor, command: str) -> None:
    done = run(command, KEY, "okafor2019aldr", cwd=root, env=editor.doing("text = 'x'"))
    assert (done.returncode, editor.calls) == (1, [])
    assert f"Did you mean '{KEY}'" in done.stderr


def test_an_annotation_is_edited_by_itself(root: Path, editor: Editor) -> None:
    before = _read(root)
    env = editor.doing("assert text == 'A study of how much flood water the planned dam could hold.\\n'; text = 'New.'")
    done = run("note", KEY, cwd=root, env=env)
    assert (done.returncode, done.stdout) == (0, f"{KEY}: annotation changed\n"), done.stderr
    assert _read(root) == before[: before.index("A study")] + "New.\n"
    assert editor.calls == [str(root / NOTE)]
    assert _texts(root) == []


def test_a_faulty_annotation_is_shown_by_its_own_lines_and_kept(root: Path, editor: Editor) -> None:
    env = editor.doing("text = 'Words.\\n\\n<<<<<<< ours\\nx\\n'")
    done = run("note", KEY, cwd=root, env=env)
    assert (done.returncode, "line 3: A merge left its conflict markers" in done.stderr) == (3, True), done.stderr
    assert _read(root, NOTE).startswith("Words.")
    done = run("note", KEY, cwd=root, env=editor.doing("text = 'Better.'"))
    assert ("going on with" in done.stderr, done.returncode) == (True, 0)


def _meanwhile(*argv: str) -> str:
    """A step in which somebody else runs a command while the editor is open."""
    return f"import subprocess; subprocess.run([{sys.executable!r}, '-m', 'sourcebook', *{argv!r}], check=True)\n"


def test_an_annotation_is_merged_with_other_changes_of_its_record(root: Path, editor: Editor) -> None:
    env = editor.doing(_meanwhile("note", KEY, "--append", "Theirs.") + "text = text.replace('A study', 'My study')")
    done = run("note", KEY, cwd=root, env=env)
    assert (done.returncode, done.stdout) == (0, f"{KEY}: annotation changed\n"), done.stderr
    assert _read(root).endswith("\nMy study of how much flood water the planned dam could hold.\n\nTheirs.\n")


def test_two_annotations_of_one_work_stand_side_by_side_until_somebody_decides(root: Path, editor: Editor) -> None:
    done = run("note", KEY, cwd=root, env=editor.doing(_meanwhile("note", KEY, "--text", "Theirs.") + "text = 'Mine.'"))
    assert done.returncode == 5, done.stderr
    assert "changed meanwhile where you changed it too (annotation)" in done.stderr
    mended = "text = '\\n'.join(line for line in text.split('\\n') if line[:1] in 'MT')"
    assert run("note", KEY, cwd=root, env=editor.doing(mended)).returncode == 0
    assert _read(root).endswith("---\nMine.\nTheirs.\n")


def test_comments_and_layout_are_told_too(root: Path, editor: Editor) -> None:
    done = run("edit", KEY, cwd=root, env=editor.doing("text = text.replace('title', '# as on the cover\\ntitle')"))
    assert (done.returncode, done.stdout) == (0, f"{KEY}: layout or comments changed\n")
    assert messages(root)[0] == f"{KEY}: layout or comments changed"


@pytest.mark.parametrize(
    ("options", "stdin", "holds"),
    [
        (["--text", "Two words."], "", "---\nTwo words.\n"),
        (["--append", " A second paragraph. "], "", "could hold.\n\nA second paragraph.\n"),
        (["--from", "note.txt"], "", "---\nFrom a\nfile.\n"),
        (["--from", "-"], "From a pipe.\n\n", "---\nFrom a pipe.\n"),
        (["--text", ""], "", "is not printed\n---\n"),
    ],
)
def test_an_annotation_is_given_without_an_editor(root: Path, options: list[str], stdin: str, holds: str) -> None:
    (root / "note.txt").write_bytes(b"\xef\xbb\xbfFrom a\r\nfile.\r\n")
    done = run("note", KEY, *options, cwd=root, env=IDENTITY, stdin=stdin)
    assert done.returncode == 0, done.stderr
    assert _read(root).endswith(holds)
    assert len(messages(root)) == 2


@pytest.mark.parametrize(
    ("options", "stdin", "code", "says"),
    [
        (["--text", "title: x\n---\n"], "", 3, "cannot stand in a record: A second record begins here"),
        (["--text", "<<<<<<< ours"], "", 3, "cannot stand in a record: A merge left"),
        (["--from", "latin1.txt"], "", 3, "latin1.txt is not UTF-8"),
        (["--from", "nowhere.txt"], "", 3, "Cannot read nowhere.txt"),
        (["--from", "-", "-"], "x", 2, "keys or the annotation, not both"),
        (["--text", "x", "--append", "y"], "", 2, "not allowed with"),
    ],
)
def test_an_annotation_that_cannot_be_is_refused(
    root: Path, options: list[str], stdin: str, code: int, says: str
) -> None:
    (root / "latin1.txt").write_bytes("é".encode("latin-1"))
    before = _read(root)
    done = run("note", KEY, *options, cwd=root, env=IDENTITY, stdin=stdin)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert (_read(root), len(messages(root))) == (before, 1)


def test_many_works_get_a_paragraph_at_once(root: Path) -> None:
    done = run("note", "-q", "author:okafor", "--append", "Seen.", "--dry-run", cwd=root, env=IDENTITY)
    assert "+Seen." in done.stdout
    done = run("note", "-", "--append", "Seen.", cwd=root, env=IDENTITY, stdin=f"{KEY}\nzhou2021shuiku\n")
    assert (done.returncode, messages(root)[0]) == (0, "2 works: 2 changed")
