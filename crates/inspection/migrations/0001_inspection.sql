-- What each self-inspection found (自检记录); kept for ever, never written over.
-- class: realm
CREATE TABLE inspection_report (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  made_at INSTANT NOT NULL,
  findings TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX inspection_report_by_time ON inspection_report (realm_id, made_at, id);

-- What a responsible person declared about a clause that no program can see (人工确认). The newest counts.
-- class: realm
CREATE TABLE inspection_declaration (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  clause CODE NOT NULL,
  account_id ID NOT NULL,
  held_on DATE NOT NULL,
  note TEXT NOT NULL,
  made_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id),
  FOREIGN KEY (realm_id, account_id) REFERENCES account (realm_id, id) ON DELETE RESTRICT
);
CREATE INDEX inspection_declaration_of_clause ON inspection_declaration (realm_id, clause, made_at, id);
