"""Working groups and the commitments that they follow."""
