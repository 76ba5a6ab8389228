-- What batches brought, as it came, until it is put where it belongs: one row for each batch. Emptied within
-- seconds; what is left after a crash is put into its place before anything else.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
