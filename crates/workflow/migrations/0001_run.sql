-- Runs of workflows (流程实例): the definition as it was, the facts, where the run stands, its clocks.
-- class: realm
CREATE TABLE workflow_run (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  definition CODE NOT NULL,
  definition_digest CODE NOT NULL,
  definition_text TEXT NOT NULL,
  subject_kind CODE NOT NULL,
  subject_id ID NOT NULL,
  subject_name TEXT NOT NULL,
  org_path CODE NOT NULL,
  secrecy COUNT NOT NULL CHECK (secrecy >= 0),
  about TEXT NOT NULL,
  facts TEXT NOT NULL,
  started_by ID NOT NULL,
  started_at INSTANT NOT NULL,
  revision COUNT NOT NULL CHECK (revision >= 1),
  status CODE NOT NULL CHECK (status IN ('running', 'approved', 'refused', 'withdrawn')),
  state TEXT NOT NULL,
  due_at INSTANT,
  next_at INSTANT,
  reminders COUNT NOT NULL CHECK (reminders >= 0),
  ended_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX workflow_run_of_starter ON workflow_run (realm_id, started_by, started_at, id);
CREATE INDEX workflow_run_of_subject ON workflow_run (realm_id, subject_id, started_at, id);
CREATE INDEX workflow_run_clock ON workflow_run (realm_id, status, next_at, id);

-- Who has to decide (待办): made from the state of the run whenever that changes.
-- class: realm
CREATE TABLE workflow_task (
  realm_id ID NOT NULL,
  run_id ID NOT NULL,
  round COUNT NOT NULL,
  account_id ID NOT NULL,
  state CODE NOT NULL CHECK (state IN ('open', 'closed')),
  due_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, run_id, round, account_id),
  FOREIGN KEY (realm_id, run_id) REFERENCES workflow_run (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX workflow_task_of_account ON workflow_task (realm_id, account_id, state, due_at, run_id);

-- What was decided (办理意见): written once.
-- class: realm
CREATE TABLE workflow_decision (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  run_id ID NOT NULL,
  round COUNT NOT NULL,
  step CODE NOT NULL,
  seat_id ID NOT NULL,
  by_id ID NOT NULL,
  by_name TEXT NOT NULL,
  verdict CODE NOT NULL CHECK (verdict IN ('approve', 'refuse', 'return', 'delegate', 'withdraw')),
  to_step CODE,
  opinion TEXT NOT NULL,
  decided_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, run_id) REFERENCES workflow_run (realm_id, id) ON DELETE CASCADE
);
CREATE INDEX workflow_decision_of_run ON workflow_decision (realm_id, run_id, decided_at, id);
