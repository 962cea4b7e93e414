"""What a member may see of the archive: its own scopes, and those that a grant opens now.

Every table below a collection carries ``scope_id``; one array of visible scopes, computed once per
statement, is the whole policy. The two search tables have a further policy for the search role
that carries the query itself, so that the GIN index is used (see docs/architecture.md).
"""

from django.db import migrations

from gemeinwerk.members.policies import MemberPolicy, Sql

OWN = "member_id = (SELECT app_member())"
SCOPED = "scope_id = ANY ((SELECT visible_scopes())::int[])"

GRANTED_COLLECTION = f"{OWN} OR id IN (SELECT g.collection_id FROM open_grants() g)"
GRANTED_SCOPE = (  # two lists computed once, not a question per scope of the installation
    f"{OWN} OR (NOT is_personal AND collection_id IN"
    " (SELECT g.collection_id FROM open_grants() g))"
    " OR (is_personal AND collection_id IN"
    " (SELECT g.collection_id FROM open_grants() g WHERE g.includes_personal))"
)

VISIBLE = """
CREATE FUNCTION visible_scopes() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
  $$ SELECT COALESCE(array_agg(id), '{}') FROM archive_scope $$;
CREATE FUNCTION app_tsquery() RETURNS tsquery LANGUAGE sql STABLE AS
  $$ SELECT NULLIF(current_setting('app.tsquery', true), '')::tsquery $$;
CREATE FUNCTION app_probe() RETURNS text LANGUAGE sql STABLE AS
  $$ SELECT NULLIF(current_setting('app.probe', true), '') $$;
REVOKE ALL ON FUNCTION visible_scopes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visible_scopes(), app_tsquery(), app_probe() TO {app}, {search};
"""

SEARCH = f"""
ALTER TABLE archive_pageindex SET (toast_tuple_target = 128);
ALTER TABLE archive_pageindex ALTER tsv SET STORAGE EXTERNAL;
CREATE INDEX archive_pageindex_tsv ON archive_pageindex USING gin (tsv);
CREATE INDEX archive_wordcount_trgm ON archive_wordcount USING gin (lexeme gin_trgm_ops);
CREATE POLICY search ON archive_pageindex FOR SELECT TO {{search}}
  USING ({SCOPED} AND tsv @@ (SELECT app_tsquery()));
CREATE POLICY suggest ON archive_wordcount FOR SELECT TO {{search}}
  USING ({SCOPED} AND lexeme % (SELECT app_probe()));
GRANT SELECT ON archive_pageindex, archive_wordcount TO {{search}};
"""

WHOSE = """
CREATE FUNCTION archive_note_refusal(wanted uuid, entry_body text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE whose int; door text := app_door();
BEGIN
  PERFORM set_config('app.door', 'resolve', true);
  SELECT member_id INTO whose FROM archive_document WHERE id = wanted;
  PERFORM set_config('app.door', door, true);
  IF whose IS NOT NULL AND whose <> app_member() THEN
    PERFORM journal_append(whose, entry_body, interval '10 minutes');
  END IF;
END $$;
REVOKE ALL ON FUNCTION archive_note_refusal(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION archive_note_refusal(uuid, text) TO {app};
COMMENT ON FUNCTION archive_note_refusal IS
  'Tells the owner that its document was asked for in vain; tells the asker nothing.';
"""

GRANT_TARGET = """
ALTER TABLE sharing_grant ADD CONSTRAINT sharing_grant_collection_member_fk
  FOREIGN KEY (member_id, collection_id) REFERENCES archive_collection (member_id, id)
"""

BELOW_SCOPE = {"scope_id": "archive_scope"}
IN_COLLECTION = {**BELOW_SCOPE, "collection_id": "archive_collection"}


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("members", "0002_policies"),
        ("sharing", "0002_policies"),
        ("journal", "0002_chain"),
        ("files", "0002_policies"),
    ]
    operations = [
        MemberPolicy("archive_collection", read=GRANTED_COLLECTION, write=OWN),
        MemberPolicy(
            "archive_scope",
            read=GRANTED_SCOPE,
            write=OWN,
            references={"collection_id": "archive_collection"},
        ),
        Sql(VISIBLE),
        MemberPolicy("archive_record", read=SCOPED, write=OWN, references=IN_COLLECTION),
        MemberPolicy("archive_intake", references={"collection_id": "archive_collection"}),
        MemberPolicy(
            "archive_document",
            read=SCOPED,
            owner_read=f"{SCOPED} OR (SELECT app_door()) = 'resolve'",
            write=OWN,
            references={
                **IN_COLLECTION,
                "record_id": "archive_record",
                "intake_id": "archive_intake",
                "sha256": "files_blob.sha256",
            },
        ),
        MemberPolicy("archive_refusal", references={"intake_id": "archive_intake"}),
        MemberPolicy(
            "archive_page",
            read=SCOPED,
            write=OWN,
            references={**BELOW_SCOPE, "document_id": "archive_document"},
        ),
        MemberPolicy(
            "archive_reading",
            read=SCOPED,
            write=OWN,
            references={**BELOW_SCOPE, "page_id": "archive_page"},
        ),
        MemberPolicy(
            "archive_pageindex",
            read=SCOPED,
            write=OWN,
            references={**BELOW_SCOPE, "page_id": "archive_page"},
            key=None,
        ),
        MemberPolicy("archive_wordcount", read=SCOPED, write=OWN, references=BELOW_SCOPE, key=None),
        Sql(SEARCH),
        Sql(WHOSE),
        Sql(GRANT_TARGET),
    ]
