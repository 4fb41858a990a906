-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "token_hash" BYTEA;

-- CreateTable
CREATE TABLE "device_sign_ins" (
    "id" TEXT NOT NULL,
    "device_hash" BYTEA NOT NULL,
    "user_hash" BYTEA NOT NULL,
    "name" TEXT,
    "address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "interval" INTEGER NOT NULL,
    "polled_at" TIMESTAMPTZ(3),
    "workspace_id" TEXT,
    "user_id" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "allowed" BOOLEAN,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "device_sign_ins_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "device_sign_ins_device_hash_key" ON "device_sign_ins"("device_hash");

-- CreateIndex
CREATE UNIQUE INDEX "device_sign_ins_user_hash_key" ON "device_sign_ins"("user_hash");

-- CreateIndex
CREATE INDEX "device_sign_ins_expires_at_idx" ON "device_sign_ins"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- AddForeignKey
ALTER TABLE "device_sign_ins" ADD CONSTRAINT "device_sign_ins_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "members"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- It belongs to no workspace until somebody has said so: no role but the gateway's own reaches it.
ALTER TABLE "device_sign_ins" ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_workspace ON "device_sign_ins" TO valetkey_tenant
  USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()));
