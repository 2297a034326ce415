# The commands a person types. Everything is installed below this folder: .tools (uv) and .venv.
PYTHON ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
MEMBERS := $(wildcard libs/*) $(wildcard services/*) deploy/standalone
UV_VERSION := 0.13.9

.PHONY: setup demo test check bench openapi docs lock clean

setup: .venv/.ready

$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: requirements.lock $(MEMBERS:%=%/pyproject.toml) | $(UV)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync --quiet --python .venv --require-hashes requirements.lock
	$(UV) pip install --quiet --python .venv --no-deps $(MEMBERS:%=--editable %)
	touch $@

lock: | $(UV)  ## after changing a dependency: names, versions and hashes, no download address
	$(UV) lock --quiet --upgrade
	$(UV) export --quiet --all-packages --all-groups --no-emit-workspace --no-header --no-annotate \
		--format requirements-txt --output-file requirements.lock >/dev/null

