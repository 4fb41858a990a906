import { Navigate } from "react-router";
import { page } from "../paths.ts";
import { useMay } from "./session-context.ts";

/** Where somebody begins: who looks after the workspace at what needs them, everybody else at their own connections. */
export const First = () => (
  <Navigate to={useMay("workspace.read") ? page.overview() : page.integrations()} replace />
);
