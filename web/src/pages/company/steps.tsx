import { useSession } from "../../shell/session-context.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Section } from "../../ui/section.tsx";
import { companyWords as words } from "../../words/company.ts";
import css from "./company.module.css";

/** As far as this workspace and this person tell, with what is theirs filled in. */
export function Steps({ redirect }: { redirect: string }) {
  const { workspace, user } = useSession();
  const domain = user.email.slice(user.email.lastIndexOf("@") + 1);
  const { sample } = words;
  const variables = [
    `LOGIN_OIDC_ISSUER=${sample.issuer}`,
    `LOGIN_OIDC_CLIENT_ID=${sample.client}`,
    `LOGIN_OIDC_CLIENT_SECRET=${sample.secret}`,
    `LOGIN_OIDC_TITLE=${sample.account(workspace.name)}`,
    `LOGIN_OIDC_ALLOWED_DOMAINS=${domain}`,
  ].join("\n");
  return (
    <>
      <Section title={words.how} lead={words.howLead}>
        <ol className={css.steps}>
          <li>
            <p>{words.register}</p>
            <CodeBlock text={redirect} what={words.redirectWhat} />
          </li>
          <li>
            <p>{words.set}</p>
            <CodeBlock text={variables} what={words.setWhat} />
          </li>
          <li>
            <p>{words.restart}</p>
          </li>
        </ol>
      </Section>
      <Section title={words.optional} lead={words.optionalLead}>
        <ul className={css.steps}>
          <Variable text={`LOGIN_OIDC_JOIN=${workspace.slug}:member`} hint={words.joinHint} />
          <Variable text="LOGIN_OIDC_TRUST_EMAIL=true" hint={words.trustHint} />
        </ul>
      </Section>
    </>
  );
}

function Variable({ text, hint }: { text: string; hint: string }) {
  return (
    <li>
      <CodeBlock text={text} what={words.variable(text.split("=")[0] ?? "")} />
      <p className={css.dim}>{hint}</p>
    </li>
  );
}
