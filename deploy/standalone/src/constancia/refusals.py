"""What the command refuses, as a key of `constancia.texts` with its values: said in the person's language."""


class Refused(Exception):  # noqa: N818 - named for what happened
    """The command does not do what it was asked; exit code 1."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
