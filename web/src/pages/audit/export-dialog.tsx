import { Button, Modal, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { auditCountQuery, exportAddress } from "../../api/audit.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { DownloadProgress, useDownload } from "../../ui/use-download.tsx";
import { auditWords as words } from "../../words/audit.ts";
import { count } from "../../words/format.ts";
import { ui } from "../../words/ui.ts";
import css from "./audit.module.css";
import { type Digest, digestOf } from "./digest.ts";
import { nameOf } from "./filters.tsx";
import { useFilters } from "./use-filters.ts";

type Format = "jsonl" | "csv";

/** Says what will be in the file before it is made, and what holds it together afterwards. */
export function ExportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.exportTitle} size={560}>
      {opened && <Form onClose={onClose} />}
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const { id, slug } = useWorkspace();
  const { filters, active } = useFilters();
  const [format, setFormat] = useState<Format>("jsonl");
  const [digest, setDigest] = useState<Digest>();
  const counted = useQuery(auditCountQuery(id, filters));
  const download = useDownload();
  const rows = counted.data?.rows;
  const isWhole = format === "jsonl" && active.length === 0;
  const start = async () => {
    setDigest(undefined);
    // A header and a trailer besides.
    const lines = rows === undefined ? undefined : rows + 2;
    const blob = await download.start(
      exportAddress(id, filters, format),
      `valetkey-audit-${slug}.${format}`,
      lines,
    );
    if (blob) setDigest(await digestOf(blob, format));
  };
  const said = active.map((key) => `${words.filters[key]}: ${nameOf(key, filters[key] ?? "", [])}`);
  return (
    <div className={css.form}>
      <p>{words.exportLead}</p>
      <Radio.Group label={words.format} value={format} onChange={(value) => setFormat(value as Format)}>
        <div className={css.radios}>
          {(["jsonl", "csv"] as const).map((each) => (
            <Radio key={each} value={each} label={words.formats[each]} />
          ))}
        </div>
      </Radio.Group>
      <Facts>
        <Fact name={words.filtersOf}>{said.length > 0 ? said.join("; ") : words.noFilters}</Fact>
        <Fact name={words.rows}>{rows === undefined ? words.counting : count(rows)}</Fact>
      </Facts>
      <p className={css.dim}>{isWhole ? words.exportWhole : words.exportPart}</p>
      {counted.error && (
        <ErrorPanel title={words.countFailed} error={counted.error} onRetry={counted.refetch} />
      )}
      <DownloadProgress download={download} />
      {digest && <Ended digest={digest} whole={isWhole} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {download.state.at === "done" ? words.done : ui.cancel}
        </Button>
        <Button onClick={() => void start()} disabled={rows === undefined} loading={download.busy}>
          {words.exportRows(rows ?? 0)}
        </Button>
      </div>
    </div>
  );
}

function Ended({ digest, whole }: { digest: Digest; whole: boolean }) {
  return (
    <Facts>
      <Fact name={words.rows}>{words.ended(digest.count, digest.size)}</Fact>
      {digest.headHash && (
        <Fact name={words.head}>
          <MonoId value={digest.headHash} what={words.headHash} />
        </Fact>
      )}
      <Fact name={words.digest}>
        <MonoId value={digest.sha256} what={words.digest} />
      </Fact>
      {whole && (
        <Fact name={words.offline}>
          <code>npm run audit -- verify</code>
        </Fact>
      )}
    </Facts>
  );
}
