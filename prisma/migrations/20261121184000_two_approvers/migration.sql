-- AlterTable
ALTER TABLE "policy_rules" ADD COLUMN     "approvers" INTEGER NOT NULL DEFAULT 1;

ALTER TABLE "policy_rules" ADD CONSTRAINT "policy_rules_approvers" CHECK ("approvers" IN (1, 2));
