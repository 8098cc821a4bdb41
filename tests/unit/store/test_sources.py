import pytest

from sourcebook.errors import BadSettings
from sourcebook.model.archives import Printing
from sourcebook.model.names import Name
from sourcebook.model.outlets import Outlet
from sourcebook.model.sources import Archiving, Output, Services
from sourcebook.model.vocabulary import Term
from sourcebook.model.work import Raw
from sourcebook.store.plain_yaml import read_mapping
from sourcebook.store.sources import DEFAULT_BUILD, read_sources, read_vocabulary


def yaml(text: str) -> dict[str, Raw]:
    return read_mapping(text)[0]


def test_settings_are_read_in_their_order() -> None:
    sources = read_sources(
        yaml("""
subject: ' The dam '
description: Invented.
language: fr
licence: CC BY 4.0
outlets:
- {id: courier, name: The Courier, aliases: [Courier], domains: [courier.example], language: en, origin: 'NO'}
- {id: weekly, domains: weekly.example}
build:
- {file: list.md, format: markdown, query: 'lang:en', style: apa, locale: en-GB, group-by: role, title: A list}
- {file: all.bib, format: bibtex}
- {file: index.html, format: page, styles: [apa, mla]}
""")
    )
    assert (sources.subject, sources.description, sources.language) == ("The dam", "Invented.", "fr")
    assert sources.outlets == (
        Outlet("courier", "The Courier", ("Courier",), ("courier.example",), "en", "NO"),
        Outlet(id="weekly", name="weekly", domains=("weekly.example",)),
    )
    assert sources.build == (
        Output("list.md", "markdown", "lang:en", "apa", "en-GB", ("role",), "A list"),
        Output(file="all.bib", format="bibtex"),
        Output(file="index.html", format="page", styles=("apa", "mla")),
    )


def test_what_is_not_said_has_its_default() -> None:
    for raw in ({}, yaml("outlets:\nbuild: []\nlanguage:\n")):
        sources = read_sources(raw)
        assert (sources.subject, sources.language, sources.outlets, sources.build) == ("", "en", (), DEFAULT_BUILD)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subject: [a]", "sources.yaml: subject has to be one string."),
        ("language: {a: b}", "sources.yaml: language has to be one string."),
        ("outlets: courier", "sources.yaml: outlets has to be a list of entries such as `- {id: …}`."),
        ("outlets: {id: a}", "sources.yaml: outlets has to be a list of entries"),
        ("outlets: [a]", "sources.yaml: outlets has to be a list of entries"),
        ("outlets: [{name: A}]", "sources.yaml: outlets: an entry has no id."),
        ("outlets: [{id: ''}]", "sources.yaml: outlets: an entry has no id."),
        ("outlets: [{id: a}, {id: b}, {id: a}]", "sources.yaml: the outlet 'a' stands twice."),
        ("outlets: [{id: a, domains: {b: c}}]", "sources.yaml: domains has to be a list of strings."),
        ("outlets: [{id: a, aliases: [[b]]}]", "sources.yaml: aliases has to be a list of strings."),
        ("outlets: [{id: a, name: [b]}]", "sources.yaml: name has to be one string."),
        ("build: yes", "sources.yaml: build has to be a list of entries"),
        ("build: [{format: bibtex}]", "sources.yaml: build: an entry has no file."),
        ("build: [{file: a}]", "sources.yaml: build: a: an entry has no format."),
        ("build: [{file: ../a, format: bibtex}]", "the file '../a' has to be a plain name inside citations/."),
        ("build: [{file: /a, format: bibtex}]", "the file '/a' has to be a plain name"),
        ("build: [{file: .manifest, format: bibtex}]", "the file '.manifest' has to be a plain name"),
        (r"build: [{file: 'a\b', format: bibtex}]", "has to be a plain name"),
        (r'build: [{file: "a\nb", format: bibtex}]', "has to be a plain name"),
        (r'build: [{file: "a\0b", format: bibtex}]', "has to be a plain name"),
        (
            "build: [{file: a, format: b, group-by: colour}]",
            "group-by is one of viewpoint, role, year, outlet, language",
        ),
        ("contact: nobody", "sources.yaml: contact is an address of mail or of a page, not 'nobody'."),
        ('contact: "a@b\\r\\nCookie: c"', "contact is an address of mail or of a page"),
        ("services: [doi]", "sources.yaml: services has to be a mapping"),
        ("services: {dio: 'https://a'}", "services: there is no service 'dio', but doi, crossref, datacite,"),
        ("services: {doi: 'file:///etc'}", "services: doi is an address such as https://example.org."),
        ("services: {doi: [a]}", "sources.yaml: doi has to be one string."),
        ("services: {timegate: example.org}", "services: timegate is an address such as"),
        ("archive: when-gone", "sources.yaml: archive has to be a mapping such as `print: when-gone`."),
        ("archive: {onadd: save}", "archive: there is no setting 'onadd', but on-add, print."),
        ("archive: {on-add: yes}", "archive: on-add is save, not 'yes'."),
        ("archive: {print: sometimes}", "archive: print is when-gone or always or never, not 'sometimes'."),
        ("archive: {print: [never]}", "sources.yaml: print has to be one string."),
        ("build: [{file: a, format: b}, {file: a, format: c}]", "sources.yaml: the file of build 'a' stands twice."),
    ],
)
def test_settings_that_cannot_be_used_end_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_sources(yaml(text))
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")


def test_mirrors_stand_in_for_the_services_that_are_asked() -> None:
    sources = read_sources(
        yaml(
            "contact: editors@example.org\nservices: {open-library: 'http://mirror.example/', doi: 'https://d.example'}"
        )
    )
    assert sources.contact == "editors@example.org"
    assert sources.services == Services(open_library="http://mirror.example", doi="https://d.example")


@pytest.mark.parametrize(
    ("text", "archive"),
    [
        ("archive:\n", Archiving(saves_on_add=False, printing=Printing.WHEN_GONE)),
        ("archive: {print: never, on-add: ''}", Archiving(saves_on_add=False, printing=Printing.NEVER)),
        ("archive: {on-add: save}", Archiving(saves_on_add=True, printing=Printing.WHEN_GONE)),
    ],
)
def test_what_becomes_of_pages_is_a_setting(text: str, archive: Archiving) -> None:
    assert read_sources(yaml(text)).archive == archive


def test_the_vocabulary_is_read_in_its_order() -> None:
    vocabulary = read_vocabulary(
        yaml("""
viewpoints:
- {id: z, label: Last letter, definition: "Two\\n  lines."}
- id: a
roles:
- {id: rebuttal, label: Rebuttal, expects: [rebuts, responds-to]}
""")
    )
    assert list(vocabulary.viewpoints.values()) == [Term("z", "Last letter", "Two lines."), Term("a", "a")]
    assert vocabulary.roles == {"rebuttal": Term("rebuttal", "Rebuttal", "", ("rebuts", "responds-to"))}
    assert read_vocabulary({}).viewpoints == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("viewpoints: [a]", "library/viewpoints.yaml: viewpoints has to be a list of entries"),
        ("roles: [{label: A}]", "library/viewpoints.yaml: roles: an entry has no id."),
        ("viewpoints: [{id: a}, {id: a}]", "library/viewpoints.yaml: the viewpoint 'a' stands twice."),
        ("roles: [{id: a}, {id: a}]", "library/viewpoints.yaml: the role 'a' stands twice."),
        ("roles: [{id: a, expects: {b: c}}]", "library/viewpoints.yaml: expects has to be a list of strings."),
        ("viewpoints: [{id: a, definition: [b]}]", "library/viewpoints.yaml: definition has to be one string."),
    ],
)
def test_a_vocabulary_that_cannot_be_used_ends_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_vocabulary(yaml(text))
    assert said in str(caught.value)


def test_maintainers_are_strings_or_names_in_parts() -> None:
    sources = read_sources(
        yaml("maintainers: ['Dam Watch', {family: Okafor, given: Ngozi}]\nurl: https://dam.example/\n")
    )
    assert sources.maintainers == (Name(literal="Dam Watch"), Name(family="Okafor", given="Ngozi"))
    assert (sources.url, sources.licence) == ("https://dam.example/", "")
    assert read_sources(yaml("maintainers: Dam Watch\n")).maintainers == (Name(literal="Dam Watch"),)
    assert read_sources(yaml("maintainers: ''\n")).maintainers == ()


@pytest.mark.parametrize("said", ["{a: b}", "[[a]]", "[{familiy: a}]", "[{}]", "['']", "[{family: [a]}]"])
def test_maintainers_of_another_shape_are_refused(said: str) -> None:
    with pytest.raises(BadSettings, match="maintainers has to be a list of names"):
        read_sources(yaml(f"maintainers: {said}\n"))


def test_where_it_is_published_is_an_address_or_nothing() -> None:
    assert read_sources(yaml("url: https://dam.example/list/")).url == "https://dam.example/list/"
    assert read_sources({}).url == ""
    for wrong in ("dam.example", "ftp://dam.example/", "https://dam.example/a b"):
        with pytest.raises(BadSettings, match="url is where citations/ is published"):
            read_sources({"url": wrong})
