import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import type { InvitationPreview } from "../../api/contract.ts";
import { accept, acceptWithCompany, sessionQuery, signInMethodsQuery } from "../../api/session.ts";
import { dropInvitation } from "../../arrival.ts";
import { page } from "../../paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { leaveFor } from "../../ui/leave-for.ts";
import { announce } from "../../ui/live.tsx";
import { exactly } from "../../ui/time.tsx";
import { accept as words } from "../../words/invite.ts";
import { roleNames } from "../../words/roles.ts";
import css from "./invite.module.css";
import { OtherAddress } from "./other-address.tsx";

type Props = { token: string; preview: InvitationPreview };

/** What one is invited to, and the ways to accept it. */
export function Accept({ token, preview }: Props) {
  // Also for its CSRF value, without which a signed-in browser may not accept.
  const { data: here, isPending } = useQuery({ ...sessionQuery, retry: false });
  const { data: ways } = useQuery(signInMethodsQuery());
  const { email, role, expires_at, workspace } = preview;
  const other = here && here.user.email !== email ? here : undefined;
  return (
    <div className={css.body}>
      <p>{words.youAreInvitedToOnThis(workspace.name)}</p>
      <Facts>
        <Fact name={words.address}>{email}</Fact>
        <Fact name={words.role}>{roleNames[role]}</Fact>
        <Fact name={words.ends}>
          <time dateTime={expires_at}>{exactly(expires_at)}</time>
        </Fact>
      </Facts>
      {other ? (
        <OtherAddress session={other} invited={email} />
      ) : (
        <Ways
          token={token}
          preview={preview}
          company={ways?.company?.title}
          known={!!here}
          busy={isPending}
        />
      )}
    </div>
  );
}

type WaysProps = Props & { company: string | undefined; known: boolean; busy: boolean };

function Ways({ token, preview, company, known, busy }: WaysProps) {
  const [name, setName] = useState("");
  const join = useJoin();
  const leave = useMutation({ mutationFn: async () => leaveFor(await acceptWithCompany(token)) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate({ token, ...(name.trim() && { name: name.trim() }) });
  };
  const error = join.error ?? leave.error;
  return (
    <form className={css.body} onSubmit={submit}>
      {!known && (
        <TextInput
          label={words.yourName}
          description={words.whatPeopleHereSee(preview.email.split("@")[0])}
          autoComplete="name"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {error && <ErrorPanel title={words.failedToAcceptInvitation} error={error} />}
      <div className={css.buttons}>
        <Button type="submit" loading={busy || join.isPending || join.isSuccess}>
          {words.acceptAndSign}
        </Button>
        {company && (
          <Button
            variant="default"
            onClick={() => leave.mutate()}
            loading={leave.isPending || leave.isSuccess}
          >
            {words.accept(company)}
          </Button>
        )}
      </div>
    </form>
  );
}

function useJoin() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: accept,
    onSuccess: async (session) => {
      dropInvitation();
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      announce(words.youAre(roleNames[session.role], session.workspace.name));
      await navigate(page.home, { replace: true });
    },
  });
}
