"""OGP's clock: what the Open Government Partnership requires of a plan, by when, and how it stands."""
