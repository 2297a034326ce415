"""The ledger: which bytes are promised for ever (pure, no framework)."""
