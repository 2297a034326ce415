"""What can go wrong with a server, said in one sentence that a person can act on."""


class ServerUnusable(Exception):
    """A server cannot be started, reached or provisioned; the text is the whole message for a person."""
