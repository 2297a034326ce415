"""Open data: every table of a plan with its dictionary, a catalogue for harvesters, feeds, a calendar."""
