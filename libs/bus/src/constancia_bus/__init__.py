"""The event log and its copy in JetStream: the only importer of nats."""
