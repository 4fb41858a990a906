-- AlterTable
ALTER TABLE "agent_clients" ADD COLUMN     "old_secret_ends_at" TIMESTAMPTZ(3),
ADD COLUMN     "old_secret_hash" BYTEA,
ADD COLUMN     "tokens_from" TIMESTAMPTZ(3);
