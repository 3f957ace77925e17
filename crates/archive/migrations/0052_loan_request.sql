-- Requests to borrow an original (借阅申请): who asked for which record, for what and how long, what was decided, and the loan
-- that came of it.
-- class: realm
CREATE TABLE loan_request (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  archival_code CODE NOT NULL,
  account_id ID NOT NULL,
  person_id ID NOT NULL,
  purpose TEXT NOT NULL,
  days COUNT NOT NULL CHECK (days >= 1),
  state CODE NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn', 'lent', 'dropped')),
  asked_at INSTANT NOT NULL,
  decided_at INSTANT,
  ended_at INSTANT,
  loan_id ID,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX loan_request_of_account ON loan_request (realm_id, account_id, asked_at, id);
CREATE INDEX loan_request_of_record ON loan_request (realm_id, record_id, state, id);
CREATE INDEX loan_request_by_state ON loan_request (realm_id, state, decided_at, id);
