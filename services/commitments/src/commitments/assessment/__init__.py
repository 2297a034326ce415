"""What others than the lead say of a goal or a commitment: working groups and the IRM."""
