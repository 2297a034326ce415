"""What the endpoints are given: transactions, and those who may cite."""

from typing import Annotated

from fastapi import Depends, Request

from constancia_bus.transaction import Transactions
from constancia_web.tokens import Actor, requires


async def _transactions(request: Request) -> Transactions:
    transactions: Transactions = request.app.state.transactions
    return transactions


OpenTransaction = Annotated[Transactions, Depends(_transactions)]
Citer = Annotated[Actor, requires("evidence:write")]
