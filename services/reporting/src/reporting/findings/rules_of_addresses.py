"""Rules about the addresses that a plan cites: those that are gone, odd, at risk, or in closed formats. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from constancia_events.vocabulary import EvidenceKind, Level
from constancia_urls.reading import Fault, read
from reporting.findings.facts import Checked, History, Use
from reporting.findings.finding import Finding, Rule, found_at, goals_of

_DONE: Final = frozenset({Level.SUBSTANTIAL, Level.COMPLETE})
_CLOSED: Final = frozenset({"doc", "docx", "xls", "xlsx", "ppt", "pptx", "rar", "rtf", "accdb", "mdb"})
_NOTHING: Final = Checked()


def evidence_dead(history: History) -> Iterator[Finding]:
    """`{level, urls}`: all that proves a substantial or complete goal is dead, and there is no copy of any of it."""
    cited: dict[tuple[int, int], list[Use]] = defaultdict(list)
    for use in history.uses:
        cited[use.commitment, use.goal].append(use)
    for _, place in goals_of(history):
        uses = cited.get(place, [])
        if not uses or history.level_of(place) not in _DONE or any(use.is_file for use in uses):
            continue
        checked = [history.checked.get(use.evidence, _NOTHING) for use in uses]
        dead = [one.dead_since for one in checked if one.dead_since is not None and not one.has_copy]
        if len(dead) == len(uses):
            facts = {"level": history.level_of(place).value, "urls": sorted({use.url for use in uses})}
            yield found_at((*place, None), Rule.EVIDENCE_DEAD, facts, max(dead))


def url_malformed(history: History) -> Iterator[Finding]:
    """`{url, repair, cited_by}`: what was printed is no proper address; `repair` is what was probably meant."""
    for url, uses in _addresses(history):
        reading = read(url)
        if Fault.MALFORMED in reading.faults:
            repair = None if reading.repair is None else reading.repair.url
            yield _about(Rule.URL_MALFORMED, uses, {"url": url, "repair": repair})


def url_shortened(history: History) -> Iterator[Finding]:
    """`{url, target, cited_by}`: an address that a shortener gives out; `target` is where it was seen to lead."""
    for url, uses in _addresses(history):
        if Fault.SHORTENED in read(url).faults:
            target = history.checked.get(uses[0].evidence, _NOTHING).target
            yield _about(Rule.URL_SHORTENED, uses, {"url": url, "target": target})


def url_not_public(history: History) -> Iterator[Finding]:
    """`{url, cited_by}`: not everybody can open it: it holds credentials, or its host or port is a private one."""
    for url, uses in _addresses(history):
        if Fault.NOT_PUBLIC in read(url).faults:
            yield _about(Rule.URL_NOT_PUBLIC, uses, {"url": url})


def url_insecure(history: History) -> Iterator[Finding]:
    """`{count, of, urls}`, one for a commitment: so many of its addresses travel unencrypted."""
    by_commitment: dict[int, set[str]] = defaultdict(set)
    for use in history.uses:
        if not use.is_file:
            by_commitment[use.commitment].add(use.url)
    for commitment, urls in sorted(by_commitment.items()):
        insecure = sorted(url for url in urls if Fault.INSECURE in read(url).faults)
        if insecure:
            facts = {"count": len(insecure), "of": len(urls), "urls": insecure}
            yield Finding(rule=Rule.URL_INSECURE, commitment=commitment, facts=facts, since=None)


def format_closed(history: History) -> Iterator[Finding]:
    """`{count, of, formats}`, one for the plan: so many of its documents are in formats that are not open.

    Told by the end of the address; `formats` counts them by it.
    """
    documents = {use.url for use in history.uses if use.kind is EvidenceKind.DOCUMENT and not use.is_file}
    endings = Counter(_ending(url) for url in documents)
    closed = {ending: count for ending, count in sorted(endings.items()) if ending in _CLOSED}
    if closed:
        facts = {"count": sum(closed.values()), "of": len(documents), "formats": closed}
        yield Finding(rule=Rule.FORMAT_CLOSED, commitment=None, facts=facts, since=None)


def _addresses(history: History) -> Iterator[tuple[str, list[Use]]]:
    by_url: dict[str, list[Use]] = defaultdict(list)
    for use in history.uses:
        if not use.is_file:
            by_url[use.url].append(use)
    yield from by_url.items()


def _about(rule: Rule, uses: Sequence[Use], facts: dict[str, Any]) -> Finding:
    """A finding about an address, with who cites it. `since` is null: nobody printed since when."""
    places = sorted({(use.commitment, use.goal, use.subgoal) for use in uses}, key=lambda p: (*p[:2], p[2] or 0))
    commitments = {commitment for commitment, _, _ in places}
    cited_by = [{"commitment": c, "goal": g, "subgoal": s} for c, g, s in places]
    return Finding(
        rule=rule,
        commitment=commitments.pop() if len(commitments) == 1 else None,
        facts={**facts, "cited_by": cited_by},
        since=None,
    )


def _ending(url: str) -> str:
    name = unquote(urlsplit(read(url).url or url).path).rpartition("/")[2].lower()
    return name.rpartition(".")[2] if "." in name else ""
