-- CreateEnum
CREATE TYPE "Role" AS ENUM ('owner', 'admin', 'member', 'auditor');

-- CreateEnum
CREATE TYPE "ConnectorKind" AS ENUM ('shared', 'personal');

-- CreateEnum
CREATE TYPE "Verdict" AS ENUM ('valid', 'invalid', 'unknown');

-- CreateEnum
CREATE TYPE "Upstream" AS ENUM ('none', 'pending', 'revoked', 'kept', 'failed');

-- CreateTable
CREATE TABLE "workspaces" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "sign_in_links" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agents" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agents_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "user_id" TEXT,
    "agent_id" TEXT,
    "servers" TEXT[],
    "read_only" BOOLEAN NOT NULL DEFAULT false,
    "expires_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "connectors" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "kind" "ConnectorKind" NOT NULL,
    "owner_id" TEXT,
    "account_id" TEXT NOT NULL,
    "account_label" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "verdict" "Verdict" NOT NULL DEFAULT 'unknown',
    "verdict_cause" TEXT,
    "verdict_at" TIMESTAMPTZ(3),
    "verdict_source" TEXT,
    "verdict_evidence" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connectors_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "grants" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "account_label" TEXT NOT NULL,
    "tools" TEXT[],
    "scopes_requested" TEXT[],
    "scopes_granted" TEXT[],
    "scopes_extra" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "authorized_by" TEXT NOT NULL,
    "authorized_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "end_reason" TEXT,
    "upstream" "Upstream" NOT NULL DEFAULT 'none',
    "upstream_attempts" INTEGER NOT NULL DEFAULT 0,
    "upstream_at" TIMESTAMPTZ(3),
    "upstream_detail" TEXT,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "workspace_id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("workspace_id","grant_id")
);

-- CreateTable
CREATE TABLE "pending_authorizations" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "provider" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "kind" "ConnectorKind" NOT NULL,
    "name" TEXT,
    "user_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "connector_id" TEXT,
    "tools" TEXT[],
    "scopes" TEXT[],
    "redirect_uri" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "pending_authorizations_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_label" TEXT,
    "target_kind" TEXT,
    "target_id" TEXT,
    "target_label" TEXT,
    "outcome" TEXT NOT NULL,
    "request_id" TEXT,
    "data" JSONB NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("workspace_id","seq")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "replicas" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "replicas_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "workspaces_slug_key" ON "workspaces"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_links_token_hash_key" ON "sign_in_links"("token_hash");

-- CreateIndex
CREATE INDEX "sign_in_links_workspace_id_expires_at_idx" ON "sign_in_links"("workspace_id", "expires_at");

-- CreateIndex
CREATE INDEX "sessions_workspace_id_user_id_idx" ON "sessions"("workspace_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "agents_workspace_id_slug_key" ON "agents"("workspace_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_hash_key" ON "api_tokens"("hash");

-- CreateIndex
CREATE INDEX "connectors_workspace_id_provider_idx" ON "connectors"("workspace_id", "provider");

-- CreateIndex
CREATE UNIQUE INDEX "connectors_workspace_id_slug_key" ON "connectors"("workspace_id", "slug");

-- CreateIndex
CREATE INDEX "grants_workspace_id_connector_id_idx" ON "grants"("workspace_id", "connector_id");

-- CreateIndex
CREATE INDEX "grants_provider_account_id_idx" ON "grants"("provider", "account_id");

-- CreateIndex
CREATE UNIQUE INDEX "pending_authorizations_state_hash_key" ON "pending_authorizations"("state_hash");

-- CreateIndex
CREATE INDEX "pending_authorizations_expires_at_idx" ON "pending_authorizations"("expires_at");

-- CreateIndex
CREATE INDEX "audit_events_workspace_id_type_seq_idx" ON "audit_events"("workspace_id", "type", "seq");

-- CreateIndex
CREATE INDEX "audit_events_workspace_id_actor_id_seq_idx" ON "audit_events"("workspace_id", "actor_id", "seq");

-- CreateIndex
CREATE INDEX "audit_events_workspace_id_target_id_seq_idx" ON "audit_events"("workspace_id", "target_id", "seq");

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_workspace_id_agent_id_fkey" FOREIGN KEY ("workspace_id", "agent_id") REFERENCES "agents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_workspace_id_connector_id_fkey" FOREIGN KEY ("workspace_id", "connector_id") REFERENCES "connectors"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "members"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "members"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agents" ADD CONSTRAINT "agents_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "members"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connectors" ADD CONSTRAINT "connectors_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pending_authorizations" ADD CONSTRAINT "pending_authorizations_workspace_id_user_id_fkey" FOREIGN KEY ("workspace_id", "user_id") REFERENCES "members"("workspace_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the schema engine cannot see: one live grant a connector, roles, row-level security, the append-only rule,
-- notifications. gateway/db/catalog.test.ts holds each of them against the catalog.

CREATE UNIQUE INDEX "grants_one_live" ON "grants" ("workspace_id", "connector_id") WHERE "ended_at" IS NULL;
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_one_subject" CHECK (("user_id" IS NULL) <> ("agent_id" IS NULL));
ALTER TABLE "connectors" ADD CONSTRAINT "connectors_owner_by_kind" CHECK (("kind" = 'personal') = ("owner_id" IS NOT NULL));

-- valetkey_tenant: everything of one workspace but credentials. valetkey_vault: the credentials of one workspace.
-- valetkey_audit: may add to one workspace's chain. All three see the workspace in app.workspace and no other.
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['valetkey_tenant', 'valetkey_vault', 'valetkey_audit'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOBYPASSRLS', r);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server made it
    END;
    IF NOT pg_has_role(current_user, r, 'MEMBER') THEN EXECUTE format('GRANT %I TO CURRENT_USER', r); END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', r);
  END LOOP;
END
$$;

CREATE FUNCTION "current_workspace"() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT NULLIF(current_setting('app.workspace', true), '') $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['members', 'sign_in_links', 'sessions', 'agents', 'api_tokens', 'connectors', 'grants',
                           'pending_authorizations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO valetkey_tenant', t);
    EXECUTE format('CREATE POLICY one_workspace ON %I TO valetkey_tenant
      USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()))', t);
  END LOOP;
END
$$;

ALTER TABLE "workspaces" ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON "workspaces" TO valetkey_tenant;
CREATE POLICY one_workspace ON "workspaces" TO valetkey_tenant USING (id = (SELECT current_workspace()));

-- People are visible through their membership only.
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON "users" TO valetkey_tenant;
CREATE POLICY fellow_members ON "users" TO valetkey_tenant USING (EXISTS (
  SELECT 1 FROM "members" m WHERE m.user_id = "users".id AND m.workspace_id = (SELECT current_workspace())));

ALTER TABLE "credentials" ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON "credentials" TO valetkey_vault;
CREATE POLICY one_workspace ON "credentials" TO valetkey_vault
  USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()));
GRANT SELECT ON "grants" TO valetkey_vault;
CREATE POLICY one_workspace_vault ON "grants" FOR SELECT TO valetkey_vault
  USING (workspace_id = (SELECT current_workspace()));

ALTER TABLE "audit_events" ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON "audit_events" TO valetkey_tenant;
CREATE POLICY one_workspace ON "audit_events" FOR SELECT TO valetkey_tenant
  USING (workspace_id = (SELECT current_workspace()));
GRANT INSERT ON "audit_events" TO valetkey_audit;
CREATE POLICY one_workspace_append ON "audit_events" FOR INSERT TO valetkey_audit
  WITH CHECK (workspace_id = (SELECT current_workspace()));
ALTER TABLE "audit_heads" ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON "audit_heads" TO valetkey_tenant;
CREATE POLICY one_workspace ON "audit_heads" FOR SELECT TO valetkey_tenant
  USING (workspace_id = (SELECT current_workspace()));
GRANT SELECT, INSERT, UPDATE ON "audit_heads" TO valetkey_audit;
CREATE POLICY one_workspace_append ON "audit_heads" TO valetkey_audit
  USING (workspace_id = (SELECT current_workspace())) WITH CHECK (workspace_id = (SELECT current_workspace()));

CREATE FUNCTION "audit_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_events is append-only';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_is_append_only"();

-- Caches of every replica hear of each change: {t: table, w: workspace, i: id}. The argument names the id column.
CREATE FUNCTION "tell_replicas"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r jsonb := to_jsonb(COALESCE(NEW, OLD));
BEGIN
  PERFORM pg_notify('valetkey', json_build_object('t', TG_TABLE_NAME, 'w', r->>'workspace_id', 'i', r->>TG_ARGV[0])::text);
  RETURN NULL;
END
$$;
-- Fresh evidence for an unchanged verdict matters to no cache.
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "slug", "name", "kind", "owner_id", "account_label", "epoch", "verdict", "verdict_cause" ON "connectors" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
CREATE TRIGGER tell_replicas AFTER INSERT OR UPDATE OR DELETE ON "grants" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
CREATE TRIGGER tell_replicas AFTER INSERT OR UPDATE OR DELETE ON "credentials" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('grant_id');
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "role" ON "members" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('user_id');
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "name" ON "agents" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
-- `last_used_at` changes often and matters to no cache.
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "revoked_at", "expires_at", "read_only", "servers" ON "api_tokens" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');

-- The fence: whoever raises a connector's epoch, in whatever way, stops the calls that began under the old one.
CREATE FUNCTION "raise_fence"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('valetkey', json_build_object('t', 'fence', 'w', OLD.workspace_id, 'i', OLD.id,
    'e', CASE WHEN TG_OP = 'DELETE' THEN OLD.epoch + 1 ELSE NEW.epoch END)::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER raise_fence AFTER UPDATE OF "epoch" OR DELETE ON "connectors" FOR EACH ROW EXECUTE FUNCTION "raise_fence"();

-- A grant that goes takes its credential with it. A trigger, not a foreign key: no relation leads to a credential.
CREATE FUNCTION "shred_credential"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  DELETE FROM "credentials" WHERE workspace_id = OLD.workspace_id AND grant_id = OLD.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER shred_credential AFTER DELETE ON "grants" FOR EACH ROW EXECUTE FUNCTION "shred_credential"();
