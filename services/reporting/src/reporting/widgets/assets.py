"""The scripts as they are served: each one file, no dependency, under 5 KB compressed."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

SCRIPT_MEDIA_TYPE: Final = "text/javascript; charset=utf-8"


def constancia_script() -> bytes:
    """The content of `/embed/v1/constancia.js`: the custom element."""
    return _script("constancia.js")


def frame_script() -> bytes:
    """The content of `/embed/v1/frame.js`: it gives frames the height of what is in them."""
    return _script("frame.js")


@cache
def pinned_path(name: str) -> str:
    """Where the script is for ever as it is now; its name holds its hash."""
    stem = name.removesuffix(".js")
    return f"/embed/v1/{stem}.{hashlib.sha256(_script(name)).hexdigest()[:12]}.js"


@cache
def integrity(name: str) -> str:
    """The value of an `integrity` attribute (Subresource Integrity) for the pinned script."""
    return "sha384-" + base64.b64encode(hashlib.sha384(_script(name)).digest()).decode()


@cache
def _script(name: str) -> bytes:
    return files("reporting.widgets").joinpath("static", name).read_bytes()
