"""What OGP's Independent Reporting Mechanism (IRM) found of the plans of all countries, as its table of 2017 has it."""
