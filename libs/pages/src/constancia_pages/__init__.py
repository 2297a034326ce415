"""What the pages of every service share: their layout, how forms are read, how values are shown."""
