"""E-mail addresses: sealed, in one table, for as long as they are needed."""
