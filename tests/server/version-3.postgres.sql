-- A database as version 3 of its layout left it in PostgreSQL (`pg_dump --inserts`): twelve submissions to a form, of which one that is counted and one
-- that is not were given to another version by hand; a report and a refusal. Scores and counts are left out.
CREATE FUNCTION public.submission_came() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    INSERT INTO pending (id, form_hash) VALUES (NEW.id, NEW.form_hash);
    RETURN NULL;
END $$;
CREATE FUNCTION public.submission_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    UPDATE account SET changes = changes + 1 WHERE form_hash IN (OLD.form_hash, NEW.form_hash);
    RETURN NULL;
END $$;
CREATE FUNCTION public.submission_went() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    -- The account first: who has it is about to take what is pending.
    UPDATE account SET changes = changes + 1 WHERE form_hash = OLD.form_hash;
    DELETE FROM pending WHERE id = OLD.id;
    IF NOT FOUND THEN
        UPDATE account SET offered = offered - 1 WHERE form_hash = OLD.form_hash;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.submissions_went() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    UPDATE account SET changes = changes + 1, offered = 0;
    DELETE FROM pending;
    RETURN NULL;
END $$;
CREATE TABLE public.account (
    form_hash text NOT NULL,
    form_id text NOT NULL,
    offered bigint DEFAULT 0 NOT NULL,
    "least" bigint DEFAULT 0 NOT NULL,
    tally_version bigint DEFAULT 0 NOT NULL,
    changes bigint DEFAULT 0 NOT NULL,
    counted bigint DEFAULT '-1'::integer NOT NULL
);
CREATE TABLE public.tally (
    form_hash text NOT NULL,
    question text NOT NULL,
    choice text NOT NULL,
    responses bigint NOT NULL,
    hidden boolean NOT NULL,
    counts text NOT NULL
);
CREATE VIEW public.level_count AS
 SELECT account.form_id,
    tally.form_hash,
    tally.question,
    tally.choice,
    (slot.value ->> 'name'::text) AS item,
    level.key AS level,
    (level.value)::bigint AS n
   FROM (public.tally
     JOIN public.account USING (form_hash)),
    LATERAL jsonb_array_elements(((tally.counts)::jsonb -> 'slots'::text)) slot(value),
    LATERAL jsonb_each_text((slot.value -> 'levels'::text)) level(key, value);
CREATE TABLE public.meta (
    product text NOT NULL,
    version bigint NOT NULL
);
CREATE TABLE public.pending (
    id bigint NOT NULL,
    form_hash text NOT NULL
);
CREATE TABLE public.refusal (
    form_id text NOT NULL,
    unit text NOT NULL,
    period text NOT NULL,
    refused_at text NOT NULL,
    rules text NOT NULL
);
CREATE TABLE public.submission (
    id bigint NOT NULL,
    submission_id text NOT NULL,
    form_id text NOT NULL,
    form_version text NOT NULL,
    form_hash text NOT NULL,
    language text NOT NULL,
    started_at text NOT NULL,
    completed_at text NOT NULL,
    received_at text NOT NULL,
    receipt text NOT NULL,
    answers text NOT NULL,
    scores text NOT NULL,
    scores_agree boolean NOT NULL,
    body_hash text NOT NULL,
    unit text,
    period text,
    report_key text,
    late boolean,
    warnings text
);
ALTER TABLE public.submission ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.submission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public.account VALUES ('QUARTER-HASH', 'quarter', 0, 0, 0, 0, -1);
INSERT INTO public.account VALUES ('COMMUNE-HASH', 'commune_office', 10, 5, 1, 2, 0);
INSERT INTO public.meta VALUES ('sipas-forms', 3);
INSERT INTO public.pending VALUES (11, 'COMMUNE-HASH');
INSERT INTO public.pending VALUES (12, 'COMMUNE-HASH');
INSERT INTO public.pending VALUES (13, 'QUARTER-HASH');
INSERT INTO public.refusal VALUES ('quarter', 'u4', '2099-q4', '2026-11-30T10:50:36+07:00', '[{"count":1,"rule":"R6"}]');
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (1, '00000000-0000-4000-8000-000000000001', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'X3CQ-4EYC-DS', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '1403de26e2d3b1fa45381b89a1b469a16f43d7c2952fffdaa36678602f4350e8', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (3, '00000000-0000-4000-8000-000000000003', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'JWF3-XVDQ-WA', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '26973322f262d8b54f041ae19fca2fc25166088f743a2c6171eee65551e89630', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (4, '00000000-0000-4000-8000-000000000004', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'C8XM-BVAZ-HH', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '9ce6de672ce4be18a5c5eaca4ea46ee3960e9cb85f8d9eb3fd9562dd34fdc053', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (5, '00000000-0000-4000-8000-000000000005', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'PMXC-QRRG-9W', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '0e643f176ad8a5eb4cdde24f678bd3eb80e0da2b6497aa0c4eb209d4b3f5080b', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (6, '00000000-0000-4000-8000-000000000006', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'FWRD-EBPG-EQ', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '95cf48b3c0816216433722c7a4981c004c8a8b0081f8a3e1f3df344a80d8f3ba', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (7, '00000000-0000-4000-8000-000000000007', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'EKAG-5FE3-EF', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '86f5de10fe5594aa6bf45b46514a9282f6a2c979dc2afe1c7ef3ad2c04382d05', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (8, '00000000-0000-4000-8000-000000000008', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'W3V8-CQRK-78', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '62c0278b2218cb4f8f9d73c1f8b864cd280c9048ddf95744dd0c722ab2707440', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (9, '00000000-0000-4000-8000-000000000009', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', '72QM-4QFN-2R', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '1acdc0514fc308b54835eb67902b58d058a5cb9e69fe309ec62a25d18ae7f7a1', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (10, '00000000-0000-4000-8000-00000000000a', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'YXQW-N6AJ-QA', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, 'ef7af8a81ac8e915df6ea9fe0e88846eae0fa25952ec6d340bcf3698d23ec116', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (12, '00000000-0000-4000-8000-00000000000c', 'commune_office', '2026.1', 'COMMUNE-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'PNRP-5PTK-9R', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"1","q2":"1","q3":"1","q4":"1","q5":"1","q6":"1","q7":"1","q8":"1","q9":"1","subject":"Chứng thực"}', '[]', false, 'dcf5c7e42cd603880b28e36742751dd0b3f628311f3adfe888767493d321d398', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (13, '00000000-0000-4000-8000-00000000000d', 'quarter', '1', 'QUARTER-HASH', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'KPR8-TDGV-T3', '{"digitised":9,"due":"2099-12-20","early":5,"is_commune":true,"key":"u1.2099-q4","late":false,"late_ones":0,"off_by":0,"on_time":5,"period":"2099-q4","resolved":10,"unit":"u1"}', '[]', false, 'f7f06a7aaca4d397a218c0deafa9e44b8d6eaf0ca1af4b36dbd7a76118548e34', 'u1', '2099-q4', 'u1.2099-q4', false, '[]');
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (2, '00000000-0000-4000-8000-000000000002', 'commune_office', '2026.1', '0000000000000000000000000000000000000000000000000000000000000000', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', 'NQ6F-94X2-A5', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"5","q2":"5","q3":"5","q4":"5","q5":"5","q6":"5","q7":"5","q8":"5","q9":"5","subject":"Chứng thực"}', '[]', false, '292bf2e04e5fc0d27034393fcaf76f7c7d0cb95066379bbc0144de46d42249ad', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.submission OVERRIDING SYSTEM VALUE VALUES (11, '00000000-0000-4000-8000-00000000000b', 'commune_office', '2026.1', '0000000000000000000000000000000000000000000000000000000000000000', 'vi', '2026-03-02T08:00:00.000Z', '2026-03-02T08:05:00.000Z', '2026-11-30T10:50:36+07:00', '6FD8-BY73-PS', '{"age":"25-34","commune":"13318","education":"college","gender":"female","q1":"1","q2":"1","q3":"1","q4":"1","q5":"1","q6":"1","q7":"1","q8":"1","q9":"1","subject":"Chứng thực"}', '[]', false, '358688987b62b1d7992f2f2b4fae4dfd15cc8c6bcb040d45903e9e97dc6fdcd7', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.tally VALUES ('COMMUNE-HASH', '', '', 10, false, '{}');
INSERT INTO public.tally VALUES ('COMMUNE-HASH', 'commune', '13318', 10, false, '{}');
INSERT INTO public.tally VALUES ('COMMUNE-HASH', 'age', '25-34', 10, false, '{}');
INSERT INTO public.tally VALUES ('COMMUNE-HASH', 'gender', 'female', 10, false, '{}');
SELECT pg_catalog.setval('public.submission_id_seq', 13, true);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (form_hash);
ALTER TABLE ONLY public.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (product);
ALTER TABLE ONLY public.pending
    ADD CONSTRAINT pending_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refusal
    ADD CONSTRAINT refusal_pkey PRIMARY KEY (form_id, unit, period);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_receipt_key UNIQUE (receipt);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_submission_id_key UNIQUE (submission_id);
ALTER TABLE ONLY public.tally
    ADD CONSTRAINT tally_pkey PRIMARY KEY (form_hash, question, choice);
CREATE INDEX pending_by_form ON public.pending USING btree (form_hash, id);
CREATE INDEX submission_by_form ON public.submission USING btree (form_id, form_hash, id);
CREATE UNIQUE INDEX submission_by_report ON public.submission USING btree (form_id, report_key) WHERE (report_key IS NOT NULL);
CREATE TRIGGER submission_came AFTER INSERT ON public.submission FOR EACH ROW EXECUTE FUNCTION public.submission_came();
CREATE TRIGGER submission_changed AFTER UPDATE OF id, form_hash, received_at, answers ON public.submission FOR EACH ROW EXECUTE FUNCTION public.submission_changed();
CREATE TRIGGER submission_went AFTER DELETE ON public.submission FOR EACH ROW EXECUTE FUNCTION public.submission_went();
CREATE TRIGGER submissions_went AFTER TRUNCATE ON public.submission FOR EACH STATEMENT EXECUTE FUNCTION public.submissions_went();
