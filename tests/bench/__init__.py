"""`make bench`: how soon the public has a change and how fast it reads, beside the bare machinery in the same run."""
