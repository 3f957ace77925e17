-- What was done: one row for each act, written in the transaction of the act and never changed.
-- class: realm
CREATE TABLE ledger_entry (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  recorded_at INSTANT NOT NULL,
  actor CODE NOT NULL,
  action CODE NOT NULL,
  subject_kind CODE NOT NULL,
  subject_id ID NOT NULL,
  digest CODE,
  details TEXT NOT NULL,
  nonce BYTES NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX ledger_entry_of_subject ON ledger_entry (realm_id, subject_kind, subject_id, recorded_at, id);

-- Entries that wait for their place in the tree; written with the entry, removed by the sequencer.
-- class: realm
CREATE TABLE ledger_waiting (
  realm_id ID NOT NULL,
  recorded_at INSTANT NOT NULL,
  entry_id ID NOT NULL,
  leaf_hash BYTES NOT NULL,
  PRIMARY KEY (realm_id, recorded_at, entry_id)
);

-- The leaves of the tree in their order, from 0 without gaps.
-- class: realm
CREATE TABLE ledger_leaf (
  realm_id ID NOT NULL,
  leaf_index COUNT NOT NULL,
  entry_id ID NOT NULL,
  leaf_hash BYTES NOT NULL,
  PRIMARY KEY (realm_id, leaf_index)
);
CREATE UNIQUE INDEX ledger_leaf_of_entry ON ledger_leaf (realm_id, entry_id);

-- Hashes of complete subtrees, 256 of 32 bytes to a tile; the last tile of each level is still filling.
-- class: realm
CREATE TABLE ledger_tile (
  realm_id ID NOT NULL,
  level COUNT NOT NULL,
  tile_index COUNT NOT NULL,
  hashes BYTES NOT NULL,
  PRIMARY KEY (realm_id, level, tile_index)
);

-- The size of each tree and the number of its last checkpoint; the row is also the sequencer's lock.
-- class: realm
CREATE TABLE ledger_head (
  realm_id ID NOT NULL,
  size COUNT NOT NULL,
  checkpoints COUNT NOT NULL,
  PRIMARY KEY (realm_id)
);

-- Signed statements of size and root, numbered from 1 without gaps.
-- class: realm
CREATE TABLE ledger_checkpoint (
  realm_id ID NOT NULL,
  number COUNT NOT NULL,
  size COUNT NOT NULL,
  note TEXT NOT NULL,
  created_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, number)
);
