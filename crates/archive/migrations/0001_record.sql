-- The fonds (全宗) that a union keeps.
-- class: realm
CREATE TABLE fonds (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  code CODE NOT NULL,
  name TEXT NOT NULL,
  org_path CODE NOT NULL,
  created_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX fonds_code ON fonds (realm_id, code);

-- Records (档案): items of the archive from capture to filing.
-- class: realm
CREATE TABLE record (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  version COUNT NOT NULL,
  state CODE NOT NULL CHECK (state IN ('captured', 'described', 'filed')),
  org_path CODE NOT NULL,
  type_code CODE NOT NULL,
  dictionary_version COUNT NOT NULL,
  title TEXT NOT NULL,
  doc_number TEXT NOT NULL,
  responsible_party TEXT NOT NULL,
  doc_date DATE,
  year COUNT NOT NULL,
  retention CODE NOT NULL,
  secrecy COUNT NOT NULL,
  department TEXT NOT NULL,
  fields TEXT NOT NULL,
  source CODE NOT NULL,
  owner ID,
  page_count COUNT NOT NULL,
  fonds_code CODE,
  item_number COUNT,
  archival_code CODE,
  captured_at INSTANT NOT NULL,
  changed_at INSTANT NOT NULL,
  filed_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX record_archival_code ON record (realm_id, archival_code);
CREATE INDEX record_by_branch ON record (realm_id, org_path, captured_at, id);
CREATE INDEX record_by_time ON record (realm_id, captured_at, id);
CREATE INDEX record_by_state ON record (realm_id, state, captured_at, id);

-- The computer files (文档) of a record.
-- class: realm
CREATE TABLE component (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  record_id ID NOT NULL,
  sequence COUNT NOT NULL,
  role CODE NOT NULL CHECK (role IN ('original', 'attachment', 'searchable')),
  hash CODE NOT NULL,
  size_bytes COUNT NOT NULL,
  file_name TEXT NOT NULL,
  media_type CODE NOT NULL,
  created_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX component_of_record ON component (realm_id, record_id, sequence);
CREATE INDEX component_by_hash ON component (realm_id, hash);

-- What was read on the pages of a component.
-- class: realm
CREATE TABLE page (
  realm_id ID NOT NULL,
  component_id ID NOT NULL,
  number COUNT NOT NULL,
  record_id ID NOT NULL,
  source CODE NOT NULL,
  confidence_permille COUNT NOT NULL,
  body TEXT NOT NULL,
  layout TEXT NOT NULL,
  PRIMARY KEY (realm_id, component_id, number)
);
CREATE INDEX page_of_record ON page (realm_id, record_id, component_id, number);
