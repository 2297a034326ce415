"""A shortened address was seen to lead somewhere: what it led to is kept, for the day when the shortener is gone."""

from sqlalchemy import select, update

from constancia_bus.transaction import Transaction
from constancia_events.evidence import AddressResolved
from evidence.means_of_verification.tables import means_of_verification

_MOST_CHARACTERS = 8_000


async def resolve_address(tx: Transaction, evidence: str, target: str) -> None:
    """Keep the first target that was seen, and say it; later ones are with the checks."""
    means = means_of_verification.c
    held = select(means.target, means.version).where(means.id == evidence).with_for_update()
    row = (await tx.connection.execute(held)).first()
    if row is None or row.target is not None or len(target) > _MOST_CHARACTERS:
        return
    version = row.version + 1
    kept = update(means_of_verification).where(means.id == evidence).values(target=target, version=version)
    await tx.connection.execute(kept)
    tx.record(AddressResolved(evidence=evidence, target=target), stream=f"evidence/{evidence}", version=version)
