-- A second record of the same paper is looked for by its document number.
CREATE INDEX record_by_doc_number ON record (realm_id, doc_number);
