-- The register of loans (借阅登记): which original was lent to whom, for what, until when, and how it came back. Those lent
-- together share a slip.
-- class: realm
CREATE TABLE loan (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  slip_id ID NOT NULL,
  year COUNT NOT NULL,
  number COUNT NOT NULL CHECK (number >= 1),
  record_id ID NOT NULL,
  archival_code CODE NOT NULL,
  person_id ID NOT NULL,
  purpose TEXT NOT NULL,
  lent_by ID NOT NULL,
  lent_at INSTANT NOT NULL,
  due_on DATE NOT NULL,
  renewals COUNT NOT NULL CHECK (renewals >= 0),
  returned_at INSTANT,
  returned_to ID,
  came_back CODE CHECK (came_back IN ('good', 'damaged', 'incomplete')),
  note TEXT NOT NULL,
  revision COUNT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX loan_order ON loan (realm_id, lent_at, id);
CREATE INDEX loan_of_person ON loan (realm_id, person_id, lent_at, id);
CREATE INDEX loan_of_record ON loan (realm_id, record_id, lent_at, id);
CREATE INDEX loan_of_slip ON loan (realm_id, slip_id, archival_code);

-- Which originals are out now. Whoever lends or destroys a record puts a row here first, so neither is done twice at once.
-- class: realm
CREATE TABLE lent (
  realm_id ID NOT NULL,
  record_id ID NOT NULL,
  loan_id ID NOT NULL,
  due_on DATE NOT NULL,
  PRIMARY KEY (realm_id, record_id)
);
CREATE INDEX lent_by_due ON lent (realm_id, due_on, loan_id);
