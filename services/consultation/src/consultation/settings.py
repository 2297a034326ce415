"""Settings of the consultation service."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, SecretStr

from constancia_runtime.settings import ServiceSettings
from consultation.guard.rules import GuardRules
from consultation.secrets import Secrets

_SHORTEST: Final = 32


def _given(value: object) -> object:
    """None for what a file of settings leaves empty."""
    return None if value == "" else value


class Settings(ServiceSettings):
    """What the consultation service needs beyond what every service needs. Times in seconds."""

    registry_url: str | None = None
    """Where the registry says whom a token or API key names; `public_url` when left out."""
    jwks_url: str | None = None
    """Where the registry publishes the keys that tokens are verified with; under `public_url` when left out."""

    consultation_secret: SecretStr = Field(min_length=_SHORTEST)
    """At least 32 characters at random, kept outside the database: seals addresses, names receipts, signs forms."""
    consultation_secrets_before: SecretStr = SecretStr("")
    """Secrets of before, by commas: what they sealed can still be opened."""

    smtp_url: Annotated[SecretStr | None, BeforeValidator(_given)] = None
    """The mail server: `smtp://user:password@host:587` (STARTTLS), or `smtps://…` for TLS from the start."""
    mail_from: str = "constancia@localhost"
    """The sender of notices: an office, never a person."""
    mail_folder: Path | None = None
    """Where notices are written as files while no mail server is set: the mailbox of the demonstration."""
    contact_days: int = Field(default=365, ge=1)
    """After so many days an e-mail address is erased, answered or not."""

    proof_cost: int = Field(default=5_000, ge=1)
    """Rounds of PBKDF2 for each try at a proof of work; a phone tries about 256 times."""
    shortest_form_seconds: float = Field(default=3.0, ge=0)
    """A form that comes back sooner was filled in by a program."""
    comments_per_minute: int = Field(default=30, ge=0)
    """Comments with proof of work that one address has in each process; 0 is no limit."""
    unchecked_per_minute: int = Field(default=6, ge=0)
    """Comments without proof of work that one address has in each process; 0 is no limit."""
    unchecked_in_all_per_minute: int = Field(default=60, ge=0)
    """Comments without proof of work in each process; 0 is no limit. The others are not touched by it."""

    @property
    def mails(self) -> bool:
        """Whether notices can be sent at all."""
        return self.smtp_url is not None or self.mail_folder is not None

    def secrets(self) -> Secrets:
        """What is made of the secret."""
        before = [one.strip() for one in self.consultation_secrets_before.get_secret_value().split(",") if one.strip()]
        return Secrets(self.consultation_secret.get_secret_value(), before)

    def guard_rules(self) -> GuardRules:
        """What keeps spam away."""
        return GuardRules(
            cost=self.proof_cost,
            shortest=timedelta(seconds=self.shortest_form_seconds),
            comments_per_minute=self.comments_per_minute,
            unchecked_per_minute=self.unchecked_per_minute,
            unchecked_in_all_per_minute=self.unchecked_in_all_per_minute,
        )
