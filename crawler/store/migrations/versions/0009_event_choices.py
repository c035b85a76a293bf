"""What persons say of events: kept apart, as before, or put together."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event_choices",
        sa.Column("decision_id", _SERIAL, nullable=False),
        sa.Column("one", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_event_choices_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "one", "other", name=op.f("pk_event_choices")),
    )
    op.execute("INSERT INTO event_choices SELECT decision_id, one, other FROM kept_apart")
    op.create_index(op.f("ix_event_choices_one"), "event_choices", ["one"])
    op.create_index(op.f("ix_event_choices_other"), "event_choices", ["other"])
    op.drop_table("kept_apart")
