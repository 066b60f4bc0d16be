-- How much of a category is taken in a period. project_id 0 is every project of the organisation together, key_id 0 every key.
CREATE TABLE quota (
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  project_id      INTEGER NOT NULL,
  key_id          INTEGER NOT NULL,
  id              INTEGER PRIMARY KEY,
  -- error (count), attachment (bytes), session (count); as in the ledger.
  category        TEXT    NOT NULL,
  period          TEXT    NOT NULL CHECK (period IN ('hour', 'day', 'month')),
  quantity        INTEGER NOT NULL CHECK (quantity >= 0),
  created_at      INTEGER NOT NULL,
  UNIQUE (organization_id, project_id, key_id, category, period)
) STRICT;

-- Events of known bugs that were counted and not kept, because a quota was used up.
CREATE TABLE issue_dropped (
  project_id INTEGER NOT NULL,
  issue_id   INTEGER NOT NULL,
  day        INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  count      INTEGER NOT NULL,
  PRIMARY KEY (project_id, issue_id, day, reason)
) STRICT, WITHOUT ROWID;

-- For the sweep of blobs that nothing names.
CREATE INDEX event_by_dump ON event (dump_hash) WHERE dump_hash IS NOT NULL;
CREATE INDEX attachment_by_blob ON attachment (blob_hash);
