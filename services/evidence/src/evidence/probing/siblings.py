"""Pages that are not there though the server says 200: found by asking for one that certainly is not."""

import secrets
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_MOST_KEPT: Final = 50_000
_ALIKE: Final = 0.92
_MOST_WORDS: Final = 4_000
_HOME: Final = frozenset(
    {"", "/", "/index.html", "/index.htm", "/index.php", "/index.aspx", "/default.aspx", "/home", "/inicio"}
)
_PAGES: Final = frozenset({"html", "htm", "php", "asp", "aspx", "jsp", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """What came of a path that nobody made: null where the server owned up that it is not there."""

    final_url: str
    text: str


Fetch = Callable[[str], Awaitable[Sibling | None]]
"""What an address gives; None where the server says that it is not there, or nothing can be learnt."""


@dataclass(slots=True)
class Siblings:
    """One made-up path for each directory and kind of file of a host, remembered for some days. Bounded."""

    kept_for: timedelta
    _known: OrderedDict[tuple[str, str, str], tuple[datetime, Sibling | None]] = field(default_factory=OrderedDict)

    async def of(self, url: str, now: datetime, fetch: Fetch) -> Sibling | None:
        """The sibling of an address, asked for if it is not known."""
        place = urlsplit(url)
        directory, _, name = place.path.rpartition("/")
        extension = name.rpartition(".")[2].lower() if "." in name else ""
        key = (place.netloc, directory, extension)
        known = self._known.get(key)
        if known is not None and now - known[0] < self.kept_for:
            self._known.move_to_end(key)
            return known[1]
        made_up = f"{directory}/{secrets.token_hex(8)}{'.' if extension else ''}{extension}"
        found = await fetch(urlunsplit((place.scheme, place.netloc, made_up, "", "")))
        self._known[key] = (now, found)
        if len(self._known) > _MOST_KEPT:
            self._known.popitem(last=False)
        return found


def is_root(url: str) -> bool:
    """Whether an address is a site's own beginning, which nothing can be compared with."""
    return urlsplit(url).path.lower() in _HOME and not urlsplit(url).query


def led_home(asked: str, final: str) -> bool:
    """Whether a document was asked for and the site's beginning came."""
    wanted, got = urlsplit(asked), urlsplit(final)
    if not is_root(final) or is_root(asked):
        return False
    path = wanted.path.rstrip("/")
    extension = path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    return (wanted.hostname or "").removeprefix("www.") == (got.hostname or "").removeprefix("www.") and (
        path.count("/") > 1 or extension not in _PAGES
    )


def is_same_page(asked: str, final: str, text: str, sibling: Sibling) -> bool:
    """Whether a page is what the server gives for any path: the same redirect, or the same words."""
    if final == sibling.final_url and final != asked:
        return True
    return likeness(text, sibling.text) > _ALIKE


def likeness(one: str, other: str) -> float:
    """How far two texts have the same words, from 0 to 1 (Dice); texts without words are like nothing."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    mine, theirs = Counter(one.split()[:_MOST_WORDS]), Counter(other.split()[:_MOST_WORDS])
    return 2 * (mine & theirs).total() / (mine.total() + theirs.total())
