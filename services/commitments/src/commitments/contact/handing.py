"""Hands public contact points to the report: its claim check, answered over the bus (docs/adr/0004)."""

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from commitments.contact import store

QUESTION: Final = "public_contacts"
_AT_ONCE: Final = 200


async def hand_contacts(engine: AsyncEngine, about: dict[str, Any]) -> dict[str, Any]:
    """Contact points of `plan` that anybody may see, behind `offset`; what is private never leaves the registry."""
    async with engine.connect() as connection:
        found = await store.public_of_plan(connection, about["plan"], offset=int(about["offset"]), limit=_AT_ONCE + 1)
    return {
        "items": [
            {
                "commitment": commitment,
                "institution": one.institution,
                "office": one.office,
                "position": one.position,
                "name": one.name,
                "email": one.email,
                "phone": one.phone,
            }
            for commitment, one in found[:_AT_ONCE]
        ],
        "more": len(found) > _AT_ONCE,
    }
