import { asApiError } from "../../api/error.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { signInProblem as words } from "../../words/sign-in.ts";

export function SignInProblem({ error }: { error: unknown }) {
  const spent = asApiError(error).code === "sign_in_link_invalid";
  return <ErrorPanel title={spent ? words.thisLinkNoLongerWorks : words.failedToSign} error={error} />;
}
