"""What the endpoints are given: the clock, and the keys in their paths."""

from typing import Annotated

from fastapi import Depends, Path, Request

from constancia_runtime.clock import Clock


async def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


Now = Annotated[Clock, Depends(_clock)]
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
