-- What each witness has got of this log: the newest checkpoint that it took, and how the last attempt went.
-- class: realm
CREATE TABLE ledger_witness (
  realm_id ID NOT NULL,
  name CODE NOT NULL,
  size COUNT NOT NULL,
  note TEXT NOT NULL,
  sent_at INSTANT,
  tried_at INSTANT NOT NULL,
  problem CODE,
  detail TEXT NOT NULL,
  PRIMARY KEY (realm_id, name)
);

-- The logs of other installations that this one witnesses: the newest checkpoint of each that it cosigned.
-- class: realm
CREATE TABLE ledger_witnessed (
  realm_id ID NOT NULL,
  origin CODE NOT NULL,
  size COUNT NOT NULL,
  note TEXT NOT NULL,
  cosigned_at INSTANT NOT NULL,
  refused_at INSTANT,
  refused_hash CODE,
  PRIMARY KEY (realm_id, origin)
);

-- From which address an act came. Personal, so it is no part of the log; the nonce of the entry commits to it.
-- class: realm
CREATE TABLE ledger_address (
  realm_id ID NOT NULL,
  entry_id ID NOT NULL,
  address CODE NOT NULL,
  salt BYTES NOT NULL,
  PRIMARY KEY (realm_id, entry_id)
);

-- The audit trail is read by time, by who acted and by what was done.
CREATE INDEX ledger_entry_by_time ON ledger_entry (realm_id, recorded_at, id);
CREATE INDEX ledger_entry_by_actor ON ledger_entry (realm_id, actor, recorded_at, id);
CREATE INDEX ledger_entry_by_action ON ledger_entry (realm_id, action, recorded_at, id);
