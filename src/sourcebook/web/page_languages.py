"""The language of a text where its letters and its commonest words leave no doubt."""

import re
from collections import Counter

# The languages that `language_of` tells from each other; one that it does not know may look like another.
KNOWN = frozenset("en de fr es pt it nl tr sv no nb nn da ko ja zh ar ug ru".split())
WRITTEN_IN_LATIN = frozenset("en de fr es it pt nl sv no nb nn da fi pl cs tr".split())
# Words that are common in one language, and none or hardly a word of the others.
_WORDS = {
    "en": "the of and to that was with for is which from by were this have has been it as they",
    "de": "der die das und den von mit nicht ist ein eine dem des auf für im zu sich wurde nach bei",
    "fr": "de le la les des et du une dans que qui est sur pour au aux par pas été plus avec cette",
    "es": "de el la los las del y que una por con para su como más fue se al entre está pero",
    "pt": "de o os as do da dos das e que uma não com para em no na foi pelo pela mais ao",
    "it": "il di che della dei delle un una per con non del sono alla nel è gli anche più dal",
    "nl": "de het een van en dat niet met voor zijn op aan door werd ook naar bij uit maar wordt",
    "tr": "ve bir bu için ile da olarak daha çok olan sonra gibi kadar ancak göre en ise her yıl",
    "sv": "och att det som på är av för inte med till den ett har om men från också efter vid",
    "da": "og det som på er af for ikke med til den at har om men fra også efter ved blev",
    "no": "og det som på er av for ikke med til den et har om men fra også etter ved ble",
}
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_FEWEST_LETTERS, _FEWEST_WORDS = 20, 25
# Letters that are written in the simplified or in the traditional way alone, among the commonest of newspapers.
_SIMPLIFIED = frozenset(
    "们这个来时为说国会对经发现还将开关长门问间学实见车东书买乱争于产亲从仅华单卖卫历压县变号员响图团场块坚报护"
)
_TRADITIONAL = frozenset(
    "們這個來時為說國會對經發現還將開關長門問間學實見車東書買亂爭於產親從僅華單賣衛歷壓縣變號員響圖團場塊堅報護"
)


def language_of(text: str) -> str:
    """The BCP 47 tag of a text's language, or empty where it is short or not sure.

    Kana is Japanese, Hangul Korean; the Uyghur vowels, the Russian ones and the forms of Han letters tell the rest.
    """
    letters = [char for char in text.lower() if char.isalpha()]
    if len(letters) < _FEWEST_LETTERS:
        return ""
    share = {name: sum(1 for char in letters if way.match(char)) / len(letters) for name, way in _SCRIPTS.items()}
    if share["hangul"] > 0.3:
        return "ko"
    if share["kana"] > 0.1 and share["kana"] + share["han"] > 0.5:
        return "ja"
    if share["han"] > 0.5 and share["kana"] < 0.02:
        return _chinese(letters)
    if share["arabic"] > 0.6:
        return _arabic(set(letters))
    if share["cyrillic"] > 0.6:
        return "ru" if {"ы", "и"} <= set(letters) and not set(letters) & set("іїєґўәғқңөұүһјљњђћџѓќ") else ""
    return _latin(text) if share["latin"] > 0.9 else ""


_SCRIPTS = {
    "hangul": re.compile(r"[\uac00-\ud7af]"),
    "kana": re.compile(r"[\u3041-\u30ff]"),
    "han": re.compile(r"[\u3400-\u9fff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "latin": re.compile(r"[a-z\u00df-\u024f]"),
}


def _chinese(letters: list[str]) -> str:
    both = _SIMPLIFIED & _TRADITIONAL
    simplified = sum(char in _SIMPLIFIED - both for char in letters)
    traditional = sum(char in _TRADITIONAL - both for char in letters)
    if simplified >= 2 and simplified > 4 * traditional:
        return "zh-Hans"
    return "zh-Hant" if traditional >= 2 and traditional > 4 * simplified else "zh"


def _arabic(letters: set[str]) -> str:
    # Uyghur writes its vowels with letters of its own; Persian, Urdu, Pashto and Kurdish have some that Arabic lacks.
    if len(letters & set("ۇۆۈۋېەڭ")) >= 3 and "ة" not in letters:
        return "ug" if {"ې", "ۈ"} & letters and not letters & set("ڕڵێ") else ""
    return "ar" if {"ة", "ي"} <= letters and not letters & set("پچژگکیٹڈڑںےټډړښۍې") else ""


def _latin(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _FEWEST_WORDS:
        return ""
    counts = Counter({language: sum(word in common for word in words) for language, common in _COMMON.items()})
    (first, most), (_, next_most) = counts.most_common(2)
    return first if most * 5 >= len(words) and most >= 1.5 * next_most else ""
