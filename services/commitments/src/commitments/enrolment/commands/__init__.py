"""What one may do about an enrolment."""
