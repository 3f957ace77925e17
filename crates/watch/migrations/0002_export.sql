-- How many records a person exported on a day in China (每日导出). The row is locked while it is raised.
-- class: realm
CREATE TABLE export_day (
  realm_id ID NOT NULL,
  account_id ID NOT NULL,
  day DATE NOT NULL,
  records COUNT NOT NULL,
  PRIMARY KEY (realm_id, account_id, day)
);

-- For whom the limit of the day does not count for some hours (解除上限), and why.
-- class: realm
CREATE TABLE export_lift (
  realm_id ID NOT NULL,
  id ID NOT NULL,
  account_id ID NOT NULL,
  given_by ID NOT NULL,
  given_at INSTANT NOT NULL,
  until_at INSTANT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (realm_id, id)
);
CREATE INDEX export_lift_of_account ON export_lift (realm_id, account_id, until_at);
