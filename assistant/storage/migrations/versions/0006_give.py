"""Give: studios with their images and drafts, what posts are for, spotlights, weekly notes."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STUDIOS = """
CREATE TABLE studio (
    workspace_id text,
    id uuid,
    person_id text NOT NULL,
    account_ids text[] NOT NULL,
    topic text NOT NULL,
    event_key text NOT NULL,
    made_at timestamptz NOT NULL,
    page_url text,
    about text NOT NULL,
    place_channel text,
    place_ts text,
    version integer NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, event_key),
    FOREIGN KEY (workspace_id) REFERENCES workspace ON DELETE CASCADE
);
CREATE INDEX studio_made_at ON studio (workspace_id, made_at);
CREATE INDEX studio_place ON studio (workspace_id, place_channel, place_ts)
    WHERE place_ts IS NOT NULL;

CREATE TABLE post_image (
    workspace_id text,
    id uuid,
    studio_id uuid NOT NULL,
    n integer NOT NULL,
    sha256 text NOT NULL,
    media_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    size integer NOT NULL,
    alt text NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, studio_id) REFERENCES studio (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX post_image_studio ON post_image (workspace_id, studio_id, n);
-- Photos are compressed as they are.
ALTER TABLE post_image ALTER COLUMN data SET STORAGE EXTERNAL;

ALTER TABLE draft ALTER COLUMN item_id DROP NOT NULL,
    ADD COLUMN studio_id uuid,
    ADD COLUMN rest text[] NOT NULL DEFAULT '{}',
    ADD COLUMN images text NOT NULL DEFAULT '[]',
    ADD COLUMN label_function text,
    ADD COLUMN label_value text,
    ADD COLUMN label_reason text,
    ADD COLUMN label_by text,
    ADD COLUMN why text NOT NULL DEFAULT '',
    ADD COLUMN idea integer NOT NULL DEFAULT 0,
    ADD COLUMN out text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT draft_one_of_two_check CHECK (num_nonnulls(item_id, studio_id) = 1),
    ADD FOREIGN KEY (workspace_id, studio_id) REFERENCES studio (workspace_id, id)
        ON DELETE CASCADE;
CREATE INDEX draft_studio ON draft (workspace_id, studio_id, made_at) WHERE studio_id IS NOT NULL;
CREATE UNIQUE INDEX draft_one_post ON draft (workspace_id, studio_id, account_id)
    WHERE studio_id IS NOT NULL
        AND state IN ('approved', 'prepared', 'sending', 'unknown', 'published');
CREATE INDEX draft_ahead ON draft (account_id, made_at) WHERE studio_id IS NOT NULL
    AND state IN ('pending', 'approved', 'prepared', 'sending', 'unknown');

ALTER TABLE wish ALTER COLUMN item_id DROP NOT NULL,
    ADD COLUMN studio_id uuid,
    ADD CONSTRAINT wish_one_of_two_check CHECK (num_nonnulls(item_id, studio_id) = 1),
    ADD FOREIGN KEY (workspace_id, studio_id) REFERENCES studio (workspace_id, id)
        ON DELETE CASCADE;
CREATE INDEX wish_studio ON wish (workspace_id, studio_id, made_at) WHERE studio_id IS NOT NULL;
"""

GIVING = """
CREATE TABLE post_label (
    workspace_id text,
    account_id uuid,
    post_id text,
    function text NOT NULL,
    value text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, account_id, post_id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE spotlight (
    workspace_id text,
    id uuid,
    account_id uuid NOT NULL,
    person_id text NOT NULL,
    person_handle text NOT NULL,
    person_name text NOT NULL,
    merit text NOT NULL,
    why text NOT NULL,
    post_id text NOT NULL,
    url text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    permission text NOT NULL,
    studio_id uuid,
    shown_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, account_id, person_id, post_id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX spotlight_made_at ON spotlight (account_id, made_at);
CREATE INDEX spotlight_studio ON spotlight (workspace_id, studio_id) WHERE studio_id IS NOT NULL;

CREATE TABLE opt_out (
    workspace_id text,
    platform text,
    person_id text,
    person_handle text NOT NULL,
    person_name text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    noted_by text,
    PRIMARY KEY (workspace_id, platform, person_id),
    FOREIGN KEY (workspace_id) REFERENCES workspace ON DELETE CASCADE
);

CREATE TABLE joined (
    workspace_id text,
    account_id uuid,
    hit_id text,
    person_id text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, account_id, hit_id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX joined_at ON joined (workspace_id, at);
"""

NOTES = """
CREATE TABLE note_plan (
    workspace_id text,
    next_at timestamptz,
    week text NOT NULL,
    settings_version integer NOT NULL,
    PRIMARY KEY (workspace_id),
    FOREIGN KEY (workspace_id) REFERENCES workspace ON DELETE CASCADE
);
CREATE INDEX note_plan_next ON note_plan (next_at);

CREATE TABLE note (
    workspace_id text,
    week text,
    due_at timestamptz NOT NULL,
    written_at timestamptz NOT NULL,
    body jsonb NOT NULL,
    state text NOT NULL,
    place_channel text,
    place_ts text,
    sent_at timestamptz,
    problem text NOT NULL,
    owner text,
    lease_until timestamptz,
    PRIMARY KEY (workspace_id, week),
    FOREIGN KEY (workspace_id) REFERENCES workspace ON DELETE CASCADE
);
CREATE INDEX note_written ON note (due_at) WHERE state = 'written';

CREATE TABLE alert (
    workspace_id text,
    account_id uuid,
    kind text,
    at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, account_id, kind),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
"""

NAMES = (
    "studio", "post_image", "post_label", "spotlight", "opt_out", "joined", "note_plan", "note",
    "alert",
)  # fmt: skip

# As in 0001: closed even to the owner of the table.
CLOSE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace ON {table}
    USING (workspace_id = (SELECT current_setting('engage.workspace', true)))
    WITH CHECK (workspace_id = (SELECT current_setting('engage.workspace', true)));
"""

# What is due, over all workspaces that did not leave. Ten thousand plans move at once, so this door
# alone takes a write: to plans, which hold moments and nothing that anybody said.
DOORS = """
CREATE POLICY door_notes ON workspace FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'notes' AND removed_at IS NULL);
CREATE POLICY door_notes ON note_plan FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'notes');
CREATE POLICY door_notes_moved ON note_plan FOR UPDATE
    USING ((SELECT current_setting('engage.across', true)) = 'notes')
    WITH CHECK ((SELECT current_setting('engage.across', true)) = 'notes');
CREATE POLICY door_notes ON note FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'notes' AND state = 'written');
"""

GRANTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON studio, post_image, post_label, spotlight, opt_out,
            joined, note_plan, note, alert TO engage_app;
    END IF;
END $$;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    for tables in (STUDIOS, GIVING, NOTES):
        _run(tables)
    for table in NAMES:
        _run(CLOSE.format(table=table))
    _run(DOORS)
    _run(GRANTS)


def _run(script: str) -> None:
    """Several statements at once, as they stand: no parameters, so % and : need no escapes."""
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
