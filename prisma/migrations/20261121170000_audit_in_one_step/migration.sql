-- Adds rows to one workspace's chain in one statement, where the head is still as the caller knows it. Says whether
-- it was. It runs as valetkey_audit, which only a member of that role may call it as, and sees that workspace alone.
CREATE FUNCTION "audit_append"(
  "workspace" text, "known_seq" bigint, "known_hash" bytea, "new_seq" bigint, "new_hash" bytea,
  "seqs" bigint[], "ids" text[], "ats" timestamptz[], "types" text[], "actor_kinds" text[], "actor_ids" text[],
  "actor_labels" text[], "target_kinds" text[], "target_ids" text[], "target_labels" text[], "outcomes" text[],
  "request_ids" text[], "datas" jsonb[], "prev_hashes" bytea[], "hashes" bytea[]
) RETURNS boolean LANGUAGE plpgsql SET role = 'valetkey_audit' AS $$
BEGIN
  PERFORM set_config('app.workspace', "workspace", true);
  UPDATE "audit_heads" SET "seq" = "new_seq", "hash" = "new_hash"
    WHERE "workspace_id" = "workspace" AND "seq" = "known_seq" AND "hash" = "known_hash";
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO "audit_events" ("workspace_id", "seq", "id", "at", "type", "actor_kind", "actor_id", "actor_label",
    "target_kind", "target_id", "target_label", "outcome", "request_id", "data", "prev_hash", "hash")
  SELECT "workspace", * FROM unnest("seqs", "ids", "ats", "types", "actor_kinds", "actor_ids", "actor_labels",
    "target_kinds", "target_ids", "target_labels", "outcomes", "request_ids", "datas", "prev_hashes", "hashes");
  RETURN true;
END
$$;
