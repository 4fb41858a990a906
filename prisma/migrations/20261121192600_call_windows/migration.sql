-- DropIndex
DROP INDEX "call_rollups_workspace_id_grain_kind_agent_connector_tool_s_idx";

-- CreateTable
CREATE TABLE "call_windows" (
    "workspace_id" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "start" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "calls" BIGINT NOT NULL DEFAULT 0,
    "errors" BIGINT NOT NULL DEFAULT 0,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "provider_bytes" BIGINT NOT NULL DEFAULT 0,
    "answer_bytes" BIGINT NOT NULL DEFAULT 0,
    "saved_bytes" BIGINT NOT NULL DEFAULT 0,
    "refreshes" BIGINT NOT NULL DEFAULT 0,
    "refreshes_failed" BIGINT NOT NULL DEFAULT 0,
    "latency" INTEGER[] DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "call_windows_pkey" PRIMARY KEY ("workspace_id","days","start","kind","id")
);

-- What the schema engine cannot see.

-- The rows of one agent, one connector, one tool over time.
CREATE INDEX "call_rollups_of_agent" ON "call_rollups" ("workspace_id", "agent", "grain", "kind", "start") WHERE "agent" <> '';
CREATE INDEX "call_rollups_of_connector" ON "call_rollups" ("workspace_id", "connector", "grain", "kind", "start") WHERE "connector" <> '';
CREATE INDEX "call_rollups_of_tool" ON "call_rollups" ("workspace_id", "tool", "grain", "kind", "start") WHERE "tool" <> '';

ALTER TABLE "call_windows" ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON "call_windows" TO valetkey_tenant;
CREATE POLICY one_workspace ON "call_windows" TO valetkey_tenant
  USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()));
