"""The house's own rules: who imports whom, where heavy libraries live, who makes an Answer, how long code is."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("corpus", "index", "assistant", "eval", "ui")
BELOW = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "assistant": {"corpus", "index", "assistant"},
    "ui": {"corpus", "assistant", "ui"},
    "eval": {"corpus", "index", "assistant", "eval"},
}
# The web process shows the page, so it is the one place of the assistant that may name it.
MAY_NAME_THE_PAGE = "assistant/web/"
HOMES = {
    "chromadb": {"index/store.py"},
    "onnxruntime": {"index/onnx.py", "eval/export.py"},
    "tokenizers": {"index/encoder.py"},
    "sentence_transformers": {"index/encoder.py"},
    "torch": {"index/encoder.py", "eval/network.py", "eval/train.py", "eval/export.py"},
    "transformers": {"eval/train.py"},
    "onnx": {"eval/export.py"},
    "bm25s": {"index/lexical.py"},
    "langchain_core": {"assistant/chain.py"},
    "langsmith": {"assistant/chain.py"},
    "sklearn": {"eval/calibrate.py"},
    "spellchecker": {"eval/look_alikes.py"},
    "lingua": {"assistant/languages/spoken.py"},
    "limits": {"assistant/web/limits.py"},
    "prometheus_client": {"assistant/web/metrics.py"},
    "mcp": {"assistant/web/mcp.py"},
    "mcp_types": {"assistant/web/mcp.py"},
    "rich": {"assistant/terminal.py", "assistant/progress.py"},
    "click": {"assistant/cli.py"},
}
STEPS = ("assistant/triage", "assistant/retrieve", "assistant/compose", "assistant/verify", "assistant/guard")
HEAVY = ("langchain_core", "langsmith", "chromadb", "torch", "sentence_transformers", "gradio", "onnxruntime", "numpy")
MOST_FILE_LINES = 300
MOST_FUNCTION_LINES = 50
MOST_PARAMETERS = 5


def modules() -> list[Path]:
    folders = [path for room in ROOMS[:-1] for path in sorted((ROOT / room).rglob("*.py"))]
    return [*folders, ROOT / "ui.py"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """Dotted names of every module a file imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", modules(), ids=name)
def test_imports_go_one_way(path: Path) -> None:
    room = name(path).split("/")[0].removesuffix(".py")
    above = {m.split(".")[0] for m in imports(path)} & set(ROOMS) - BELOW[room]
    if name(path).startswith(MAY_NAME_THE_PAGE):
        above -= {"ui"}
    assert not above


@pytest.mark.parametrize("path", modules(), ids=name)
def test_each_heavy_library_has_one_home(path: Path) -> None:
    strangers = {m.split(".")[0] for m in imports(path)} & set(HOMES)
    assert {library for library in strangers if name(path) not in HOMES[library]} == set()


def test_steps_of_the_line_never_import_each_other() -> None:
    dotted = {step: step.replace("/", ".") for step in STEPS}
    for step in STEPS:
        for path in (p for p in modules() if name(p).startswith(step)):
            others = tuple(d for s, d in dotted.items() if s != step)
            assert not [m for m in imports(path) if m.startswith(others)], name(path)


def test_only_the_guard_makes_an_answer() -> None:
    makers = {
        name(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Answer"
    }
    assert makers == {"assistant/guard.py"}


def test_broad_excepts_stand_where_advice_or_privacy_needs_them() -> None:
    broad = [
        name(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]
    # Two keep the advice standing; four keep what was typed out of the web process's log.
    web = ["assistant/web/mcp.py", "assistant/web/shell.py", "assistant/web/stream.py"]
    assert broad == ["assistant/build.py", "assistant/reply.py", *web, "ui.py"]


def test_no_import_cycle() -> None:
    dotted = {name(p).removesuffix(".py").removesuffix("/__init__").replace("/", "."): p for p in modules()}
    waiting = {module: top_level_imports(path) & set(dotted) - {module} for module, path in dotted.items()}
    while waiting:
        free = {module for module, needs in waiting.items() if not needs & set(waiting)}
        assert free, f"a cycle among {sorted(waiting)}"
        waiting = {module: needs for module, needs in waiting.items() if module not in free}


def top_level_imports(path: Path) -> set[str]:
    """What a file imports when it is run, outside functions and type checking."""
    return {node.module for node in tree(path).body if isinstance(node, ast.ImportFrom) and node.module} | {
        alias.name for node in tree(path).body if isinstance(node, ast.Import) for alias in node.names
    }


def test_safety_works_with_the_heavy_libraries_blocked() -> None:
    code = f"""
import sys
for name in {HEAVY!r}:
    sys.modules[name] = None
from assistant.build import build_assistant
from assistant.domain import Role, Turn, Tier
from assistant.settings import read_settings
assistant = build_assistant(read_settings())
assert assistant.fault
answer = assistant.reply([Turn(Role.USER, "I can't feel my groin and I can't pee since deadlifts")])
assert answer.triage.tier is Tier.EMERGENCY, answer
assert answer.triage.advice
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_FILE_LINES
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_FUNCTION_LINES, f"{node.name} is too long"
            positional = [a for a in node.args.args if a.arg not in {"self", "cls"}]
            assert len(positional) <= MOST_PARAMETERS, f"{node.name} takes too many parameters"


@pytest.mark.parametrize("path", [p for p in modules() if p.stat().st_size], ids=name)
def test_every_module_opens_by_saying_what_it_does(path: Path) -> None:
    assert ast.get_docstring(tree(path))
