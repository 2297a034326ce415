"""The point of contact ends a credential."""

from commitments.credential import store
from commitments.credential.aggregate import Credential
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


async def revoke_credential(tx: Transaction, client_id: str, expected: Expectation) -> Credential:
    """No key, secret or token of it is taken by the registry from now on. Raises CredentialNotFound, or STALE."""
    before = await store.hold(tx, client_id, expected)
    after = before.revoke(now=tx.now)
    await store.save(tx, after, before)
    return after
