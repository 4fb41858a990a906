-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "paused_at" TIMESTAMPTZ(3),
ADD COLUMN     "paused_by" TEXT;

-- AlterTable
ALTER TABLE "api_tokens" ADD COLUMN     "last_client" TEXT,
ADD COLUMN     "replaced_by" TEXT;

-- AlterTable
ALTER TABLE "policy_rules" ADD COLUMN     "observe" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "policy_tests" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "agent_id" TEXT,
    "user_id" TEXT,
    "tool" TEXT NOT NULL,
    "connector" TEXT,
    "arguments" JSONB,
    "expected" "PolicyDecision" NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_tests_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "standing_approvals" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "binding" BYTEA NOT NULL,
    "caller" TEXT NOT NULL,
    "caller_label" TEXT NOT NULL,
    "user_id" TEXT,
    "server" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "approval_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "standing_approvals_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "policy_tests_workspace_id_agent_id_idx" ON "policy_tests"("workspace_id", "agent_id");

-- CreateIndex
CREATE INDEX "standing_approvals_workspace_id_connector_id_idx" ON "standing_approvals"("workspace_id", "connector_id");

-- CreateIndex
CREATE UNIQUE INDEX "standing_approvals_workspace_id_binding_key" ON "standing_approvals"("workspace_id", "binding");

-- AddForeignKey
ALTER TABLE "policy_tests" ADD CONSTRAINT "policy_tests_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_tests" ADD CONSTRAINT "policy_tests_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "standing_approvals" ADD CONSTRAINT "standing_approvals_workspace_id_connector_id_fkey" FOREIGN KEY ("workspace_id", "connector_id") REFERENCES "connectors"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- It asks for a person or for an agent, or for neither.
ALTER TABLE "policy_tests" ADD CONSTRAINT "policy_tests_one_caller" CHECK ("agent_id" IS NULL OR "user_id" IS NULL);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['policy_tests', 'standing_approvals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO valetkey_tenant', t);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO valetkey_tenant
      USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()))', t);
  END LOOP;
END
$$;

-- Beside the trigger of the other columns: whoever is paused is cut off everywhere.
CREATE TRIGGER tell_replicas_of_pause AFTER UPDATE OF "paused_at" ON "agents" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
