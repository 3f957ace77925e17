-- Batches (批量处理): the same change made to many records, each in its own rightful way.
-- class: realm
CREATE TABLE record_batch (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  kind CODE NOT NULL CHECK (kind IN ('edit', 'file', 'undo')),
  state CODE NOT NULL CHECK (state IN ('draft', 'running', 'done', 'stopped')),
  made_by ID NOT NULL,
  made_at INSTANT NOT NULL,
  selection TEXT NOT NULL,
  changes TEXT NOT NULL,
  total COUNT NOT NULL CHECK (total >= 0),
  started_at INSTANT,
  ended_at INSTANT,
  done COUNT NOT NULL,
  refused COUNT NOT NULL,
  undoes ID,
  worked_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX record_batch_of_account ON record_batch (realm_id, made_by, made_at, id);
CREATE UNIQUE INDEX record_batch_undoes ON record_batch (realm_id, undoes);

-- The records of a batch as they were taken up, and what became of each.
-- class: realm
CREATE TABLE record_batch_item (
  realm_id ID NOT NULL,
  batch_id ID NOT NULL,
  sequence COUNT NOT NULL CHECK (sequence >= 1),
  record_id ID NOT NULL,
  version COUNT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
  former TEXT NOT NULL,
  changed_to COUNT,
  reason CODE NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (realm_id, batch_id, sequence)
);
CREATE UNIQUE INDEX record_batch_item_once ON record_batch_item (realm_id, batch_id, record_id);
CREATE INDEX record_batch_item_by_state ON record_batch_item (realm_id, batch_id, state, sequence);
CREATE INDEX record_batch_item_of_record ON record_batch_item (realm_id, record_id);
