"""Pages that stand in for another one: walls against robots, logins, and words that there is no such page."""

import re
from collections.abc import Collection, Iterable

# Text of fewer characters than this is no article, so that signs in it count.
SHORT = 1_500
# Titles, each the whole of one or its beginning. A wall wants a browser or a human being; a refusal wants nobody.
_WALLS = re.compile(
    r"just a moment|attention required|access to this page has been denied|pardon our interruption|"
    r"are you a (?:human|robot)|robot check|(?:security|captcha|browser) (?:check|verification)|"
    r"verify(?:ing)? you are (?:a )?human|please (?:enable|turn on) (?:js|javascript)|ddos-guard|"
    r"one moment, please|bot verification|human verification|checking your browser|"
    r"before you continue to|before you continue$|"
    r"安全验证",
    re.IGNORECASE,
)
_REFUSALS = re.compile(
    r"access denied|request rejected|403 forbidden|(?:451\W+)?unavailable (?:due to|for) legal reasons", re.IGNORECASE
)
# Cloudflare puts the scripts of its `jsd` into every page of a site, behind the wall too.
_WALL_SIGNS = re.compile(
    r"cf-chl|cf_chl|_incapsula_resource|captcha-delivery\.com|px-captcha|challenge-platform(?!\S*/jsd)|"
    r"/distil_r_captcha"
)
_MISSING = re.compile(
    r"(?:error\s+)?404\b.{0,40}|(?:the )?page (?:you requested )?(?:was |is |could )?not (?:be )?found.{0,20}|"
    r"not found|page (?:does not|doesn['’]t) exist|seite (?:wurde )?nicht gefunden|page (?:non trouvée|introuvable)|"
    r"página no encontrada|pagina non trovata|página não encontrada|страница не найдена|"
    r"(?:您访问的)?页面(?:不存在|未找到|没有找到).{0,10}|"
    r"ページが見つかりません|페이지를 찾을 수 없습니다|"
    r"siden (?:ble )?ikke funnet|"
    r"(?:oops|sorry)\W.{0,60}(?:not|n['’]t) (?:be )?(?:found|exist).{0,20}",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:please )?(?:log|sign) ?in(?:to .{1,40}| to .{1,40}| required| or .{1,30})?|login|anmelden|einloggen|"
    r"connexion|se connecter|iniciar sesión|accedi|войти|вход|登录|登入|ログイン|로그인|logg inn|"
    r"subscribe to (?:read|continue).*|"
    r"subscribers only|subscription required",
    re.IGNORECASE,
)
# What those who put up walls say in headers, whatever the status.
_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": ""}


def names_of(title: str, headings: Collection[str]) -> frozenset[str]:
    """What a page calls itself: its title, the parts of that, and its first heading."""
    return frozenset({title, *re.split(r"\s+[|–—·-]\s+", title), *list(headings)[:1]})


def is_wall(names: Iterable[str]) -> bool:
    """Whether one of a page's names is that of a wall against robots."""
    return any(_WALLS.match(name) for name in names)


def is_refusal(names: Iterable[str]) -> bool:
    """Whether one of a page's names says that nobody may see the page from here."""
    return any(_REFUSALS.match(name) for name in names)


def has_wall_signs(texts: Iterable[str]) -> bool:
    """Whether scripts, or the addresses and names of a page's elements, are those of a wall."""
    return any(_WALL_SIGNS.search(text) for text in texts)


def has_wall_header(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether headers, by names in lower case, say that this is a wall."""
    return any(name in _HEADERS and value.lower().startswith(_HEADERS[name]) for name, value in headers)


def says_missing(names: Iterable[str]) -> bool:
    """Whether one of a page's names says that there is no such page."""
    return any(_MISSING.fullmatch(name.strip(" .!")) for name in names)


def asks_login(names: Iterable[str]) -> bool:
    """Whether one of a page's names asks for a login or a subscription."""
    return any(_LOGIN.fullmatch(name.strip(" .!")) for name in names)
