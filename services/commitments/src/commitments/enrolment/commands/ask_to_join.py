"""An organisation asks to join by a link; sent twice, it is one request."""

from typing import Final

import commitments.plan.store as plan_store
from commitments.enrolment import store
from commitments.enrolment.aggregate import Asked, Enrolment
from commitments.enrolment.errors import TooManyWaiting
from constancia_bus.transaction import Transaction

MOST_WAITING: Final = 200
"""Undecided requests that one link takes: more than a roundtable ever has, and less than a flood."""


async def ask_to_join(tx: Transaction, code: str, asked: Asked) -> tuple[Enrolment, str]:
    """Keep the request; gives its receipt too.

    Raises LinkNotFound, LinkClosed, LinkExpired, AcronymAsked, TooManyWaiting.
    """
    link = await store.by_code(tx.connection, code, lock=True)
    plan = await plan_store.load(tx.connection, link.plan)
    link.check_open(zone=plan.zone, now=tx.now)
    known = await store.by_acronym(tx.connection, link.id, asked.acronym)
    if known is not None:
        return known, known.again(asked, code)
    if await store.waiting(tx.connection, link.id) >= MOST_WAITING:
        raise TooManyWaiting
    enrolment, receipt = Enrolment.ask(link, code, asked, now=tx.now)
    await store.add(tx, enrolment)
    return enrolment, receipt
