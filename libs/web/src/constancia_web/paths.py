"""Parts of paths that several services read."""

from typing import Annotated

from fastapi import Path

PathNumber = Annotated[int, Path(ge=1, le=9_999, description="Number inside its parent.", examples=[3])]
