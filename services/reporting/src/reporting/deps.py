"""What the endpoints are given that change something: transactions, and who may."""

from typing import Annotated

from fastapi import Depends, Request

from constancia_bus.transaction import Transactions
from constancia_web.tokens import Actor, requires


async def _transactions(request: Request) -> Transactions:
    transactions: Transactions = request.app.state.transactions
    return transactions


OpenTransaction = Annotated[Transactions, Depends(_transactions)]
PointOfContact = Annotated[Actor, requires("plan:admin")]
