-- The store as it began. Instants are milliseconds since 1970 in UTC, days are ISO text, sets and
-- lists are JSON, hashes are 64 bits kept as signed integers.

-- Small things by name: last digest of a recipient, state of the schedule, marks.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Documents taken as known, by content hash, so that importing again changes nothing.
CREATE TABLE import (
  hash    INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  article TEXT NOT NULL,
  at      INTEGER NOT NULL
) STRICT;

-- What is remembered of a source between looks; `no` is what other tables say for short.
CREATE TABLE source (
  no        INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  next_look INTEGER,
  state     TEXT NOT NULL
) STRICT;

CREATE TABLE look (
  no     INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (no) ON DELETE CASCADE,
  at     INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  look   TEXT NOT NULL
) STRICT;
CREATE INDEX look_source_at ON look (source, at);
CREATE INDEX look_at ON look (at);

-- One row for each identity key of each entry ever read: the tombstones that outlive articles.
-- `key` is the hash of the key; an integer primary key is the row id, the fastest look-up there is.
CREATE TABLE seen (
  key     INTEGER PRIMARY KEY,
  source  INTEGER,
  day     INTEGER NOT NULL,
  article INTEGER
) STRICT;

CREATE TABLE article (
  no          INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  url         TEXT NOT NULL,
  url_key     INTEGER NOT NULL,
  outlet      TEXT NOT NULL,
  source      TEXT,
  lang        TEXT NOT NULL,
  title       TEXT NOT NULL,
  author      TEXT,
  published   INTEGER,
  modified    INTEGER,
  taken       INTEGER NOT NULL,
  fingerprint INTEGER NOT NULL,
  wire        TEXT,
  revision    INTEGER NOT NULL DEFAULT 0,
  relevant    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX article_url ON article (url_key);
CREATE INDEX article_taken ON article (taken);
CREATE INDEX article_wire ON article (wire) WHERE wire IS NOT NULL;

-- Main texts, packed; apart, so that lists of articles do not read them.
CREATE TABLE body (
  article INTEGER PRIMARY KEY REFERENCES article (no) ON DELETE CASCADE,
  packed  BLOB NOT NULL
) STRICT;

-- What an article said before it was changed.
CREATE TABLE revision (
  article INTEGER NOT NULL REFERENCES article (no) ON DELETE CASCADE,
  n       INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  title   TEXT NOT NULL,
  packed  BLOB NOT NULL,
  PRIMARY KEY (article, n)
) STRICT, WITHOUT ROWID;

-- Everything decided about an article, packed JSON: what `explain` prints.
CREATE TABLE assessment (
  article INTEGER PRIMARY KEY REFERENCES article (no) ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  packed  BLOB NOT NULL
) STRICT;

-- Full text. Holds no text of its own; row ids are `article.no`.
CREATE VIRTUAL TABLE article_words USING fts5 (
  title, text, content = '', contentless_delete = 1,
  tokenize = "porter unicode61 remove_diacritics 2"
);

-- The ledger. Digests tell whether the stored facts and tellings are still a prefix of what is saved.
CREATE TABLE event (
  no             INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL,
  title          TEXT NOT NULL,
  first_day      TEXT,
  last_day       TEXT,
  precision      TEXT,
  places         TEXT NOT NULL,
  actors         TEXT NOT NULL,
  kinds          TEXT NOT NULL,
  first_told     INTEGER NOT NULL,
  last_told      INTEGER NOT NULL,
  on_topic       INTEGER NOT NULL,
  history        INTEGER NOT NULL,
  ignored        INTEGER NOT NULL,
  merged_into    TEXT REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
  facts          INTEGER NOT NULL DEFAULT 0,
  facts_digest   INTEGER NOT NULL DEFAULT 0,
  tellings       INTEGER NOT NULL DEFAULT 0,
  tellings_digest INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX event_merged ON event (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX event_told ON event (last_told);

CREATE TABLE fact (
  event     INTEGER NOT NULL REFERENCES event (no) ON DELETE CASCADE,
  n         INTEGER NOT NULL,
  key       TEXT NOT NULL,
  form      TEXT NOT NULL CHECK (form IN ('count', 'text', 'date')),
  value     ANY NOT NULL,
  qualifier TEXT NOT NULL,
  said_by   TEXT,
  article   TEXT NOT NULL,
  outlet    TEXT NOT NULL,
  at        INTEGER NOT NULL,
  evidence  TEXT NOT NULL,
  lead      INTEGER NOT NULL,
  PRIMARY KEY (event, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE telling (
  event       INTEGER NOT NULL REFERENCES event (no) ON DELETE CASCADE,
  n           INTEGER NOT NULL,
  article     TEXT NOT NULL,
  outlet      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  fingerprint INTEGER NOT NULL,
  agency      TEXT,
  role        TEXT NOT NULL,
  words       BLOB NOT NULL,
  PRIMARY KEY (event, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX telling_article ON telling (article);

-- What people said about the ledger; appended only.
CREATE TABLE ruling (
  no     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  by     TEXT NOT NULL,
  kind   TEXT NOT NULL,
  ruling TEXT NOT NULL
) STRICT;

CREATE TABLE development (
  no       INTEGER PRIMARY KEY,
  event    TEXT NOT NULL,
  article  TEXT NOT NULL,
  at       INTEGER NOT NULL,
  verdict  TEXT NOT NULL,
  severity TEXT NOT NULL,
  body     TEXT NOT NULL,
  UNIQUE (event, article, at)
) STRICT;
CREATE INDEX development_at ON development (at);

-- The outbox: one development for one recipient. A row is never queued twice.
CREATE TABLE notice (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  development INTEGER NOT NULL REFERENCES development (no),
  event       TEXT NOT NULL,
  recipient   TEXT NOT NULL,
  channel     TEXT NOT NULL,
  not_before  INTEGER NOT NULL,
  state       TEXT NOT NULL,
  attempts    INTEGER NOT NULL DEFAULT 0,
  last_error  TEXT,
  message_id  TEXT,
  sent_at     INTEGER,
  claimed_at  INTEGER,
  dropped     INTEGER NOT NULL DEFAULT 0,
  UNIQUE (development, recipient, channel)
) STRICT;
CREATE INDEX notice_state ON notice (state, not_before);
CREATE INDEX notice_event ON notice (event, recipient);
CREATE INDEX notice_sent ON notice (recipient, sent_at) WHERE sent_at IS NOT NULL;
