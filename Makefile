# Everything lives in .venv, made at the first call and again when pyproject.toml changes.
# Another Python than the one tools/find-python chooses: make clean, then
# make PYTHON=/path/to/python3.12 demo

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

.PHONY: help demo test check bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/run.stamp ## a short film, played by itself: needs no instrument and no sound
	@$(BIN)/rig demo

test: $(VENV)/dev.stamp ## every test, on real parts where the system has them
	@tools/parts
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/dev.stamp ## lint, format and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

bench: $(VENV)/dev.stamp ## how long a knob takes to become a packet, on this machine
	@tools/parts
	@$(BIN)/python bench/run.py

clean: ## remove the environment and everything that was built
	@rm -rf $(VENV) build dist bench/build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run.stamp: pyproject.toml
	@python=$$(PYTHON='$(PYTHON)' tools/find-python) && \
	echo "setting up .venv with $$python" && \
	"$$python" -m venv --clear $(VENV) && \
	$(PIP) install --editable .
	@$(BIN)/python -c 'import rtmidi' 2>/dev/null || \
	echo "MIDI works only with ALSA's library: sudo apt-get install libasound2-dev"
	@touch $@

# pip reads dependency groups from 25.1 on, and an older Python brings an older pip.
$(VENV)/dev.stamp: $(VENV)/run.stamp
	@echo "adding the tools for tests, lint and types"
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --editable '.[desk]' --group dev
	@touch $@
