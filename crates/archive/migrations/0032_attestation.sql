-- Certificates of consultation (查档证明): what was certified to whom, from which record, under which number. The record is
-- copied as it was, for a certificate outlives it.
-- class: realm
CREATE TABLE attestation (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  year COUNT NOT NULL,
  number COUNT NOT NULL CHECK (number >= 1),
  numbered TEXT NOT NULL,
  code CODE NOT NULL,
  record_id ID NOT NULL,
  org_path CODE NOT NULL,
  type_code CODE NOT NULL,
  secrecy COUNT NOT NULL,
  archival_code CODE NOT NULL,
  title TEXT NOT NULL,
  doc_date DATE,
  retention CODE NOT NULL,
  fonds TEXT NOT NULL,
  record_digest CODE NOT NULL,
  recipient TEXT NOT NULL,
  purpose TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  issued_by ID NOT NULL,
  issued_at INSTANT NOT NULL,
  revoked_by ID,
  revoked_at INSTANT,
  reason TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX attestation_number ON attestation (realm_id, year, number);
CREATE INDEX attestation_order ON attestation (realm_id, issued_at, id);
CREATE INDEX attestation_numbered ON attestation (realm_id, numbered, issued_at, id);
CREATE INDEX attestation_count ON attestation (realm_id, number, issued_at, id);
CREATE UNIQUE INDEX attestation_code ON attestation (realm_id, code);
