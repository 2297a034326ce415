"""What an address means that somebody printed as proof. Pure: nothing is looked up, nothing is called."""
