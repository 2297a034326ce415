-- One database and one role per service, each closed to the others. The image runs this when the volume is empty. It is
-- safe to run again, and has to be after a password was changed in .env:
--   docker compose up --detach postgres
--   docker compose exec postgres psql --file /docker-entrypoint-initdb.d/10-services.sql

\set ON_ERROR_STOP on
\getenv commitments COMMITMENTS_DATABASE_PASSWORD
\getenv evidence EVIDENCE_DATABASE_PASSWORD
\getenv consultation CONSULTATION_DATABASE_PASSWORD
\getenv reporting REPORTING_DATABASE_PASSWORD

-- A statement that fails is logged whole, and some of these have a password in them.
set log_statement = 'none';
set log_min_error_statement = 'panic';
set password_encryption = 'scram-sha-256';

create temporary table service (name text primary key, password text not null check (password <> ''));
insert into service values
    ('constancia_commitments', :'commitments'),
    ('constancia_evidence', :'evidence'),
    ('constancia_consultation', :'consultation'),
    ('constancia_reporting', :'reporting');

select format('create role %I', name) from service where not exists (select from pg_roles where rolname = name)
\gexec
select format('alter role %I with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L', name, password)
from service
\gexec
-- From template0: the encoding is ours whatever the template's is. Outside a transaction, one statement each.
select format('create database %I owner %I encoding ''UTF8'' template template0', name, name)
from service where not exists (select from pg_database where datname = name)
\gexec
select format('revoke all on database %I from public', name) from service
\gexec
