-- Secrets that addresses for uploads are signed with. The newest signs; older ones only check what they signed.
CREATE TABLE upload_secret (
  id          INTEGER PRIMARY KEY,
  secret      BLOB    NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

-- Crashes that came through a signed address and were confirmed: what repeated crashes of a user are told by.
CREATE TABLE crash_upload (
  project_id   INTEGER NOT NULL,
  crash_id     BLOB    NOT NULL,
  key_id       INTEGER NOT NULL,
  -- What the client tells its crashes apart by, and the user as UserHash; NULL when it did not say.
  fingerprint  TEXT,
  user_hash    INTEGER,
  size         INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, crash_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX crash_upload_by_fingerprint ON crash_upload (project_id, fingerprint, confirmed_at) WHERE fingerprint IS NOT NULL;
CREATE INDEX crash_upload_by_user ON crash_upload (project_id, user_hash) WHERE user_hash IS NOT NULL;
CREATE INDEX crash_upload_by_time ON crash_upload (confirmed_at);

-- Crashes that were counted and not uploaded, until they are events of the issue that an uploaded one made.
CREATE TABLE waiting_copy (
  project_id   INTEGER NOT NULL,
  event_id     BLOB    NOT NULL,
  key_id       INTEGER NOT NULL,
  fingerprint  TEXT    NOT NULL,
  user_hash    BLOB,
  release      TEXT,
  platform     TEXT,
  crashed_at   INTEGER NOT NULL,
  received_at  INTEGER NOT NULL,
  PRIMARY KEY (project_id, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_copy_by_time ON waiting_copy (received_at);

-- Figures of the way from a crash to this database, an hour each.
CREATE TABLE pipeline_hour (
  project_id  INTEGER NOT NULL,
  hour        INTEGER NOT NULL,
  -- issued, confirmed, suppressed, refused, events, or latency:N for step N of a logarithmic scale; see PipelineMeasure.
  measure     TEXT    NOT NULL,
  platform    TEXT    NOT NULL,
  release     TEXT    NOT NULL,
  value       INTEGER NOT NULL,
  PRIMARY KEY (project_id, hour, measure, platform, release)
) STRICT, WITHOUT ROWID;
