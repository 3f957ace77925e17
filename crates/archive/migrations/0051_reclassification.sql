-- Changes of the secrecy level of filed records (密级变更): asked for on the basis of a decision, approved, carried out.
-- class: realm
CREATE TABLE reclassification (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  account_id ID NOT NULL,
  level_before COUNT NOT NULL CHECK (level_before >= 0),
  level_after COUNT NOT NULL CHECK (level_after >= 0),
  basis TEXT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('asked', 'done', 'refused', 'withdrawn', 'overtaken')),
  asked_at INSTANT NOT NULL,
  ended_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX reclassification_open ON reclassification (realm_id, record_id) WHERE ended_at IS NULL;
