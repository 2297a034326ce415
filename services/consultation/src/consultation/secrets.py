"""Everything that hangs on the secret of this service, which is kept outside its database."""

import base64
import hmac
from collections.abc import Iterable
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as another."""
_CODE_LETTERS: Final = 20
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Unsealable(Exception):
    """What was sealed was sealed with a secret that is not known here."""


class Secrets:
    """Keys for each use, drawn from one secret (RFC 5869), so that none of them tells of another."""

    def __init__(self, secret: str, before: Iterable[str] = ()) -> None:
        """`before`: secrets of earlier, with which old seals are opened and old codes are made again."""
        every = [secret, *before]
        self._seal = MultiFernet([Fernet(base64.urlsafe_b64encode(_key(one, "seal"))) for one in every])
        self._code = [_key(one, "code") for one in every]
        self._form = _key(secret, "form")
        self._post = _key(secret, "post")
        self.proof = _key(secret, "proof").hex()
        """What challenges are signed with."""

    def seal(self, text: str) -> bytes:
        """Encrypt with authentication (Fernet: AES-128-CBC, HMAC-SHA-256)."""
        return self._seal.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """What was sealed. Raises Unsealable."""
        try:
            return self._seal.decrypt(sealed).decode()
        except InvalidToken as cause:
            raise Unsealable from cause

    def code(self, comment: str) -> str:
        """The code of a comment's receipt, in groups: 100 bits that nobody can guess, and that are stored nowhere."""
        return self._codes(comment)[0]

    def code_of_hash(self, comment: str, code_sha256: bytes) -> str | None:
        """The code with this hash, though the secret may have been changed since; None when none of them has it."""
        return next((code for code in self._codes(comment) if hash_of_code(code) == code_sha256), None)

    def form_mac(self, said: str) -> str:
        """Signs what a form brings back."""
        return hmac.digest(self._form, said.encode(), "sha256").hex()[:32]

    def fingerprint(self, said: str) -> bytes:
        """What a post looked like, and from where, without either."""
        return hmac.digest(self._post, said.encode(), "sha256")

    def _codes(self, comment: str) -> list[str]:
        return [_grouped(hmac.digest(key, comment.encode(), "sha256")) for key in self._code]


def hash_of_code(code: str) -> bytes:
    """By what a code is found: SHA-256 of its letters, however they were typed."""
    return hmac.digest(b"receipt code", code.upper().translate(_READ_AS).encode(errors="replace"), "sha256")


def _key(secret: str, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"constancia consultation {use}".encode()).derive(
        secret.encode()
    )


def _grouped(digest: bytes) -> str:
    number = int.from_bytes(digest[:16], "big")
    letters = "".join(_ALPHABET[number >> 5 * n & 31] for n in range(_CODE_LETTERS))
    return "-".join(letters[n : n + 5] for n in range(0, _CODE_LETTERS, 5))
