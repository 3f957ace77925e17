-- Authority records (机构人员规范记录): the bodies, units and people that made records, each under one name.
-- class: realm
CREATE TABLE authority (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  revision COUNT NOT NULL,
  kind CODE NOT NULL CHECK (kind IN ('body', 'unit', 'person')),
  name TEXT NOT NULL,
  other_names TEXT NOT NULL,
  code TEXT NOT NULL,
  began COUNT,
  ended COUNT,
  earlier ID,
  history TEXT NOT NULL,
  is_retired FLAG NOT NULL CHECK (is_retired IN (0, 1)),
  changed_by ID,
  changed_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX authority_earlier ON authority (realm_id, earlier, id);

-- Every name under which an authority record is found. A name leads to one record only.
-- class: realm
CREATE TABLE authority_name (
  realm_id ID NOT NULL,
  name_key CODE NOT NULL,
  authority_id ID NOT NULL,
  name TEXT NOT NULL,
  is_main FLAG NOT NULL CHECK (is_main IN (0, 1)),
  PRIMARY KEY (realm_id, name_key)
);
CREATE INDEX authority_name_of ON authority_name (realm_id, authority_id);
CREATE INDEX authority_name_as_written ON authority_name (realm_id, name);

-- Records by who is responsible for them.
CREATE INDEX record_by_party ON record (realm_id, responsible_party, captured_at, id);
