-- Dossiers (卷宗): what papers one matter must have, gathered until it falls due, and filed together.
-- class: realm
CREATE TABLE dossier (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  kind CODE NOT NULL,
  title TEXT NOT NULL,
  org_path CODE NOT NULL,
  year COUNT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('open', 'due', 'complete', 'filing', 'filed', 'withdrawn')),
  deadline DATE,
  opened_by ID NOT NULL,
  opened_at INSTANT NOT NULL,
  closed_at INSTANT,
  batch_id ID,
  filed_by ID,
  filed_at INSTANT,
  receipt_year COUNT,
  receipt_number COUNT,
  revision COUNT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX dossier_order ON dossier (realm_id, opened_at, id);
CREATE INDEX dossier_by_state ON dossier (realm_id, state, opened_at, id);
CREATE INDEX dossier_by_deadline ON dossier (realm_id, state, deadline, id);
CREATE INDEX dossier_of_batch ON dossier (realm_id, batch_id);
CREATE UNIQUE INDEX dossier_receipt ON dossier (realm_id, receipt_year, receipt_number);

-- Which record lies in which dossier as which paper. A record lies in one dossier only. Code and digest are written when the
-- dossier is filed, and are what its receipt says.
-- class: realm
CREATE TABLE dossier_paper (
  realm_id ID NOT NULL,
  record_id ID NOT NULL,
  dossier_id ID NOT NULL,
  slot CODE NOT NULL,
  put_by ID NOT NULL,
  put_at INSTANT NOT NULL,
  archival_code CODE,
  record_digest CODE,
  PRIMARY KEY (realm_id, record_id)
);
CREATE INDEX dossier_paper_of_dossier ON dossier_paper (realm_id, dossier_id, put_at, record_id);

-- What is missing in a dossier that fell due, and which post owes it.
-- class: realm
CREATE TABLE dossier_owed (
  realm_id ID NOT NULL,
  dossier_id ID NOT NULL,
  slot CODE NOT NULL,
  post CODE NOT NULL,
  org_path CODE NOT NULL,
  deadline DATE NOT NULL,
  PRIMARY KEY (realm_id, dossier_id, slot)
);
CREATE INDEX dossier_owed_by_post ON dossier_owed (realm_id, post, deadline, dossier_id, slot);
