"""Who sits at the roundtable and in the working groups, and since when."""
