"""The testing kit: real PostgreSQL and NATS, clients on the deployed apps."""
