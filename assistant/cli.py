"""The program `engage`. Each command opens what it needs, does one thing and says how it went.

Exit codes: 0 done, 1 could not (one sentence on stderr), 2 wrong usage.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.errors import EngageError
from assistant.explain import explain, secret_word
from assistant.importing import importing
from assistant.settings import Settings

app = typer.Typer(
    name="engage",
    help="A community desk inside Slack: answers from live metrics, every figure proven.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

WorkspaceOption = Annotated[
    str | None, typer.Option("--workspace", help="Slack team id (default: the only one).")
]
AccountOption = Annotated[
    list[str] | None,
    typer.Option("--account", help="platform:handle, for example bluesky:acme.example."),
]


def main() -> None:
    """Entry point: errors become one sentence and exit code 1; traces are for the debug level."""
    try:
        app()
    except Exception as error:
        if not isinstance(error, EngageError) and os.environ.get("ENGAGE_LOG_LEVEL") == "debug":
            raise
        sys.stderr.write(explain(error, in_terminal=True) + "\n")
        sys.exit(1)


def _run(work: Coroutine[Any, Any, int | None]) -> None:
    import uvloop  # noqa: PLC0415 - keeps --help quick

    # asyncio's own loop costs a third more of an ack's CPU (`docs/performance.md`).
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code = runner.run(work)
    except KeyboardInterrupt:
        code = 130
    raise typer.Exit(code or 0)


@app.command()
def demo(
    account: Annotated[
        str | None, typer.Option("--account", help="A real public account instead of the sample.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 4000,
) -> None:
    """Open the playground in your browser: a Slack look-alike on this machine, no keys."""
    from playground.run import run  # noqa: PLC0415 - only this command needs it

    _run(run(Settings.from_env(), account=account, port=port))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    account: AccountOption = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    zone: Annotated[str | None, typer.Option(help="IANA zone for 'this week'.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Answer one question in the terminal, with its sources."""
    from assistant.asking import ask_once  # noqa: PLC0415 - keeps --help quick

    _run(
        ask_once(
            Settings.from_env(),
            question,
            accounts=account or [],
            as_json=as_json,
            zone=zone,
            workspace=workspace,
        )
    )


@app.command()
def serve(
    *,
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode instead of HTTP.")] = False,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Leave jobs to others.")] = False,
) -> None:
    """Run the Slack app, and the worker too unless --no-worker."""
    settings = Settings.for_serve(socket=socket)
    with importing():
        from assistant.starting import serve as run  # noqa: PLC0415 - only this command needs it

    _run(run(settings, socket=socket, worker=not no_worker))


@app.command()
def worker() -> None:
    """Run background jobs: keeps accounts fresh."""
    with importing():
        from assistant.working import work_until_stopped  # noqa: PLC0415 - keeps --help quick

    _run(work_until_stopped(Settings.from_env()))


@app.command()
def connect(
    platform: Annotated[str, typer.Argument(help="bluesky, mastodon, x, facebook or instagram")],
    handle: Annotated[
        str, typer.Argument(help="For example acme.example, or @acme@example.social.")
    ],
    service: Annotated[str | None, typer.Option(help="Where to sign in.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Connect an account; the secret comes from a prompt, or from stdin when piped.

    It is an app password on Bluesky, an access token on Mastodon, a refresh token on X, and an
    access token of the Page on Facebook and Instagram.
    """
    from assistant.asking import (  # noqa: PLC0415 - keeps --help quick
        check_connecting,
        connect_account,
    )

    settings, name = Settings.from_env(), f"{platform}:{handle}"
    check_connecting(settings, name)
    secret = (
        typer.prompt(secret_word(platform.lower()).capitalize(), hide_input=True)
        if sys.stdin.isatty()
        else sys.stdin.readline().strip()
    )
    _run(connect_account(settings, name, secret, service=service, workspace=workspace))


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="The file to write, for example engage.zip.")],
) -> None:
    """Write everything Engage keeps into one file; sign-ins stay sealed in it."""
    from assistant.backups import back_up  # noqa: PLC0415 - keeps --help quick

    _run(back_up(Settings.from_env(), path))


@app.command()
def restore(path: Annotated[Path, typer.Argument(help="A file that backup wrote.")]) -> None:
    """Put a backup into an empty database."""
    from assistant.backups import restore as run  # noqa: PLC0415 - keeps --help quick

    _run(run(Settings.from_env(), path))


DayOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day in UTC, such as 2026-11-22.")
]


@app.command()
def audit(
    since: DayOption = None, until: DayOption = None, workspace: WorkspaceOption = None
) -> None:
    """Print who saw, changed, approved and sent which reply, as CSV (default: the last 30 days)."""
    from assistant.audit import print_audit  # noqa: PLC0415 - keeps --help quick

    _run(print_audit(Settings.from_env(), since, until, workspace))


@app.command()
def summary(
    *,
    now: Annotated[
        bool, typer.Option("--now", help="Write it as of now instead of showing the last one.")
    ] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the weekly note."""
    from assistant.summary import print_summary  # noqa: PLC0415 - keeps --help quick

    _run(print_summary(Settings.from_env(), workspace, now=now))


@app.command()
def costs(workspace: WorkspaceOption = None) -> None:
    """Print what platforms that charge by the call have cost this month, with an estimate."""
    from assistant.spending import print_costs  # noqa: PLC0415 - keeps --help quick

    _run(print_costs(Settings.from_env(), workspace))


@app.command("eval")
def eval_(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    questions: Annotated[
        Path | None, typer.Option(help="A table of your own, one JSON object a line.")
    ] = None,
) -> None:
    """Ask the model of this machine a table of questions, and say how it did."""
    from assistant.evals.printing import print_eval  # noqa: PLC0415 - keeps --help quick

    _run(print_eval(Settings.from_env(), questions, json=as_json))


@app.command()
def doctor() -> None:
    """Check every setting, store, token and model; say how to mend what is not right."""
    from assistant.doctor import examine  # noqa: PLC0415 - looks at the Slack side, too

    _run(examine(Settings.from_env()))


@app.command()
def manifest(
    url: Annotated[
        str | None, typer.Option(help="Public URL: print the HTTP manifest for it.")
    ] = None,
) -> None:
    """Print the Slack app manifest: for Socket Mode, or for HTTP with --url."""
    from handlers.manifest import manifest_for  # noqa: PLC0415 - only this command needs Slack

    sys.stdout.write(manifest_for(url))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from assistant.bootstrap import migrate_database  # noqa: PLC0415 - keeps --help quick

    async def migrated() -> None:
        await migrate_database(Settings.from_env())
        sys.stdout.write("The database has this version's schema.\n")

    _run(migrated())
