import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Connector } from "../../api/contract.ts";
import { revokePreviewQuery } from "../../api/queries.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { revokeDialog as words } from "../../words/connector-page.ts";
import { RevokeForm } from "./revoke-form.tsx";

type Props = { connector: Connector | undefined; onClose: () => void };

/** What stops working is loaded before the button can be pressed. */
export function RevokeDialog({ connector, onClose }: Props) {
  const [done, setDone] = useState(false);
  const close = () => {
    setDone(false);
    onClose();
  };
  const title = connector && (done ? words.revoked(connector.name) : words.revokeAsk(connector.name));
  return (
    <Modal opened={connector !== undefined} onClose={close} title={title} size={560}>
      {connector && <Body connector={connector} onClose={close} onDone={() => setDone(true)} />}
    </Modal>
  );
}

function Body({ connector, onClose, onDone }: Props & { connector: Connector; onDone: () => void }) {
  const preview = useQuery({
    ...revokePreviewQuery(useWorkspace().id, connector.id),
    // What was shown is what is confirmed; it must not change under the hand.
    refetchOnWindowFocus: false,
  });
  if (preview.data)
    return <RevokeForm connector={connector} preview={preview.data} onClose={onClose} onDone={onDone} />;
  if (preview.error)
    return (
      <ErrorPanel
        title={words.failedToLoadWhatWouldStop}
        error={preview.error}
        onRetry={preview.refetch}
        busy={preview.isFetching}
      />
    );
  return <Bones count={1} height={160} />;
}
