-- CreateTable
CREATE TABLE "uploads" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "principal" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "name" TEXT,
    "mime_type" TEXT,
    "size" INTEGER,
    "sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3),

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "uploads_workspace_id_principal_idx" ON "uploads"("workspace_id", "principal");

-- CreateIndex
CREATE INDEX "uploads_expires_at_idx" ON "uploads"("expires_at");

-- AddForeignKey
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "uploads" ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON "uploads" TO valetkey_tenant;
CREATE POLICY one_workspace ON "uploads" TO valetkey_tenant
  USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()));
