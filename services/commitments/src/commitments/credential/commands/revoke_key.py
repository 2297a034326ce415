"""The point of contact ends one API key of a credential."""

from commitments.credential import store
from commitments.credential.aggregate import Credential
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


async def revoke_key(tx: Transaction, client_id: str, key_id: str, expected: Expectation) -> Credential:
    """The next request with this key is refused. Raises CredentialNotFound, KeyNotFound, or STALE."""
    before = await store.hold(tx, client_id, expected)
    after = before.revoke_key(key_id, now=tx.now)
    await store.save(tx, after, before)
    return after
