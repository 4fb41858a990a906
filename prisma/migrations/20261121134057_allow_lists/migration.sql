-- AlterTable
ALTER TABLE "agents" ADD COLUMN     "manifest" JSONB;

-- AlterTable
ALTER TABLE "api_tokens" ADD COLUMN     "tools" TEXT[] DEFAULT ARRAY[]::TEXT[];

DROP TRIGGER tell_replicas ON "agents";
CREATE TRIGGER tell_replicas AFTER INSERT OR DELETE OR UPDATE OF "name", "manifest" ON "agents" FOR EACH ROW EXECUTE FUNCTION "tell_replicas"('id');
