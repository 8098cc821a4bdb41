"""Text of the world made fit for a record: no markup, no control characters, one form for one letter."""

import html
import re
import unicodedata

from sourcebook.model.languages import is_language_tag

# Controls, direction marks and overrides, zero-width blanks; not the joiners, which Persian and Indic scripts need.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    r"\ufff9-\uffff\ud800-\udfff]"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>|<!--.{0,1000}?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_LONGEST = 2_000
_LANGUAGES = {"english": "en", "german": "de", "french": "fr", "spanish": "es", "chinese": "zh", "japanese": "ja"}
# ISO 639-2, both its bibliographic and its terminological codes, for which BCP 47 has two letters.
_THREE_LETTERS = dict(
    pair.split("=")
    for pair in (
        "eng=en ger=de deu=de fre=fr fra=fr spa=es por=pt ita=it dut=nl nld=nl rus=ru ukr=uk pol=pl cze=cs ces=cs "
        "swe=sv nor=no nob=nb nno=nn dan=da fin=fi hun=hu tur=tr ara=ar heb=he per=fa fas=fa urd=ur hin=hi chi=zh "
        "zho=zh jpn=ja kor=ko uig=ug kaz=kk kir=ky uzb=uz tib=bo bod=bo mon=mn vie=vi tha=th ind=id may=ms msa=ms "
        "gre=el ell=el rum=ro ron=ro bul=bg srp=sr hrv=hr slo=sk slk=sk slv=sl cat=ca lat=la"
    ).split()
)


def plain(text: object) -> str:
    """One line of plain text, empty for what is no text; entities that were escaped twice come out as letters."""
    if not isinstance(text, str):
        return ""
    text = text[: _LONGEST * 4]
    for _ in range(2):
        if _ENTITY.search(text):
            text = html.unescape(text)
    # Twice, since what is left of `<<b>b>` is markup again.
    text = _TAG.sub("", _TAG.sub("", text))
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", text).split()))[:_LONGEST].strip()


def language_tag(text: str) -> str:
    """A language as a BCP 47 tag in its usual capitals, or empty: `en_US` is `en-US`, `English` is `en`."""
    tag = plain(text).split(",")[0].split(".")[0].strip().replace("_", "-")
    tag = _LANGUAGES.get(tag.lower(), tag)
    if not is_language_tag(tag) or tag.lower().startswith(("und", "x-")):
        return ""
    first, *rest = tag.split("-")
    first = _THREE_LETTERS.get(first.lower(), first)
    shaped = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest]
    return "-".join((first.lower(), *shaped)) if len(first) <= 3 else ""


def squeezed(text: str) -> str:
    """Letters and digits alone, in lower case: how names of outlets are compared with each other and with hosts."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if char.isalnum())
