"""Take IRM's table: each plan in it becomes what the table says of it; plans that it lacks stay as they are."""

from dataclasses import dataclass

from commitments.irm import store
from commitments.irm.reading import Progress, Table
from constancia_bus.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadIrmTable:
    """`table` is the file, read; `progress` is told how many rows are written of how many."""

    table: Table
    progress: Progress = lambda _done, _all: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What taking a table did."""

    table: Table
    plans_changed: int
    events: int

    @property
    def changed(self) -> bool:
        """Whether the table said anything that was not on record."""
        return self.plans_changed > 0


async def load_irm_table(tx: Transaction, command: LoadIrmTable) -> Loaded:
    """Bring what is on record of the table's plans to what it says; an event for each plan whose figures change."""
    held = await store.hold_all(tx)
    changed, events = [], []
    for key, (read, commitments) in command.table.plans.items():
        if assessed := read.assess(held.get(key)):
            after, event = assessed
            changed.append((after, commitments))
            events += [(event, after)] if event else []
    await store.save(tx, changed, command.progress)
    for event, plan in events:
        tx.record(event, stream=plan.stream, version=plan.version)
    return Loaded(table=command.table, plans_changed=len(changed), events=len(events))
