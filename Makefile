.DEFAULT_GOAL := help
PYTHON ?= $(firstword $(foreach version,3.11 3.12 3.13,$(shell command -v python$(version))) python3)
BIN := .venv/bin
SHARED := ../shared/letters
INVENTED := ordinary-heldout tellings reviews-told varied varied-heldout lifelike lifelike-heldout
CORE := tests/rules tests/letter/test_titles.py tests/witness/telling tests/test_layers.py tests/test_dates.py \
	tests/test_folding.py tests/test_record.py tests/test_extraction.py tests/test_settle.py

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/package: pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "needs Python 3.11 or later: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable ".[tables,eval]"
	@touch $@

.venv/ready: .venv/package
	$(BIN)/pip install --quiet --group dev
	@touch $@

install: .venv/ready ## Create .venv and install the project with its tools into it

demo: .venv/package ## Read a bundled synthetic letter with the embedded engine and show the record
	@$(BIN)/imr-llm extract tests/letters/f4b-header.txt --engine rules --format text
	@echo "now: source $(BIN)/activate, and imr-llm --help"

lint: .venv/ready ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready ## Check types, strictly
	$(BIN)/mypy

unit: .venv/ready ## Run the tests, on every core
	$(BIN)/pytest -n auto --dist loadfile

quick: .venv/ready ## Style, types and the tests of the core, in half a minute
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/pytest -q -n auto $(CORE)

eval: .venv/ready ## Score every engine on the fixtures, and on the labelled real letters when they are there
	$(BIN)/python -m eval --baseline eval/results/fixtures.json
	$(BIN)/python -m eval eval/heldout --baseline eval/results/heldout.json
	$(BIN)/python -m eval eval/ordinary-heldout --no-plant --most-wrong-verified 0
	$(BIN)/python -m eval eval/lifelike-heldout --no-plant --most-wrong-verified 0
	$(BIN)/python -m eval eval/tellings --no-plant --most-wrong-verified 0 # in wordings made to be odd: see its README
	@if [ -d $(SHARED) ]; then \
	$(BIN)/python -m eval $(SHARED) @eval/sets/letters-43.args --baseline eval/results/letters.json && \
	$(BIN)/python -m eval $(SHARED) @eval/sets/letters-36.args --baseline eval/results/letters-36.json; \
	else echo "no labelled letters in $(SHARED): nothing scored there"; fi

results: .venv/ready ## Write the kept results anew that a change of the rules changes (takes minutes; read the diff)
	$(call kept,,fixtures)
	$(call kept,eval/heldout,heldout)
	$(foreach set,$(INVENTED),$(call kept,eval/$(set) --no-plant,$(set)) &&) true
	@if [ -d $(SHARED) ]; then \
	$(call kept,$(SHARED) @eval/sets/letters-43.args,letters) && \
	$(call kept,$(SHARED) @eval/sets/letters-36.args,letters-36); \
	else echo "no labelled letters in $(SHARED): their results stay"; fi
	$(BIN)/python -m eval.reporting.accuracy

# arguments and name of a result
kept = $(BIN)/python -m eval $(1) --json eval/results/$(2).json --markdown eval/results/$(2).md

test: lint types unit eval ## Everything that CI runs

docs: .venv/ready ## Build the documentation, strictly, as site/index.html
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "open site/index.html; with search: python3 -m http.server --directory site"

examples: .venv/ready ## Write the output of the documentation's examples anew (read the diff)
	$(BIN)/python docs/examples.py --write
	$(BIN)/python docs/notebook.py --write

pictures: .venv/ready ## Take the documentation's pictures anew (look at them; needs chromium)
	$(BIN)/python docs/pictures.py

attack: .venv/ready ## Try to get something wrong verified (takes minutes; docs/evaluation.md)
	$(BIN)/python -m eval.attack eval/fixtures $(wildcard $(SHARED))

bench: .venv/ready ## Measure speed beside date finders (installs them)
	$(BIN)/pip install --quiet --group bench
	$(BIN)/python -m eval.benchmarks.bench

throughput: .venv/ready ## Measure long runs: letters a second and memory (takes minutes)
	$(BIN)/python -m eval.benchmarks.throughput

record: .venv/ready ## Record the cassettes anew (OPENAI_BASE_URL, OPENAI_API_KEY, IMR_LLM_MODEL; read the diff)
	@test -n "$$IMR_LLM_MODEL" && test -n "$$OPENAI_BASE_URL$$OPENAI_API_KEY" || \
	{ echo "name a model (IMR_LLM_MODEL) and its server or key (OPENAI_BASE_URL, OPENAI_API_KEY)"; exit 2; }
	$(BIN)/python -m eval tests/letters $(patsubst cassettes/%.yaml,--only %,$(wildcard cassettes/*.yaml)) \
	--engine llm --live --model "$$IMR_LLM_MODEL" --recordings cassettes --no-plant
	$(BIN)/python -m eval --engine llm --engine both --live --model "$$IMR_LLM_MODEL" --recordings cassettes/fixtures --no-plant

format: .venv/ready ## Put style and format right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

build: .venv/ready ## Build the wheel and the source distribution
	$(BIN)/pip install --quiet build
	$(BIN)/python -m build

clean: ## Remove what the other targets made
	rm -rf .venv dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis

.PHONY: results quick help install demo lint types unit eval test docs examples pictures attack bench throughput record format build clean
