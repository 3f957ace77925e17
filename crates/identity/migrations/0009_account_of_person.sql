-- The accounts of a person, for whoever is known from outside by her staff number.
CREATE INDEX account_of_person ON account (realm_id, person_id);
