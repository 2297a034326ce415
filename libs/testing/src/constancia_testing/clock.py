"""A clock to turn."""

from datetime import UTC, datetime, timedelta

BEGINNING = datetime(2026, 11, 23, 15, tzinfo=UTC)


class FixedClock:
    """Stands still until a test turns it."""

    def __init__(self, instant: datetime = BEGINNING) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """The instant that the test wants, in UTC."""
        return self._instant

    def turn_to(self, instant: datetime) -> None:
        """Make it `instant`, aware, forwards or back."""
        self._instant = instant.astimezone(UTC)

    def advance(self, **span: float) -> None:
        """Let time pass: `advance(days=14)`."""
        self._instant += timedelta(**span)
