"""What the page's script loads when somebody asks for it: references, BibTeX, RIS and COinS, a file for each form."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from sourcebook.model.library import Library
from sourcebook.model.work import Work
from sourcebook.render.bibtex import write_bibtex
from sourcebook.render.engine import engine_version
from sourcebook.render.linked_data import context_object
from sourcebook.render.page_styles import references_apart
from sourcebook.render.reading_list import anchor
from sourcebook.render.remembered import Remembered, digest
from sourcebook.render.ris import write_ris
from sourcebook.render.styles import Style

BIBTEX, RIS, COINS = "bibtex", "ris", "coins"
_EXPORTS: Mapping[str, Callable[[Library], str]] = {
    BIBTEX: write_bibtex,
    RIS: write_ris,
    COINS: lambda library: "\n".join(map(context_object, library.works.values())),
}


class PageTexts:
    """The texts of some works in all forms; the engine starts at once, beside what else the page needs doing.

    A class, because it holds the engine's answers until they are there.
    """

    def __init__(
        self,
        library: Library,
        works: Sequence[Work],
        styles: Mapping[str, Style],
        remembered: Remembered,
        *,
        locale: str = "",
    ) -> None:
        self._library, self._works, self._remembered = library, works, remembered
        fields = {work.key: repr((work.key, work.fields, library.printed_links.get(work.key))) for work in works}
        # Key -> what stands for the work, and for that of it which the engine is given: it sees no annotation.
        self.made_from = {work.key: digest(fields[work.key] + work.annotation) for work in works}
        self._cited_from = {key: digest(said) for key, said in fields.items()}
        self._rules = {name: _of_style(style, locale) for name, style in styles.items()}
        missing = {
            name: (style, [work for work in works if self._known(name, work) is None]) for name, style in styles.items()
        }
        pool = ThreadPoolExecutor(1)
        self._answers: Future[dict[str, dict[str, str]]] = pool.submit(references_apart, missing, locale=locale)
        pool.shutdown(wait=False)

    def scripts(self) -> dict[str, str]:
        """Form -> the script that hands its texts to the page; waits for the engine, whose errors come up here."""
        exports = {form: _script(form, [self._export(form, work) for work in self._works]) for form in _EXPORTS}
        for name, texts in self._answers.result().items():
            for work in self._works:
                if work.key in texts:
                    line = _line(work, texts[work.key])
                    self._remembered.put(name, work.key, self._from(name, work), line)
        references = {name: [self._known(name, work) or "" for work in self._works] for name in self._rules}
        return exports | {name: _script(name, lines) for name, lines in references.items()}

    def _export(self, form: str, work: Work) -> str:
        def make() -> str:
            return _line(work, _EXPORTS[form](self._library.only([work.key])))

        return self._remembered.made(form, work.key, self.made_from[work.key], make)

    def _known(self, name: str, work: Work) -> str | None:
        return self._remembered.get(name, work.key, self._from(name, work))

    def _from(self, name: str, work: Work) -> str:
        return f"{self._cited_from[work.key]} {self._rules[name]}"


def _of_style(style: Style, locale: str) -> str:
    return digest(f"{style.path.read_text('utf-8')} {locale or style.default_locale} {engine_version()}")


def _line(work: Work, text: str) -> str:
    return f"{json.dumps(anchor(work.key))}:{json.dumps(text, ensure_ascii=False)}"


def _script(form: str, lines: Sequence[str]) -> str:
    """A line for each work; from `file:` no page may fetch data, but every page may load its own scripts."""
    return "".join((f"sourcebook.receive({json.dumps(form)},{{\n", ",\n".join(lines), "\n});\n"))
