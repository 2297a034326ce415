"""What the endpoints are given: transactions, the actors of each role, and the clock."""

from typing import Annotated

from fastapi import Depends, Request

from commitments.credential.commands.grant_token import TokenMint
from constancia_bus.transaction import Transactions
from constancia_runtime.clock import Clock
from constancia_web.tokens import Actor, requires


async def _transactions(request: Request) -> Transactions:
    transactions: Transactions = request.app.state.transactions
    return transactions


async def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def _mint(request: Request) -> TokenMint:
    mint: TokenMint = request.app.state.mint
    return mint


OpenTransaction = Annotated[Transactions, Depends(_transactions)]
Now = Annotated[Clock, Depends(_clock)]
Mint = Annotated[TokenMint, Depends(_mint)]
Reporter = Annotated[Actor, requires("reports:write")]
WorkingGroupMember = Annotated[Actor, requires("assessments:write")]
Irm = Annotated[Actor, requires("irm:write")]
PointOfContact = Annotated[Actor, requires("plan:admin")]
