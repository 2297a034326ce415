"""All tables of reporting, in one place for the migrations."""

from constancia_bus.tables import add_effects, add_event_log, add_projections, add_rebuilds
from constancia_db.engine import new_metadata

metadata = new_metadata()
add_event_log(metadata)
add_effects(metadata)
add_projections(metadata)
add_rebuilds(metadata)
