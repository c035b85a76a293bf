"""`tidings items`: to come."""

import typer

app = typer.Typer()
