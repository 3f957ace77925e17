-- A reader of few organisations reads each by its own index; without the state in it, the few papers that wait would be
-- looked for among all that are filed.
CREATE INDEX record_by_branch_and_state ON record (realm_id, org_path, state, captured_at, id);
