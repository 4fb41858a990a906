import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { AttentionItem } from "../../api/contract.ts";
import { attentionQuery, useRestore } from "../../api/overview.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { CheckCircle, Clock, Triangle, XOctagon } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Notice, Tag, type Tone } from "../../ui/notice.tsx";
import { Section } from "../../ui/section.tsx";
import { Time } from "../../ui/time.tsx";
import { overviewWords as words } from "../../words/overview.ts";
import { DismissDialog } from "./dismiss-dialog.tsx";
import css from "./overview.module.css";

/** Worst first, split by who can do something. */
export function Attention() {
  const { data, error, refetch, isFetching } = useQuery(attentionQuery(useWorkspace().id));
  const [dismissing, setDismissing] = useState<AttentionItem | null>(null);
  const yours = data?.items.filter((item) => item.you_can_fix) ?? [];
  const others = data?.items.filter((item) => !item.you_can_fix) ?? [];
  return (
    <Section title={words.attention}>
      {error && (
        <ErrorPanel title={words.attentionFailed} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={2} height={64} />}
      {data?.items.length === 0 && <Notice tone="valid">{words.allWell}</Notice>}
      {yours.length > 0 && <Group title={words.yours} items={yours} onDismiss={setDismissing} />}
      {others.length > 0 && <Group title={words.others} items={others} onDismiss={setDismissing} />}
      {data && data.dismissed.length > 0 && <Dismissed items={data.dismissed} />}
      <DismissDialog item={dismissing} onClose={() => setDismissing(null)} />
    </Section>
  );
}

type GroupProps = {
  title: string;
  items: readonly AttentionItem[];
  onDismiss: (item: AttentionItem) => void;
};

function Group({ title, items, onDismiss }: GroupProps) {
  return (
    <div>
      <h3 className={css.group}>{title}</h3>
      <ul className={css.items} aria-label={title}>
        {items.map((item) => (
          <Item key={item.id} item={item} onDismiss={() => onDismiss(item)} />
        ))}
      </ul>
    </div>
  );
}

const looks: Record<AttentionItem["severity"], { tone: Tone; Icon: typeof Triangle }> = {
  critical: { tone: "invalid", Icon: XOctagon },
  warning: { tone: "attention", Icon: Triangle },
  notice: { tone: "pending", Icon: Clock },
};

/** What it is about and what is wrong, in one line. */
const saidOf = ({ subject, message }: AttentionItem) => (subject ? `${subject.label}: ${message}` : message);

function Item({ item, onDismiss }: { item: AttentionItem; onDismiss: () => void }) {
  const { severity, message, subject, owner, since, fix } = item;
  const said = saidOf(item);
  const { tone, Icon } = looks[severity];
  const may = useMay("connectors.manage");
  return (
    <li className={css.item}>
      <Tag tone={tone} icon={Icon}>
        {words.severity[severity]}
      </Tag>
      <div className={css.what}>
        <p>
          {subject && <strong>{subject.label}: </strong>}
          {message}
        </p>
        <p className={css.dim}>
          {words.owner[owner.who](owner.name)}
          {since && (
            <>
              {" · "}
              <Time at={since} />
            </>
          )}
        </p>
      </div>
      <div className={css.acts}>
        <Button
          component={Link}
          to={fix.path}
          size="compact-md"
          variant={item.you_can_fix ? "filled" : "default"}
          aria-label={`${words.fix[fix.action]}: ${said}`}
        >
          {words.fix[fix.action]}
        </Button>
        {may && (
          <Button size="compact-md" variant="subtle" onClick={onDismiss} aria-label={words.dismissOf(said)}>
            {words.dismiss}
          </Button>
        )}
      </div>
    </li>
  );
}

function Dismissed({ items }: { items: readonly AttentionItem[] }) {
  const may = useMay("connectors.manage");
  const restore = useRestore();
  return (
    <details className={css.dismissed}>
      <summary>{words.dismissedList(items.length)}</summary>
      <ul className={css.items} aria-label={words.dismissed}>
        {items.map((item) => {
          const { id, dismissed } = item;
          const said = saidOf(item);
          return (
            <li key={id} className={css.item}>
              <CheckCircle />
              <div className={css.what}>
                <p>{said}</p>
                {dismissed && (
                  <p className={css.dim}>
                    {words.dismissedBy(dismissed.by, dismissed.reason)} · <Time at={dismissed.until} />
                  </p>
                )}
              </div>
              {may && (
                <Button
                  size="compact-md"
                  variant="default"
                  aria-label={words.restoreOf(said)}
                  loading={restore.isPending && restore.variables === id}
                  onClick={() => restore.mutate(id, { onSuccess: () => announce(words.restored) })}
                >
                  {words.restore}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {restore.error && <ErrorPanel title={words.restoreFailed} error={restore.error} />}
    </details>
  );
}
