"""What other sites show of the record: a custom element and a badge."""
