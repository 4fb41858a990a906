import { Navigate } from "react-router";
import { page } from "../paths.ts";
import { Page } from "../ui/page.tsx";
import { places as words } from "../words/places.ts";
import { useMay } from "./session-context.ts";

/** Where somebody begins: who looks after the workspace at what needs them, everybody else at their own connections. */
export function First() {
  const [to, title] = useMay("workspace.read")
    ? [page.overview(), words.overview]
    : [page.integrations(), words.integrations];
  return (
    <>
      <Page title={title}>{null}</Page>
      <Navigate to={to} replace />
    </>
  );
}
