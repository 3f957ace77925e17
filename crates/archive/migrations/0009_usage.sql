-- The register of use (利用登记): who asked to read which filed record, for what, from when to when she might, how often she
-- looked.
-- class: realm
CREATE TABLE record_use (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  account_id ID NOT NULL,
  purpose TEXT NOT NULL,
  days COUNT NOT NULL CHECK (days >= 1),
  state CODE NOT NULL CHECK (state IN ('asked', 'open', 'refused', 'withdrawn', 'revoked')),
  asked_at INSTANT NOT NULL,
  opened_at INSTANT,
  until_at INSTANT,
  ended_at INSTANT,
  looks COUNT NOT NULL CHECK (looks >= 0),
  last_look_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX record_use_order ON record_use (realm_id, asked_at, id);
CREATE INDEX record_use_of_account ON record_use (realm_id, account_id, asked_at, id);
CREATE INDEX record_use_of_record ON record_use (realm_id, record_id, account_id, asked_at, id);
