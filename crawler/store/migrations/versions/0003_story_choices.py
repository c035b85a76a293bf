"""Stories parted and joined by persons; why a copy is one; the state that the stages gave; the item of an address."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

_HOLDING = ("brand_injected", "rewritten", "spam_terms", "hidden_text", "list_page")


def upgrade() -> None:
    op.create_table(
        "story_choices",
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("story", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(length=16), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_story_choices_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_story_choices")),
    )
    op.create_index("ix_story_choices_other", "story_choices", ["other_id"], unique=False)
    op.add_column("decisions", sa.Column("kind", sa.String(length=10), server_default="state", nullable=False))
    op.add_column("items", sa.Column("why", sa.JSON(), nullable=True))
    op.add_column("items", sa.Column("given_state", sa.String(length=20), server_default="pending", nullable=False))
    op.create_index("ix_items_address", "items", ["address_id"], unique=False)
    op.add_column("addresses", sa.Column("item_id", sa.String(length=16), nullable=True))
    # What a stage gave to an item that was decided, or became a copy, is told by its flags as far as it still can be.
    flags = sa.cast(sa.column("flags"), sa.Text)
    held = sa.or_(*(flags.like(f'%"{flag}"%') for flag in _HOLDING))
    items = sa.table("items", sa.column("state"), sa.column("given_state"), sa.column("flags"))
    op.execute(sa.update(items).where(held).values(given_state="quarantined"))
    op.execute(sa.update(items).where(items.c.state.in_(["pending", "off_topic"])).values(given_state=items.c.state))
