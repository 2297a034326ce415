"""What the record says of an address after several checks: rules, standing, disputes."""
