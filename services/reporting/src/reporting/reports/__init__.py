"""Self-assessment reports: written from the record, rendered in six formats from one model, frozen once published."""
