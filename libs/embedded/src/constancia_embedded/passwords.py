"""Random passwords, made once and kept in one file that only its owner reads."""

import json
import os
import secrets
from pathlib import Path


class Passwords:
    """The passwords below a data folder, by name. A name asked for the first time gets one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def of(self, name: str) -> str:
        """The password of `name`: 32 random bytes, safe in an address, the same on every later call."""
        if name not in self._known:
            self._known[name] = secrets.token_urlsafe(32)
            write_private(self._file, json.dumps(self._known, ensure_ascii=False, indent=1))
        return self._known[name]


def write_private(file: Path, text: str) -> None:
    """Write `text`, in UTF-8, so that only the owner may read it, whole or not at all."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    draft.replace(file)
