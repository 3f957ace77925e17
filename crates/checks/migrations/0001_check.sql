-- A check of a record (检测记录): what each test found, as a JSON text. Never changed.
-- class: realm
CREATE TABLE check_run (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  stage CODE NOT NULL CHECK (stage IN ('filing', 'keeping')),
  cause CODE NOT NULL CHECK (cause IN ('filing', 'asked', 'schedule', 'seen')),
  actor CODE NOT NULL,
  checked_at INSTANT NOT NULL,
  rules CODE NOT NULL,
  results TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX check_run_of_record ON check_run (realm_id, record_id, checked_at, id);

-- How each record stands by its last check (检测结论); derived from the runs.
-- class: realm
CREATE TABLE check_standing (
  realm_id ID NOT NULL,
  record_id ID NOT NULL,
  run_id ID NOT NULL,
  checked_at INSTANT NOT NULL,
  failed COUNT NOT NULL,
  to_look_at COUNT NOT NULL,
  PRIMARY KEY (realm_id, record_id)
);
CREATE INDEX check_standing_by_time ON check_standing (realm_id, checked_at, record_id);
CREATE INDEX check_standing_not_in_order ON check_standing (realm_id, record_id) WHERE failed > 0 OR to_look_at > 0;
