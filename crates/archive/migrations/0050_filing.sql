-- Filings that wait for somebody's yes (归档审批): while one is open its record does not change.
-- class: realm
CREATE TABLE filing (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  account_id ID NOT NULL,
  state CODE NOT NULL CHECK (state IN ('asked', 'approved', 'filed', 'refused', 'withdrawn', 'blocked')),
  asked_at INSTANT NOT NULL,
  ended_at INSTANT,
  blocked_by TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX filing_open ON filing (realm_id, record_id) WHERE ended_at IS NULL;
CREATE INDEX filing_of_record ON filing (realm_id, record_id, asked_at, id);
