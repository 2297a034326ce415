"""The static files of the site, named by their content so that browsers may keep them for ever."""

from hashlib import sha256
from importlib.resources import files

MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


def load_static() -> tuple[dict[str, tuple[bytes, str]], dict[str, str]]:
    """The files by path, each with its media type; and the path of each by plain name (`site.css`)."""
    served: dict[str, tuple[bytes, str]] = {}
    paths: dict[str, str] = {}
    for file in files("reporting.site").joinpath("static").iterdir():
        name, _, extension = file.name.rpartition(".")
        content = file.read_bytes()
        path = f"/static/{name}.{sha256(content).hexdigest()[:8]}.{extension}"
        served[path] = (content, MEDIA_TYPES[extension])
        paths[file.name] = path
    return served, paths
