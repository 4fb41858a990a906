-- Few of many: live grants that were given less than was asked for. A list of all connectors need not read every grant's scopes.
CREATE INDEX "grants_scopes_missing" ON "grants" ("workspace_id", "connector_id")
  WHERE "ended_at" IS NULL AND NOT "scopes_requested" <@ "scopes_granted";
