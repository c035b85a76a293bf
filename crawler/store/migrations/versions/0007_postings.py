"""One index over all fingerprints.

The rows of the earlier tables are not taken over: opening the store files every item again, from its text.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("simhash_bands")
    op.drop_table("sketches")
    op.create_table(
        "postings",
        sa.Column("hash", sa.Integer(), nullable=False),
        sa.Column("seq", _SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("hash", "seq", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fingerprinting",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_fingerprinting")),
    )
    op.execute("INSERT INTO fingerprinting (version) VALUES (0)")
