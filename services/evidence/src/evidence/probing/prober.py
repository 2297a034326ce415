"""One round: everything that is asked of one address at one time, and what it amounts to."""

import asyncio
import random
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookies import CookieError, SimpleCookie
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

import ada_url

from constancia_events.checks import CheckFlag, CheckOutcome
from constancia_runtime.clock import Clock
from constancia_urls.shorteners import is_shortener
from evidence.probing.bodies import found_type, has_place, sha256, text_of_html
from evidence.probing.client import Answer, Client, Sink, Trouble
from evidence.probing.expected import is_mismatch
from evidence.probing.names import LookUp, Names
from evidence.probing.probe import Ask, Exchange, Hop, Probe
from evidence.probing.providers import oembed_of, outcome_of_oembed
from evidence.probing.rules import ProberRules
from evidence.probing.siblings import Sibling, Siblings, is_root, is_same_page, led_home
from evidence.probing.walls import is_challenge, is_login, is_parked, outcome_of_status
from evidence.verdict.rules import is_failure

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_AGAIN: Final = frozenset({CheckOutcome.HTTP_5XX, CheckOutcome.CONN_RESET, CheckOutcome.TRUNCATED})
_AS_A_PERSON: Final = frozenset({CheckOutcome.FORBIDDEN, CheckOutcome.NOT_FOUND, CheckOutcome.GONE})
_ASKED_TO_WAIT: Final = frozenset({CheckOutcome.RATE_LIMITED, CheckOutcome.MAINTENANCE})
_NO_SERVER: Final = frozenset(
    {CheckOutcome.DNS_NXDOMAIN, CheckOutcome.BLOCKED_BY_POLICY, CheckOutcome.OUR_SIDE_FAILURE}
)
_ROBOTS_BYTES: Final = 500 * 1024
_HTML: Final = "text/html"
_MOST_COOKIES: Final = 20


@dataclass(slots=True)
class _Visit:
    """What one client profile met on its way through the redirects."""

    outcome: CheckOutcome = CheckOutcome.OK
    answer: Answer | None = None
    hops: list[Hop] = field(default_factory=list)
    flags: set[CheckFlag] = field(default_factory=set)
    text: str = ""
    found: str | None = None
    requests: int = 0


class Prober:
    """Visits addresses. Use as an async context manager; one for a process, whatever the number of visits at once."""

    def __init__(self, rules: ProberRules, clock: Clock, look_up: LookUp | None = None) -> None:
        self._rules = rules
        self._clock = clock
        self._look_up = look_up
        self._names: Names | None = None
        self._siblings = Siblings(timedelta(days=rules.sibling_days))
        self._client: Client

    async def __aenter__(self) -> Self:
        """Open the connections."""
        if self._look_up is None:
            self._names = Names()
        look_up = self._look_up or self._names
        assert look_up is not None  # noqa: S101 - one of the two is there
        self._client = Client.opened(self._rules, look_up)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let them go."""
        await self._client.close()
        if self._names is not None:
            await self._names.close()

    async def probe(self, ask: Ask) -> Probe:
        """One round. Raises nothing: whatever goes wrong is an outcome."""
        at, began = self._clock.now(), time.monotonic()
        visit, profiles = await self._with(ask, self._rules.robot_agent), ["robot"]
        requests = visit.requests
        if visit.outcome in _AS_A_PERSON or (
            ask.confirm and is_failure(visit.outcome) and visit.outcome not in _NO_SERVER
        ):
            second = await self._with(ask, self._rules.browser_agent)
            requests += second.requests
            profiles.append("browser")
            if second.outcome is CheckOutcome.OK:
                second.flags.add(CheckFlag.UA_SENSITIVE)
            if not is_failure(second.outcome) or is_failure(visit.outcome):
                visit = second if second.outcome is CheckOutcome.OK or not is_failure(second.outcome) else visit
        took = round((time.monotonic() - began) * 1000)
        return self._told(ask, visit, at=at, took_ms=took, requests=requests, profiles=tuple(profiles))

    async def fetch(self, url: str, sink: Sink, *, max_bytes: int) -> Exchange | None:
        """The whole of what an address gives, to a sink, up to a size; None where it does not open."""
        try:
            visit = _Visit()
            answer = await self._follow(visit, url, self._rules.robot_agent, limit=max_bytes, sink=sink)
        except Trouble:
            return None
        return exchange_of(replace(answer, raw=b"")) if outcome_of_status(answer) is None else None

    async def robots(self, origin: str) -> tuple[int | None, str]:
        """The status and text of an origin's robots.txt; the status is None where it could not be asked."""
        try:
            answer = await self._follow(_Visit(), f"{origin}/robots.txt", self._rules.robot_agent, limit=_ROBOTS_BYTES)
        except Trouble:
            return None, ""
        return answer.status, answer.body[:_ROBOTS_BYTES].decode("utf-8", "replace").replace("\x00", "")

    async def _with(self, ask: Ask, agent: str) -> _Visit:
        """A visit with one profile, once more where a fault may have been a moment's."""
        visit = await self._try(ask, agent)
        pause = self._pause_of(visit)
        if pause is None:
            return visit
        await asyncio.sleep(pause)
        again = await self._try(ask, agent)
        again.requests += visit.requests
        if again.outcome is CheckOutcome.OK:
            waited = visit.outcome in _ASKED_TO_WAIT
            again.flags.add(CheckFlag.RATE_LIMITED_ONCE if waited else CheckFlag.RETRIED)
        return again

    def _pause_of(self, visit: _Visit) -> float | None:
        """How long to wait before a second try; None where there is none."""
        if visit.outcome in _AGAIN:
            return random.uniform(*self._rules.retry_pause)  # noqa: S311 - no secret
        if visit.outcome in _ASKED_TO_WAIT:
            wait = self._retry_after(visit)
            if wait is not None and wait.total_seconds() <= self._rules.patience_seconds:
                return wait.total_seconds()
        return None

    async def _try(self, ask: Ask, agent: str) -> _Visit:
        visit = _Visit()
        try:
            if (elsewhere := oembed_of(ask.url, self._rules.oembed_url)) is not None:
                visit.requests += 1
                told = outcome_of_oembed((await self._client.get(elsewhere, agent)).status)
                if told is not None:
                    visit.outcome = told
                    return visit
            visit.answer = await self._follow(visit, ask.url, agent)
            visit.outcome = await self._judge(ask, visit, visit.answer, agent)
        except Trouble as trouble:
            visit.outcome = trouble.outcome
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - a page that breaks our reading of it must not break the checker
            visit.outcome = CheckOutcome.PROTOCOL_ERROR
        return visit

    async def _follow(
        self, visit: _Visit, url: str, agent: str, *, limit: int | None = None, sink: Sink | None = None
    ) -> Answer:
        """The answer at the end of the redirects. Cookies live for this way alone, each for the host that set it."""
        cookies: dict[str, dict[str, str]] = {}
        seen: set[tuple[str, int]] = set()
        for _ in range(self._rules.most_hops + 1):
            host = urlsplit(url).netloc
            state = (url, len(cookies.get(host, {})))
            if state in seen:
                raise Trouble(CheckOutcome.REDIRECT_LOOP)
            seen.add(state)
            visit.requests += 1
            answer = await self._client.get(url, agent, cookies=cookies.get(host), limit=limit, sink=sink)
            visit.hops.append(Hop(url=url, status=answer.status, address=answer.address))
            target = answer.header("location") if answer.status in _REDIRECTS else ""
            if not target:
                return answer
            _keep_cookies(answer, cookies.setdefault(host, {}))
            if answer.status in _PERMANENT:
                visit.flags.add(CheckFlag.MOVED_PERMANENTLY)
            url = _joined(url, target)
        raise Trouble(CheckOutcome.TOO_MANY_REDIRECTS)

    async def _judge(self, ask: Ask, visit: _Visit, answer: Answer, agent: str) -> CheckOutcome:  # noqa: PLR0911 - a list
        """What an answer amounts to; each line is a way in which a page can be no page."""
        by_status = outcome_of_status(answer)
        if by_status is not None:
            return by_status
        redirected = len(visit.hops) > 1
        if not answer.body:
            return CheckOutcome.EMPTY_BODY
        declared = answer.header("content-type").lower()
        visit.found = found_type(answer.body, declared)
        visit.flags |= _flags_of(ask, answer, redirected=redirected)
        if visit.found != _HTML:
            return CheckOutcome.OK
        if is_challenge(answer) and len(answer.body) < self._rules.look_bytes // 4:
            return CheckOutcome.BOT_CHALLENGE
        if is_login(answer, redirected=redirected):
            return CheckOutcome.LOGIN_WALL
        if is_parked(answer):
            return CheckOutcome.PARKED
        visit.text = text_of_html(answer.body, declared)
        if led_home(ask.url, answer.url) or await self._is_soft_404(ask, visit, answer, agent):
            return CheckOutcome.SOFT_404
        if is_mismatch(ask.url, ask.kind, visit.found):
            return CheckOutcome.TYPE_MISMATCH
        fragment = unquote(ask.fragment or "")
        if fragment and fragment[0] not in "!/:" and answer.is_whole and not has_place(answer.body, declared, fragment):
            visit.flags.add(CheckFlag.FRAGMENT_MISSING)
        return CheckOutcome.OK

    async def _is_soft_404(self, ask: Ask, visit: _Visit, answer: Answer, agent: str) -> bool:
        if is_root(ask.url):
            return False

        async def fetch(url: str) -> Sibling | None:
            other = _Visit()
            try:
                met = await self._follow(other, url, agent)
            except Trouble:
                return None
            finally:
                visit.requests += other.requests
            declared = met.header("content-type").lower()
            if outcome_of_status(met) is not None or found_type(met.body, declared) != _HTML:
                return None
            return Sibling(final_url=met.url, text=text_of_html(met.body, declared))

        sibling = await self._siblings.of(ask.url, self._clock.now(), fetch)
        return sibling is not None and is_same_page(ask.url, answer.url, visit.text, sibling)

    def _retry_after(self, visit: _Visit) -> timedelta | None:
        """What the host asked for (RFC 9110, section 10.2.3); None where it asked for nothing that can be read."""
        asked = visit.answer.header("retry-after").strip() if visit.answer is not None else ""
        if asked.isdecimal() and len(asked) < 9:  # noqa: PLR2004 - more digits are no wait
            return timedelta(seconds=int(asked))
        try:
            until = parsedate_to_datetime(asked)
        except (ValueError, TypeError):
            return None
        return max(timedelta(0), until.replace(tzinfo=until.tzinfo or UTC) - self._clock.now())

    def _told(  # noqa: PLR0913 - what a round has to tell
        self, ask: Ask, visit: _Visit, *, at: datetime, took_ms: int, requests: int, profiles: tuple[str, ...]
    ) -> Probe:
        answer, is_ok = visit.answer, visit.outcome is CheckOutcome.OK
        is_page = visit.found == _HTML
        body_sha256 = None if answer is None or not answer.body else sha256(answer.body)
        text_sha256 = (sha256(visit.text) if is_page else body_sha256) if is_ok else None
        flags = set(visit.flags)
        if ask.text_sha256 is not None and text_sha256 not in {None, ask.text_sha256}:
            flags.add(CheckFlag.CONTENT_CHANGED)
        return Probe(
            outcome=visit.outcome,
            flags=frozenset(flags if is_ok else flags - {CheckFlag.HTTP_ONLY}),
            checked_at=at,
            took_ms=took_ms,
            first_byte_ms=None if answer is None else answer.first_byte_ms,
            requests=requests,
            url=ask.url,
            final_url=visit.hops[-1].url if visit.hops else None,
            status=None if answer is None else answer.status,
            hops=tuple(visit.hops),
            tls=None if answer is None else answer.tls,
            media_type=None if answer is None else answer.header("content-type")[:200] or None,
            found_type=visit.found,
            size=None if answer is None else len(answer.body),
            body_sha256=body_sha256,
            text_sha256=text_sha256,
            head=b"" if is_ok or answer is None else answer.body[: self._rules.head_bytes],
            headers=() if answer is None else answer.headers,
            retry_after=self._retry_after(visit) if visit.outcome in _ASKED_TO_WAIT else None,
            profiles=profiles,
            exchange=exchange_of(answer) if is_ok and answer is not None else None,
        )


def exchange_of(answer: Answer) -> Exchange:
    """The last request and its answer, for a copy."""
    return Exchange(
        method="GET",
        url=answer.url,
        http_version=answer.version,
        request_headers=answer.sent,
        status=answer.status,
        reason=answer.reason,
        response_headers=answer.headers,
        address=answer.address,
        body=answer.raw,
        is_whole=answer.is_whole,
    )


def _flags_of(ask: Ask, answer: Answer, *, redirected: bool) -> set[CheckFlag]:
    flags = {
        CheckFlag.HTTP_ONLY: answer.url.startswith("http:"),
        CheckFlag.SLOW_BODY: answer.is_slow,
        CheckFlag.TRUNCATED_BY_US: not answer.is_whole,
        CheckFlag.SHORTENER_AT_RISK: redirected and is_shortener(urlsplit(ask.url).hostname or ""),
    }
    found = {flag for flag, holds in flags.items() if holds}
    if answer.tls is not None and answer.tls.fault is not None:
        found.add(answer.tls.fault)
    return found


def _joined(url: str, target: str) -> str:
    """Where a redirect leads, read as a browser would. Raises Trouble."""
    try:
        parsed = ada_url.URL(target.encode("latin-1", "replace").decode("utf-8", "replace"), base=url)
    except ValueError:
        raise Trouble(CheckOutcome.PROTOCOL_ERROR) from None
    if parsed.protocol not in {"http:", "https:"}:
        raise Trouble(CheckOutcome.PROTOCOL_ERROR)
    parsed.hash = ""
    parsed.username, parsed.password = "", ""
    return str(parsed.href)


def _keep_cookies(answer: Answer, jar: dict[str, str]) -> None:
    for name, value in answer.headers:
        if name.lower() == "set-cookie" and len(jar) < _MOST_COOKIES:
            try:
                jar.update({key: morsel.coded_value for key, morsel in SimpleCookie(value[:4_096]).items()})
            except CookieError:
                continue
