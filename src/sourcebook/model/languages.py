"""Language tags (BCP 47): whether a tag is well formed, and whether one covers another."""

import re

# RFC 5646, section 2.1, without the grandfathered tags, which name nothing that a bibliography needs.
_TAG = re.compile(
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})
        (?:-[a-z]{4})?
        (?:-(?:[a-z]{2}|\d{3}))?
        (?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*
        (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*
        (?:-x(?:-[a-z0-9]{1,8})+)?
        |x(?:-[a-z0-9]{1,8})+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# ISO 639-1, the two-letter codes that the IANA registry lists.
_TWO_LETTERS = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee
    el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is
    it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms
    mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si
    sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh
    yi yo za zh zu""".split()
)


def is_language_tag(tag: str) -> bool:
    """Whether a tag is well formed (RFC 5646) and, where its language has two letters, a registered one."""
    if not _TAG.fullmatch(tag):
        return False
    primary = tag.partition("-")[0].lower()
    return len(primary) != 2 or primary in _TWO_LETTERS


def covers(wide: str, tag: str) -> bool:
    """Whether a tag falls under a wider one: `zh` covers `zh-Hans` (RFC 4647, basic filtering)."""
    wide, tag = wide.lower(), tag.lower()
    return tag == wide or tag.startswith(wide + "-")
