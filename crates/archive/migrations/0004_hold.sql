-- Whether the content of a record is held back (扣留): 'secrecy-mark' while nobody has decided about a mark of state
-- secrecy that was found on it, 'released' when somebody has decided that it is none.
ALTER TABLE record ADD COLUMN hold CODE;
