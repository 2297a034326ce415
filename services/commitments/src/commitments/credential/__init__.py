"""Credentials of institutions and the tokens made from them."""
