# Everything a fresh machine needs is installed here: Python 3.11+ with pip, and apt for Jekyll, are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# GitHub's workflows cannot be run here: their schema and their security are checked, without the network.
check_workflows = $(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml && \
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml && \
	$(BIN)/zizmor --quiet --offline .github action.yml

.PHONY: demo quick test lint bench scale concurrency figures fuzz fuzz-merge faults screenshots clean

# The main job on the worked example: install postgen, write the newsletter from the backlog, show where it is.
demo: $(VENV)/installed
	@$(BIN)/python tools/demo.py

# The fast lane, under a minute: no Jekyll, no child processes, nothing that is slow on its own.
quick: $(VENV)/test
	$(BIN)/python -m pytest -q -n auto -m "not processes and not slow" tests/unit tests/properties

# Install what the tests need, and run them all.
test: $(VENV)/test jekyll chromium tracer
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(check_workflows)
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy
	$(check_workflows)

# Print how fast it is, as ratios against peers and lower bounds that are measured in the same run; all of run.py twice.
bench: $(VENV)/test
	$(BIN)/python bench/run.py
	$(BIN)/python bench/habits.py
	$(BIN)/python bench/checkers.py
	$(BIN)/python bench/desk.py
	$(BIN)/python bench/previews.py

# Measure how the time and memory of every command grow with the site, the backlog, a post, and strange Markdown.
scale: $(VENV)/test
	$(BIN)/python bench/scale.py

# Run fifty commands at once while an editor saves, again and again. SEED=7 COUNT=5 make concurrency
concurrency: $(VENV)/test
	$(BIN)/python -m tests.concurrency $(if $(SEED),$(SEED) $(COUNT))

# Write docs/performance.md and docs/promises.md, with their charts, from what the benchmarks and campaigns have left.
figures: $(VENV)/test
	$(BIN)/python tools/figures.py

# Try input with faults for every reader. SEED=7 COUNT=2000 TARGETS="posts feeds" make fuzz; `make fuzz-merge` keeps what is new.
fuzz: $(VENV)/test
	@mkdir -p build
	$(BIN)/python -m tests.fuzz --json build/fuzz.json $(TARGETS) $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT)) $(if $(SECONDS),--seconds $(SECONDS))

fuzz-merge: $(VENV)/test
	$(BIN)/python -m tests.fuzz --merge $(TARGETS)

# Break every command that writes at each call that touches its site: errors, full disks, kills. It goes on where it was
# stopped; the counts are kept in build/faults.json. JOBS=4 make faults
faults: $(VENV)/test tracer
	$(BIN)/python -m tests.faults.campaign $(if $(JOBS),--jobs $(JOBS))

# The pictures of the documentation: the worked example, its page and the desk, in Chromium, which comes from Debian.
screenshots: $(VENV)/test chromium
	$(BIN)/python tools/screenshots.py
	$(BIN)/python tools/desk_screenshots.py

clean:
	rm -rf $(VENV) _site .jekyll-cache .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test --group lint
	@touch $@

# Jekyll is the judge of what postgen writes. Where it cannot be installed, its tests are skipped, and the summary names them.
.PHONY: jekyll chromium
jekyll:
	@command -v jekyll >/dev/null && ruby -e 'gem "jekyll-compose"; gem "jekyll-redirect-from"' 2>/dev/null || \
		sh tools/install-jekyll.sh

# The browser that the tests of the desk drive, with characters for every script that they show.
chromium:
	@command -v chromium >/dev/null || sh tools/install-chromium.sh

# What breaks commands in the fault campaign: a compiler for its shim, and strace.
.PHONY: tracer
tracer:
	@(command -v gcc && command -v strace) >/dev/null || sh tools/install-tracer.sh
