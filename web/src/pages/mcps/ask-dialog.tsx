import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { McpServer } from "../../api/contract.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { mcpWords as words } from "../../words/mcps.ts";
import css from "./mcps.module.css";
import { adminPage, problemOf } from "./needs.ts";

type Props = { server: McpServer | undefined; code: string | null; onClose: () => void };

/** A request to whoever can put it right, with all they need to know: the gateway sends nothing by itself. */
export function AskDialog({ server, code, onClose }: Props) {
  return (
    <Modal
      opened={server !== undefined}
      onClose={onClose}
      title={server && words.askTitle(server.title)}
      size={600}
    >
      {server && <Form key={server.id} server={server} code={code} onClose={onClose} />}
    </Modal>
  );
}

function Form({ server, code, onClose }: Props & { server: McpServer }) {
  const workspace = useWorkspace().name;
  const [why, setWhy] = useState("");
  const need = server.needs.find((one) => one.code === code) ?? server.needs[0];
  const tools = need?.tools ?? [];
  const text = words.request({
    server: server.title,
    workspace,
    problem: need ? problemOf(server, need) : "",
    tools,
    why: why.trim(),
    url: window.location.origin + adminPage(server, need, tools),
  });
  const mail = new URLSearchParams({ subject: words.subject(server.title, workspace), body: text });
  return (
    <div className={css.form}>
      <p>{words.askLead}</p>
      <TextInput
        label={words.why}
        description={words.whyHint}
        data-autofocus
        maxLength={300}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <Textarea label={words.message} value={text} readOnly autosize minRows={6} maxRows={16} />
      <div className={css.buttons}>
        <CopyButton value={text} what={words.copied} word={words.copyText} />
        {/* Mail programs read %20, not the plus of forms. */}
        <Button
          component="a"
          variant="default"
          size="compact-sm"
          href={`mailto:?${mail.toString().replaceAll("+", "%20")}`}
        >
          {words.mail}
        </Button>
        <Button size="compact-sm" onClick={onClose}>
          {words.done}
        </Button>
      </div>
    </div>
  );
}
