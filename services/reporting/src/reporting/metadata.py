"""All tables of reporting, in one place for the migrations. It says no events yet, so it has no log of its own."""

from constancia_bus.tables import add_projections
from constancia_db.engine import new_metadata

metadata = new_metadata()
add_projections(metadata)
