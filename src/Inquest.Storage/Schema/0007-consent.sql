-- What people chose about their reports, by the hash of their account. The latest choice of a person holds.
CREATE TABLE consent_change (
  project_id   INTEGER NOT NULL,
  -- SHA-256 over "id:" and the account's id.
  user_hash    BLOB    NOT NULL,
  changed_at   INTEGER NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('given', 'revoked')),
  text_version INTEGER NOT NULL,
  received_at  INTEGER NOT NULL,
  PRIMARY KEY (project_id, user_hash, changed_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_change_by_time ON consent_change (project_id, received_at DESC);

-- Whose data was erased, when and by whom: the number of a user names nobody, and proves that it was done.
CREATE TABLE erasure (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  user_hash   INTEGER NOT NULL,
  erased_at   INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  events      INTEGER NOT NULL,
  files       INTEGER NOT NULL
) STRICT;
CREATE INDEX event_by_user ON event (project_id, user_hash) WHERE user_hash IS NOT NULL;
