# The tasks of this repository; `make` alone lists them. They need git, make and Python 3.11 or later, nothing else:
# what is missing comes from the locks in requirements/ and stays below .venv/.
VENV := .venv
BIN := $(VENV)/bin
SIZES := 1000
PIP := -m pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --require-hashes --only-binary :all:
COMPILE := $(VENV)/tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate $(if $(UPGRADE),--upgrade)

export NO_MKDOCS_2_WARNING := 1
export UV_CUSTOM_COMPILE_COMMAND := make lock

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site print serve check lint test bench lock clean

help: ## list the tasks
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' $(MAKEFILE_LIST) | tr '@' '\t' | expand -t 16

site: $(VENV)/.site ## set up, check, and build the shipped AIMS into site/
	$(BIN)/aimsbook build

print: $(VENV)/.print ## set up what Word files and PDFs are made with (pandoc, typst)

serve: $(VENV)/.site ## show the shipped AIMS while you write
	$(BIN)/aimsbook serve

check: $(VENV)/.site ## say what is wrong or missing in the shipped records and manual
	$(BIN)/aimsbook check

lint: $(VENV)/.test ## check style and types of the code
	$(BIN)/ruff check generator tests benchmarks
	$(BIN)/mypy

test: $(VENV)/.test ## set up, and run every test; the browser and LibreOffice too
	@command -v chromium || command -v chromium-browser || command -v google-chrome || tools/apt.sh chromium || true
	@command -v localc && command -v lowriter && command -v pdftotext || tools/apt.sh libreoffice-writer libreoffice-calc fonts-droid-fallback poppler-utils || true
	$(BIN)/python -m pytest --verbosity=0 -rfEs --numprocesses 2 --dist loadfile

bench: $(VENV)/.site ## measure our build against plain Material on the same pages (SIZES="1000 10000")
	$(BIN)/python benchmarks/run.py $(SIZES)

lock: $(VENV)/.tools ## write the locks in requirements/ anew (UPGRADE=1 takes newer versions)
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/site.lock
	$(COMPILE) pyproject.toml requirements/build.in --extra print -c requirements/site.lock -o requirements/print.lock
	$(COMPILE) pyproject.toml requirements/build.in --extra print --extra test -c requirements/print.lock -o requirements/test.lock
	$(COMPILE) requirements/tools.in -o requirements/tools.lock

clean: ## delete what was set up and built
	rm -rf $(VENV) site

$(BIN)/python:
	tools/venv.sh $(VENV)

$(VENV)/.site: requirements/site.lock pyproject.toml | $(BIN)/python
	$(BIN)/python $(LOCKED) -r requirements/site.lock
	$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.test: requirements/test.lock $(VENV)/.site
	$(BIN)/python $(LOCKED) -r requirements/test.lock
	touch $@

$(VENV)/.print: requirements/print.lock $(VENV)/.site
	$(BIN)/python $(LOCKED) -r requirements/print.lock
	touch $@

$(VENV)/.tools: requirements/tools.lock | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/tools
	$(VENV)/tools/bin/python $(LOCKED) -r requirements/tools.lock
	touch $@
