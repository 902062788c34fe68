"""Nothing in; start-up, memory and time an answer out, as the table that ``docs/measurements.md`` keeps.

Run it with ``make bench``. Each process is started anew and measured from outside; the reference encoder is
measured in the same run, so that the ratio holds on a noisy machine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SETS = Path(__file__).with_name("questions") / "unseen"
SPOTTER = Path(sys.executable).with_name("spotter")
QUESTION = "How long should I ice my back?"
ROUNDS = 5
PORT = 7999
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Process:
    """One finished process: wall-clock seconds and peak resident memory in MB."""

    seconds: float
    megabytes: float


def run(*command: str, **environment: str) -> Process:
    """Run a command to its end; raises ``RuntimeError`` when it fails."""
    started = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment}
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise RuntimeError(f"{' '.join(command)} failed: {child.stderr.read().decode() if child.stderr else status}")
    return Process(seconds, usage.ru_maxrss / 1024)


def cold_answer(data_dir: str, encoder: str) -> Process:
    """The median of ``ROUNDS`` fresh ``spotter ask``, by seconds, after one that warms the disk."""
    ask = (str(SPOTTER), "ask", QUESTION, "--json", "--data-dir", data_dir)
    run(*ask, SPOTTER_ENCODER=encoder)
    found = sorted((run(*ask, SPOTTER_ENCODER=encoder) for _ in range(ROUNDS)), key=lambda p: p.seconds)
    return found[ROUNDS // 2]


def warm_answers(data_dir: str) -> tuple[float, float, float]:
    """Median and 95th percentile milliseconds of the whole line, and of triage alone, over the project's questions."""
    code = (
        "import json,sys\n"
        "from pathlib import Path\n"
        "from assistant.build import build_assistant\n"
        "from assistant.settings import read_settings\n"
        "from assistant.domain import Role, Turn\n"
        f"a = build_assistant(read_settings(data_dir=Path({data_dir!r})))\n"
        f"paths = sorted(Path({str(SETS)!r}).glob('*.jsonl'))\n"
        "rows = [json.loads(line) for p in paths for line in p.open(encoding='utf-8')]\n"
        "turns = [[Turn(Role.USER, t) for t in r['turns']] for r in rows]\n"
        "times = [a.reply(t).timings_ms for t in turns[:20] + turns][20:]\n"
        "print(json.dumps(times))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    times = json.loads(done.stdout)
    totals = sorted(t["total"] for t in times)
    return statistics.median(totals), totals[int(len(totals) * 0.95)], statistics.median(t["triage"] for t in times)


def triage_parts() -> tuple[float, float, float]:
    """Median milliseconds on messages of some 60 words: the shared embedding, the recogniser, the rules."""
    code = (
        "import json, time\n"
        "from assistant.build import build_recogniser\n"
        "from assistant.domain import Role, Turn\n"
        "from assistant.triage import build_triage\n"
        "from eval.training import read_messages\n"
        "from index.encoder import OnnxEncoder\n"
        "encoder = OnnxEncoder()\n"
        "recogniser, rules = build_recogniser(encoder), build_triage()\n"
        "texts = [m.text for m in read_messages() if 55 <= len(m.text.split()) <= 65 and len(m.text) < 700][:60]\n"
        "times = []\n"
        "for text in texts:\n"
        "    marks = [time.perf_counter()]\n"
        "    for step in (lambda: encoder.read(text), lambda: recogniser.recognise(text),\n"
        "                 lambda: rules([Turn(Role.USER, text)])):\n"
        "        step()\n"
        "        marks.append(time.perf_counter())\n"
        "    times.append([1000 * (b - a) for a, b in zip(marks, marks[1:])])\n"
        "print(json.dumps(times[10:]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    embedding, recogniser, rules = (statistics.median(part) for part in zip(*json.loads(done.stdout), strict=True))
    return embedding, recogniser, rules


def page_ready(data_dir: str) -> float:
    """Seconds from starting ``spotter serve`` to a page that answers and an index that is ready."""
    started = time.perf_counter()
    server = subprocess.Popen(  # noqa: S603 - our own command
        [str(SPOTTER), "serve", "--port", str(PORT), "--data-dir", data_dir],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (_answers("/readyz") and _answers("/")):
            if time.perf_counter() - started > PATIENCE_S:
                raise RuntimeError("the page was not ready in time")
            time.sleep(0.05)
        return time.perf_counter() - started
    finally:
        server.terminate()
        server.wait()


def _answers(path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=5) as reply:
            return bool(reply.status == 200)  # noqa: PLR2004 - OK
    except (urllib.error.URLError, OSError):
        return False


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as fast_dir, tempfile.TemporaryDirectory() as reference_dir:
        built = run(str(SPOTTER), "index", "--force", "--data-dir", fast_dir)
        run(str(SPOTTER), "index", "--force", "--data-dir", reference_dir, SPOTTER_ENCODER="torch")
        fast, reference = cold_answer(fast_dir, "onnx"), cold_answer(reference_dir, "torch")
        median, p95, triage = warm_answers(fast_dir)
        ready = page_ready(fast_dir)
    embedding, recogniser, rules = triage_parts()
    print("| what | figure | reference encoder (torch) | ratio |")
    print("| --- | --- | --- | --- |")
    ratio = reference.seconds / fast.seconds
    print(f"| cold process to first answer | {fast.seconds:.2f} s | {reference.seconds:.2f} s | {ratio:.1f} |")
    ratio = reference.megabytes / fast.megabytes
    print(f"| its peak resident memory | {fast.megabytes:.0f} MB | {reference.megabytes:.0f} MB | {ratio:.1f} |")
    print(f"| warm answer, the whole line, median | {median:.1f} ms | | |")
    print(f"| warm answer, 95th percentile | {p95:.1f} ms | | |")
    print(f"| of which triage, median | {triage:.2f} ms | | |")
    print(f"| 60 words embedded, for triage and retrieval alike | {embedding:.1f} ms | | |")
    print(f"| beyond that: the recogniser | {recogniser:.1f} ms | | |")
    print(f"| beyond that: the rules | {rules:.1f} ms | | |")
    print(f"| index built, process included | {built.seconds:.1f} s | | |")
    print(f"| page ready after `spotter serve` | {ready:.1f} s | | |")


if __name__ == "__main__":
    main()
