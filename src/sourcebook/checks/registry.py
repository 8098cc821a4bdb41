"""All the rules in their order, and the three things done with them: run them, find one by its id, print their page."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from sourcebook.checks import (
    coverage,
    curation,
    fields,
    identifiers,
    identity,
    lists,
    names,
    reading,
    relations,
    text,
    titles,
    vocabulary,
)
from sourcebook.checks.rule import Rule
from sourcebook.errors import UnknownName
from sourcebook.model.library import Library
from sourcebook.model.problems import Problem

_CHAPTERS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    (
        "Reading records",
        (
            reading.unreadable,
            reading.not_a_file,
            reading.too_large,
            reading.bad_encoding,
            reading.byte_order_mark,
            reading.line_endings,
            reading.conflict_markers,
            reading.no_front_matter,
            reading.two_documents,
            reading.yaml_syntax,
            reading.yaml_alias,
            reading.duplicate_field,
            reading.bad_key,
            reading.key_mismatch,
            reading.wrong_type,
            reading.bad_date,
            reading.bad_verdict,
            reading.bad_decision,
        ),
    ),
    (
        "Fields",
        (
            fields.missing_type,
            fields.unknown_type,
            fields.missing_title,
            fields.missing_field,
            fields.unknown_field,
            fields.empty_field,
            fields.missing_language,
            fields.bad_language,
            fields.reversed_pages,
            fields.disordered_dates,
        ),
    ),
    (
        "Identifiers and addresses",
        (
            identifiers.bad_doi,
            identifiers.doi_as_address,
            identifiers.bad_isbn,
            identifiers.bad_issn,
            identifiers.bad_url,
            identifiers.doi_in_url,
            identifiers.tracking_in_url,
            identifiers.no_link,
        ),
    ),
    ("Names", (names.byline_no_name, names.several_names_in_one, names.odd_name_parts)),
    (
        "Titles",
        (
            titles.cut_off_title,
            titles.shouting_title,
            titles.outlet_in_title,
            titles.romanized_title,
            titles.untranslated_title,
            titles.bad_mark,
            titles.lost_mark,
        ),
    ),
    (
        "Text",
        (text.not_nfc, text.control_characters, text.mojibake, text.markup_in_text, text.stray_blanks),
    ),
    (
        "One work, one record",
        (
            identity.keys_differ_by_case,
            identity.alias_taken,
            identity.same_doi,
            identity.same_isbn,
            identity.same_url,
            identity.similar_title,
        ),
    ),
    (
        "Relations",
        (
            relations.unknown_relation,
            relations.relation_to_nowhere,
            relations.relation_to_former_key,
            relations.relation_to_itself,
            relations.repeated_relation,
            relations.missing_relation,
            relations.answer_before_target,
            relations.relation_in_a_circle,
        ),
    ),
    (
        "Viewpoints and roles",
        (
            vocabulary.unknown_viewpoint,
            vocabulary.no_viewpoint,
            vocabulary.unknown_role,
            vocabulary.no_role,
            vocabulary.undefined_term,
            coverage.empty_viewpoint,
            coverage.lopsided_coverage,
        ),
    ),
    (
        "Annotations, keywords, provenance",
        (
            curation.no_annotation,
            curation.html_in_annotation,
            curation.few_keywords,
            curation.repeated_keyword,
            curation.no_provenance,
            curation.from_memory,
            curation.open_doubts,
        ),
    ),
    (
        "Reading lists",
        (
            reading.bad_list,
            reading.unknown_list_field,
            *lists.RULES,
        ),
    ),
)
ABOUT_LISTS = tuple(rule.id for heading, rules in _CHAPTERS if heading == "Reading lists" for rule in rules)
RULES: tuple[Rule, ...] = tuple(rule for _, rules in _CHAPTERS for rule in rules)
_BY_ID = {rule.id: rule for rule in RULES}

_OPENING = """\
# The rules

`sourcebook check` runs these rules over a library; each finds one kind of problem and names file and line.

- An **error** is a fault that gives wrong references or breaks something. It makes the command end with exit code 1.
- A **warning** asks for care. Mostly something is wrong or missing; sometimes it is right as it stands.
- A **note** only reports, such as doubts that somebody left or how the viewpoints are balanced.

`--select` and `--ignore` take an id or a pattern such as `'bad-*'`, and `sourcebook check --explain ID` prints one
section of this page. The page is made from the rules' own text: change it there.
"""


def run(library: Library, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Problem, ...]:
    """The problems of a library by path, line and rule: of the selected rules (all where none is), without the ignored.

    Both take ids and shell patterns such as `bad-*`. Raises UnknownName where one fits no rule.
    """
    wanted = _matching(select) if select else set(_BY_ID)
    unwanted = _matching(ignore)
    found = [problem for rule in RULES if rule.id in wanted - unwanted for problem in rule.find(library)]
    return tuple(sorted(found, key=lambda one: (one.place.path, one.place.line, one.rule, one.message)))


def rule_named(name: str) -> Rule:
    """The rule with this id. Raises UnknownName."""
    if name not in _BY_ID:
        raise UnknownName("rule", name, _BY_ID)
    return _BY_ID[name]


def page() -> str:
    """The documentation of all rules as one page of Markdown: an overview, then a section for each rule."""
    overview = "".join(f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.summary} |\n" for rule in RULES)
    chapters = "".join(f"\n## {heading}\n" + "".join(map(_section, rules)) for heading, rules in _CHAPTERS)
    return f"{_OPENING}\n| rule | severity | what it finds |\n|---|---|---|\n{overview}{chapters}"


def _section(rule: Rule) -> str:
    return f"\n### {rule.id}\n\n*{rule.severity}*\n\n{rule.explanation}\n"


def _matching(patterns: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        names = {name for name in _BY_ID if fnmatchcase(name, pattern)}
        if not names:
            raise UnknownName("rule", pattern, _BY_ID)
        found |= names
    return found
