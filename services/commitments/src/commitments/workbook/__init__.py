"""A plan file as a spreadsheet: written for people, read back without loss."""
