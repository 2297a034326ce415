"""Feeds of changes: Atom (RFC 4287) and JSON Feed 1.1. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

from constancia_events.texts import text_in
from reporting.compliance.schemas import Compliance
from reporting.open_data.changes import Change
from reporting.site import words
from reporting.site.catalogue import catalogue
from reporting.site.links import Paths
from reporting.site.words import N_

ATOM: Final = "application/atom+xml; charset=utf-8"
JSON_FEED: Final = "application/feed+json; charset=utf-8"
_NS: Final = "http://www.w3.org/2005/Atom"
_KINDS: Final = {
    "progress": N_("%(where)s is now: %(level)s"),
    "declaration": N_("%(where)s is declared: %(level)s"),
    "amendment": N_("%(where)s was amended"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: what it tells of, in which language, where it is; `about` names an institution or a commitment."""

    compliance: Compliance
    changes: Sequence[Change]
    language: str
    origin: str
    address: str
    about: str | None
    vocabulary: str

    @property
    def title(self) -> str:
        """The plan, and what of it."""
        plan = text_in(self.compliance.title, self.language)
        return f"{plan} · {self.about}" if self.about else plan

    @property
    def page(self) -> str:
        """The page of the plan."""
        return self.origin + Paths(self.language).plan(self.compliance.plan)

    def headline(self, change: Change) -> str:
        """A change in one line."""
        say = catalogue(self.language).gettext
        level = say(words.LEVELS_OF[self.vocabulary][change.level]) if change.level else ""
        return say(_KINDS[change.kind]) % {"where": self._where(change), "level": level.lower()}

    def link(self, change: Change) -> str:
        """The page that shows it."""
        paths = Paths(self.language)
        if change.commitment is None:
            return self.origin + paths.changes(self.compliance.plan)
        place = paths.commitment(self.compliance.plan, change.commitment)
        return f"{self.origin}{place}" + (f"#goal-{change.commitment}-{change.goal}" if change.goal else "")

    def text(self, change: Change) -> str:
        """Whose word it is, of which day, and what they say."""
        parts = [change.institution, change.effective_on.isoformat() if change.effective_on else None]
        said = text_in(change.words, self.language) if change.words else None
        return ". ".join(one for one in (", ".join(one for one in parts if one), said) if one)

    def id(self, change: Change) -> str:
        """The same for ever (RFC 4151)."""
        host = self.origin.partition("://")[2].partition(":")[0] or "constancia"
        return f"tag:{host},2016:{self.compliance.plan}/{change.position}"

    def _where(self, change: Change) -> str:
        say = catalogue(self.language).gettext
        if change.commitment is None:
            return say("The whole plan")
        if change.goal is None:
            return say("Commitment %(number)s") % {"number": change.commitment}
        if change.subgoal is not None:
            return f"{say('Subgoal')} {change.commitment}.{change.goal}.{change.subgoal}"
        return f"{say('Goal')} {change.commitment}.{change.goal}"


def as_atom(feed: Feed, now: datetime) -> bytes:
    """The feed as Atom; `updated` is that of the newest change."""
    ET.register_namespace("", _NS)
    root = ET.Element(f"{{{_NS}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "updated", _instant(feed.changes[0].at if feed.changes else now))
    ET.SubElement(root, f"{{{_NS}}}link", {"rel": "self", "href": feed.address, "type": "application/atom+xml"})
    ET.SubElement(root, f"{{{_NS}}}link", {"rel": "alternate", "href": feed.page, "type": "text/html"})
    _add(ET.SubElement(root, f"{{{_NS}}}author"), "name", "Constancia")
    for change in feed.changes:
        entry = ET.SubElement(root, f"{{{_NS}}}entry")
        _add(entry, "id", feed.id(change))
        _add(entry, "title", feed.headline(change))
        _add(entry, "updated", _instant(change.at))
        ET.SubElement(entry, f"{{{_NS}}}link", {"rel": "alternate", "href": feed.link(change), "type": "text/html"})
        _add(entry, "summary", feed.text(change) or feed.headline(change))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def as_json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as JSON Feed."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "items": [
            {
                "id": feed.id(change),
                "url": feed.link(change),
                "title": feed.headline(change),
                "content_text": feed.text(change) or feed.headline(change),
                "date_published": _instant(change.at),
            }
            for change in feed.changes
        ],
    }


def _add(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, f"{{{_NS}}}{name}").text = value


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
