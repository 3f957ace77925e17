-- What falls due is read by retention code and year.
CREATE INDEX record_by_retention ON record (realm_id, state, retention, year, id);
