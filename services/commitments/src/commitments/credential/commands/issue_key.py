"""The point of contact gives a credential one more API key."""

from commitments.credential import store
from commitments.credential.aggregate import Credential
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


async def issue_key(tx: Transaction, client_id: str, expected: Expectation) -> tuple[Credential, str, str]:
    """Make a key; returns the credential, the key's id and the key, which is never shown again.

    Raises CredentialNotFound, CredentialEnded, KeysEnough, or STALE.
    """
    before = await store.hold(tx, client_id, expected)
    after, key, whole = before.issue_key(now=tx.now, by=tx.actor)
    await store.save(tx, after, before)
    return after, key.id, whole
