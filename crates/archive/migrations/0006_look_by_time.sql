-- The looks of one account within a time (知悉范围), for the case file of a breach.
CREATE INDEX look_by_time ON look (realm_id, account_id, at, id);
