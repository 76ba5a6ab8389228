-- What delivery needs and no more (PROTOCOL 10). Times are day numbers. No table grows in order of
-- time: keys are random ids, and an envelope's number starts with the random number of its inbox.
CREATE TABLE fact (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- inbox_no is random, 23 bits; head is the highest sequence number ever given out.
CREATE TABLE inbox (
  inbox_no INTEGER PRIMARY KEY,
  inbox_id BLOB NOT NULL UNIQUE,
  login_key BLOB NOT NULL,
  head INTEGER NOT NULL,
  acked_up_to INTEGER NOT NULL,
  envelopes INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE friend (
  friend_id BLOB PRIMARY KEY,
  inbox_no INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  expires_day INTEGER NOT NULL,
  quota INTEGER NOT NULL,
  high INTEGER NOT NULL,
  digest BLOB NOT NULL,
  expired_up_to INTEGER NOT NULL,
  envelopes INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX friend_of_inbox ON friend (inbox_no);

CREATE TABLE card (
  friend_id BLOB PRIMARY KEY,
  card BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bundle (
  inbox_no INTEGER PRIMARY KEY,
  sealed_manifest BLOB NOT NULL,
  signed_prekey BLOB NOT NULL,
  last_resort BLOB NOT NULL
) STRICT;

CREATE TABLE pair (
  inbox_no INTEGER NOT NULL,
  pair_id INTEGER NOT NULL,
  item BLOB NOT NULL,
  PRIMARY KEY (inbox_no, pair_id)
) STRICT, WITHOUT ROWID;

-- Ids of pairs handed out: an upload repeated after a lost answer cannot bring one back.
CREATE TABLE claimed_pair (
  inbox_no INTEGER NOT NULL,
  pair_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (inbox_no, pair_id)
) STRICT, WITHOUT ROWID;

-- id = inbox_no << 40 | sequence number. hash covers the whole row.
CREATE TABLE envelope (
  id INTEGER PRIMARY KEY,
  friend_id BLOB NOT NULL,
  channel_seq INTEGER NOT NULL,
  day INTEGER NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;

-- Rows whose hash did not fit when read: set aside, so that they block nothing.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  friend_id BLOB NOT NULL,
  channel_seq INTEGER NOT NULL,
  day INTEGER NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
