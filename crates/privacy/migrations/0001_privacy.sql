-- What the union itself wrote into the register of processing (处理活动登记), a row for each version of an entry.
-- class: realm
CREATE TABLE processing (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  code CODE NOT NULL,
  version COUNT NOT NULL CHECK (version >= 1),
  activity TEXT NOT NULL,
  has_ended FLAG NOT NULL CHECK (has_ended IN (0, 1)),
  kept_by ID NOT NULL,
  kept_at INSTANT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX processing_version ON processing (realm_id, code, version);

-- What people ask for about their own data (个人信息请求), with the clock and the answer. What was done is masked.
-- class: realm
CREATE TABLE privacy_request (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  person_id ID,
  org_path CODE NOT NULL,
  kind CODE NOT NULL CHECK (kind IN ('access', 'copy', 'correction', 'erasure', 'withdrawal')),
  wish TEXT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('received', 'in-work', 'answered', 'closed')),
  received_at INSTANT NOT NULL,
  due_at INSTANT NOT NULL,
  officer_id ID,
  begun_at INSTANT,
  outcome CODE CHECK (outcome IN ('granted', 'partly', 'refused', 'taken-back')),
  answer TEXT,
  done TEXT,
  answered_at INSTANT,
  closed_at INSTANT,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE RESTRICT
);
CREATE INDEX privacy_request_due ON privacy_request (realm_id, state, due_at, id);
CREATE INDEX privacy_request_of_account ON privacy_request (realm_id, account_id, received_at, id);

-- Each consent given or withdrawn (同意记录): the last row of an account and a code is what holds.
-- class: realm
CREATE TABLE consent_act (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  code CODE NOT NULL,
  version COUNT NOT NULL CHECK (version >= 1),
  is_given FLAG NOT NULL CHECK (is_given IN (0, 1)),
  text_digest CODE NOT NULL,
  at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE RESTRICT
);
CREATE INDEX consent_act_of_account ON consent_act (realm_id, account_id, at, id);

-- Impact assessments (个人信息保护影响评估): what Article 56 wants considered, who drafted it and who decided.
-- class: realm
CREATE TABLE impact_assessment (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  activity CODE NOT NULL,
  activity_version COUNT NOT NULL CHECK (activity_version >= 1),
  revision COUNT NOT NULL CHECK (revision >= 1),
  content TEXT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('submitted', 'returned', 'approved')),
  drafted_by ID NOT NULL,
  drafted_at INSTANT NOT NULL,
  decided_by ID,
  decided_at INSTANT,
  decision TEXT,
  keep_until INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX impact_assessment_order ON impact_assessment (realm_id, drafted_at, id);
