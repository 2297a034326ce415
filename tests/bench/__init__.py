"""`make bench`: how long a change takes to the public, and how fast public reads are, beside the bare machinery in one run."""
