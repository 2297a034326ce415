"""PostgreSQL for every service: engine, naming, migrations, pages."""
