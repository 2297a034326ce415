"""What every process shares: settings, logs, clock, errors, trace context."""
