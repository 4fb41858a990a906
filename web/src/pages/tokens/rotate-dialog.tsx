import type { z } from "zod";
import type { ApiToken, createdToken } from "../../api/contract.ts";
import { useRotateToken } from "../../api/tokens.ts";
import { useSession } from "../../shell/session-context.ts";
import { ShownOnceDialog } from "../../ui/shown-once.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { Connecting } from "./connecting.tsx";
import { OverlapForm } from "./overlap-form.tsx";

type Made = z.infer<typeof createdToken>;
type Props = { token: ApiToken | null; onClose: () => void };

/** A new token in the place of another, which goes on for as long as it takes to bring it everywhere. */
export function RotateDialog({ token, onClose }: Props) {
  const { public_url } = useSession();
  return (
    <ShownOnceDialog<Made>
      opened={token !== null}
      onClose={onClose}
      title={(made) => (made ? words.rotated(made.token.name) : words.rotateTitle(token?.name ?? ""))}
      form={(onMade) => token && <Form token={token} onMade={onMade} onClose={onClose} />}
      secret={({ value }) => ({ value, what: words.what })}
      more={({ token: made, value }) => (
        <Connecting
          token={made}
          value={value}
          servers={
            made.servers.length === 0
              ? [{ id: "valetkey", url: `${public_url}/mcp` }]
              : made.servers.map((id) => ({ id, url: `${public_url}/mcp/${id}` }))
          }
        />
      )}
    />
  );
}

function Form({
  token,
  onMade,
  onClose,
}: {
  token: ApiToken;
  onMade: (made: Made) => void;
  onClose: () => void;
}) {
  const rotate = useRotateToken();
  return (
    <OverlapForm
      lead={words.rotateLead}
      act={words.rotateAct}
      failed={words.rotateFailed}
      busy={rotate.isPending}
      error={rotate.error}
      onRotate={(hours) => rotate.mutate({ id: token.id, overlap_hours: hours }, { onSuccess: onMade })}
      onClose={onClose}
    />
  );
}
