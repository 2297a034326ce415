"""What is kept to reach those who asked is forgotten when its time is over; run every day."""

from datetime import UTC

from commitments.enrolment import store
from constancia_bus.transaction import Transaction


async def forget_contacts(tx: Transaction) -> int:
    """Erase every e-mail address that was to be kept until today; gives how many."""
    return await store.erase_contacts(tx, tx.now.astimezone(UTC).date())
