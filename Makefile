# The commands a person types. Everything is installed below this folder: .tools (uv) and .venv.
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
MEMBERS := $(wildcard libs/*) $(wildcard services/*) deploy/standalone
UV_VERSION := 0.13.9
SOURCES := $(MEMBERS:%=%/src)
TESTS := $(wildcard $(MEMBERS:%=%/tests) tests/*)

.PHONY: setup judges demo test check bench openapi docs lock clean

setup: .venv/.ready

$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: requirements.lock $(MEMBERS:%=%/pyproject.toml) | $(UV)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync --quiet --python .venv --require-hashes requirements.lock
	$(UV) pip install --quiet --python .venv --no-deps $(MEMBERS:%=--editable %)
	touch $@

judges: .tools/judges/.ready  ## what only tests/api/test_clients.py and tests/browser need: client generators, axe

.tools/judges/.ready: tests/api/judges.txt | $(UV)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .tools/judges
	$(UV) pip install --quiet --python .tools/judges $$(grep '==' $<)
	npm install --silent --no-audit --no-fund --no-save --prefix .tools/judges $$(grep '@' $<)
	touch $@

demo: setup  ## the whole platform with Guatemala's plan at http://127.0.0.1:8080; PORT=8081 for another port, IRM=FILE for IRM's table
	$(BIN)/constancia demo $(if $(PORT),--port $(PORT)) $(if $(IRM),--irm $(IRM))

test: setup  ## all tests, on every core; ARGS="-n 0 libs/bus" for some of them
	$(BIN)/pytest --numprocesses auto --dist loadfile $(ARGS)

check: setup  ## everything that can be seen without running it
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy $(SOURCES)
	for tests in $(TESTS); do $(BIN)/mypy $$tests || exit 1; done
	$(BIN)/lint-imports
	for member in $(MEMBERS); do (cd $$member && $(CURDIR)/$(BIN)/deptry src --known-first-party "$$(ls src)") || exit 1; done

bench: setup  ## prints ratios measured side by side, writes bench/results.json; ARGS=--quick for a short one
	$(BIN)/python -m tests.bench $(ARGS)

openapi: setup  ## docs/openapi.json, and what the gateway serves, from the apps themselves
	$(BIN)/constancia openapi > .openapi.new && mv .openapi.new docs/openapi.json
	RENEW=1 $(BIN)/pytest -q tests/architecture/test_gateway.py tests/architecture/test_compose.py \
		-k "table_of_routes or page_of_the_documents or rights_on_the_bus"

docs: openapi  ## docs/events.md, docs/asyncapi.yaml and the schemas of events, from the event classes
	$(BIN)/python -m constancia_events.publish
	$(BIN)/python -m constancia_events.document docs

lock: | $(UV)  ## after changing a dependency: names, versions and hashes, no download address
	$(UV) lock --quiet --upgrade
	$(UV) export --quiet --all-packages --all-groups --no-emit-workspace --no-header --no-annotate \
		--format requirements-txt --output-file requirements.lock >/dev/null
	$(UV) export --quiet --frozen --no-dev --no-emit-workspace --no-header --no-annotate \
		$(patsubst services/%,--package constancia-%,$(wildcard services/*)) \
		--format requirements-txt --output-file deploy/requirements.lock >/dev/null

clean:  ## what setup installed; never ./var, where the data is
	rm -rf .venv .tools
