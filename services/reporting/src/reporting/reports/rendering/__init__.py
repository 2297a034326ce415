"""From the document to files. Whoever renders adds nothing: no figure, no date, no word."""
