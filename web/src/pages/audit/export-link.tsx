import { Button } from "@mantine/core";
import { addressOf } from "../../../../gateway/api/client.ts";
import { exportAuditLog } from "../../../../gateway/api/contract/audit.ts";
import { useWorkspace } from "../../shell/session-context.ts";

/** The whole chain, whatever is filtered: a part of a chain cannot be verified. */
export function ExportLink() {
  return (
    <Button
      component="a"
      href={addressOf(exportAuditLog, { workspace: useWorkspace().id })}
      download
      variant="default"
      title="The whole chain as JSON lines, whatever is filtered here"
    >
      Export all
    </Button>
  );
}
