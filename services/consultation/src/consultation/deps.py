"""What the endpoints are given: transactions, the clock, the guard, the keys in their paths, and who may do what."""

from typing import Annotated

from fastapi import Depends, Path, Request

from constancia_bus.transaction import Transactions
from constancia_runtime.clock import Clock
from constancia_web.tokens import Actor, requires
from consultation.guard.guard import Guard
from consultation.receipts.keys import ReceiptKeys
from consultation.secrets import Secrets


async def _transactions(request: Request) -> Transactions:
    transactions: Transactions = request.app.state.transactions
    return transactions


async def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def _guard(request: Request) -> Guard:
    guard: Guard = request.app.state.guard
    return guard


async def _secrets(request: Request) -> Secrets:
    secrets: Secrets = request.app.state.secrets
    return secrets


async def _receipt_keys(request: Request) -> ReceiptKeys:
    keys: ReceiptKeys = request.app.state.receipt_keys
    return keys


OpenTransaction = Annotated[Transactions, Depends(_transactions)]
Now = Annotated[Clock, Depends(_clock)]
Guarding = Annotated[Guard, Depends(_guard)]
Sealing = Annotated[Secrets, Depends(_secrets)]
Signing = Annotated[ReceiptKeys, Depends(_receipt_keys)]
PointOfContact = Annotated[Actor, requires("plan:admin")]
Moderator = Annotated[Actor, requires("comments:moderate", "plan:admin")]
Answerer = Annotated[Actor, requires("responses:write", "plan:admin")]
ConsultationId = Annotated[
    str, Path(pattern=r"^[a-z]{2}-[0-9]{4}-[0-9]{4}-[1-9][0-9]{0,3}$", examples=["gt-2016-2018-1"])
]
CommentId = Annotated[
    str,
    Path(
        pattern=r"^[a-z]{2}-[0-9]{4}-[0-9]{4}-[1-9][0-9]{0,3}-c[0-9a-f]{32}$",
        examples=["gt-2016-2018-1-c0123456789abcdef0123456789abcdef"],
    ),
]
ResponseId = Annotated[
    str,
    Path(pattern=r"^[a-z]{2}-[0-9]{4}-[0-9]{4}-[1-9][0-9]{0,3}-r[1-9][0-9]{0,5}$", examples=["gt-2016-2018-1-r1"]),
]
