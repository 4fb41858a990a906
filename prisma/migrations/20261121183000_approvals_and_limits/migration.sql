-- CreateEnum
CREATE TYPE "ApprovalState" AS ENUM ('pending', 'approved', 'denied', 'expired', 'cancelled', 'used');

-- CreateTable
CREATE TABLE "approvals" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "binding" BYTEA NOT NULL,
    "caller" TEXT NOT NULL,
    "caller_label" TEXT NOT NULL,
    "user_id" TEXT,
    "credential_id" TEXT,
    "client_id" TEXT,
    "behind" TEXT[],
    "server" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "four_eyes" BOOLEAN NOT NULL,
    "approvers" INTEGER NOT NULL DEFAULT 1,
    "state" "ApprovalState" NOT NULL DEFAULT 'pending',
    "slot" INTEGER NOT NULL,
    "key_id" TEXT,
    "sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "limits" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL DEFAULT '',
    "effect" TEXT NOT NULL DEFAULT 'all',
    "per_minute" INTEGER,
    "per_day" INTEGER,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "limits_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "limit_counts" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "limit_counts_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "approvals_workspace_id_created_at_id_idx" ON "approvals"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "approvals_workspace_id_binding_idx" ON "approvals"("workspace_id", "binding");

-- CreateIndex
CREATE INDEX "approvals_workspace_id_connector_id_idx" ON "approvals"("workspace_id", "connector_id");

-- CreateIndex
CREATE UNIQUE INDEX "limits_workspace_id_subject_kind_subject_id_effect_key" ON "limits"("workspace_id", "subject_kind", "subject_id", "effect");

-- CreateIndex
CREATE INDEX "limit_counts_expire_idx" ON "limit_counts"("expire");

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_workspace_id_connector_id_fkey" FOREIGN KEY ("workspace_id", "connector_id") REFERENCES "connectors"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "limits" ADD CONSTRAINT "limits_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema engine cannot see. gateway/db/catalog.test.ts holds it against the catalog.

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['approvals', 'limits'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO valetkey_tenant', t);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO valetkey_tenant
      USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()))', t);
  END LOOP;
END
$$;

-- Nobody's but the gateway's own account.
ALTER TABLE "limit_counts" ENABLE ROW LEVEL SECURITY;

-- A call that is tried again finds what it asked for before, and no caller has more pending ones than there are places.
CREATE UNIQUE INDEX "approvals_one_standing" ON "approvals" ("workspace_id", "binding") WHERE "state" IN ('pending', 'approved');
CREATE UNIQUE INDEX "approvals_one_a_slot" ON "approvals" ("workspace_id", "caller", "slot") WHERE "state" = 'pending';
CREATE INDEX "approvals_to_expire" ON "approvals" ("expires_at") WHERE "state" IN ('pending', 'approved');
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_approvers" CHECK ("approvers" IN (1, 2));
ALTER TABLE "limits" ADD CONSTRAINT "limits_subject" CHECK (("subject_kind" = 'any') = ("subject_id" = '') AND "subject_kind" IN ('any', 'agent', 'user', 'connector'));
ALTER TABLE "limits" ADD CONSTRAINT "limits_effect" CHECK ("effect" IN ('read', 'write', 'destructive', 'all'));
ALTER TABLE "limits" ADD CONSTRAINT "limits_number" CHECK ("per_minute" > 0 OR "per_day" > 0);

-- Whoever waits for a decision hears of it.
CREATE TRIGGER tell_replicas AFTER UPDATE OF "state" ON "approvals" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
CREATE TRIGGER tell_replicas AFTER INSERT OR UPDATE OR DELETE ON "limits" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
