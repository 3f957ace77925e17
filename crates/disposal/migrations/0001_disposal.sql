-- Rounds of appraisal (鉴定): records whose period is over, with what is proposed for each and what became of it.
-- class: realm
CREATE TABLE disposal_round (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  number COUNT NOT NULL CHECK (number >= 1),
  year COUNT NOT NULL,
  name TEXT NOT NULL,
  basis TEXT NOT NULL,
  org_path CODE NOT NULL,
  secrecy COUNT NOT NULL CHECK (secrecy >= 0),
  state CODE NOT NULL CHECK (state IN ('draft', 'deciding', 'refused', 'withdrawn', 'approved', 'executing', 'done', 'stopped')),
  revision COUNT NOT NULL CHECK (revision >= 1),
  made_by ID NOT NULL,
  made_at INSTANT NOT NULL,
  decided_at INSTANT,
  not_before INSTANT,
  executed_by ID,
  started_at INSTANT,
  ended_at INSTANT,
  reason TEXT NOT NULL,
  proof TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX disposal_round_order ON disposal_round (realm_id, made_at, id);

-- The lines of a round: as the record was when it was taken in, kept for good also when the record is gone.
-- class: realm
CREATE TABLE disposal_item (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  round_id ID NOT NULL,
  record_id ID NOT NULL,
  sequence COUNT NOT NULL CHECK (sequence >= 1),
  line TEXT NOT NULL,
  proposal CODE NOT NULL CHECK (proposal IN ('destroy', 'extend')),
  extend_to CODE,
  reason TEXT NOT NULL,
  outcome CODE NOT NULL CHECK (outcome IN ('open', 'extended', 'destroyed', 'held', 'released')),
  ended_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX disposal_item_order ON disposal_item (realm_id, round_id, sequence);
CREATE INDEX disposal_item_of_record ON disposal_item (realm_id, record_id, outcome);

-- Who watched over the destruction (监销): before it, against the list, and after it.
-- class: realm
CREATE TABLE disposal_signature (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  round_id ID NOT NULL,
  stage CODE NOT NULL CHECK (stage IN ('before', 'after')),
  account_id ID NOT NULL,
  name TEXT NOT NULL,
  signed_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX disposal_signature_once ON disposal_signature (realm_id, round_id, stage, account_id);

-- Copies in the vault whose keys are gone and whose bytes are yet to be taken away or were.
-- class: realm
CREATE TABLE disposal_copy (
  realm_id ID NOT NULL,
  object_id ID NOT NULL,
  round_id ID NOT NULL,
  bytes COUNT NOT NULL,
  removed_at INSTANT,
  PRIMARY KEY (realm_id, object_id)
);
CREATE INDEX disposal_copy_of_round ON disposal_copy (realm_id, round_id, removed_at, object_id);

-- Legal holds (冻结): what they cover is not destroyed while they stand.
-- class: realm
CREATE TABLE disposal_hold (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  org_path CODE NOT NULL,
  scope TEXT NOT NULL,
  set_by ID NOT NULL,
  set_at INSTANT NOT NULL,
  lifted_by ID,
  lifted_at INSTANT,
  lift_reason TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX disposal_hold_order ON disposal_hold (realm_id, set_at, id);
CREATE INDEX disposal_hold_standing ON disposal_hold (realm_id, set_at, id) WHERE lifted_at IS NULL;
