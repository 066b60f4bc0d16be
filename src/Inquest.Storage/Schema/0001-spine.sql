-- Conventions of every table:
--   * project_id comes first, so that a distributed PostgreSQL can shard by it; 0 stands for "all projects".
--   * times are unix milliseconds (UTC), hours and days are unix time divided by 3,600,000 or 86,400,000.
--   * event_id is the client's id as 16 bytes; event.id is ours, ascending in the order of arrival.
--   * *_json columns hold JSON text, *_zstd columns hold one zstd frame.

CREATE TABLE organization (
  id          INTEGER PRIMARY KEY,
  slug        TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE project (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  slug            TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  platform        TEXT,
  -- Issues are called PREFIX-number; the last number that was given away.
  short_prefix    TEXT    NOT NULL,
  last_short_id   INTEGER NOT NULL DEFAULT 0,
  -- Origins allowed to send from browsers, in-app rules, scrub rules; see ProjectSettings.
  settings_json   TEXT    NOT NULL DEFAULT '{}',
  first_event_at  INTEGER,
  created_at      INTEGER NOT NULL,
  UNIQUE (organization_id, slug)
) STRICT;

CREATE TABLE project_key (
  project_id  INTEGER NOT NULL REFERENCES project (id),
  id          INTEGER PRIMARY KEY,
  public_key  TEXT    NOT NULL UNIQUE,
  label       TEXT    NOT NULL,
  enabled     INTEGER NOT NULL DEFAULT 1,
  created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX project_key_by_project ON project_key (project_id);

CREATE TABLE user (
  id            INTEGER PRIMARY KEY,
  email         TEXT    NOT NULL UNIQUE COLLATE NOCASE,
  name          TEXT    NOT NULL,
  password_hash TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  last_seen_at  INTEGER
) STRICT;

CREATE TABLE member (
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  user_id         INTEGER NOT NULL REFERENCES user (id),
  role            TEXT    NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;

-- Sessions of people in a browser; only the hash of the cookie is kept.
CREATE TABLE user_session (
  token_hash  BLOB    NOT NULL PRIMARY KEY,
  user_id     INTEGER NOT NULL REFERENCES user (id),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  user_agent  TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE api_token (
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organization (id),
  user_id         INTEGER REFERENCES user (id),
  name            TEXT    NOT NULL,
  token_hash      BLOB    NOT NULL UNIQUE,
  -- The last characters, for people to tell tokens apart.
  hint            TEXT    NOT NULL,
  -- Space-separated names of TokenScope.
  scopes          TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  last_used_at    INTEGER,
  expires_at      INTEGER,
  revoked_at      INTEGER
) STRICT;

CREATE TABLE issue (
  project_id      INTEGER NOT NULL REFERENCES project (id),
  id              INTEGER PRIMARY KEY,
  short_id        INTEGER NOT NULL,
  title           TEXT    NOT NULL,
  culprit         TEXT    NOT NULL DEFAULT '',
  -- crash, hang, error, message, dump, feedback, security; as Report.Kind.
  kind            TEXT    NOT NULL,
  level           TEXT    NOT NULL,
  platform        TEXT    NOT NULL,
  is_crash        INTEGER NOT NULL DEFAULT 0,
  state           TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'ignored')),
  substate        TEXT    CHECK (substate IN ('new', 'regressed')),
  -- Resolved: the release that has the repair, when one was named; "next" counts from resolved_in_release on.
  resolved_at     INTEGER,
  resolved_in_release      TEXT,
  resolved_in_next_release INTEGER NOT NULL DEFAULT 0,
  -- Ignored until a time, or until the event count has reached a number.
  ignored_until        INTEGER,
  ignored_until_events INTEGER,
  assignee_user_id INTEGER REFERENCES user (id),
  first_seen      INTEGER NOT NULL,
  last_seen       INTEGER NOT NULL,
  first_release   TEXT,
  last_release    TEXT,
  regressed_in_release TEXT,
  event_count     INTEGER NOT NULL DEFAULT 0,
  user_count      INTEGER NOT NULL DEFAULT 0,
  -- Events whose stack has frames without symbols.
  symbol_problem_count INTEGER NOT NULL DEFAULT 0,
  last_event_id   INTEGER,
  merged_into     INTEGER REFERENCES issue (id),
  -- Why events are grouped here: GroupingResult's explanation, in the words of the mechanism that decided.
  grouping_json   TEXT    NOT NULL DEFAULT '{}',
  created_at      INTEGER NOT NULL,
  UNIQUE (project_id, short_id)
) STRICT;
CREATE INDEX issue_by_last_seen  ON issue (project_id, state, last_seen DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX issue_by_events     ON issue (project_id, state, event_count DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX issue_by_users      ON issue (project_id, state, user_count DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX issue_by_first_seen ON issue (project_id, state, first_seen DESC, id DESC) WHERE merged_into IS NULL;
CREATE INDEX issue_by_substate   ON issue (project_id, substate, last_seen DESC, id DESC)
  WHERE merged_into IS NULL AND substate IS NOT NULL;

CREATE TABLE issue_fingerprint (
  project_id  INTEGER NOT NULL,
  version     INTEGER NOT NULL,
  fingerprint TEXT    NOT NULL,
  issue_id    INTEGER NOT NULL REFERENCES issue (id),
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (project_id, version, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_fingerprint_by_issue ON issue_fingerprint (project_id, issue_id);

CREATE TABLE event (
  project_id    INTEGER NOT NULL,
  id            INTEGER PRIMARY KEY,
  event_id      BLOB    NOT NULL,
  -- NULL while processing, and for a failed event.
  issue_id      INTEGER REFERENCES issue (id),
  key_id        INTEGER NOT NULL,
  timestamp     INTEGER NOT NULL,
  received_at   INTEGER NOT NULL,
  state         TEXT    NOT NULL DEFAULT 'stored' CHECK (state IN ('stored', 'processing', 'failed')),
  failure       TEXT,
  kind          TEXT    NOT NULL,
  level         TEXT    NOT NULL,
  platform      TEXT    NOT NULL,
  is_crash      INTEGER NOT NULL DEFAULT 0,
  title         TEXT    NOT NULL DEFAULT '',
  release       TEXT,
  environment   TEXT,
  user_hash     INTEGER,
  fingerprint   TEXT,
  fingerprint_version INTEGER,
  -- Frames without symbols in this event's stacks.
  missing_frames INTEGER NOT NULL DEFAULT 0,
  -- SHA-256 of the dump in the blob store.
  dump_hash     BLOB,
  dump_size     INTEGER,
  processed_at  INTEGER,
  UNIQUE (project_id, event_id)
) STRICT;
CREATE INDEX event_by_issue ON event (project_id, issue_id, id);
CREATE INDEX event_unfinished ON event (project_id, state, id) WHERE state <> 'stored';

CREATE TABLE event_body (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY REFERENCES event (id),
  -- The Report as ReportJson writes it.
  report_zstd BLOB,
  -- What the client sent after scrubbing: the event item's JSON, or the fields of a dump's form.
  raw_zstd    BLOB,
  -- Normalised stack: what the fingerprint is made of and can be made of again.
  stack_zstd  BLOB
) STRICT;

CREATE TABLE issue_user (
  project_id  INTEGER NOT NULL,
  issue_id    INTEGER NOT NULL,
  user_hash   INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (project_id, issue_id, user_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_tag (
  project_id  INTEGER NOT NULL,
  issue_id    INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  value       TEXT    NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (project_id, issue_id, key, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_tag (
  project_id  INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  value       TEXT    NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (project_id, key, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_hour (
  project_id  INTEGER NOT NULL,
  issue_id    INTEGER NOT NULL,
  hour        INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (project_id, issue_id, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_day (
  project_id  INTEGER NOT NULL,
  issue_id    INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (project_id, issue_id, day)
) STRICT, WITHOUT ROWID;

-- Events per issue and release, for "share of this release's crashes".
CREATE TABLE issue_release (
  project_id  INTEGER NOT NULL,
  issue_id    INTEGER NOT NULL,
  release     TEXT    NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (project_id, issue_id, release)
) STRICT, WITHOUT ROWID;

CREATE TABLE release (
  project_id    INTEGER NOT NULL,
  id            INTEGER PRIMARY KEY,
  version       TEXT    NOT NULL,
  first_seen    INTEGER NOT NULL,
  last_seen     INTEGER NOT NULL,
  event_count   INTEGER NOT NULL DEFAULT 0,
  crash_count   INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project_id, version)
) STRICT;

CREATE TABLE attachment (
  project_id      INTEGER NOT NULL,
  id              INTEGER PRIMARY KEY,
  -- The event may not have arrived yet, or never come.
  event_id        BLOB    NOT NULL,
  name            TEXT    NOT NULL,
  content_type    TEXT,
  attachment_type TEXT    NOT NULL,
  size            INTEGER NOT NULL,
  blob_hash       BLOB    NOT NULL,
  received_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_by_event ON attachment (project_id, event_id);

CREATE TABLE user_report (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  event_id    BLOB    NOT NULL,
  name        TEXT,
  email       TEXT,
  comments    TEXT    NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX user_report_by_event ON user_report (project_id, event_id);

-- Sessions as they came, for the health computations that read them later. kind is session or sessions.
CREATE TABLE session_raw (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  key_id      INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  sent_at     INTEGER,
  kind        TEXT    NOT NULL,
  payload     BLOB    NOT NULL
) STRICT;

CREATE TABLE client_report (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  key_id      INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  payload     BLOB    NOT NULL
) STRICT;

-- The ledger: what became of everything that came in. outcome as Sentry numbers them:
-- 0 accepted, 1 filtered, 2 rate limited, 3 invalid, 4 abuse, 5 client discard, 6 cardinality limited.
CREATE TABLE outcome (
  project_id  INTEGER NOT NULL,
  key_id      INTEGER NOT NULL,
  hour        INTEGER NOT NULL,
  category    TEXT    NOT NULL,
  outcome     INTEGER NOT NULL,
  reason      TEXT    NOT NULL DEFAULT '',
  quantity    INTEGER NOT NULL,
  PRIMARY KEY (project_id, hour, key_id, category, outcome, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  project_id   INTEGER NOT NULL,
  id           INTEGER PRIMARY KEY,
  -- process-dump, resymbolicate.
  kind         TEXT    NOT NULL,
  -- event.id the work is for.
  event_row    INTEGER NOT NULL,
  -- Counted before the work begins, so that work which kills the process is counted too.
  attempts     INTEGER NOT NULL DEFAULT 0,
  run_after    INTEGER NOT NULL,
  leased_until INTEGER,
  last_error   TEXT,
  created_at   INTEGER NOT NULL,
  UNIQUE (project_id, kind, event_row)
) STRICT;
CREATE INDEX job_by_time ON job (run_after, id);

-- What was uploaded, kept once whatever it is called and whoever has it; the bytes lie in the vault by their SHA-256.
CREATE TABLE symbol_content (
  id           INTEGER PRIMARY KEY,
  sha256       BLOB    NOT NULL UNIQUE,
  -- What clients of the chunk protocol ask by.
  sha1         BLOB    NOT NULL,
  -- breakpad, elf, pe, pdb, macho, portablepdb, sourcebundle, wasm; as SymbolFileKinds.
  kind         TEXT    NOT NULL,
  size         INTEGER NOT NULL,
  -- Bytes on disk.
  packed_size  INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  -- To the day: symbolication and downloads both count.
  last_used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX symbol_content_by_sha1 ON symbol_content (sha1);

-- The programs, libraries and debug files inside of a content: one, or several in a universal Mach-O file.
CREATE TABLE symbol_object (
  content_id  INTEGER NOT NULL REFERENCES symbol_content (id),
  ordinal     INTEGER NOT NULL,
  -- Breakpad form, upper case; empty when the file has none.
  debug_id    TEXT    NOT NULL,
  -- Lower case: build id, UUID, or time stamp and size of a PE; empty when the file has none.
  code_id     TEXT    NOT NULL,
  debug_file  TEXT    NOT NULL,
  code_file   TEXT    NOT NULL,
  os          TEXT    NOT NULL,
  cpu         TEXT    NOT NULL,
  -- Bits of SymbolFeatures.
  features    INTEGER NOT NULL,
  PRIMARY KEY (content_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX symbol_object_by_debug_id ON symbol_object (debug_id) WHERE debug_id <> '';
CREATE INDEX symbol_object_by_code_id ON symbol_object (code_id) WHERE code_id <> '';

-- Whose a content is. Projects of one organisation see each other's files.
CREATE TABLE symbol_file (
  project_id      INTEGER NOT NULL,
  id              INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL,
  content_id      INTEGER NOT NULL REFERENCES symbol_content (id),
  -- As uploaded: a base name.
  name            TEXT    NOT NULL,
  -- The latest release that was uploaded with it.
  release         TEXT,
  uploaded_by     TEXT,
  uploaded_at     INTEGER NOT NULL,
  UNIQUE (project_id, content_id)
) STRICT;
CREATE INDEX symbol_file_by_content ON symbol_file (content_id);

-- Modules that stacks needed and no source had, with the number of frames (over all events) that they would repair.
CREATE TABLE missing_symbol (
  project_id  INTEGER NOT NULL,
  debug_file  TEXT    NOT NULL,
  debug_id    TEXT    NOT NULL,
  code_file   TEXT    NOT NULL DEFAULT '',
  code_id     TEXT    NOT NULL DEFAULT '',
  -- missing, wrong-id, malformed, denied, timed-out, incomplete.
  state       TEXT    NOT NULL,
  -- The latest search: a line for each place that was asked, with its answer.
  lookups     TEXT    NOT NULL DEFAULT '',
  frames      INTEGER NOT NULL,
  events      INTEGER NOT NULL,
  first_seen  INTEGER NOT NULL,
  last_seen   INTEGER NOT NULL,
  PRIMARY KEY (project_id, debug_file, debug_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX missing_symbol_by_debug_id ON missing_symbol (debug_id);
CREATE INDEX missing_symbol_by_code_id ON missing_symbol (code_id) WHERE code_id <> '';
CREATE INDEX missing_symbol_by_frames ON missing_symbol (project_id, frames DESC);

CREATE TABLE event_missing_symbol (
  project_id  INTEGER NOT NULL,
  debug_file  TEXT    NOT NULL,
  debug_id    TEXT    NOT NULL,
  event_row   INTEGER NOT NULL,
  frames      INTEGER NOT NULL,
  PRIMARY KEY (project_id, debug_file, debug_id, event_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_missing_symbol_by_event ON event_missing_symbol (project_id, event_row);

CREATE TABLE issue_history (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  issue_id    INTEGER NOT NULL REFERENCES issue (id),
  at          INTEGER NOT NULL,
  -- NULL when the server itself did it.
  user_id     INTEGER REFERENCES user (id),
  actor       TEXT    NOT NULL,
  -- created, resolved, reopened, ignored, regressed, merged, assigned, regrouped, resymbolicated, undone.
  what        TEXT    NOT NULL,
  detail      TEXT    NOT NULL DEFAULT '',
  -- State before the change, enough to undo it; NULL when it cannot be undone.
  undo_json   TEXT,
  undone_at   INTEGER
) STRICT;
CREATE INDEX issue_history_by_issue ON issue_history (project_id, issue_id, id);

-- Events on their way from one issue to another, because people merged or split them or took that back. Fingerprints are
-- redirected at once; events follow in chunks, so that an issue with a million of them does not hold up what arrives.
CREATE TABLE issue_move (
  project_id  INTEGER NOT NULL,
  -- Moves are done one after the other in this order, so that a move and its undoing end where they should.
  id          INTEGER PRIMARY KEY,
  from_issue  INTEGER NOT NULL REFERENCES issue (id),
  to_issue    INTEGER NOT NULL REFERENCES issue (id),
  -- List of FingerprintId whose events move; NULL for all events.
  fingerprints_json TEXT,
  -- The events make up a new issue, so they decide how old it is; elsewhere that was known when the move began.
  decides_age INTEGER NOT NULL DEFAULT 0,
  -- Events up to this event.id were looked at.
  next_event  INTEGER NOT NULL DEFAULT 0,
  moved       INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  done_at     INTEGER
) STRICT;
CREATE INDEX issue_move_pending ON issue_move (id) WHERE done_at IS NULL;

CREATE TABLE setting (
  project_id  INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  value       TEXT    NOT NULL,
  changed_at  INTEGER NOT NULL,
  PRIMARY KEY (project_id, name)
) STRICT, WITHOUT ROWID;

-- How far the spool has been read into this database: the commit that stores a batch moves the cursor with it.
CREATE TABLE spool_cursor (
  name        TEXT    NOT NULL PRIMARY KEY,
  segment     INTEGER NOT NULL,
  offset      INTEGER NOT NULL,
  -- Times that reading on from here was begun and not committed; see PoisonGuard.
  attempts    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- rowid = issue.id. Written when an issue is created and when its frames change.
CREATE VIRTUAL TABLE issue_search USING fts5 (
  title, culprit, frames, modules, messages, tags,
  tokenize = "unicode61 tokenchars '_$'"
);
