-- AlterTable
ALTER TABLE "pending_authorizations" ADD COLUMN     "rehearsal_id" TEXT;

-- CreateTable
CREATE TABLE "rehearsals" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "app_name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "tools" TEXT[],
    "scopes" TEXT[],
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'open',
    "account" TEXT,
    "steps" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "rehearsals_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "rehearsals_workspace_id_app_id_started_at_idx" ON "rehearsals"("workspace_id", "app_id", "started_at");

-- AddForeignKey
ALTER TABLE "rehearsals" ADD CONSTRAINT "rehearsals_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "rehearsals" ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON "rehearsals" TO valetkey_tenant;
CREATE POLICY one_workspace ON "rehearsals" TO valetkey_tenant
  USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()));
