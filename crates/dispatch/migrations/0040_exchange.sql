-- Many records taken out of the house at once (批量移交).
-- class: realm
CREATE TABLE consignment (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  format CODE NOT NULL CHECK (format IN ('eep', 'bagit', 'ocfl')),
  asked TEXT NOT NULL,
  purpose CODE NOT NULL,
  reason TEXT NOT NULL,
  folder TEXT NOT NULL,
  made_by ID,
  made_at INSTANT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('packing', 'done', 'stopped', 'cleared')),
  records COUNT NOT NULL CHECK (records >= 0),
  packed COUNT NOT NULL CHECK (packed >= 0),
  left_out COUNT NOT NULL CHECK (left_out >= 0),
  bytes COUNT NOT NULL CHECK (bytes >= 0),
  ended_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX consignment_of_maker ON consignment (realm_id, made_by, made_at, id);
CREATE INDEX consignment_by_state ON consignment (realm_id, state, made_at, id);

-- What became of each record of a consignment; it tells what left the house, and stays.
-- class: realm
CREATE TABLE consignment_item (
  realm_id ID NOT NULL,
  consignment_id ID NOT NULL,
  sequence COUNT NOT NULL CHECK (sequence >= 1),
  record_id ID NOT NULL,
  archival_code CODE NOT NULL,
  outcome CODE NOT NULL CHECK (outcome IN ('waiting', 'packed', 'left-out', 'destroyed')),
  place TEXT NOT NULL,
  files COUNT NOT NULL CHECK (files >= 0),
  bytes COUNT NOT NULL CHECK (bytes >= 0),
  digest CODE NOT NULL,
  problem CODE NOT NULL,
  detail TEXT NOT NULL,
  ended_at INSTANT,
  PRIMARY KEY (realm_id, consignment_id, sequence)
);
CREATE INDEX consignment_item_outcome ON consignment_item (realm_id, consignment_id, outcome, sequence);
CREATE INDEX consignment_item_of_record ON consignment_item (realm_id, record_id);

-- Packages taken in (接收).
-- class: realm
CREATE TABLE accession (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  made_by ID,
  made_at INSTANT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('receiving', 'done', 'stopped')),
  packages COUNT NOT NULL CHECK (packages >= 0),
  received COUNT NOT NULL CHECK (received >= 0),
  known COUNT NOT NULL CHECK (known >= 0),
  refused COUNT NOT NULL CHECK (refused >= 0),
  bytes COUNT NOT NULL CHECK (bytes >= 0),
  problem CODE NOT NULL,
  detail TEXT NOT NULL,
  ended_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX accession_of_maker ON accession (realm_id, made_by, made_at, id);
CREATE INDEX accession_by_state ON accession (realm_id, state, made_at, id);

-- What became of each package of an accession; it tells what was offered and decided, and stays.
-- class: realm
CREATE TABLE accession_item (
  realm_id ID NOT NULL,
  accession_id ID NOT NULL,
  sequence COUNT NOT NULL CHECK (sequence >= 1),
  place TEXT NOT NULL,
  kind CODE NOT NULL,
  digest CODE NOT NULL,
  record_id ID,
  archival_code CODE NOT NULL,
  outcome CODE NOT NULL CHECK (outcome IN ('received', 'known', 'refused', 'missing')),
  files COUNT NOT NULL CHECK (files >= 0),
  bytes COUNT NOT NULL CHECK (bytes >= 0),
  problem CODE NOT NULL,
  detail TEXT NOT NULL,
  ended_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, accession_id, sequence)
);
CREATE INDEX accession_item_outcome ON accession_item (realm_id, accession_id, outcome, sequence);

-- What the houses before this one did with a received record, as it came, with its proof (接收前历史).
-- class: realm
CREATE TABLE prior_history (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  sequence COUNT NOT NULL CHECK (sequence >= 1),
  accession_id ID NOT NULL,
  sender TEXT NOT NULL,
  log TEXT NOT NULL,
  log_key TEXT NOT NULL,
  state_digest CODE NOT NULL,
  entries COUNT NOT NULL CHECK (entries >= 0),
  received_at INSTANT NOT NULL,
  history TEXT NOT NULL,
  proof TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX prior_history_order ON prior_history (realm_id, record_id, sequence);
