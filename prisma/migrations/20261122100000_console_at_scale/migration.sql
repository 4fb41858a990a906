-- What pages of the console ask for in a workspace with 10,000 connectors, without walking through all of a day.
-- Hours in which a connector failed at all: those that fail often are among them.
CREATE INDEX "call_rollups_failing" ON "call_rollups" ("workspace_id", "grain", "kind", "start") WHERE "errors" > 0;
-- Few of many.
CREATE INDEX "grants_failed_upstream" ON "grants" ("workspace_id", "ended_at") WHERE "upstream" = 'failed';
CREATE INDEX "connectors_unconfirmed" ON "connectors" ("workspace_id", "disabled_at") WHERE "disabled_by" = 'unconfirmed';
