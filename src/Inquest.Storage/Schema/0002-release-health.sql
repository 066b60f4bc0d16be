-- Sessions, what they add up to, and the gates that decide on them. Hours and days are counted from 1970 (UTC).

-- A release in one environment, as sessions and crashes name it.
CREATE TABLE health_run (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  release     TEXT    NOT NULL,
  environment TEXT    NOT NULL DEFAULT '',
  first_hour  INTEGER NOT NULL,
  last_hour   INTEGER NOT NULL,
  -- Different people of the days whose rows in health_user are gone: exact then, kept for good.
  folded_users         INTEGER NOT NULL DEFAULT 0,
  folded_crashed_users INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project_id, release, environment)
) STRICT;

-- Where a session ran; id 0 is "nothing is known".
CREATE TABLE health_slice (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  os          TEXT    NOT NULL,
  os_version  TEXT    NOT NULL,
  device      TEXT    NOT NULL,
  build       TEXT    NOT NULL,
  country     TEXT    NOT NULL,
  UNIQUE (project_id, os, os_version, device, build, country)
) STRICT;

-- One value of one dimension; id 0 is everybody.
CREATE TABLE health_segment (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  dimension   TEXT    NOT NULL,
  value       TEXT    NOT NULL,
  UNIQUE (project_id, dimension, value)
) STRICT;

CREATE TABLE session (
  project_id  INTEGER NOT NULL,
  sid         BLOB    NOT NULL,
  run_id      INTEGER NOT NULL,
  slice_id    INTEGER NOT NULL,
  user_hash   INTEGER,
  started     INTEGER NOT NULL,
  -- The highest that was seen; a lower one changes nothing unless it is worse news.
  seq         INTEGER NOT NULL,
  -- SessionClass and SessionCause.
  worst       INTEGER NOT NULL,
  cause       INTEGER NOT NULL,
  -- Bits of SessionSeen.
  seen        INTEGER NOT NULL,
  PRIMARY KEY (project_id, sid)
) STRICT, WITHOUT ROWID;

-- Who used a release on a day, in which hours (bit 0 is midnight's), and in which of them crashes fell.
CREATE TABLE health_user (
  project_id  INTEGER NOT NULL,
  run_id      INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  user_hash   INTEGER NOT NULL,
  slice_id    INTEGER NOT NULL,
  hours       INTEGER NOT NULL,
  crash_hours INTEGER NOT NULL,
  -- Bits: 1 hung in the foreground, 2 in the background, 4 out of memory.
  flags       INTEGER NOT NULL,
  PRIMARY KEY (project_id, run_id, day, user_hash)
) STRICT, WITHOUT ROWID;

-- Users of a day or of an hour beyond a million: HyperLogLog registers. bucket is day * 25, or day * 25 + 1 + hour of the day.
CREATE TABLE health_sketch (
  project_id  INTEGER NOT NULL,
  run_id      INTEGER NOT NULL,
  bucket      INTEGER NOT NULL,
  registers   BLOB    NOT NULL,
  PRIMARY KEY (project_id, run_id, bucket)
) STRICT, WITHOUT ROWID;

-- Exact counts. The five classes of sessions exclude each other; healthy ones are the rest.
CREATE TABLE health_hour (
  project_id  INTEGER NOT NULL,
  run_id      INTEGER NOT NULL,
  segment_id  INTEGER NOT NULL,
  hour        INTEGER NOT NULL,
  sessions    INTEGER NOT NULL,
  errored     INTEGER NOT NULL,
  unhandled   INTEGER NOT NULL,
  abnormal    INTEGER NOT NULL,
  crashed     INTEGER NOT NULL,
  -- Of the crashed ones, those that a crash report told of, and those that nothing else told of.
  reported    INTEGER NOT NULL,
  unconfirmed INTEGER NOT NULL,
  anr         INTEGER NOT NULL,
  oom         INTEGER NOT NULL,
  -- Sessions whose beginning was never heard of, and those without a user.
  uninitiated INTEGER NOT NULL,
  anonymous   INTEGER NOT NULL,
  -- Crash reports that name no session.
  loose       INTEGER NOT NULL,
  -- Users who began a session in the hour, and users whose first crash of the day on this release lies in it.
  users       INTEGER NOT NULL,
  crashed_users INTEGER NOT NULL,
  PRIMARY KEY (project_id, run_id, segment_id, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE health_day (
  project_id  INTEGER NOT NULL,
  run_id      INTEGER NOT NULL,
  segment_id  INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  users       INTEGER NOT NULL,
  crashed_users INTEGER NOT NULL,
  anr_users   INTEGER NOT NULL,
  oom_users   INTEGER NOT NULL,
  PRIMARY KEY (project_id, run_id, segment_id, day)
) STRICT, WITHOUT ROWID;

-- Releases that were made on purpose (by a build server), not only named by clients.
ALTER TABLE release ADD COLUMN declared_at INTEGER;
ALTER TABLE release ADD COLUMN released_at INTEGER;
ALTER TABLE release ADD COLUMN url TEXT;
ALTER TABLE release ADD COLUMN archived_at INTEGER;

CREATE TABLE deploy (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  release     TEXT    NOT NULL,
  environment TEXT    NOT NULL,
  name        TEXT,
  url         TEXT,
  started_at  INTEGER,
  finished_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deploy_by_release ON deploy (project_id, release, id);

-- A staged rollout under the gate.
CREATE TABLE rollout (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  release     TEXT    NOT NULL,
  environment TEXT    NOT NULL,
  baseline    TEXT,
  -- Plan and rule as they were when it began: a rule that is changed while looking has no guarantee.
  settings_json TEXT  NOT NULL,
  -- Shares of the predecessor's users by segment, fixed before the first look.
  weights_json TEXT,
  phase       TEXT    NOT NULL CHECK (phase IN ('advancing', 'waiting', 'halted', 'overridden', 'complete')),
  step        INTEGER NOT NULL,
  step_since  INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  -- The strongest evidence ever seen, ln E: it does not fade.
  highest     REAL    NOT NULL DEFAULT 0,
  UNIQUE (project_id, release, environment)
) STRICT;

-- Every decision, with all that it was made from: it can be made again.
CREATE TABLE gate_decision (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  rollout_id  INTEGER NOT NULL REFERENCES rollout (id),
  at          INTEGER NOT NULL,
  verdict     TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  phase       TEXT    NOT NULL,
  step        INTEGER NOT NULL,
  -- Who: the gate itself, a person, a token.
  actor       TEXT    NOT NULL,
  note        TEXT    NOT NULL DEFAULT '',
  -- GateInput and GateFigures.
  input_zstd  BLOB,
  figures_json TEXT   NOT NULL DEFAULT '{}',
  -- Who was told and what they answered.
  told_json   TEXT    NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX gate_decision_by_rollout ON gate_decision (project_id, rollout_id, id);
