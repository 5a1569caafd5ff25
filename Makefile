# Everything happens in a local .venv; `make kaart` and `make test` set it up by themselves.
PYTHON ?= python3
VENV   := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

.PHONY: kaart test aanval bench docs beeld controle schoon

kaart: $(VENV)/.basis
	$(BIN)/congruentie kaart

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto --dist worksteal

aanval: $(VENV)/.test
	$(BIN)/python tests/aanval/aanvaller.py --keer $(or $(KEER),10000) $(if $(ZAAD),--zaad $(ZAAD))

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/meet.py $(if $(KORT),--kort)
	$(BIN)/python benchmarks/meet_voorstel.py $(if $(KORT),--kort)
	$(BIN)/python benchmarks/meet_vragen.py $(if $(KORT),--kort)
	$(BIN)/python benchmarks/meet_batch.py $(if $(KORT),--kort)
	$(BIN)/python benchmarks/meet_pagina.py
	$(BIN)/python benchmarks/meet_schaal.py $(if $(KORT),--kort)

docs: $(VENV)/.ontwikkel
	$(BIN)/python -m mkdocs build --strict
	@echo "Handleiding: site/index.html"

beeld: $(VENV)/.ontwikkel
	$(BIN)/python docs/beeld/maak.py
	$(BIN)/python docs/beeld/verbanden.py

controle: $(VENV)/.ontwikkel
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

schoon:
	rm -rf $(VENV) site dist

$(VENV)/.venv:
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.basis: pyproject.toml $(VENV)/.venv
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.venv
	$(BIN)/python -m pip install --quiet --editable ".[test]"
	@touch $@ $(VENV)/.basis

$(VENV)/.bench: pyproject.toml $(VENV)/.venv
	$(BIN)/python -m pip install --quiet --editable ".[test,bench]"
	@touch $@ $(VENV)/.basis $(VENV)/.test

$(VENV)/.ontwikkel: pyproject.toml $(VENV)/.venv
	$(BIN)/python -m pip install --quiet --editable ".[ontwikkel]"
	@touch $@ $(VENV)/.basis $(VENV)/.test
