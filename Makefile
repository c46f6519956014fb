# Quire. Needed: Python 3.11 or newer with venv, git, make. Everything else is fetched into .venv on first use.
#
#   make run     open the example site in the browser        make test   all tests, with a real browser
#   make check   style, types, import rules, templates, JS   make bench  what all of it costs
#   make docs    write the pages made from code              make corpus all real sites, in a real browser
#   make lock    renew the pinned versions                   make clean  remove what these targets made

VENV   ?= .venv
SITE   ?= .site/alder-and-rye
SERVE  ?=                     # more options for cms serve, as in: make run SERVE="--port 8123 --no-browser"
SIZES  ?= 100 1000 10000  # what make bench measures: numbers of entries; PEERS=1 compares with Decap; BENCH: more options
TESTS  ?=                     # what pytest runs, as in: make test-python TESTS=tests/documents
CORES  ?= auto                # how many tests run at once; 0: in one process, as a debugger wants it
PYTHON ?= $(shell tools/need python)

BIN := $(VENV)/bin
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
JS  := $(shell find static/js tests/js -name '*.js' 2>/dev/null)

unexport PYTHONDONTWRITEBYTECODE # or every command compiles all of its modules anew

.PHONY: run test test-python test-js corpus check check-python check-templates check-js bench docs lock clean
.DELETE_ON_ERROR:

run: $(RUN) | $(SITE)/.git
	$(BIN)/cms serve --repo $(SITE) $(SERVE)

test: test-python test-js

test-python: $(DEV)
	@QUIRE_CHROMIUM="$$(tools/need chromium $(BIN)/python)" && export QUIRE_CHROMIUM && $(BIN)/pytest --numprocesses $(CORES) --dist worksteal $(TESTS)

test-js: $(DEV)
	@node="$$(tools/need node $(BIN)/python)" && tools/test-js "$$node"

corpus:
	@QUIRE_CORPUS=all $(MAKE) --no-print-directory test-python CORES=0 TESTS="tests/browser/test_corpus_sites.py tests/corpus"

check: check-python check-templates check-js

check-python: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-templates: $(DEV)
	$(BIN)/djlint --quiet --lint templates

check-js: $(DEV)
	@node="$$(tools/need node $(BIN)/python)" && tools/check-js "$$node"

bench: $(DEV)
	@QUIRE_CHROMIUM="$$(tools/need chromium $(BIN)/python)" && export QUIRE_CHROMIUM && \
	$(BIN)/python -m bench --sizes $(SIZES) $(if $(PEERS),--peers) $(BENCH)
	$(BIN)/python bench/save.py

$(SITE)/.git: | $(RUN)
	@mkdir -p $(dir $(SITE))
	$(BIN)/cms init $(SITE)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Quire needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

docs: $(RUN)
	$(BIN)/python -m cms.config.reference > docs/reference/configuration.md
	$(BIN)/python -m cms.actions.codes_page > docs/reference/checks.md

lock:
	tools/lock "$(PYTHON)"

clean:
	rm -rf $(VENV) .bench .site dist build node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
