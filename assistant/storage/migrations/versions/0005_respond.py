"""Respond: items, drafts with their audit log, wishes, brand facts, voice rules, listening."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INBOX = """
CREATE TABLE item (
    workspace_id text,
    id uuid,
    account_id uuid NOT NULL,
    person_id text NOT NULL,
    person_handle text NOT NULL,
    person_name text NOT NULL,
    thread_id text NOT NULL,
    need text NOT NULL,
    topic text NOT NULL,
    reason text NOT NULL,
    sentiment text NOT NULL,
    language text,
    since timestamptz NOT NULL,
    open_to_all boolean NOT NULL,
    due_at timestamptz,
    step integer NOT NULL,
    assignee_id text,
    snoozed_until timestamptz,
    decision text,
    decided_by text,
    decided_at timestamptz,
    note text NOT NULL,
    answered_at timestamptz,
    answer_url text,
    version integer NOT NULL,
    changed_at timestamptz NOT NULL,
    next_at timestamptz,
    card_channel text,
    card_ts text,
    card_at timestamptz,
    card_version integer,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX item_open ON item (workspace_id, due_at, since) WHERE decision IS NULL;
CREATE INDEX item_person ON item (account_id, person_id, since);
CREATE INDEX item_since ON item (account_id, since);
CREATE INDEX item_card_at ON item (account_id, card_at) WHERE card_at IS NOT NULL;
CREATE INDEX item_card ON item (workspace_id, card_channel, card_ts) WHERE card_ts IS NOT NULL;
CREATE INDEX item_next ON item (next_at) WHERE decision IS NULL AND next_at IS NOT NULL;
CREATE INDEX item_behind ON item (changed_at) WHERE card_version < version
    OR card_ts IS NULL AND decision IS NULL AND due_at IS NOT NULL;

CREATE TABLE item_part (
    workspace_id text NOT NULL,
    account_id uuid,
    id text,
    item_id uuid NOT NULL,
    origin text NOT NULL,
    text text NOT NULL,
    url text NOT NULL,
    created_at timestamptz NOT NULL,
    post_id text,
    edited_at timestamptz,
    gone_at timestamptz,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, item_id) REFERENCES item (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX item_part_item ON item_part (workspace_id, item_id, created_at);
"""

DRAFTS = """
CREATE TABLE draft (
    workspace_id text,
    id uuid,
    account_id uuid NOT NULL,
    item_id uuid NOT NULL,
    target_id text NOT NULL,
    text text NOT NULL,
    original text NOT NULL,
    intent text NOT NULL,
    composer text NOT NULL,
    author_id text NOT NULL,
    made_at timestamptz NOT NULL,
    nth integer NOT NULL,
    state text NOT NULL,
    state_at timestamptz NOT NULL,
    facts text[] NOT NULL,
    to_add text[] NOT NULL,
    confidence text NOT NULL,
    seen text[] NOT NULL,
    approver_id text,
    approved_at timestamptz,
    approved_hash text,
    send_at timestamptz,
    sent_at timestamptz,
    post_id text,
    url text,
    problem text NOT NULL,
    dry_run boolean NOT NULL,
    version integer NOT NULL,
    prepared text,
    owner text,
    lease_until timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, item_id) REFERENCES item (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX draft_item ON draft (workspace_id, item_id, made_at);
CREATE UNIQUE INDEX draft_one ON draft (workspace_id, item_id)
    WHERE state IN ('approved', 'prepared', 'sending', 'unknown', 'published');
CREATE INDEX draft_under_way ON draft (state_at)
    WHERE state IN ('approved', 'prepared', 'sending', 'unknown');
CREATE INDEX draft_published ON draft (account_id, sent_at) WHERE state = 'published';

CREATE TABLE audit (
    workspace_id text,
    draft_id uuid,
    n integer,
    happening text NOT NULL,
    at timestamptz NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    person_id text,
    detail text NOT NULL,
    PRIMARY KEY (workspace_id, draft_id, n),
    FOREIGN KEY (workspace_id, draft_id) REFERENCES draft (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX audit_at ON audit (workspace_id, at);

CREATE TABLE wish (
    workspace_id text,
    id uuid,
    item_id uuid NOT NULL,
    person_id text NOT NULL,
    event_key text NOT NULL,
    made_at timestamptz NOT NULL,
    instruction text NOT NULL,
    about text,
    done_at timestamptz,
    problem text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, event_key),
    FOREIGN KEY (workspace_id, item_id) REFERENCES item (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX wish_item ON wish (workspace_id, item_id, made_at);
CREATE INDEX wish_undone ON wish (made_at) WHERE done_at IS NULL;
"""

# Every word as it stands, and stemmed by the language where PostgreSQL knows how: a question about
# "refunds" finds the fact on a "refund". What is in the title counts most.
WORDS = """
CREATE FUNCTION engage_search_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE split_part(lower(language), '-', 1)
        WHEN 'ar' THEN 'arabic'::regconfig
        WHEN 'da' THEN 'danish'::regconfig
        WHEN 'de' THEN 'german'::regconfig
        WHEN 'el' THEN 'greek'::regconfig
        WHEN 'en' THEN 'english'::regconfig
        WHEN 'es' THEN 'spanish'::regconfig
        WHEN 'fi' THEN 'finnish'::regconfig
        WHEN 'fr' THEN 'french'::regconfig
        WHEN 'hu' THEN 'hungarian'::regconfig
        WHEN 'it' THEN 'italian'::regconfig
        WHEN 'nb' THEN 'norwegian'::regconfig
        WHEN 'nl' THEN 'dutch'::regconfig
        WHEN 'no' THEN 'norwegian'::regconfig
        WHEN 'pt' THEN 'portuguese'::regconfig
        WHEN 'ro' THEN 'romanian'::regconfig
        WHEN 'ru' THEN 'russian'::regconfig
        WHEN 'sv' THEN 'swedish'::regconfig
        WHEN 'tr' THEN 'turkish'::regconfig
        ELSE 'simple'::regconfig
    END;

CREATE FUNCTION engage_fact_words(language text, title text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    setweight(to_tsvector('simple', title), 'A')
    || setweight(to_tsvector(engage_search_config(language), title), 'A')
    || to_tsvector('simple', body)
    || to_tsvector(engage_search_config(language), body);
"""

BRAND = """
CREATE TABLE brand_fact (
    workspace_id text,
    id uuid,
    account_id uuid,
    title text NOT NULL,
    text text NOT NULL,
    source text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    valid_until date,
    digest text NOT NULL,
    language text NOT NULL,
    words tsvector GENERATED ALWAYS AS (engage_fact_words(language, title, text)) STORED,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, digest),
    FOREIGN KEY (workspace_id) REFERENCES workspace ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX brand_fact_words ON brand_fact USING gin (words);

CREATE TABLE voice_rule (
    workspace_id text,
    id uuid,
    account_id uuid NOT NULL,
    leaning text NOT NULL,
    text text NOT NULL,
    digest text NOT NULL,
    state text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text,
    why text NOT NULL,
    dropped_at timestamptz,
    dropped_by text,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, digest),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX voice_rule_account ON voice_rule (account_id, made_at);
"""

LISTENING = """
CREATE TABLE saved_search (
    workspace_id text,
    id uuid,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    words text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    listen_only boolean NOT NULL,
    swept_at timestamptz,
    trouble text,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX saved_search_words ON saved_search (account_id, kind, lower(words));

CREATE TABLE hit (
    workspace_id text NOT NULL,
    account_id uuid,
    id text,
    search_id uuid NOT NULL,
    author_id text NOT NULL,
    author_handle text NOT NULL,
    author_name text NOT NULL,
    text text NOT NULL,
    url text NOT NULL,
    created_at timestamptz NOT NULL,
    found_at timestamptz NOT NULL,
    band text NOT NULL,
    reason text NOT NULL,
    language text,
    dismissed_at timestamptz,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX hit_created_at ON hit (account_id, created_at) WHERE dismissed_at IS NULL;

CREATE TABLE dismissal (
    workspace_id text,
    id uuid,
    account_id uuid NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    shown text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (account_id, kind, value),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
"""

NAMES = (
    "item", "item_part", "draft", "audit", "wish", "brand_fact", "voice_rule", "saved_search",
    "hit", "dismissal",
)  # fmt: skip

# As in 0001: closed even to the owner of the table.
CLOSE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace ON {table}
    USING (workspace_id = (SELECT current_setting('engage.workspace', true)))
    WITH CHECK (workspace_id = (SELECT current_setting('engage.workspace', true)));
"""

# Read only, as the doors of 0001: what is to be done by itself, over all workspaces, in those that
# did not leave and for accounts that are connected.
DOORS = """
CREATE POLICY door_to_do ON workspace FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'to_do' AND removed_at IS NULL);
CREATE POLICY door_to_do ON account FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'to_do'
        AND disconnected_at IS NULL);
CREATE POLICY door_to_do ON item FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'to_do'
        AND (decision IS NULL OR card_version < version));
CREATE POLICY door_to_do ON draft FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'to_do'
        AND state IN ('approved', 'prepared', 'sending', 'unknown'));
CREATE POLICY door_to_do ON wish FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'to_do' AND done_at IS NULL);
"""

GRANTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON item, item_part, draft, wish, brand_fact,
            voice_rule, saved_search, hit, dismissal TO engage_app;
        GRANT SELECT, INSERT ON audit TO engage_app; -- append only; it goes with its draft
    END IF;
END $$;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    for tables in (INBOX, DRAFTS, WORDS, BRAND, LISTENING):
        _run(tables)
    for table in NAMES:
        _run(CLOSE.format(table=table))
    _run(DOORS)
    _run(GRANTS)


def _run(script: str) -> None:
    """Several statements at once, as they stand: no parameters, so % and : need no escapes."""
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
