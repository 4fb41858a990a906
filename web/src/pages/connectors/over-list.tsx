import { lazy, Suspense } from "react";
import { useParams, useSearchParams } from "react-router";
import { DIALOGS } from "./use-dialog.ts";
import { useOnce } from "./use-once.ts";

// The list is read far more often than what opens over it is used.
const ConnectorDrawer = lazy(async () => ({
  default: (await import("./connector-drawer.tsx")).ConnectorDrawer,
}));
const ConnectorDialogs = lazy(async () => ({
  default: (await import("./connector-dialogs.tsx")).ConnectorDialogs,
}));

/** The drawer and the dialogs: there from the first one on, so that they also close in their own time. */
export function OverList() {
  const { id } = useParams();
  const [query] = useSearchParams();
  const drawer = useOnce(id !== undefined);
  const dialogs = useOnce(DIALOGS.some((name) => query.has(name)));
  return (
    <Suspense fallback={null}>
      {drawer && <ConnectorDrawer />}
      {dialogs && <ConnectorDialogs />}
    </Suspense>
  );
}
