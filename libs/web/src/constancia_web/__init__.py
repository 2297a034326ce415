"""What every HTTP face shares; the only place that knows HTTP numbers."""
