"""What keeps spam away without asking anybody who they are."""
