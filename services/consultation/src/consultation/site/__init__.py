"""The pages of consultations, in Spanish and English, without scripts."""
