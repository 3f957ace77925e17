-- The realms of this installation. Small and rarely written.
-- class: reference
CREATE TABLE realm (
  realm_id ID NOT NULL,
  name TEXT NOT NULL,
  root_path CODE NOT NULL,
  created_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id)
);

-- Domain events, written in the transaction of the change they tell of.
-- class: realm
CREATE TABLE event (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  kind CODE NOT NULL,
  subject_id ID NOT NULL,
  payload TEXT NOT NULL,
  recorded_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);

-- The order in which events are told: given after the commit by the sequencer, without gaps.
-- class: realm
CREATE TABLE event_position (
  realm_id ID NOT NULL,
  position COUNT NOT NULL,
  event_id ID NOT NULL,
  PRIMARY KEY (realm_id, position)
);
CREATE UNIQUE INDEX event_position_of_event ON event_position (realm_id, event_id);

-- Events that wait for a position. A row here is written with the event and removed by the sequencer,
-- so that finding the unsequenced ones never scans the whole log.
-- class: realm
CREATE TABLE event_waiting (
  realm_id ID NOT NULL,
  event_id ID NOT NULL,
  recorded_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, recorded_at, event_id)
);

-- The last position given in each realm; the row is also the sequencer's lock.
-- class: realm
CREATE TABLE event_head (
  realm_id ID NOT NULL,
  position COUNT NOT NULL,
  PRIMARY KEY (realm_id)
);

-- How far each consumer has read.
-- class: realm
CREATE TABLE event_cursor (
  realm_id ID NOT NULL,
  consumer CODE NOT NULL,
  position COUNT NOT NULL,
  updated_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, consumer)
);

-- Numbers that people see.
-- class: realm
CREATE TABLE counter (
  realm_id ID NOT NULL,
  name CODE NOT NULL,
  value COUNT NOT NULL,
  PRIMARY KEY (realm_id, name)
);

-- Long work.
-- class: lane
CREATE TABLE job (
  lane COUNT NOT NULL,
  id ID NOT NULL,
  realm_id ID NOT NULL,
  kind CODE NOT NULL,
  subject_id ID NOT NULL,
  payload TEXT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  run_at INSTANT NOT NULL,
  attempts COUNT NOT NULL,
  attempts_max COUNT NOT NULL,
  owner CODE,
  lease_until INSTANT NOT NULL,
  progress_done COUNT NOT NULL,
  progress_total COUNT NOT NULL,
  cancel_requested FLAG NOT NULL CHECK (cancel_requested IN (0, 1)),
  problem TEXT,
  created_at INSTANT NOT NULL,
  finished_at INSTANT,
  PRIMARY KEY (lane, id)
);
CREATE INDEX job_waiting ON job (lane, state, run_at, id);
CREATE INDEX job_of_realm ON job (realm_id, state, created_at, id);
CREATE INDEX job_of_subject ON job (realm_id, subject_id, created_at);

-- Work that starts by the clock.
-- class: lane
CREATE TABLE schedule (
  lane COUNT NOT NULL,
  name CODE NOT NULL,
  realm_id ID NOT NULL,
  cron CODE NOT NULL,
  kind CODE NOT NULL,
  payload TEXT NOT NULL,
  next_at INSTANT NOT NULL,
  PRIMARY KEY (lane, realm_id, name)
);
CREATE INDEX schedule_due ON schedule (lane, next_at);
