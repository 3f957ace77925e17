-- Volumes (案卷): papers of one type, year and period that are kept, numbered and listed together.
-- class: realm
CREATE TABLE volume (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  title TEXT NOT NULL,
  org_path CODE NOT NULL,
  type_code CODE NOT NULL,
  year COUNT NOT NULL,
  retention CODE NOT NULL,
  state CODE NOT NULL CHECK (state IN ('open', 'filed', 'withdrawn')),
  secrecy COUNT NOT NULL,
  papers COUNT NOT NULL CHECK (papers >= 0),
  pages COUNT NOT NULL CHECK (pages >= 0),
  first_date DATE,
  last_date DATE,
  situation TEXT NOT NULL,
  arranged_by TEXT NOT NULL,
  arranged_on DATE,
  checked_by TEXT NOT NULL,
  checked_on DATE,
  fonds_code CODE,
  number COUNT,
  code CODE,
  opened_by ID NOT NULL,
  opened_at INSTANT NOT NULL,
  filed_by ID,
  filed_at INSTANT,
  revision COUNT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX volume_code ON volume (realm_id, code);
CREATE INDEX volume_order ON volume (realm_id, opened_at, id);
CREATE INDEX volume_by_state ON volume (realm_id, state, opened_at, id);
CREATE INDEX volume_by_year ON volume (realm_id, year, opened_at, id);
CREATE INDEX volume_by_set ON volume (realm_id, year, type_code, retention, code);

-- Which record lies in which volume, and where in it. A record lies in one volume only. Once the volume is filed, the line of
-- a record that was destroyed stays: its number is given to no other.
-- class: realm
CREATE TABLE volume_paper (
  realm_id ID NOT NULL,
  record_id ID NOT NULL,
  volume_id ID NOT NULL,
  sequence COUNT NOT NULL,
  PRIMARY KEY (realm_id, record_id)
);
CREATE INDEX volume_paper_in_order ON volume_paper (realm_id, volume_id, sequence, record_id);
