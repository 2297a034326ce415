"""What it was measured on, and with which versions."""

import os
import platform
import shutil
import subprocess
import sysconfig
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import psutil

from .observing import ROOT

_PACKAGES = ("uvicorn", "uvloop", "httptools", "fastapi", "starlette", "pydantic", "sqlalchemy", "asyncpg", "nats-py")
_SYNCS = 50


async def facts(folder: Path, admin_url: str) -> dict[str, Any]:
    """The machine, the programs, and how long this disk takes to keep 4 KiB for certain."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "load_average_before": [round(load, 2) for load in os.getloadavg()],
        "fsync_4kib_ms": _sync_ms(folder),
        "commit": _said("git", "rev-parse", "--short", "HEAD"),
        "python": platform.python_version(),
        "postgresql": await _postgresql(admin_url),
        "nats_server": _said(f"{sysconfig.get_path('scripts')}/nats-server", "--version"),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _sync_ms(folder: Path) -> float:
    took = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(_SYNCS):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return round(median(took) * 1e3, 3)


async def _postgresql(admin_url: str) -> str:
    connection = await asyncpg.connect(admin_url)
    try:
        return str(await connection.fetchval("show server_version"))
    finally:
        await connection.close()


def _said(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    if found is None:
        return ""
    told = subprocess.run([found, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)
    return told.stdout.strip()
