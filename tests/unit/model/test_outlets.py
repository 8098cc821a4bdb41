import pytest

from sourcebook.model.outlets import Outlet, OutletIndex, outlets_by_id
from sourcebook.model.work import Origin, read_work

COURIER = Outlet(id="courier", name="The Courier", aliases=("Le Courrier de la Vallée",), domains=("courier.example",))
WEEKLY = Outlet(id="weekly", name="Weekly", domains=("weekly.courier.example",))
INDEX = OutletIndex((COURIER, WEEKLY))


@pytest.mark.parametrize(
    ("fields", "outlet"),
    [
        ({"container-title": "the courier"}, COURIER),
        ({"container-title": "LE COURRIER DE LA VALLEE"}, COURIER),
        ({"container-title": "Ｗｅｅｋｌｙ", "URL": "https://courier.example/"}, WEEKLY),
        ({"container-title": "Unknown", "URL": "https://www.courier.example/a"}, COURIER),
        ({"URL": "HTTPS://User:pw@Weekly.Courier.example:8080/a"}, WEEKLY),
        ({"URL": "https://elsewhere.example/?from=https://courier.example/"}, None),
        ({"URL": "https://elsewhere.example\\@courier.example/"}, None),
        ({"URL": "https://notcourier.example/"}, None),
        ({"publisher": "The Courier", "URL": "https://weekly.courier.example/"}, WEEKLY),
        ({"publisher": "The Courier"}, COURIER),
        ({"URL": "no address"}, None),
        ({}, None),
    ],
)
def test_an_outlet_is_found_by_container_then_domain_then_publisher(
    fields: dict[str, str], outlet: Outlet | None
) -> None:
    work, _ = read_work("a", fields, "", Origin())
    assert INDEX.of(work) == outlet


def test_outlets_are_kept_by_id_in_their_order() -> None:
    assert list(outlets_by_id((WEEKLY, COURIER)).items()) == [("weekly", WEEKLY), ("courier", COURIER)]
