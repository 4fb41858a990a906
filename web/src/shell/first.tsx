import { Navigate } from "react-router";
import { page } from "../paths.ts";
import { useLeadsOn } from "../ui/page.tsx";
import { places as words } from "../words/places.ts";
import { Coming } from "./opening.tsx";
import { useMay } from "./session-context.ts";

/** Where somebody begins: who looks after the workspace at what needs them, everybody else at their own connections. */
export function First() {
  const [to, title] = useMay("workspace.read")
    ? [page.overview(), words.overview]
    : [page.integrations(), words.integrations];
  useLeadsOn(true);
  return (
    <>
      <Coming title={title} />
      <Navigate to={to} replace />
    </>
  );
}
