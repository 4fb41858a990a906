-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "delegates" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "delegation" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "agent_manifests" (
    "workspace_id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "manifest" JSONB,
    "changed_by" TEXT NOT NULL,
    "changed_name" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_manifests_pkey" PRIMARY KEY ("workspace_id","agent_id","version")
);

-- AddForeignKey
ALTER TABLE "agent_manifests" ADD CONSTRAINT "agent_manifests_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema engine cannot see.

ALTER TABLE "agent_manifests" ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON "agent_manifests" TO valetkey_tenant;
CREATE POLICY one_workspace ON "agent_manifests" TO valetkey_tenant
  USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()));

ALTER TABLE "agents" ADD CONSTRAINT "agents_delegation" CHECK ("delegation" IN ('none', 'members', 'listed'));

-- A person, an agent, or an agent that acts for a person.
ALTER TABLE "api_tokens" DROP CONSTRAINT "api_tokens_one_subject";
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_a_subject" CHECK ("user_id" IS NOT NULL OR "agent_id" IS NOT NULL);

-- Manifests from before are the first version.
UPDATE "agents" SET "version" = 1 WHERE "manifest" IS NOT NULL;
INSERT INTO "agent_manifests" ("workspace_id", "agent_id", "version", "manifest", "changed_by", "changed_name", "changed_at")
  SELECT "workspace_id", "id", 1, "manifest", "created_by", "created_by", "created_at" FROM "agents" WHERE "manifest" IS NOT NULL;

DROP TRIGGER tell_replicas ON "agents";
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "name", "manifest", "delegation", "delegates" ON "agents" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
