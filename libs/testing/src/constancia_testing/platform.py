"""The platform in this process: the real apps behind the real front, the real workers, and a client."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module

import httpx
from fastapi import FastAPI

from constancia_runtime.clock import Clock
from constancia_testing.orders import ORIGIN, Orders


@dataclass(slots=True)
class Platform:
    """What a test talks to. `databases` and `apps` by service; `client` on the front, at ORIGIN."""

    client: httpx.AsyncClient
    apps: Mapping[str, FastAPI]
    databases: Mapping[str, str]
    clock: Clock


@asynccontextmanager
async def in_process(orders: Orders, clock: Clock, *, workers: bool = True) -> AsyncIterator[Platform]:
    """Run what the orders name, as long as the block. A worker that fails makes the block fail."""
    apps = {
        service: import_module(f"{service}.app").create_app(orders.settings(service), clock=clock)
        for service in orders.database_urls
    }
    front = import_module("constancia.front").Front(apps)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(front.running())
        if workers:
            await stack.enter_async_context(_working(orders, clock))
        transport = httpx.ASGITransport(front, raise_app_exceptions=False)
        client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=ORIGIN))
        yield Platform(client, apps, orders.database_urls, clock)


@asynccontextmanager
async def _working(orders: Orders, clock: Clock) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(
            import_module(f"{service}.worker").build_worker(orders.settings(service), clock=clock).run(),
            name=f"worker/{service}",
        )
        for service in orders.database_urls
    ]
    try:
        yield
    finally:
        fallen = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in fallen:
            task.result()
