# Two commands are enough: `make run` and `make test`. Both install what is missing first.
VENV ?= .venv
BIN := $(VENV)/bin
export VENV

.PHONY: run test check calibrate train safety retrieval look-alikes bench growth load embed clean

run: $(VENV)/.installed  ## serve the page at http://127.0.0.1:7860
	@$(BIN)/spotter index
	@$(BIN)/spotter serve

test: $(VENV)/.installed  ## the whole test suite, browser tests included where Chromium is present
	@tools/programs
	@$(BIN)/python -m pytest

check: $(VENV)/.installed  ## lint and types
	@$(BIN)/ruff check .
	@$(BIN)/mypy

calibrate: $(VENV)/.installed  ## fit answerability on the question sets anew
	@$(BIN)/python -m eval.calibrate

train: $(VENV)/.installed  ## learn the recogniser anew from eval/messages, some ten minutes
	@$(BIN)/python -m eval.train

safety: $(VENV)/.installed  ## measure the safety line and write docs/safety-report.md
	@$(BIN)/python -m eval.safety

retrieval: $(VENV)/.installed  ## compare the ways of finding sentences and write docs/retrieval-report.md
	@$(BIN)/python -m eval.retrieval

look-alikes: $(VENV)/.installed  ## list the ordinary words that look like a slip of a safety word
	@$(BIN)/python -m eval.look_alikes

bench: $(VENV)/.installed  ## start-up, memory and time an answer, printed as a table
	@$(BIN)/python -m eval.benchmark

growth: $(VENV)/.installed  ## what 1, 10, 100 and 1000 articles cost, printed as a table; most of an hour
	@$(BIN)/python -m eval.growth

load: $(VENV)/.installed  ## 64 people at once, alone and beside rude clients, printed as a table; two minutes
	@$(BIN)/python -m eval.load

embed: $(VENV)/.installed  ## how soon the widget and the framed page can be used, printed as a table
	@$(BIN)/python -m eval.embed

clean:  ## remove what was installed and built
	rm -rf $(VENV) build *.egg-info

$(VENV)/.installed: pyproject.toml constraints.txt tools/setup
	@tools/setup
