"""Uploaded files: kept under the hash of what is in them, given out safely, cited like an address."""
