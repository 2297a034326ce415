"""What was written, by whom, before and after; the rows come from triggers (constancia_db.audit)."""
