# Two commands: `make run` serves the chat, `make test` runs every test. Both set up what is missing first, and
# a set-up that was interrupted goes on where it stopped. Stamps in .venv say which stages are done.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
STAGE = @printf '\n==> %s\n'
TORCH := $(shell grep '^torch==' requirements.txt)
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu
SPLIT ?= test

# How llama.cpp is compiled: without its image models, and without AMX on processors that have it, since what GCC 12
# makes of ggml's AMX kernels dies of an illegal instruction there (eval/LOG.md). Empty where the compiler knows no AMX.
NO_AMX := $(shell flags="-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"; c++ $$flags -E -x c++ /dev/null >/dev/null 2>&1 && echo $$flags)
LLAMA_BUILD = CMAKE_ARGS="-DLLAVA_BUILD=OFF $${CMAKE_ARGS:-}" CFLAGS="$(NO_AMX) $${CFLAGS:-}" CXXFLAGS="$(NO_AMX) $${CXXFLAGS:-}"

# Where a stage keeps a stamp, its name ends in the hash of what it was made from.
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.txt Makefile | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt Makefile | cksum | cut -d' ' -f1)
BENCH_VENV := .venv-bench
BENCH_STAMP := $(BENCH_VENV)/.bench-$(shell cat eval/bench/requirements.txt | cksum | cut -d' ' -f1)
PYTHONS := models index rag eval training tests app.py

.PHONY: run share test test-scale setup setup-dev models index eval calibrate bench bench-peers lint unit clean help

help:  ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: setup  ## Set up what is missing, then serve the chat on http://127.0.0.1:7860
	$(STAGE) "Serving the chat; stop it with Ctrl-C"
	@$(PY) app.py

share: setup  ## As run, and served to the local network too, to those who have the code that it shows
	$(STAGE) "Serving the chat to the local network; stop it with Ctrl-C"
	@$(PY) app.py --share

test-scale: setup-dev  ## What make test asks one question of, with many: the door, an engine of many slots, a class
	$(STAGE) "Tests at scale"
	@$(PY) -m pytest tests/scale/scale_*.py

test: setup-dev lint  ## Set up what is missing, then run every test
	$(STAGE) "Tests"
	@$(PY) -m pytest

unit: setup-dev  ## Only the tests that need no model and no browser
	@$(PY) -m pytest -m "not real and not browser"

setup: $(RUN_STAMP) models index  ## Virtual environment, requirements, models, index

setup-dev: $(DEV_STAMP) models index

$(VENV)/bin/python:
	$(STAGE) "1/5 Virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); sys.exit(None if ok else f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}. Run: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }

$(RUN_STAMP): | $(VENV)/bin/python
	$(STAGE) "2/5 PyTorch, the CPU build"
	@$(PY) -c 'import torch' 2>/dev/null || $(MAKE) --no-print-directory torch
	$(STAGE) "3/5 Requirements; llama.cpp is compiled, which takes 3 to 10 minutes the first time"
	@command -v c++ >/dev/null || { echo "A C++ compiler is missing. On Debian and Ubuntu: sudo apt-get install build-essential; on macOS: xcode-select --install"; exit 1; }
	@$(LLAMA_BUILD) $(PIP) install --progress-bar on -r requirements.txt
	@rm -f $(VENV)/.run-*; touch $@

# A wheel on this machine's disk first, then PyTorch's own index of CPU builds, then the package index, which on
# Linux means gigabytes of CUDA.
.PHONY: torch
torch:
	@$(PIP) install --quiet --no-index --no-deps $(TORCH) 2>/dev/null && exit 0; \
	if $(PY) -c 'import urllib.request; urllib.request.urlopen("$(TORCH_CPU_INDEX)/torch/", timeout=5)' 2>/dev/null; then \
	  $(PIP) install --progress-bar on --no-deps --index-url $(TORCH_CPU_INDEX) $(TORCH); \
	else \
	  [ "$$(uname)" != Linux ] || echo "PyTorch's index of CPU builds cannot be reached: the package index gives a build with CUDA, several GB."; \
	  $(PIP) install --progress-bar on $(TORCH); \
	fi

$(DEV_STAMP): $(RUN_STAMP)
	$(STAGE) "Requirements of the tests"
	@$(PIP) install --quiet -r requirements-dev.txt
	@missing=(); for one in chromium curl; do command -v $$one >/dev/null || missing+=($$one); done; \
	  [ $${#missing[@]} = 0 ] || bash .ci/system-packages "$${missing[@]}"
	@[ "$$(uname)" != Linux ] || { command -v strace && command -v ip; } >/dev/null || bash .ci/system-packages strace iproute2 || \
	  echo "Without them the tests do not check whether anything leaves this machine."
	@rm -f $(VENV)/.dev-*; touch $@

models: $(RUN_STAMP)
	$(STAGE) "4/5 Models, 1.3 GB to fetch the first time"
	@$(PY) -m models.fetch

index: models
	@[ -f index/data/manifest.json ] || { printf '\n==> 5/5 Index\n'; $(PY) -m index.build; }

eval: setup-dev  ## Ask the evaluation set's questions and write the report (SPLIT=dev, test or all)
	@$(PY) -m eval.run --split $(SPLIT)

calibrate: setup-dev  ## Fit ranker, follow-ups, gate, verdicts, lists and kinds again, on the dev half and training/data
	@$(PY) -m training.ranker
	@$(PY) -m training.history
	@$(PY) -m training.gate
	@$(PY) -m training.verdict
	@$(PY) -m training.listing
	@$(PY) -m training.kind

bench: setup-dev bench-peers  ## Measure speed, beside LangChain and LlamaIndex (BENCH="--no-peers" and the like)
	@$(PY) -m eval.bench $(BENCH)

# Peers that cannot be installed are no reason not to measure what is here.
bench-peers:
	@[ -f $(BENCH_STAMP) ] || $(MAKE) --no-print-directory $(BENCH_STAMP) || \
	  printf '\n%s\n' "The peers could not be installed, see above (no network?): only our own figures are measured. Run make bench again to try once more."

$(BENCH_STAMP):
	$(STAGE) "Peers of the bench, in a virtual environment of their own: $(BENCH_VENV)"
	@[ -x $(BENCH_VENV)/bin/python ] || $(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -c 'import torch' 2>/dev/null || $(MAKE) --no-print-directory torch VENV=$(BENCH_VENV)
	@$(LLAMA_BUILD) $(BENCH_VENV)/bin/python -m pip --disable-pip-version-check install --progress-bar on -r eval/bench/requirements.txt
	@rm -f $(BENCH_VENV)/.bench-*; touch $@

lint: $(DEV_STAMP)  ## Style and types
	$(STAGE) "Lint and types"
	@$(PY) -m ruff check $(PYTHONS)
	@$(PY) -m ruff format --check --quiet $(PYTHONS)
	@$(PY) -m mypy

clean:  ## Remove the virtual environment and the index; the cache of models stays
	@rm -rf $(VENV) $(BENCH_VENV) index/data index/data-*
