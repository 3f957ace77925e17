-- Editions of the policies (策略版本): proposed by who gives rights, put in force by another power. files and cases are
-- JSON and TOML texts; an edition holds only the files that differ from those of the installation. number counts the
-- editions that were approved, without gaps; the highest is in force.
-- class: realm
CREATE TABLE policy_edition (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  number COUNT,
  files TEXT NOT NULL,
  cases TEXT NOT NULL,
  effects TEXT NOT NULL,
  reason TEXT NOT NULL,
  proposed_by ID,
  proposed_at INSTANT NOT NULL,
  lapses_at INSTANT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn', 'lapsed')),
  decided_by ID,
  decided_at INSTANT,
  decision TEXT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX policy_edition_time ON policy_edition (realm_id, proposed_at, id);
-- One proposal waits at a time, so that what was tried is what comes into force.
CREATE UNIQUE INDEX policy_edition_open ON policy_edition (realm_id, state) WHERE state = 'proposed';
CREATE UNIQUE INDEX policy_edition_number ON policy_edition (realm_id, number) WHERE state = 'approved';
