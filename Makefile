# Intronaut. `make` alone lists the targets.

PYTHON ?= python3
TORCH_VERSION := 2.13.0
TORCH_INDEX ?=
PACK_FROM ?=
DEMO_OUT ?= demo-report
COVERAGE_MIN ?= 95
PYTEST_ARGS ?=
TEST_PROCESSES ?= 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
QUICK := not slow and not gpu and not science and not e2e and not bench
ROUTINE := not slow and not gpu and not bench
# Files in the order of tests/conftest.py: those of few long tests first, so that none ends alone.
TOGETHER := --numprocesses=$(TEST_PROCESSES) --dist=loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup pack test-packs demo run fmt lint check quick test test-all science bench

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.packages $(VENV)/.system pack ## Environment, libraries and the spliceai pack; TORCH_INDEX=URL chooses the torch build

$(VENV)/.python: installer/python_environment.sh
	@installer/python_environment.sh $(VENV) $(PYTHON)
	@touch $@

# By exact version and first: another order of resolving may pull gigabytes of another build.
$(VENV)/.torch: $(VENV)/.python
	$(PIP) install $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) torch==$(TORCH_VERSION) -c constraints.txt
	@touch $@

$(VENV)/.packages: $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/.system: installer/system_libraries.sh $(VENV)/.python
	@installer/system_libraries.sh window display
	@touch $@

pack: $(VENV)/.packages
	@INTRONAUT_ACCEPTED_BY=make installer/spliceai_pack.sh $(BIN) $(PACK_FROM)

# What only tests need; its version is left to a torch that brings it.
$(VENV)/.kernels: $(VENV)/.packages
	$(PIP) install -c constraints.txt -e '.[kernels]'
	@touch $@

test-packs: setup $(VENV)/.kernels
	@INTRONAUT_ACCEPTED_BY=make installer/mmsplice_pack.sh $(BIN)
	@installer/jaspar_pack.sh $(BIN)

demo: setup ## The demo case in the window; without a display its report in DEMO_OUT
	@installer/demo.sh $(BIN) $(DEMO_OUT)

run: setup ## The window
	$(BIN)/intronaut

fmt: $(VENV)/.packages ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.packages ## ruff alone
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check: lint ## Format, ruff, types, import contracts
	$(BIN)/mypy
	$(BIN)/lint-imports

quick: $(VENV)/.packages $(VENV)/.system ## Tests that take less than a minute together
	$(BIN)/python -m pytest -m "$(QUICK)" $(PYTEST_ARGS)

# Tracing lines doubles the time, so lines are counted where they are tested: by tests of core and models.
test: test-packs ## Everything but slow, gpu and bench, with coverage; real clicks under Xvfb where it is installed
	$(BIN)/python -m pytest -m "$(ROUTINE) and not alone" $(TOGETHER) $(PYTEST_ARGS) \
		--ignore=tests/core --ignore=tests/models
	$(BIN)/python -m pytest -m "$(ROUTINE) and not alone" $(TOGETHER) $(PYTEST_ARGS) tests/core tests/models \
		--cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE_MIN)
	installer/with_display.sh $(BIN)/python -m pytest -m "$(ROUTINE) and alone" $(PYTEST_ARGS)

test-all: test-packs ## Every test; gpu tests skip themselves without a GPU
	$(BIN)/python -m pytest -m "not alone" $(TOGETHER) $(PYTEST_ARGS)
	installer/with_display.sh $(BIN)/python -m pytest -m alone $(PYTEST_ARGS)

science: setup ## Published numbers
	$(BIN)/python -m pytest -m science $(PYTEST_ARGS)

bench: setup ## Speed against spliceai 1.3.1 on TensorFlow, in an environment of its own
	$(BIN)/python tests/bench/bench_vs_tensorflow.py
