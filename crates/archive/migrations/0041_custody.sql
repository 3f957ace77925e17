-- Records whose keeping passed to another archives (移交): who keeps them now. What stays in the house is a copy for use.
-- class: realm
CREATE TABLE custody (
  realm_id ID NOT NULL,
  record_id ID NOT NULL,
  handover_id ID NOT NULL,
  number TEXT NOT NULL,
  receiver TEXT NOT NULL,
  since DATE NOT NULL,
  PRIMARY KEY (realm_id, record_id)
);
CREATE INDEX custody_of_handover ON custody (realm_id, handover_id, record_id);
