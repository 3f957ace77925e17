-- How many papers wait to be read is asked on every visit of the home page.
CREATE INDEX inbox_item_by_state ON inbox_item (realm_id, state, record_id);
