"""Stories that tell the same happening, and what persons said of them.

Stories from before have no signature: they take part when their text changes or their head does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column("seq", _SERIAL, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["items.seq"], name=op.f("fk_signatures_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_signatures")),
    )
    op.create_table(
        "telling",
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.Column("seq", _SERIAL, nullable=False),
        sa.Column("event", sa.String(length=16), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["items.seq"], name=op.f("fk_telling_seq")),
        sa.PrimaryKeyConstraint("story", name=op.f("pk_telling")),
    )
    op.create_index(op.f("ix_telling_event"), "telling", ["event"])
    op.create_table(
        "telling_terms",
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("term", "day", "story", name=op.f("pk_telling_terms")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_telling_terms_story"), "telling_terms", ["story"])
    op.create_table(
        "term_counts",
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_term_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "likenesses",
        sa.Column("one", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_likenesses")),
    )
    op.create_index(op.f("ix_likenesses_other"), "likenesses", ["other"])
    op.create_table(
        "kept_apart",
        sa.Column("decision_id", _SERIAL, nullable=False),
        sa.Column("one", sa.String(length=16), nullable=False),
        sa.Column("other", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_kept_apart_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "one", "other", name=op.f("pk_kept_apart")),
    )
    op.create_index(op.f("ix_kept_apart_one"), "kept_apart", ["one"])
    op.create_index(op.f("ix_kept_apart_other"), "kept_apart", ["other"])
    op.add_column("decisions", sa.Column("batch", _SERIAL, nullable=True))
    op.create_index(op.f("ix_decisions_batch"), "decisions", ["batch"])
