-- CreateEnum
CREATE TYPE "PolicyDecision" AS ENUM ('allow', 'ask', 'deny');

-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "guard" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "policy_rules" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "decision" "PolicyDecision" NOT NULL,
    "agent_id" TEXT,
    "server" TEXT,
    "tool" TEXT,
    "effect" TEXT,
    "connector_id" TEXT,
    "resources" JSONB,
    "four_eyes" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_rules_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "policy_settings" (
    "workspace_id" TEXT NOT NULL,
    "read" "PolicyDecision" NOT NULL DEFAULT 'allow',
    "write" "PolicyDecision" NOT NULL DEFAULT 'allow',
    "destructive" "PolicyDecision" NOT NULL DEFAULT 'allow',
    "inside" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_settings_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "guard_runs" (
    "workspace_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "run" TEXT NOT NULL,
    "untrusted_at" TIMESTAMPTZ(3),
    "untrusted_by" TEXT,
    "private_at" TIMESTAMPTZ(3),
    "private_by" TEXT,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "guard_runs_pkey" PRIMARY KEY ("workspace_id","agent_id","run")
);

-- CreateIndex
CREATE INDEX "policy_rules_workspace_id_agent_id_idx" ON "policy_rules"("workspace_id", "agent_id");

-- CreateIndex
CREATE INDEX "policy_rules_workspace_id_connector_id_idx" ON "policy_rules"("workspace_id", "connector_id");

-- CreateIndex
CREATE INDEX "guard_runs_seen_at_idx" ON "guard_runs"("seen_at");

-- AddForeignKey
ALTER TABLE "policy_rules" ADD CONSTRAINT "policy_rules_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_rules" ADD CONSTRAINT "policy_rules_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_rules" ADD CONSTRAINT "policy_rules_workspace_id_connector_id_fkey" FOREIGN KEY ("workspace_id", "connector_id") REFERENCES "connectors"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_settings" ADD CONSTRAINT "policy_settings_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guard_runs" ADD CONSTRAINT "guard_runs_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "policy_rules" ADD CONSTRAINT "policy_rules_effect" CHECK ("effect" IN ('read', 'write', 'destructive'));
-- A rule that denies denies what it fits: a list would turn it into an exception that allows the rest.
ALTER TABLE "policy_rules" ADD CONSTRAINT "policy_rules_deny_all" CHECK ("decision" <> 'deny' OR "resources" IS NULL);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['policy_rules', 'policy_settings', 'guard_runs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO valetkey_tenant', t);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO valetkey_tenant
      USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()))', t);
  END LOOP;
END
$$;

CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE ON "policy_rules" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE ON "policy_settings" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('workspace_id');
-- What a run has read is remembered where it was read; that it is forgotten must be heard everywhere.
CREATE TRIGGER tell_replicas AFTER DELETE ON "guard_runs" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('run');
-- Beside the trigger of the other columns.
CREATE TRIGGER tell_replicas_of_guard AFTER UPDATE OF "guard" ON "agents" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
