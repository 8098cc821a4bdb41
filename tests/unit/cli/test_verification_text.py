import io

from sourcebook.cli.terminal import Terminal
from sourcebook.cli.verification import say_verification
from sourcebook.intake.identifying import Identifier, Kind
from sourcebook.intake.questions import Outcome, Witness
from sourcebook.intake.verifying import verified
from sourcebook.model.facts import Fact
from sourcebook.model.work import Origin, read_work


def test_every_value_stays_on_its_line_without_control_characters() -> None:
    ours = {"title": "The dam is high,\nk confirmed\x07", "volume": "1", "genre": "essay"}
    facts = (Fact("title", "The dam is high\nk confirmed", "h1\x07"), Fact("volume", "2\x1b[2J", "text"))
    page = Witness(Identifier(Kind.URL, "https://e.org"), "https://e.org", Outcome.ANSWERED, facts)
    gone = Witness(Identifier(Kind.URL, "https://e.net"), "https://e.net", Outcome.FAILED, why="no\nk confirmed")
    one = verified(read_work("k", ours, "", Origin())[0], [page, gone])
    volume = next(field for field in one.agreements if field.field == "volume")
    out = io.StringIO()
    say_verification(Terminal(out, out, {}), one, one.agreements, [("volume", volume.said[0])])
    assert out.getvalue().splitlines() == [
        "k partly: title agrees",
        "  title agrees: but for case, accents or punctuation",
        "    here:  The dam is high, k confirmed�",
        "    there: The dam is high k confirmed (h1�, https://e.org)",
        "  volume differs",
        "    here:  1",
        "       1: 2�[2J (text, https://e.org)",
        "  nobody says: genre",
        "  failed: no k confirmed",
    ]
