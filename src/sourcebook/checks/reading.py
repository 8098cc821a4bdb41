"""Rules about files that cannot be read as records: whoever reads them finds the problems, and they pass on here."""

import inspect
from collections.abc import Iterator

from sourcebook.checks.rule import Rule
from sourcebook.model.library import Library
from sourcebook.model.problems import Problem, Severity


def _passed_on(name: str, explanation: str, severity: Severity = Severity.ERROR) -> Rule:
    def find(library: Library) -> Iterator[Problem]:
        return (problem for problem in library.problems if problem.rule == name)

    return Rule(id=name, severity=severity, explanation=inspect.cleandoc(explanation), find=find)


unreadable = _passed_on(
    "unreadable",
    """The file cannot be opened.

    Most often its permissions do not let you read it. The other works are read all the same; mend the permissions
    and run the check again.
    """,
)
not_a_file = _passed_on(
    "not-a-file",
    """What has the name of a record is no plain file inside the library.

    A folder, a socket or a link that leads out of the library is never read, so that a library from elsewhere
    cannot show you files of your own. Move it away, or put the file itself in its place.
    """,
)
too_large = _passed_on(
    "too-large",
    """The file is far larger than any record.

    A record is some lines of facts and a few sentences; something else was probably saved under its name. It is not
    read. Keep texts, scans and data outside the library and give their address in the record.
    """,
)
bad_encoding = _passed_on(
    "bad-encoding",
    """The file is not UTF-8.

    Records are UTF-8, so that every script of the world has its place in them. An editor saved this one in another
    encoding; open it in that encoding and save it as UTF-8, then check its accents.
    """,
)
byte_order_mark = _passed_on(
    "byte-order-mark",
    """An invisible byte order mark stands before the record.

    Some editors on Windows write it. The record is read, but other programs take the mark for text, and diffs show
    a line as changed that looks the same. Save the file as UTF-8 without BOM.
    """,
)
line_endings = _passed_on(
    "line-endings",
    """Lines end with carriage returns, as on Windows.

    The record is read, but in a library that is shared through git it shows as changed from top to bottom. Let the
    editor write line feeds alone (LF), or convert the file once.
    """,
)
conflict_markers = _passed_on(
    "conflict-markers",
    """A merge left its conflict markers in the record.

    Git could not decide between two changes of the same lines and wrote both between `<<<<<<<`, `=======` and
    `>>>>>>>`. Nobody but a person can choose: keep what is right and remove the three lines.
    """,
)
no_front_matter = _passed_on(
    "no-front-matter",
    """The file does not begin with the facts between two lines of `---`.

    Without them nothing is known of the work. A record looks like this:

        ---
        type: report
        title: Bridges of the north
        ---
        What the report says, in one or two neutral sentences.
    """,
)
two_documents = _passed_on(
    "two-documents",
    """The file holds a second record.

    One work stands in one file, whose name is its key; otherwise the second would be nowhere to be found. Move it
    to a file of its own.
    """,
)
yaml_syntax = _passed_on(
    "yaml-syntax",
    """The front matter is no YAML.

    The line of the problem is where reading stopped; the fault stands there or just before. Often it is a colon
    inside a title that has no quotation marks, a quotation mark that is not closed, or a tab, which YAML forbids as
    indentation.

        title: Bridges: a history     # bad
        title: 'Bridges: a history'   # good
    """,
)
yaml_alias = _passed_on(
    "yaml-alias",
    """The front matter uses YAML's anchors, aliases or tags.

    Records do without them: a few lines of aliases can unfold into gigabytes, and tags make other values of what
    was typed. Write the value out wherever it belongs.
    """,
)
duplicate_field = _passed_on(
    "duplicate-field",
    """A field stands twice in one record.

    Programs differ in which of the two they take, so one value would be lost without a word. Keep one; several
    authors or keywords are one list.

        author: [{family: Doe, given: Jane}]
        author: [{family: Roe, given: Richard}]   # bad: put both into one list
    """,
)
bad_key = _passed_on(
    "bad-key",
    """The file's name can be no key.

    A key is typed in shells and papers, so it holds ASCII letters, digits, hyphens, full stops and underscores
    only, and begins with a letter or digit. Rename the file: author or outlet, year, first distinctive word, as in
    `doe2021bridges.md`.
    """,
)
key_mismatch = _passed_on(
    "key-mismatch",
    """The record names a key that differs from its file name.

    The file name is the key, so that there cannot be two truths. Remove the field `key`; if the other key was in
    use somewhere, write it under `aliases`, where it still finds the work.
    """,
)
wrong_type = _passed_on(
    "wrong-type",
    """A field holds a value of another shape than it has to.

    A title is one string, authors are a list of names, relations a list of type and target. The value is kept as it
    stands, but no list, search or reference sees it.

        author: Jane Doe                       # bad
        author: [{family: Doe, given: Jane}]   # good
        keywords: bridges, rivers              # bad
        keywords: [bridges, rivers]            # good
    """,
)
bad_date = _passed_on(
    "bad-date",
    """A date is not written as EDTF.

    The Extended Date/Time Format (ISO 8601-2, levels 0 and 1) can say how much is known: `2022-05-24`, `2022-05`,
    `2022`, about 2022 `2022~`, perhaps 2022 `2022?`, spring `2022-21`, a range `2020/2022`. Another form cannot be
    sorted and is printed as it stands.

        issued: May 24, 2022   # bad
        issued: 2022-05-24     # good
    """,
)
bad_verdict = _passed_on(
    "bad-verdict",
    """An entry of `library/links.yaml` is no verdict on a link.

    An entry is an address with a `state` and days such as `since: 2026-03-01`. What cannot be read stays as it is and
    says nothing about its link; mend it, or take it out and let `sourcebook links check` write it anew.

        https://example.org/a: {state: fine}                      # bad
        https://example.org/a: {state: ok, since: 2026-03-01}     # good
    """,
)
bad_decision = _passed_on(
    "bad-decision",
    """A line of `library/decisions.jsonl` is no decision on a candidate.

    Each line is one JSON object with `date`, `decision` and `id`. A line that a crash or a merge has torn decides
    nothing, so its candidate may come back; mend the line, or take it out.
    """,
    Severity.WARNING,
)
bad_list = _passed_on(
    "bad-list",
    """A reading list holds something that is no section, item, date or number of minutes.

    What is wrong is left out of the list and stays in the file. A list in `library/lists/` has sections, and these
    have items, each with the key of a work (docs/syllabus.md).

        items:
        - {key: doe2021bridges, importance: must}        # bad
        - {key: doe2021bridges, importance: essential}   # good
    """,
)
unknown_list_field = _passed_on(
    "unknown-list-field",
    """A reading list has a field that the tool does not know.

    It is kept through every edit, and printed nowhere. Mostly it is misspelt; docs/syllabus.md has all names.
    """,
    Severity.WARNING,
)
