-- Proposals about who holds one of the three powers (三权变更): made by one administrator, decided by another.
-- first_half is the half of a new first password that was shown to the proposer; empty but while she waits.
-- class: realm
CREATE TABLE power_change (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  org_path CODE NOT NULL,
  act CODE NOT NULL CHECK (act IN ('give', 'take', 'lock', 'disable', 'enable', 'reset-password', 'remove-second-factor')),
  power CODE NOT NULL CHECK (power IN ('systemAdministrator', 'securityAdministrator', 'auditAdministrator')),
  reason TEXT NOT NULL,
  proposed_by ID NOT NULL,
  proposed_as CODE NOT NULL CHECK (proposed_as IN ('systemAdministrator', 'securityAdministrator', 'auditAdministrator')),
  proposed_at INSTANT NOT NULL,
  lapses_at INSTANT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn', 'lapsed')),
  decided_by ID,
  decided_at INSTANT,
  decision TEXT,
  first_half CODE,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX power_change_state ON power_change (realm_id, state, lapses_at, id);
-- Two proposals about one account never wait at once.
CREATE UNIQUE INDEX power_change_open ON power_change (realm_id, account_id) WHERE state = 'proposed';
