"""What the endpoints are given: transactions, the actors of each role, and the clock."""

from typing import Annotated

from fastapi import Depends, Request

from commitments.credential.commands.grant_token import TokenMint
from commitments.webhook.vetting import AddressCheck
from constancia_bus.transaction import Transactions
from constancia_runtime.clock import Clock
from constancia_web.tokens import SCOPES, Actor, requires


async def _transactions(request: Request) -> Transactions:
    transactions: Transactions = request.app.state.transactions
    return transactions


async def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def _mint(request: Request) -> TokenMint:
    mint: TokenMint = request.app.state.mint
    return mint


async def _check_address(request: Request) -> AddressCheck:
    check: AddressCheck = request.app.state.check_address
    return check


OpenTransaction = Annotated[Transactions, Depends(_transactions)]
Now = Annotated[Clock, Depends(_clock)]
Mint = Annotated[TokenMint, Depends(_mint)]
Reporter = Annotated[Actor, requires("reports:write")]
Subscriber = Annotated[Actor, requires("reports:write", "plan:admin")]
CheckAddress = Annotated[AddressCheck, Depends(_check_address)]
WorkingGroupMember = Annotated[Actor, requires("assessments:write")]
Irm = Annotated[Actor, requires("irm:write")]
Holder = Annotated[Actor, requires(*SCOPES)]
PointOfContact = Annotated[Actor, requires("plan:admin")]
IrmEditor = Annotated[Actor, requires("irm:write", "plan:admin")]
LeadOrPointOfContact = Annotated[Actor, requires("reports:write", "plan:admin")]
