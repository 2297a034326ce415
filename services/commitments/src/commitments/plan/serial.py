"""Those who take part in a plan are written about by one transaction at a time, which its row keeps in order."""

import commitments.plan.store as plan_store
from commitments.plan.aggregate import Plan
from commitments.plan.errors import PlanNotFound
from constancia_bus.transaction import Transaction


async def hold(tx: Transaction, plan: str) -> Plan:
    """The plan of this id, its row held until the transaction ends. Raises PlanNotFound."""
    found = await plan_store.find(tx.connection, plan, lock=True)
    if found is None:
        raise PlanNotFound(plan=plan)
    return found
