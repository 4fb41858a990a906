import { useSearchParams } from "react-router";
import { ConnectDialog } from "../../grants/connect-dialog.tsx";
import { type ConnectTarget, toolsIn } from "../../grants/connect-target.ts";
import { DeleteDialog } from "../../grants/delete-dialog.tsx";
import { RenameDialog } from "../../grants/rename-dialog.tsx";
import type { Attempt } from "../../grants/sign-in-window.ts";
import type { Integration } from "./order.ts";

type Props = { integrations: readonly Integration[]; onGo: (attempt: Attempt) => void };

/** `?connect=google&connector=con_…&tools=…` opens the picker, `?rename=` and `?delete=con_…` what they say. */
export function IntegrationDialogs({ integrations, onGo }: Props) {
  const [query, setQuery] = useSearchParams();
  const integration = integrations.find((each) => each.service === query.get("connect"));
  const connector = integration?.personal.find((each) => each.id === query.get("connector"));
  const target: ConnectTarget | null = integration
    ? {
        kind: "personal",
        service: integration.service,
        title: integration.title,
        connector,
        tools: toolsIn(query),
      }
    : null;
  const own = integrations.flatMap((each) => each.personal);
  const named = (key: string) => own.find((each) => each.id === query.get(key));
  const close = () => setQuery({}, { replace: true });
  return (
    <>
      <ConnectDialog
        target={target}
        onClose={close}
        onGo={(attempt) => {
          close();
          onGo(attempt);
        }}
      />
      <RenameDialog connector={named("rename")} whose="own" onClose={close} />
      <DeleteDialog connector={named("delete")} whose="own" onClose={close} />
    </>
  );
}
