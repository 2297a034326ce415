"""The point of contact ends a credential."""

from commitments.credential import store
from commitments.credential.aggregate import Credential
from constancia_bus.transaction import Transaction


async def revoke_credential(tx: Transaction, client_id: str) -> Credential:
    """No token is given for it from now on. Raises CredentialNotFound."""
    credential = (await store.load(tx.connection, client_id)).revoke(now=tx.now)
    await store.save_revocation(tx, credential)
    return credential
