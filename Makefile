# Two commands do everything on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check bench accuracy pictures schemas train clean lock

demo: $(STAMP)  ## convert the sample plans and say where the result is
	$(BIN)/guihua convert corpus --force -o demo
	@echo "the dataset is in $(CURDIR)/demo"

test: $(STAMP) check  ## rules' own examples, tests, linter, types
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/guihua rules check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)  ## a large comparison; then one table: speed by stage and whole, formats, growth, processes, memory, starts
	$(BIN)/python -m bench.compare
	$(BIN)/python -m bench.table

accuracy: $(STAMP)  ## precision and recall on documents with references; ARGS="--by rule --misses 5", ARGS=--update-floors
	$(BIN)/python -m bench.accuracy $(ARGS)

schemas: $(STAMP)  ## schemas/json anew from the models
	$(BIN)/python -m schemas.publish

pictures: $(STAMP)  ## the pictures of the README, of a sample plan (needs chromium)
	$(BIN)/python -m bench.pictures

train: $(STAMP)  ## a pipeline that finds names, in build/ner, and how it compares with the rules
	$(BIN)/python -m bench.train $(ARGS)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

lock:  ## pin the versions anew (needs uv)
	uv pip compile --universal --python-version 3.11 --extra dev pyproject.toml -o requirements.lock --no-header --quiet

clean:
	rm -rf $(VENV) demo build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
