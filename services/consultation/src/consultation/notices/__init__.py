"""Notices: e-mail to those who left an address, and to institutions of what waits for them."""
