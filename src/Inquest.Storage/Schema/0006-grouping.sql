-- Rule sets of a project, every one that ever was; the one with the highest number holds. Taking one back is a new revision with the old text.
CREATE TABLE grouping_revision (
  project_id  INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  text        TEXT    NOT NULL,
  note        TEXT    NOT NULL DEFAULT '',
  user_id     INTEGER REFERENCES user (id),
  actor       TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  -- How far stored events have been regrouped: planning, moving, done. Planning begins again when the server stops; moving goes on.
  phase       TEXT    NOT NULL DEFAULT 'planning' CHECK (phase IN ('planning', 'moving', 'done', 'replaced')),
  -- Events up to this event.id were looked at in this phase.
  next_event  INTEGER NOT NULL DEFAULT 0,
  last_event  INTEGER NOT NULL DEFAULT 0,
  looked_at   INTEGER NOT NULL DEFAULT 0,
  moved       INTEGER NOT NULL DEFAULT 0,
  created_issues INTEGER NOT NULL DEFAULT 0,
  done_at     INTEGER,
  PRIMARY KEY (project_id, revision)
) STRICT, WITHOUT ROWID;

-- Between which issues a revision moved events: what is left empty leads to where most of it went.
CREATE TABLE grouping_move (
  project_id  INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  from_issue  INTEGER NOT NULL,
  to_issue    INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  PRIMARY KEY (project_id, revision, from_issue, to_issue)
) STRICT, WITHOUT ROWID;

-- Calls of a stack for each fingerprint, for the second chance: 12 bytes a call, as StackTermBytes writes them.
CREATE TABLE fingerprint_stack (
  project_id  INTEGER NOT NULL,
  id          INTEGER PRIMARY KEY,
  version     INTEGER NOT NULL,
  fingerprint TEXT    NOT NULL,
  terms       BLOB    NOT NULL
) STRICT;
CREATE INDEX fingerprint_stack_by_project ON fingerprint_stack (project_id, id);

-- When a version of the keys began on this server: until 90 days later an event is also looked for under its key of the version before.
CREATE TABLE grouping_version (
  version   INTEGER PRIMARY KEY,
  began_at  INTEGER NOT NULL
) STRICT;
INSERT INTO grouping_version (version, began_at) VALUES (1, CAST(strftime('%s', 'now') AS INTEGER) * 1000);
