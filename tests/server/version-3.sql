-- A database as version 3 of its layout left it (`.dump`): twelve submissions to a form, of which one that is counted and one
-- that is not were given to another version by hand; a report and a refusal. Scores and counts are left out.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE submission (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    submission_id TEXT NOT NULL UNIQUE,  -- the client's UUID and Idempotency-Key
    form_id       TEXT NOT NULL,
    form_version  TEXT NOT NULL,
    form_hash     TEXT NOT NULL,         -- SHA-256 of the definition's canonical JSON
    language      TEXT NOT NULL,
    started_at    TEXT NOT NULL,         -- the client's claim
    completed_at  TEXT NOT NULL,         -- the client's claim
    received_at   TEXT NOT NULL,         -- this server's clock, RFC 3339
    receipt       TEXT NOT NULL UNIQUE,
    answers       TEXT NOT NULL,         -- canonical JSON, only what is relevant
    scores        TEXT NOT NULL,         -- canonical JSON, computed by this server
    scores_agree  INTEGER NOT NULL,      -- whether the client had computed the same
    body_hash     TEXT NOT NULL          -- SHA-256 of the body's canonical JSON
, unit TEXT, period TEXT, report_key TEXT, late INTEGER, warnings TEXT) STRICT;
INSERT INTO submission VALUES(1,'00000000-0000-4000-8000-000000000001','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','C2F5-966S-CP','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'1403de26e2d3b1fa45381b89a1b469a16f43d7c2952fffdaa36678602f4350e8',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(2,'00000000-0000-4000-8000-000000000002','commune_office','2026.1','0000000000000000000000000000000000000000000000000000000000000000','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','P5ZB-P8CG-QK','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'292bf2e04e5fc0d27034393fcaf76f7c7d0cb95066379bbc0144de46d42249ad',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(3,'00000000-0000-4000-8000-000000000003','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','SW3E-S3R8-VM','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'26973322f262d8b54f041ae19fca2fc25166088f743a2c6171eee65551e89630',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(4,'00000000-0000-4000-8000-000000000004','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','TK5K-G8SB-B9','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'9ce6de672ce4be18a5c5eaca4ea46ee3960e9cb85f8d9eb3fd9562dd34fdc053',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(5,'00000000-0000-4000-8000-000000000005','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','EFTG-VXG6-NJ','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'0e643f176ad8a5eb4cdde24f678bd3eb80e0da2b6497aa0c4eb209d4b3f5080b',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(6,'00000000-0000-4000-8000-000000000006','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','6HZ7-N4E7-5P','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'95cf48b3c0816216433722c7a4981c004c8a8b0081f8a3e1f3df344a80d8f3ba',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(7,'00000000-0000-4000-8000-000000000007','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','MNQ2-XFTS-77','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'86f5de10fe5594aa6bf45b46514a9282f6a2c979dc2afe1c7ef3ad2c04382d05',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(8,'00000000-0000-4000-8000-000000000008','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','3VBT-C5J2-CZ','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'62c0278b2218cb4f8f9d73c1f8b864cd280c9048ddf95744dd0c722ab2707440',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(9,'00000000-0000-4000-8000-000000000009','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','N3NB-KG8Y-VC','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'1acdc0514fc308b54835eb67902b58d058a5cb9e69fe309ec62a25d18ae7f7a1',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(10,'00000000-0000-4000-8000-00000000000a','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','2K4E-8HYY-QM','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}','[]',0,'ef7af8a81ac8e915df6ea9fe0e88846eae0fa25952ec6d340bcf3698d23ec116',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(11,'00000000-0000-4000-8000-00000000000b','commune_office','2026.1','0000000000000000000000000000000000000000000000000000000000000000','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','PEF8-VFDJ-5B','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"1","q2":"1","q3":"1","q4":"1","q5":"1","q6":"1","q7":"1","q8":"1","q9":"1","subject":"Chứng thực"}','[]',0,'358688987b62b1d7992f2f2b4fae4dfd15cc8c6bcb040d45903e9e97dc6fdcd7',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(12,'00000000-0000-4000-8000-00000000000c','commune_office','2026.1','COMMUNE-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','5A3V-HQCF-BC','{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"1","q2":"1","q3":"1","q4":"1","q5":"1","q6":"1","q7":"1","q8":"1","q9":"1","subject":"Chứng thực"}','[]',0,'dcf5c7e42cd603880b28e36742751dd0b3f628311f3adfe888767493d321d398',NULL,NULL,NULL,NULL,NULL);
INSERT INTO submission VALUES(13,'00000000-0000-4000-8000-00000000000d','quarter','1','QUARTER-HASH','vi','2026-03-02T08:00:00.000Z','2026-03-02T08:05:00.000Z','2026-11-30T10:50:17+07:00','QT6S-ACAT-PE','{"digitised":9,"due":"2099-12-20","early":5,"is_commune":true,"key":"u1.2099-q4","late":false,"late_ones":0,"off_by":0,"on_time":5,"period":"2099-q4","resolved":10,"unit":"u1"}','[]',0,'f7f06a7aaca4d397a218c0deafa9e44b8d6eaf0ca1af4b36dbd7a76118548e34','u1','2099-q4','u1.2099-q4',0,'[]');
CREATE TABLE refusal (                 -- the last refused report of a unit for a period, until one is accepted
    form_id    TEXT NOT NULL,
    unit       TEXT NOT NULL,
    period     TEXT NOT NULL,
    refused_at TEXT NOT NULL,          -- this server's clock, RFC 3339
    rules      TEXT NOT NULL,          -- JSON: which rules it breaks; no answer
    PRIMARY KEY (form_id, unit, period)
) STRICT, WITHOUT ROWID;
INSERT INTO refusal VALUES('quarter','u4','2099-q4','2026-11-30T10:50:17+07:00','[{"count":1,"rule":"R6"}]');
CREATE TABLE account (                 -- of every definition that has submissions, or is served
    form_hash     TEXT NOT NULL PRIMARY KEY,
    form_id       TEXT NOT NULL,
    offered       INTEGER NOT NULL DEFAULT 0,   -- how many submissions are in published batches
    least         INTEGER NOT NULL DEFAULT 0,   -- how many make a batch
    tally_version INTEGER NOT NULL DEFAULT 0,   -- of what is in the table tally
    changes       INTEGER NOT NULL DEFAULT 0,   -- how often rows were changed or taken out
    counted       INTEGER NOT NULL DEFAULT -1   -- which of the changes the counts know
) STRICT, WITHOUT ROWID;
INSERT INTO account VALUES('QUARTER-HASH','quarter',0,0,0,0,-1);
INSERT INTO account VALUES('COMMUNE-HASH','commune_office',10,5,1,2,0);
CREATE TABLE pending (                 -- the submissions that are in no published batch yet
    id        INTEGER PRIMARY KEY,
    form_hash TEXT NOT NULL
) STRICT;
INSERT INTO pending VALUES(11,'COMMUNE-HASH');
INSERT INTO pending VALUES(12,'COMMUNE-HASH');
INSERT INTO pending VALUES(13,'QUARTER-HASH');
CREATE TABLE tally (                   -- what was counted of everybody, and of each group
    form_hash TEXT NOT NULL,
    question  TEXT NOT NULL,           -- one of results_by; '' is everybody
    choice    TEXT NOT NULL,           -- '' are those who did not answer
    responses INTEGER NOT NULL,
    hidden    INTEGER NOT NULL,        -- whether it was when the last batch was published
    counts    TEXT NOT NULL,           -- JSON: by item and level
    PRIMARY KEY (form_hash, question, choice)
) STRICT, WITHOUT ROWID;
INSERT INTO tally VALUES('COMMUNE-HASH','','',10,0,'{}');
INSERT INTO tally VALUES('COMMUNE-HASH','age','25-34',10,0,'{}');
INSERT INTO tally VALUES('COMMUNE-HASH','commune','13318',10,0,'{}');
INSERT INTO tally VALUES('COMMUNE-HASH','gender','female',10,0,'{}');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('submission',13);
CREATE INDEX submission_by_form ON submission (form_id, form_hash);
CREATE UNIQUE INDEX submission_by_report ON submission (form_id, report_key) WHERE report_key IS NOT NULL;
CREATE INDEX pending_by_form ON pending (form_hash, id);
CREATE VIEW level_count AS             -- the same for reading: how often each level of each item was chosen
    SELECT account.form_id, tally.form_hash, tally.question, tally.choice, slot.value ->> 'name' AS item,
           level.key AS level, CAST(level.value AS INTEGER) AS n
    FROM tally JOIN account USING (form_hash), json_each(tally.counts, '$.slots') AS slot,
         json_each(slot.value, '$.levels') AS level
;
CREATE TRIGGER submission_came AFTER INSERT ON submission BEGIN
    INSERT INTO pending (id, form_hash) VALUES (NEW.id, NEW.form_hash);
END;
CREATE TRIGGER submission_changed AFTER UPDATE OF id, form_hash, received_at, answers ON submission BEGIN
    UPDATE account SET changes = changes + 1 WHERE form_hash IN (OLD.form_hash, NEW.form_hash);
END;
CREATE TRIGGER submission_went AFTER DELETE ON submission BEGIN
    UPDATE account SET changes = changes + 1, offered = offered - (OLD.id NOT IN (SELECT id FROM pending))
        WHERE form_hash = OLD.form_hash;
    DELETE FROM pending WHERE id = OLD.id;
END;
COMMIT;
PRAGMA user_version = 3;
