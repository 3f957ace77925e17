-- Papers that came in (收件), each with the reading that it waits for or got.
-- class: realm
CREATE TABLE inbox_item (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  component_id ID NOT NULL,
  hash CODE NOT NULL,
  file_name TEXT NOT NULL,
  size_bytes COUNT NOT NULL,
  format CODE NOT NULL,
  source CODE NOT NULL,
  state CODE NOT NULL CHECK (state IN ('waiting', 'read', 'unreadable')),
  problem CODE,
  proposal TEXT NOT NULL,
  job_id ID NOT NULL,
  received_at INSTANT NOT NULL,
  read_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX inbox_item_hash ON inbox_item (realm_id, hash);
CREATE UNIQUE INDEX inbox_item_record ON inbox_item (realm_id, record_id);
