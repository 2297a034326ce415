"""Meetings of the roundtable, of working groups and with civil society."""
