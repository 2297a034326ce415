"""Cards that other sites frame, or take as a fragment: figures of the record in a small space."""
