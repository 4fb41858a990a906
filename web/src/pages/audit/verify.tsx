import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { verifyAudit } from "../../../../gateway/api/contract/audit.ts";
import { send } from "../../api/client.ts";
import type { AuditVerification } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Shield } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./audit.module.css";

export function Verify() {
  const workspace = useWorkspace().id;
  const verify = useMutation({
    mutationFn: () => send(verifyAudit, { params: { workspace } }),
    onSuccess: (result) => announce(`Chain verified: ${look(result).word}`),
  });
  return (
    <div className={css.verify}>
      <Button
        variant="default"
        leftSection={<Shield />}
        onClick={() => verify.mutate()}
        loading={verify.isPending}
      >
        Verify chain
      </Button>
      {verify.data && <Result result={verify.data} />}
      {verify.error && <ErrorPanel title="Failed to verify the chain" error={verify.error} />}
    </div>
  );
}

/** Zero checked is never green. */
function look({ result, broken_at }: AuditVerification): { tone: Tone; word: string } {
  if (result === "intact") return { tone: "valid", word: "Intact" };
  if (result === "broken") return { tone: "invalid", word: `Broken at #${broken_at ?? "?"}` };
  return { tone: "unknown", word: "Nothing to verify" };
}

function Result({ result }: { result: AuditVerification }) {
  const { tone, word } = look(result);
  const { checked, first_seq, last_seq, head_hash, reason, verified_at } = result;
  return (
    <div className={css.result} role={result.result === "broken" ? "alert" : undefined}>
      <Tag tone={tone}>{word}</Tag>
      {reason && <span>{reason}</span>}
      <span>
        {counted(checked, "event")} checked
        {first_seq !== null && ` (#${first_seq} to #${last_seq})`}, <Time at={verified_at} />
      </span>
      {head_hash && (
        <span>
          Head <MonoId value={head_hash} what="head hash" />
        </span>
      )}
    </div>
  );
}
