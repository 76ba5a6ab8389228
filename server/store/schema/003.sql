-- Blobs (PROTOCOL 4.1): what is known of each. Its bytes lie in the folder blobs/ under `name`, sealed once more
-- under `seal`: when the row is gone, whatever the disk keeps of the file is noise.
CREATE TABLE blob (
  blob_hash BLOB PRIMARY KEY,
  friend_id BLOB NOT NULL,
  inbox_no INTEGER NOT NULL,
  length INTEGER NOT NULL,
  day INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  name BLOB NOT NULL,
  seal BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_of_friend ON blob (friend_id);
CREATE INDEX blob_of_inbox ON blob (inbox_no);

-- Files without a row, until they are removed. The row and its mark here change in one commit, so that no crash
-- leaves a file that nothing knows of.
CREATE TABLE blob_gone (
  name BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TRIGGER blob_went AFTER DELETE ON blob BEGIN
  INSERT INTO blob_gone (name) VALUES (old.name);
END;
-- A friendId takes its blobs along, whatever removed it.
CREATE TRIGGER friend_went AFTER DELETE ON friend BEGIN
  DELETE FROM blob WHERE friend_id = old.friend_id;
END;
