import pytest

from sourcebook.errors import BadSettings
from sourcebook.model.coverage import Feed, TermGroup, Topic
from sourcebook.model.work import Raw
from sourcebook.store.plain_yaml import read_mapping
from sourcebook.store.sources import read_sources


def yaml(text: str) -> dict[str, Raw]:
    return read_mapping(text)[0]


def test_feeds_are_read_in_their_order() -> None:
    sources = read_sources(
        yaml("""
outlets:
- {id: courier, prior: 1.5}
feeds:
- {id: a, url: 'https://courier.example/rss?x=1', outlet: courier, kind: json-feed, language: zh-Hans, on-topic: yes,
   identity: link+date, expect-every: 14, enabled: 'false', evidence: seen in 2 files}
- {id: b, url: 'http://b.example/feed'}
""")
    )
    assert sources.feeds == (
        Feed(
            id="a",
            url="https://courier.example/rss?x=1",
            outlet="courier",
            kind="json-feed",
            language="zh-Hans",
            is_on_topic=True,
            identity="link+date",
            expect_every=14,
            is_enabled=False,
            evidence="seen in 2 files",
        ),
        Feed(id="b", url="http://b.example/feed"),
    )
    assert sources.outlets[0].prior == 1.5


def test_the_topic_is_read_in_its_order() -> None:
    topic = read_sources(
        yaml("""
topic:
  show: 4
  groups:
    dam: {weight: 5, terms: [Alder Dam, 大坝, Alder Dam]}
    acts: {weight: -0.5, terms: flood, needs: [dam]}
""")
    ).topic
    assert topic == Topic(
        (TermGroup("dam", 5.0, ("Alder Dam", "大坝")), TermGroup("acts", -0.5, ("flood",), ("dam",))),
        show=4.0,
        high=12.0,
    )


def test_without_feeds_or_topic_there_are_none() -> None:
    for raw in ({}, yaml("feeds:\ntopic:\n"), yaml("feeds: []\ntopic: {groups: {}}")):
        assert (read_sources(raw).feeds, read_sources(raw).topic) == ((), Topic())


FEED = "id: a, url: 'https://a.example'"
GROUP = "weight: 1, terms: [x]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("feeds: a", "sources.yaml: feeds has to be a list of entries"),
        ("feeds: [{url: 'https://a.example'}]", "sources.yaml: feeds: an entry has no id."),
        ("feeds: [{id: a}]", "sources.yaml: feeds: a: an entry has no url."),
        ("feeds: [{id: 'a/b', url: 'https://a.example'}]", "an id has Latin letters, digits, '.', '_' and '-' only."),
        ("feeds: [{id: a, url: 'file:///etc'}]", "feeds: a: url is an address such as https://example.org/feed, not"),
        ("feeds: [{id: a, url: 'https://a b'}]", "url is an address such as"),
        (f"feeds: [{{{FEED}, outlet: b}}]", "feeds: a: there is no outlet 'b'; add it to outlets, or leave it out."),
        (f"feeds: [{{{FEED}, kind: rss}}]", "feeds: a: kind is one of feed, json-feed, google-news, gdelt, crossref,"),
        (f"feeds: [{{{FEED}, language: english_}}]", "feeds: a: language is a BCP 47 tag such as en or zh-Hans, not"),
        (
            f"feeds: [{{{FEED}, identity: guid}}]",
            "identity is one of auto, id, link, link+date, title+date, not 'guid'.",
        ),
        (f"feeds: [{{{FEED}, expect-every: often}}]", "feeds: a: expect-every is a number of days such as 14, not"),
        (f"feeds: [{{{FEED}, expect-every: -1}}]", "expect-every is a number of days"),
        (f"feeds: [{{{FEED}, enabled: perhaps}}]", "feeds: a: enabled is true or false, not 'perhaps'."),
        (f"feeds: [{{{FEED}, on-topic: [a]}}]", "sources.yaml: on-topic has to be one string."),
        (f"feeds: [{{{FEED}, outlets: b}}]", "feeds: a: there is no 'outlets' here, but id, url, outlet,"),
        (f"feeds: [{{{FEED}}}, {{id: a, url: 'https://b.example'}}]", "sources.yaml: the feed 'a' stands twice."),
        (
            f"feeds: [{{{FEED}}}, {{id: b, url: 'https://a.example'}}]",
            "the feed address 'https://a.example' stands twice.",
        ),
        ("outlets: [{id: a, prior: much}]", "outlets: a: prior is a number from -3 to 3, not 'much'."),
        ("outlets: [{id: a, prior: 4}]", "outlets: a: prior is a number from -3 to 3, not '4'."),
        ("outlets: [{id: a, prior: nan}]", "prior is a number from -3 to 3"),
        ("topic: a", "sources.yaml: topic has to be a mapping with show, high and groups."),
        ("topic: {shown: 3}", "sources.yaml: topic: there is no 'shown' here, but show, high, groups."),
        ("topic: {show: inf}", "topic: show is a number from -1000 to 1000, not 'inf'."),
        ("topic: {show: 20}", "topic: high has to be at least show, but 12 is less than 20."),
        ("topic: {groups: [a]}", "topic: groups has to be a mapping such as"),
        ("topic: {groups: {a: b}}", "topic: a: a group is a mapping such as"),
        ("topic: {groups: {a: {terms: [x]}}}", "topic: a: an entry has no weight."),
        ("topic: {groups: {a: {weight: heavy, terms: [x]}}}", "topic: a: weight is a number from -100 to 100, not"),
        ("topic: {groups: {a: {weight: 1}}}", "topic: a: a group has to have terms."),
        ("topic: {groups: {a: {weight: 1, terms: ['*']}}}", "topic: a: '*' is no term, since it has no letters."),
        ("topic: {groups: {a: {weight: 1, terms: {b: c}}}}", "sources.yaml: terms has to be a list of strings."),
        (f"topic: {{groups: {{a: {{{GROUP}, needs: [b]}}}}}}", "topic: a needs the group 'b', which is not there."),
        (
            f"topic: {{groups: {{a: {{{GROUP}, need: b}}}}}}",
            "topic: a: there is no 'need' here, but weight, terms, needs.",
        ),
    ],
)
def test_settings_that_cannot_be_used_end_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_sources(yaml(text))
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")
