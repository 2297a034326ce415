"""The point of contact gives an institution's system a credential."""

from dataclasses import dataclass
from datetime import date

import commitments.institution.store as institution_store
from commitments.credential import store
from commitments.credential.aggregate import Credential
from commitments.credential.errors import ScopeUnknown
from constancia_bus.transaction import Transaction
from constancia_web.tokens import SCOPES

_BEFORE_ANY_PLAN = frozenset({"plan:admin", "irm:write"})
"""Scopes whose holders enter the first plan, before any institution is on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCredential:
    """For an institution's acronym, with the scopes that it needs."""

    institution: str
    scopes: frozenset[str]
    label: str | None = None
    expires_on: date | None = None


async def issue_credential(tx: Transaction, command: IssueCredential) -> tuple[Credential, str]:
    """Make a credential; returns it with its secret, which is never shown again.

    Raises ScopeUnknown, InstitutionNotFound, ExpiresInPast.
    """
    for scope in sorted(command.scopes - SCOPES.keys()):
        raise ScopeUnknown.at("/scopes", scope=scope, known=", ".join(sorted(SCOPES)))
    if not command.scopes <= _BEFORE_ANY_PLAN:
        await institution_store.load(tx.connection, command.institution)
    credential, secret = Credential.issue(
        command.institution,
        command.scopes,
        now=tx.now,
        by=tx.actor,
        label=command.label,
        expires_on=command.expires_on,
    )
    await store.add(tx, credential)
    return credential, secret
