"""What the command refuses, as an English message with its values: said in the person's language."""


class Refused(Exception):
    """The command does not do what it was asked; exit code 1."""

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values
