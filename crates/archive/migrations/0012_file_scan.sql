-- What a virus scanner said of the files of records (查毒), and what a person decided about it.
-- class: realm
CREATE TABLE file_scan (
  realm_id ID NOT NULL,
  component_id ID NOT NULL,
  record_id ID NOT NULL,
  verdict CODE NOT NULL CHECK (verdict IN ('clean', 'infected', 'released', 'too-large')),
  finding TEXT NOT NULL,
  scanner TEXT NOT NULL,
  scanned_at INSTANT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (realm_id, component_id)
);
CREATE INDEX file_scan_of_record ON file_scan (realm_id, record_id, component_id);
-- Asked at every reading of a record; holds only what nobody has decided about.
CREATE INDEX file_scan_infected ON file_scan (realm_id, record_id) WHERE verdict = 'infected';
