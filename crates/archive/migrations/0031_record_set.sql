-- A set is read by its type, in the order of the archival codes: however many records it has, its first page is one step away.
CREATE INDEX record_by_period ON record (realm_id, state, retention, year, type_code, archival_code);
