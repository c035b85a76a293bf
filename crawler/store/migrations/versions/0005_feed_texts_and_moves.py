"""Which texts are the feed's own, and where a source has moved."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("addresses", sa.Column("from_feed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("source_states", sa.Column("moved_to", sa.Text(), nullable=True))
