import { asApiError } from "../../api/error.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";

export function SignInProblem({ error }: { error: unknown }) {
  const spent = asApiError(error).code === "sign_in_link_invalid";
  return <ErrorPanel title={spent ? "This link no longer works" : "Failed to sign in"} error={error} />;
}
