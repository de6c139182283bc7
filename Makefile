# `make help` lists the targets. Everything runs in a local virtual environment, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help install demo test quick runners identity faults evaluate soak prism flink emulator lint format bench docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 12

install: $(INSTALLED) ## make the virtual environment

$(INSTALLED): setup.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(INSTALLED) ## simulate an organisation under attack, find the attacks, show the findings
	rm -rf $(DEMO)
	$(BIN)/python -m pipelines.simulate --output=$(DEMO)/logs --days=3 --accounts=3 --sources=cloudtrail,vpc_flow,dns
	$(BIN)/python -m pipelines.detect --cloudtrail='$(DEMO)/logs/AWSLogs/**' --vpc_flow='$(DEMO)/logs/AWSLogs/**' \
	    --dns='$(DEMO)/logs/AWSLogs/**' \
	    --findings=$(DEMO)/findings --rejected=$(DEMO)/rejected --config=$(DEMO)/logs/guardbeam.toml
	$(BIN)/python -m pipelines.report --findings='$(DEMO)/findings-*'

test: $(INSTALLED) ## run the tests, on every runner (Prism, Flink and the emulator are fetched once: some minutes)
	$(BIN)/python -m pytest -n 2 -m 'not identity and not faults and not evaluation'

quick: $(INSTALLED) ## run the tests that need no other process
	$(BIN)/python -m pytest -n 2

runners: $(INSTALLED) ## run the tests on Prism, Flink and the Pub/Sub emulator alone
	$(BIN)/python -m pytest -m runners

identity: $(INSTALLED) ## what the tests leave out: the same findings, byte for byte, on a Flink cluster and of subscriptions
	$(BIN)/python -m pytest -m identity

faults: $(INSTALLED) ## kill workers, connections and jobs on a Flink cluster: nothing is lost or doubled
	$(BIN)/python -m pytest -m faults

evaluate: $(INSTALLED) ## what forests and rules find in simulated months with labelled attackers, and what they should not
	$(BIN)/python -m pytest -m evaluation

soak: $(INSTALLED) ## ten minutes of steady input on a Flink cluster: checkpoints and memory stay flat
	$(BIN)/python -m tests.runners.soak

prism: $(INSTALLED) ## build Prism, print its path
	$(BIN)/python -m tests.runners.prism

flink: $(INSTALLED) ## start a Flink cluster with a job server, print the options that use it
	$(BIN)/python -m tests.runners.flink

emulator: $(INSTALLED) ## start a Pub/Sub emulator, print its address
	$(BIN)/python -m tests.pubsub.emulator

lint: $(INSTALLED) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(INSTALLED) ## put the code into the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED) ## measure the job beside a bare read of the same files
	$(BIN)/python -m benchmarks.cloudtrail
	$(BIN)/python -m benchmarks.vpc_flow
	$(BIN)/python -m benchmarks.dns

docs: $(INSTALLED) ## write the documents that are made from the code
	$(BIN)/python -m pipelines.docs

clean: ## remove what was built, the virtual environment too
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
