-- What each file of a record really is (文件格式), by its bytes; derived, and made anew when the rules change.
-- class: realm
CREATE TABLE file_format (
  realm_id ID NOT NULL,
  component_id ID NOT NULL,
  record_id ID NOT NULL,
  puid CODE NOT NULL,
  basis CODE NOT NULL CHECK (basis IN ('signature', 'container', 'text', 'name', 'nothing')),
  encoding CODE NOT NULL,
  name_disagrees FLAG NOT NULL CHECK (name_disagrees IN (0, 1)),
  rules CODE NOT NULL,
  identified_at INSTANT NOT NULL,
  PRIMARY KEY (realm_id, component_id)
);
CREATE INDEX file_format_of_record ON file_format (realm_id, record_id, component_id);
CREATE INDEX file_format_by_format ON file_format (realm_id, puid, record_id, component_id);
