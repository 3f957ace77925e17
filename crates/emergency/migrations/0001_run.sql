-- Plans being carried out (演练与实战): the plan as it was, and each step with when, by whom and what was noted.
-- class: realm
CREATE TABLE emergency_run (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  plan CODE NOT NULL,
  plan_text TEXT NOT NULL,
  kind CODE NOT NULL CHECK (kind IN ('rehearsal', 'real')),
  incident_id ID,
  state CODE NOT NULL CHECK (state IN ('open', 'closed')),
  revision COUNT NOT NULL CHECK (revision >= 1),
  started_by ID NOT NULL,
  started_at INSTANT NOT NULL,
  steps TEXT NOT NULL,
  closed_by ID,
  closed_at INSTANT,
  findings TEXT NOT NULL,
  improvements TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX emergency_run_order ON emergency_run (realm_id, started_at, id);
CREATE INDEX emergency_run_open ON emergency_run (realm_id, state, started_at, id);
CREATE INDEX emergency_run_last ON emergency_run (realm_id, plan, state, closed_at);
CREATE INDEX emergency_run_of_incident ON emergency_run (realm_id, incident_id, started_at, id);
