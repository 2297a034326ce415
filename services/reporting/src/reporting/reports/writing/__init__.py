"""From the record to the document: each section is written here, and no number is made anywhere else."""
