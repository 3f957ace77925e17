-- The code that stands for a unit in archival codes (机构代码), where the union classifies by department.
ALTER TABLE organisation ADD COLUMN code CODE;
CREATE UNIQUE INDEX organisation_code ON organisation (realm_id, code);
