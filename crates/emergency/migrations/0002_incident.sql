-- Case files of breaches (泄露事件案卷): what is known, and which clock was stopped how. The alert's evidence as it was.
-- class: realm
CREATE TABLE incident (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  state CODE NOT NULL CHECK (state IN ('open', 'closed')),
  revision COUNT NOT NULL CHECK (revision >= 1),
  known_at INSTANT NOT NULL,
  opened_by ID NOT NULL,
  opened_at INSTANT NOT NULL,
  alert_id ID,
  evidence TEXT NOT NULL,
  facts TEXT NOT NULL,
  clocks TEXT NOT NULL,
  closed_by ID,
  closed_at INSTANT,
  summary TEXT NOT NULL,
  reopened TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX incident_order ON incident (realm_id, opened_at, id);
CREATE INDEX incident_of_alert ON incident (realm_id, alert_id, id);

-- Who saw what (知悉范围快照), as it was gathered at a moment; never changed. Ids only, no names.
-- class: realm
CREATE TABLE incident_sighting (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  incident_id ID NOT NULL,
  taken_by ID NOT NULL,
  taken_at INSTANT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, incident_id) REFERENCES incident (realm_id, id) ON DELETE RESTRICT
);
CREATE INDEX incident_sighting_newest ON incident_sighting (realm_id, incident_id, taken_at, id);

-- Letters of a case file (通知函): drafted from it, edited, sent; not changed after.
-- class: realm
CREATE TABLE incident_letter (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  incident_id ID NOT NULL,
  template CODE NOT NULL,
  stops CODE NOT NULL,
  state CODE NOT NULL CHECK (state IN ('draft', 'sent')),
  revision COUNT NOT NULL CHECK (revision >= 1),
  title TEXT NOT NULL,
  recipient TEXT NOT NULL,
  body TEXT NOT NULL,
  drafted_by ID NOT NULL,
  drafted_at INSTANT NOT NULL,
  noted_by ID,
  sent_at INSTANT,
  way TEXT NOT NULL,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, incident_id) REFERENCES incident (realm_id, id) ON DELETE RESTRICT
);
CREATE INDEX incident_letter_of ON incident_letter (realm_id, incident_id, drafted_at, id);
