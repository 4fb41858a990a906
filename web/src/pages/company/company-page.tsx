import { useQuery } from "@tanstack/react-query";
import { companyQuery } from "../../api/company.ts";
import type { CompanySignInInfo } from "../../api/contract.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { Time } from "../../ui/time.tsx";
import { companyWords as words } from "../../words/company.ts";
import { Check } from "./check.tsx";
import css from "./company.module.css";
import { Steps } from "./steps.tsx";

/** Whether people sign in with the company's account, and how that is turned on. */
export function CompanyPage() {
  if (useMay("members.manage")) return <Company />;
  return <Forbidden title={words.title} doing={words.forbidden} who={words.who} />;
}

function Company() {
  const { data, error, refetch, isFetching } = useQuery(companyQuery(useWorkspace().id));
  return (
    <Page title={words.title} lead={words.lead}>
      {error && <ErrorPanel title={words.failed} error={error} onRetry={refetch} busy={isFetching} />}
      {!data && !error && <Bones count={2} height={160} />}
      {data && (
        <Notice tone={data.on ? "valid" : "unknown"}>
          {data.on ? words.isOn(data.on.title) : words.isOff}
        </Notice>
      )}
      {data?.on && <Check />}
      {data?.on && <How on={data.on} redirect={data.redirect_uri} />}
      {data && !data.on && <Steps redirect={data.redirect_uri} />}
    </Page>
  );
}

type HowProps = { on: NonNullable<CompanySignInInfo["on"]>; redirect: string };

function How({ on, redirect }: HowProps) {
  const { issuer, client_id, allowed_domains, joins_as, trusts_email, last } = on;
  return (
    <Section title={words.facts}>
      <div className={css.text}>
        <Facts>
          <Fact name={words.issuer}>
            <code>{issuer}</code>
          </Fact>
          <Fact name={words.clientId}>
            <code>{client_id}</code>
          </Fact>
          <Fact name={words.secret}>{words.secretHint}</Fact>
          <Fact name={words.domains}>
            {allowed_domains.length === 0 ? words.everyDomain : words.onlyDomains(allowed_domains)}
          </Fact>
          <Fact name={words.joining}>{joins_as ? words.joins[joins_as] : words.noJoining}</Fact>
          <Fact name={words.verified}>{trusts_email ? words.trusted : words.mustVerify}</Fact>
          <Fact name={words.last}>
            {last ? words.lastBy(last.name, last.email, <Time at={last.at} />) : words.never}
          </Fact>
        </Facts>
        <p>{words.redirectLead}</p>
        <CodeBlock text={redirect} what={words.redirectWhat} />
      </div>
    </Section>
  );
}
