# Two commands on a fresh machine: `make demo` and `make test`. `make check` is all that CI does.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two tests at a time, those of one file after one another. Most wait for crawls, which are processes of their own: compiled once.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo review test check format lock clean

demo: $(VENV)/.installed  ## crawl the bundled sample web and print what became of every page
	$(BIN)/tidings demo --keep data/demo

review: $(VENV)/.installed  ## open the review on the demo's database
	@test -e data/demo/tidings.sqlite3 || { echo "There is no demo database yet: run 'make demo' first."; exit 2; }
	TIDINGS_DATA_DIR=data/demo $(BIN)/tidings review

test: $(VENV)/.installed-dev  ## the whole test suite
	$(PYTEST)

check: $(VENV)/.installed-dev  ## format, lint, types, import rules, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST)

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.installed-dev  ## pin the newest versions that fit pyproject.toml
	$(BIN)/pip install uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --upgrade --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) data/demo .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tidings needs Python 3.11 or newer; name it: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@
