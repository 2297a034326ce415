"""All tables of the registry, in one place for the migrations."""

from constancia_bus.tables import add_effects, add_event_log, add_projections
from constancia_db.audit import add_audit_log
from constancia_db.engine import new_metadata
from constancia_db.idempotency import add_idempotency_keys

metadata = new_metadata()
add_event_log(metadata)
add_effects(metadata)
add_projections(metadata)
add_idempotency_keys(metadata)
audit_log = add_audit_log(metadata)
