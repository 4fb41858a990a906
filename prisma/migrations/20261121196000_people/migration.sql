-- AlterTable
ALTER TABLE "grants" ADD COLUMN "access_ends_at" TIMESTAMPTZ(3);
