"""The words by which a plan names its levels."""
