# ruff: noqa: E501 - sentences of many languages
import pytest

from sourcebook.web.page_languages import language_of


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The wall was built by the town and it has been too low from the start, which is what they had said that winter to all of us here.", "en"),
        ("Die Mauer wurde von der Stadt gebaut und ist nach dem Sturm nicht mehr hoch genug, was für die Leute an dem Fluss ein Ärger ist und bleibt.", "de"),
        ("Le mur qui est sur le quai a été construit par la ville et il est trop bas pour les gens du port, ce que dit une étude avec des cartes.", "fr"),
        ("El muro del puerto fue construido por la ciudad y es bajo para los vecinos de las casas, según dice un informe que se publicó con los mapas.", "es"),
        ("O muro do porto foi construído pela cidade e é baixo para os moradores das casas, como diz um relatório que não foi publicado com os mapas.", "pt"),
        ("Liman duvarı şehir için çok alçak ve bu bir sorun olarak daha sonra da konuşuldu, ancak harita kadar açık olan bir plan her yıl değişti ve en sonunda bitti.", "tr"),
        ("Съёмка охватила весь берег, и жители порта просили новые карты дамбы", "ru"),
        ("Карта берегу була готова, але її нікому з мешканців не показали", ""),
        ("قالت هيئة الميناء إن الرسوم ستراجع بعد السنة الأولى في المدينة", "ar"),
        ("سازمان بندر گفت که عوارض پس از یک سال بازبینی خواهد شد", ""),
        ("دەريا بويىدىكى ئاھالىلەر پورت ھەققىنى قايتا كۆرۈشنى تەلەپ قىلدى، بىراق ئۇلارنىڭ سۆزى ئاڭلانمىدى ۋە", "ug"),
        ("港务部门周二表示，新的收费办法将在试行一年后根据货运数据重新评估，居民们还要等一个说法。", "zh-Hans"),
        ("港務部門週二表示，新的收費辦法將在試行一年後根據貨運數據重新評估，居民們還要等一個說法。", "zh-Hant"),
        ("港の管理者は火曜日、料金を一年後に見直すと説明した。住民は納得していない。", "ja"),
        ("항만 당국은 화요일에 부담금을 일 년 뒤에 다시 검토하겠다고 밝혔다.", "ko"),
        ("大坝开放", ""),
        ("Dam opens", ""),
        ("Lorem ipsum dolor sit amet " * 10, ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_language_is_told_where_letters_and_words_leave_no_doubt(text: str, tag: str) -> None:
    assert language_of(text) == tag
