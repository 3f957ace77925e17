-- The places of a storeroom (库房位置): rooms, racks, shelves, boxes, one in the other. A box bears the set (type, year,
-- period) of what lies in it.
-- class: realm
CREATE TABLE place (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  parent_id ID,
  kind CODE NOT NULL,
  code CODE NOT NULL,
  name TEXT NOT NULL,
  org_path CODE NOT NULL,
  capacity COUNT NOT NULL CHECK (capacity >= 0),
  type_code CODE,
  year COUNT,
  retention CODE,
  revision COUNT NOT NULL,
  made_at INSTANT NOT NULL,
  closed_at INSTANT,
  PRIMARY KEY (realm_id, id)
);
CREATE UNIQUE INDEX place_code ON place (realm_id, code);
CREATE INDEX place_inside ON place (realm_id, parent_id, code);
CREATE INDEX place_by_set ON place (realm_id, year, retention, code);

-- In which box a filed record lies. Its archival code is frozen at filing, so a copy of it gives the order in the box.
-- class: realm
CREATE TABLE placement (
  realm_id ID NOT NULL,
  record_id ID NOT NULL,
  place_id ID NOT NULL,
  archival_code CODE NOT NULL,
  PRIMARY KEY (realm_id, record_id)
);
CREATE INDEX placement_in_order ON placement (realm_id, place_id, archival_code);

-- What was moved in the storeroom, by whom, from where to where (移位登记): a place, or records of one place.
-- class: realm
CREATE TABLE relocation (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  at INSTANT NOT NULL,
  account_id ID,
  place_id ID,
  from_id ID,
  to_id ID,
  records COUNT NOT NULL CHECK (records >= 0),
  first_code CODE NOT NULL,
  last_code CODE NOT NULL,
  undoes ID,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX relocation_of_place ON relocation (realm_id, place_id, at, id);
CREATE INDEX relocation_from ON relocation (realm_id, from_id, at, id);
CREATE INDEX relocation_to ON relocation (realm_id, to_id, at, id);
CREATE UNIQUE INDEX relocation_undoes ON relocation (realm_id, undoes);

-- Which records were moved in it.
-- class: realm
CREATE TABLE relocated (
  realm_id ID NOT NULL,
  relocation_id ID NOT NULL,
  record_id ID NOT NULL,
  PRIMARY KEY (realm_id, relocation_id, record_id)
);
CREATE INDEX relocated_record ON relocated (realm_id, record_id, relocation_id);

-- The records of a set are read in the order of their codes.
CREATE INDEX record_by_set ON record (realm_id, type_code, year, retention, archival_code);
