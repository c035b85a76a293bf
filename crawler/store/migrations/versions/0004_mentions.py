"""Names that items mention. Items stored before have none: names were not looked for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "mentions",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("seq", serial, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["items.seq"], name=op.f("fk_mentions_seq")),
        sa.PrimaryKeyConstraint("name", "seq", name=op.f("pk_mentions")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mentions_seq", "mentions", ["seq"], unique=False)
