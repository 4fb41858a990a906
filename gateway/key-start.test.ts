import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
import { openTestDatabase } from "../test/support/database.ts";
import { readyKeys } from "./key-start.ts";
import { openLog } from "./log.ts";
import { parseKeys } from "./vault/key-ring.ts";
import { openKeyService } from "./vault/key-service.ts";

const keys = parseKeys(`k1:${randomBytes(32).toString("base64")}`);

function listening() {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: openLog("info", { write: (line) => void lines.push(JSON.parse(line)) }) };
}

const slow = { timeout: 60_000 }; // each opens a database of its own

test("a start counts the rows of each key that is not here, in one line", slow, async () => {
  const database = await openTestDatabase();
  const row = `INSERT INTO credentials (workspace_id, grant_id, key_id, sealed) VALUES `;
  const { lines, log } = listening();
  await readyKeys(database, keys, log);
  await database.system.query(`${row} ('wsp_1', 'grt_1', 'k1', '')`);
  await readyKeys(database, keys, log);
  expect(lines).toEqual([]);
  await database.system.query(`${row} ('wsp_1', 'grt_2', 'k_old', ''), ('wsp_2', 'grt_1', 'k_old', '')`);
  await database.system.query(
    "INSERT INTO sealed_secrets (workspace_id, owner_id, key_id, sealed) VALUES ('wsp_1', 'app_1', 'k_old', ''), ('wsp_1', 'app_2', 'k_older', '')",
  );
  await readyKeys(database, keys, log);
  expect(lines).toMatchObject([{ level: "warn", keys: { k_old: 3, k_older: 1 } }]);
  await database.close();
});

test("a key service that does not serve stops the start, and the database is closed", slow, async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-sandbox");
  const database = await openTestDatabase();
  let closed = false;
  const close = async () => {
    closed = true;
    await database.close();
  };
  const arn = "arn:aws:kms:eu-central-1:000000000000:key/1";
  const service = openKeyService({ keyId: arn, oldKeyIds: [], endpoint: "http://127.0.0.1:9" });
  await expect(readyKeys({ ...database, close }, service, listening().log)).rejects.toThrow(
    /^KMS_KEY_ID cannot be used\. The key service said: /,
  );
  expect(closed).toBe(true);
});
