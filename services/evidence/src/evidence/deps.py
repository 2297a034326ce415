"""What the endpoints are given: transactions, the clock, and those who may cite or settle."""

from typing import Annotated

from fastapi import Depends, Path, Request

from constancia_bus.transaction import Transactions
from constancia_runtime.clock import Clock
from constancia_web.tokens import Actor, requires


async def _transactions(request: Request) -> Transactions:
    transactions: Transactions = request.app.state.transactions
    return transactions


async def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


OpenTransaction = Annotated[Transactions, Depends(_transactions)]
Now = Annotated[Clock, Depends(_clock)]
Citer = Annotated[Actor, requires("evidence:write")]
PointOfContact = Annotated[Actor, requires("plan:admin")]
EvidenceId = Annotated[str, Path(pattern=r"^ev-[0-9a-f]{32}$", examples=["ev-0123456789abcdef0123456789abcdef"])]
