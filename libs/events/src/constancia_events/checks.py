"""What a visit to a piece of evidence may show, and what several visits make of it: closed lists, never renamed."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class EvidenceVerdict(StrEnum):
    """What the record says of an address that is cited as proof; drawn from several checks, never from one."""

    UNKNOWN = "unknown"
    LIVE = "live"
    RESTRICTED = "restricted"
    SUSPECT = "suspect"
    DEAD = "dead"
    INVALID = "invalid"


class OutcomeClass(StrEnum):
    """What an outcome means for the verdict."""

    ALIVE = "alive"
    RESTRICTED = "restricted"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    NEUTRAL = "neutral"
    INVALID = "invalid"


class CheckOutcome(StrEnum):
    """What one visit showed."""

    OK = "ok"
    AUTH_REQUIRED = "auth_required"
    LOGIN_WALL = "login_wall"
    FORBIDDEN = "forbidden"
    BOT_CHALLENGE = "bot_challenge"
    PAYMENT_REQUIRED = "payment_required"
    LEGAL_BLOCK = "legal_block"
    NOT_FOUND = "not_found"
    GONE = "gone"
    SOFT_404 = "soft_404"
    PARKED = "parked"
    DNS_NXDOMAIN = "dns_nxdomain"
    TIMEOUT_CONNECT = "timeout_connect"
    TIMEOUT_READ = "timeout_read"
    CONN_REFUSED = "conn_refused"
    CONN_RESET = "conn_reset"
    NET_UNREACHABLE = "net_unreachable"
    DNS_TEMPORARY = "dns_temporary"
    HTTP_5XX = "http_5xx"
    HTTP_4XX_OTHER = "http_4xx_other"
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    PROTOCOL_ERROR = "protocol_error"
    TRUNCATED = "truncated"
    TLS_HANDSHAKE = "tls_handshake"
    TLS_NAME_MISMATCH = "tls_name_mismatch"
    EMPTY_BODY = "empty_body"
    TYPE_MISMATCH = "type_mismatch"
    RATE_LIMITED = "rate_limited"
    MAINTENANCE = "maintenance"
    ROBOTS_DISALLOWED = "robots_disallowed"
    DEFERRED = "deferred"
    OUR_SIDE_FAILURE = "our_side_failure"
    INVALID_URL = "invalid_url"
    UNSUPPORTED_SCHEME = "unsupported_scheme"
    BLOCKED_BY_POLICY = "blocked_by_policy"


_MEMBERS: Final[Mapping[OutcomeClass, tuple[CheckOutcome, ...]]] = MappingProxyType(
    {
        OutcomeClass.ALIVE: (CheckOutcome.OK,),
        OutcomeClass.RESTRICTED: (
            CheckOutcome.AUTH_REQUIRED,
            CheckOutcome.LOGIN_WALL,
            CheckOutcome.FORBIDDEN,
            CheckOutcome.BOT_CHALLENGE,
            CheckOutcome.PAYMENT_REQUIRED,
            CheckOutcome.LEGAL_BLOCK,
        ),
        OutcomeClass.GONE: (
            CheckOutcome.NOT_FOUND,
            CheckOutcome.GONE,
            CheckOutcome.SOFT_404,
            CheckOutcome.PARKED,
            CheckOutcome.DNS_NXDOMAIN,
        ),
        OutcomeClass.NEUTRAL: (
            CheckOutcome.RATE_LIMITED,
            CheckOutcome.MAINTENANCE,
            CheckOutcome.ROBOTS_DISALLOWED,
            CheckOutcome.DEFERRED,
            CheckOutcome.OUR_SIDE_FAILURE,
        ),
        OutcomeClass.INVALID: (
            CheckOutcome.INVALID_URL,
            CheckOutcome.UNSUPPORTED_SCHEME,
            CheckOutcome.BLOCKED_BY_POLICY,
        ),
    }
)
_NAMED: Final = {outcome: of_class for of_class, outcomes in _MEMBERS.items() for outcome in outcomes}
CLASS_OF: Final[Mapping[CheckOutcome, OutcomeClass]] = MappingProxyType(
    {outcome: _NAMED.get(outcome, OutcomeClass.UNREACHABLE) for outcome in CheckOutcome}
)
"""Every outcome has a class; what is named in none is a soft failure, so nothing new can ever condemn quickly."""


class CheckFlag(StrEnum):
    """What else a visit showed that a reader should know and that is no failure."""

    MOVED_PERMANENTLY = "moved_permanently"
    SHORTENER_AT_RISK = "shortener_at_risk"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_INCOMPLETE_CHAIN = "tls_incomplete_chain"
    TLS_UNTRUSTED = "tls_untrusted"
    HTTP_ONLY = "http_only"
    SLOW_BODY = "slow_body"
    TRUNCATED_BY_US = "truncated_by_us"
    UA_SENSITIVE = "ua_sensitive"
    RETRIED = "retried"
    RATE_LIMITED_ONCE = "rate_limited_once"
    CONTENT_CHANGED = "content_changed"
    FRAGMENT_MISSING = "fragment_missing"
    RECOVERED = "recovered"
    FLAKY = "flaky"
    SINGLE_VANTAGE = "single_vantage"
