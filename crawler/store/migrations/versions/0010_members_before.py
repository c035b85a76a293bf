"""What the stories were like before a person parted or joined them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "members_before",
        sa.Column("decision_id", _SERIAL, nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=True),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("why", sa.JSON(), nullable=True),
        sa.Column("is_loose", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_members_before_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "item_id", name=op.f("pk_members_before")),
    )
    op.create_index(op.f("ix_members_before_item"), "members_before", ["item_id"])
