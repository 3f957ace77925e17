-- Handovers (移交): what was packed passes to another archives, with who approved it and who took it over.
-- class: realm
CREATE TABLE handover (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  year COUNT NOT NULL,
  number COUNT NOT NULL CHECK (number >= 1),
  name TEXT NOT NULL,
  receiver TEXT NOT NULL,
  about TEXT NOT NULL,
  medium TEXT NOT NULL,
  consignment_id ID NOT NULL,
  round_id ID,
  org_path CODE NOT NULL,
  secrecy COUNT NOT NULL CHECK (secrecy >= 0),
  records COUNT NOT NULL CHECK (records >= 1),
  bytes COUNT NOT NULL CHECK (bytes >= 0),
  receipt CODE NOT NULL,
  state CODE NOT NULL CHECK (state IN ('deciding', 'refused', 'withdrawn', 'approved', 'accepted', 'declined')),
  revision COUNT NOT NULL CHECK (revision >= 1),
  made_by ID NOT NULL,
  made_at INSTANT NOT NULL,
  decided_at INSTANT,
  taken_by TEXT NOT NULL,
  taken_on DATE,
  remark TEXT NOT NULL,
  ended_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX handover_order ON handover (realm_id, made_at, id);
CREATE UNIQUE INDEX handover_open ON handover (realm_id, consignment_id)
  WHERE state IN ('deciding', 'approved', 'accepted');
