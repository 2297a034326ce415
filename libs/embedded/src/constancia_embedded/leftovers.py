"""Processes that an earlier run left behind: found by pid and command line together, so that no stranger is touched."""

from pathlib import Path

import psutil


def ours(pid_file: Path, *, program: str, names: Path) -> psutil.Process | None:
    """The live process of `pid_file`, if it is a `program` whose command line names the path `names`; else None.

    The first line of the file is the pid. A pid that the system gave to somebody else since is not ours.
    """
    try:
        process = psutil.Process(int(pid_file.read_bytes().split(b"\n", 1)[0]))
        command = process.cmdline()
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    if not command or process.status() == psutil.STATUS_ZOMBIE:
        return None
    return process if Path(command[0]).name == program and str(names) in command else None


def end(process: psutil.Process, *, within: float) -> None:
    """Ask a process of ours to stop and wait; after `within` seconds it is killed."""
    try:
        process.terminate()
        process.wait(within)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(within)
    except psutil.NoSuchProcess:
        return
