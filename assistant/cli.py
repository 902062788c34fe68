"""The verbs of ``spotter``: arguments in, text or JSON and an exit code out."""

from __future__ import annotations

import atexit
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import InputError, SpotterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.settings import Settings

EXAMPLES = {
    "ask": ['spotter ask "How long should I ice my back?"', 'spotter ask --json --region GB "is it DOMS?"'],
    "batch": ["spotter batch questions.jsonl answers.jsonl"],
    "serve": ["spotter serve", "spotter serve --host 0.0.0.0 --port 8080"],
    "index": ["spotter index", "spotter index --force"],
    "flags": ["spotter flags", "spotter flags --json", "spotter flags --markdown > docs/red-flags.md"],
    "doctor": ["spotter doctor"],
}


class Verb(click.Command):
    """A command whose help ends with examples and whose faults are one sentence, never a stack trace."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples of this verb below its options."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Examples"):
            for line in EXAMPLES[self.name or ""]:
                formatter.write_text(line)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the verb; exit 2 on input that cannot be used, 1 on any other fault a person can mend."""
        try:
            return super().invoke(ctx)
        except SpotterError as error:
            click.echo(f"spotter: {error}", err=True)
            ctx.exit(2 if isinstance(error, InputError) else 1)


def run() -> None:
    """Be the console command."""
    if sys.argv[1:2] == ["ask"]:
        # One answer makes a million objects and no garbage: looking for some costs a tenth of the time.
        gc.disable()
        atexit.register(gc.freeze)  # nor is any looked for on the way out
    main()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="spotter-chat", prog_name="spotter")
def main() -> None:
    """Spotter answers questions about a sore back after a workout from one article, with exact citations.

    It is no doctor and makes no diagnosis. In an emergency call your local emergency number.
    """
    for stream in (sys.stdout, sys.stderr):
        # What was typed may hold bytes that are no text; it is shown escaped rather than refused.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _settings_flags(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--region", help="Country for emergency numbers, such as US, GB or ES."),
        click.option("--articles", type=click.Path(path_type=Path), help="Directory of further .txt or .md articles."),
        click.option("--data-dir", type=click.Path(path_type=Path), help="Where the built index lives."),
    ):
        command = option(command)
    return command


@main.command(cls=Verb)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the whole record as JSON.")
@_settings_flags
def ask(question: str, *, as_json: bool, **flags: Any) -> None:  # noqa: ANN401
    """Answer one QUESTION ("-" reads it from standard input)."""
    from assistant.batch import converse, dump  # noqa: PLC0415 - `--help` loads nothing
    from assistant.build import build_assistant  # noqa: PLC0415
    from assistant.domain import AnswerKind  # noqa: PLC0415
    from assistant.record import answer_record  # noqa: PLC0415

    text = sys.stdin.read() if question == "-" else question
    assistant = build_assistant(_settings(flags), on_progress=_progress("Building the index"))
    answer = converse([text], assistant.reply)
    if as_json:
        click.echo(dump(answer_record(answer)))
    else:
        from assistant.terminal import print_answer  # noqa: PLC0415

        print_answer(answer)
    if answer.kind is AnswerKind.UNAVAILABLE or assistant.fault:
        fault = assistant.fault or "The article could not be searched; run `spotter doctor`."
        click.echo(f"spotter: {fault}", err=True)
        sys.exit(1)


@main.command(cls=Verb)
@click.argument("in_file", type=click.Path(path_type=Path), metavar="IN.jsonl")
@click.argument("out_file", type=click.Path(path_type=Path), metavar="OUT.jsonl")
@_settings_flags
def batch(in_file: Path, out_file: Path, **flags: Any) -> None:  # noqa: ANN401
    """Answer every row of IN.jsonl into OUT.jsonl, one record a line and in order.

    A row is {"id": …, "turns": ["…", …]} or {"id": …, "question": "…"}. A bad row becomes
    {"id", "error"} and the run goes on.
    """
    from assistant.batch import answer_rows, dump, read_lines, written_whole  # noqa: PLC0415
    from assistant.build import build_assistant  # noqa: PLC0415

    lines = read_lines(in_file)
    counts = {"answered": 0, "unavailable": 0, "bad": 0}
    with written_whole(out_file) as out:
        assistant = build_assistant(_settings(flags), on_progress=_progress("Building the index"))
        if assistant.fault:
            raise SpotterError(assistant.fault)
        report = _progress("Answering")
        for done, record in enumerate(answer_rows(lines, assistant.reply), start=1):
            out.write(dump(record) + "\n")
            kind = "bad" if "error" in record else "unavailable" if record["kind"] == "unavailable" else "answered"
            counts[kind] += 1
            report(done, len(lines))
    click.echo(f"{counts['answered']} answered, {counts['bad']} bad rows: {out_file}", err=True)
    if counts["unavailable"]:
        raise SpotterError(f"{counts['unavailable']} rows could not be looked up in the article; run `spotter doctor`.")


@main.command(cls=Verb)
@click.option("--host", help="Address to listen on (127.0.0.1 by default).")
@click.option("--port", type=int, help="Port to listen on (7860 by default).")
@_settings_flags
def serve(**flags: Any) -> None:  # noqa: ANN401
    """Serve the page until interrupted."""
    settings = _settings(flags)
    from assistant.web.app import serve as run  # noqa: PLC0415

    run(settings)


@main.command(cls=Verb)
@click.option("--force", is_flag=True, help="Build it anew even when it is sound.")
@_settings_flags
def index(*, force: bool, **flags: Any) -> None:  # noqa: ANN401
    """Build the index, or check the one that is there."""
    from assistant.build import open_index  # noqa: PLC0415

    settings = _settings(flags)
    built = open_index(settings, on_progress=_progress("Building the index"), force=force)
    if not built.store.kept:
        raise SpotterError(f"The index cannot be kept in {settings.data_dir}: name another with --data-dir.")
    articles, sentences = len(built.corpus.articles), len(built.corpus.sentences)
    click.echo(f"Index {built.store.fingerprint} is sound: {articles} article(s), {sentences} sentences.")


@main.command(cls=Verb)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.option("--markdown", "as_page", is_flag=True, help="Print the page of the docs.")
@_settings_flags
def flags(*, as_json: bool, as_page: bool, **flags: Any) -> None:  # noqa: ANN401
    """List every red flag: tier, what fires it, sources, review state."""
    from assistant.flags import flag_listing, flag_page, flag_records  # noqa: PLC0415
    from assistant.triage import catalogue  # noqa: PLC0415

    _settings(flags)
    if as_json:
        from assistant.batch import dump  # noqa: PLC0415

        click.echo(dump({"red_flags": flag_records(catalogue())}))
    elif as_page:
        click.echo(flag_page(catalogue()), nl=False)
    else:
        click.echo(flag_listing(catalogue()))


@main.command(cls=Verb)
@_settings_flags
def doctor(**flags: Any) -> None:  # noqa: ANN401
    """Check the installation, the weights, the index and the settings; say what to do about each fault."""
    from assistant.doctor import examine  # noqa: PLC0415

    checks = list(examine(flags))
    for check in checks:
        click.echo(f"{'ok   ' if check.sound else 'FAULT'}  {check.what}: {check.found}")
    if not all(check.sound for check in checks):
        sys.exit(1)


def _settings(flags: dict[str, Any]) -> Settings:
    from assistant.settings import read_settings  # noqa: PLC0415

    return read_settings(**flags)


def _progress(label: str) -> Callable[[int, int], None]:
    """A bar on a terminal's standard error once a job has taken a second; silent otherwise."""
    from assistant.progress import Bar  # noqa: PLC0415

    return Bar(label, sys.stderr)
