import pytest

from sourcebook.model.names import Name, short_names

LUDWIG = Name(family="Beethoven", given="Ludwig", dropping_particle="van")
JAN = Name(family="Berg", given="Jan", non_dropping_particle="van den")
HALE = Name(family="Hale", given="Peter", suffix="Jr.")
WEN = Name(family="周", given="文")
BODY = Name(literal="Ministry of Water")


@pytest.mark.parametrize(
    ("name", "short", "full", "inverted"),
    [
        (Name(family="Okafor", given="Ngozi"), "Okafor", "Ngozi Okafor", "Okafor, Ngozi"),
        (LUDWIG, "Beethoven", "Ludwig van Beethoven", "Beethoven, Ludwig van"),
        (JAN, "van den Berg", "Jan van den Berg", "van den Berg, Jan"),
        (HALE, "Hale", "Peter Hale Jr.", "Hale, Jr., Peter"),
        (WEN, "周", "周文", "周文"),
        (Name(family="김", given="철수"), "김", "김철수", "김철수"),
        (Name(family="さとう", given="はな"), "さとう", "さとうはな", "さとうはな"),
        (Name(family="𠮷田", given="一"), "𠮷田", "𠮷田一", "𠮷田一"),
        (Name(family="ئىلچى", given="ئايجان"), "ئىلچى", "ئايجان ئىلچى", "ئىلچى, ئايجان"),
        (Name(family="Müller", given="Jörg"), "Müller", "Jörg Müller", "Müller, Jörg"),
        (BODY, "Ministry of Water", "Ministry of Water", "Ministry of Water"),
        (Name(given="Madonna"), "Madonna", "Madonna", "Madonna"),
        (Name(family="Plato"), "Plato", "Plato", "Plato"),
    ],
)
def test_a_name_reads_in_the_order_of_its_script(name: Name, short: str, full: str, inverted: str) -> None:
    assert (name.short, name.full, name.inverted) == (short, full, inverted)


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ((), ""),
        ((JAN,), "van den Berg"),
        ((JAN, WEN), "van den Berg and 周"),
        ((JAN, WEN, BODY), "van den Berg et al."),
    ],
)
def test_several_names_make_one_short_label(names: tuple[Name, ...], label: str) -> None:
    assert short_names(names) == label
