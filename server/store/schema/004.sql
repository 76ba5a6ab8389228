-- Where a device may be woken: the address that its browser's push service made for it. Not sealed, because the
-- server has to call it.
CREATE TABLE push (
  inbox_no INTEGER PRIMARY KEY,
  endpoint TEXT NOT NULL
) STRICT;
