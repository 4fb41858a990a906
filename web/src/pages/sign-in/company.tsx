import { Button } from "@mantine/core";
import { goToCompanySignIn } from "../../../../gateway/api/contract/session.ts";
import type { SignInMethods } from "../../api/contract.ts";
import { rememberReturn } from "../../shell/return-to.ts";
import { XOctagon } from "../../ui/icons.tsx";
import { Prose } from "../../ui/prose.tsx";
import { company as words } from "../../words/sign-in.ts";
import css from "./sign-in.module.css";

/** The company's own sign-in: the gateway sends the browser there and takes it back. */
export function CompanyButton({ title, next }: { title: string; next: string }) {
  return (
    <Button component="a" href={goToCompanySignIn.path} onClick={() => rememberReturn(next)}>
      {words.continue(title)}
    </Button>
  );
}

/** What the code means that a company sign-in came back with, in the gateway's words. */
export function CameBack({ problem }: { problem: NonNullable<SignInMethods["problem"]> }) {
  return (
    <div role="alert" className={css.problem}>
      <XOctagon size={20} />
      <div>
        <p>
          <strong>{problem.title}</strong>
        </p>
        <p>
          <Prose text={problem.next} />
        </p>
        <p>
          <code>{problem.code}</code>
        </p>
      </div>
    </div>
  );
}
