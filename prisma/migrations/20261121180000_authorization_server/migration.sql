-- CreateTable
CREATE TABLE "oauth_clients" (
    "id" TEXT NOT NULL,
    "metadata" JSONB NOT NULL,
    "secret_hash" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "allowed_at" TIMESTAMPTZ(3),

    CONSTRAINT "oauth_clients_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_clients" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "agent_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "metadata" JSONB NOT NULL,
    "secret_hash" BYTEA,
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_clients_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "client_consents" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "agent_id" TEXT,
    "client_id" TEXT NOT NULL,
    "client_name" TEXT,
    "client_kind" TEXT NOT NULL,
    "redirect_host" TEXT,
    "registration" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "servers" TEXT[],
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "issuer_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "client_consents_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "oauth_records" (
    "model" TEXT NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "grant_hash" BYTEA,
    "consent_id" TEXT,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_records_pkey" PRIMARY KEY ("model","id_hash")
);

-- CreateTable
CREATE TABLE "oauth_signing_keys" (
    "id" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "active_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trusted_issuers" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "jwks_uri" TEXT NOT NULL,
    "client_ids" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "trusted_issuers_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "oauth_clients_allowed_at_created_at_idx" ON "oauth_clients"("allowed_at", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "agent_clients_id_key" ON "agent_clients"("id");

-- CreateIndex
CREATE INDEX "agent_clients_workspace_id_agent_id_idx" ON "agent_clients"("workspace_id", "agent_id");

-- CreateIndex
CREATE INDEX "client_consents_workspace_id_user_id_idx" ON "client_consents"("workspace_id", "user_id");

-- CreateIndex
CREATE INDEX "client_consents_user_id_client_id_idx" ON "client_consents"("user_id", "client_id");

-- CreateIndex
CREATE INDEX "oauth_records_grant_hash_idx" ON "oauth_records"("grant_hash");

-- CreateIndex
CREATE INDEX "oauth_records_consent_id_idx" ON "oauth_records"("consent_id");

-- CreateIndex
CREATE INDEX "oauth_records_expires_at_idx" ON "oauth_records"("expires_at");

-- CreateIndex
CREATE INDEX "trusted_issuers_issuer_idx" ON "trusted_issuers"("issuer");

-- CreateIndex
CREATE UNIQUE INDEX "trusted_issuers_workspace_id_issuer_key" ON "trusted_issuers"("workspace_id", "issuer");

-- AddForeignKey
ALTER TABLE "agent_clients" ADD CONSTRAINT "agent_clients_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_consents" ADD CONSTRAINT "client_consents_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "members"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_consents" ADD CONSTRAINT "client_consents_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trusted_issuers" ADD CONSTRAINT "trusted_issuers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Rows of a workspace are seen in it alone. `oauth_clients`, `oauth_records` and `oauth_signing_keys` belong to none, and
-- no role but the gateway's own reaches them.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_clients', 'client_consents', 'trusted_issuers'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO valetkey_tenant', t);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO valetkey_tenant
      USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()))', t);
  END LOOP;
END
$$;

-- When they were last used changes often and matters to no cache.
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "revoked_at", "read_only", "metadata", "secret_hash" ON "agent_clients" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "revoked_at", "read_only", "servers", "registration" ON "client_consents" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "active_at" ON "oauth_signing_keys" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
-- A grant that ends takes its access tokens with it.
CREATE TRIGGER tell_replicas AFTER DELETE ON "oauth_records" FOR EACH ROW WHEN (OLD.model = 'Grant') EXECUTE FUNCTION "tell_replicas"('consent_id');
