import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { ui } from "../words/ui.ts";
import { keep, type Received, receive } from "./download.ts";
import { ErrorPanel } from "./error-panel.tsx";
import { announce } from "./live.tsx";
import { Notice } from "./notice.tsx";
import { Progress } from "./progress.tsx";

type State =
  | { at: "idle" }
  | { at: "running"; name: string; received: Received; rows: number | undefined }
  | { at: "done"; name: string; size: number }
  | { at: "stopped"; name: string }
  | { at: "failed"; name: string; error: unknown };

/** A file of the gateway, read with progress and a way to stop it. Leaving the page stops it. */
export function useDownload() {
  const [state, setState] = useState<State>({ at: "idle" });
  const stop = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  /** `rows`: how many lines there will be, where that is known. */
  const start = async (url: string, name: string, rows?: number): Promise<Blob | undefined> => {
    const controller = new AbortController();
    stop.current = controller;
    const tell = (received: Received) => setState({ at: "running", name, received, rows });
    tell({ bytes: 0, rows: 0 });
    announce(ui.downloading(name));
    try {
      const blob = await receive(url, controller.signal, tell);
      keep(blob, name);
      setState({ at: "done", name, size: blob.size });
      announce(ui.downloaded(name, blob.size));
      return blob;
    } catch (error) {
      setState(controller.signal.aborted ? { at: "stopped", name } : { at: "failed", name, error });
      if (controller.signal.aborted) announce(ui.downloadStopped(name));
      return undefined;
    }
  };
  return { state, busy: state.at === "running", start, stop: () => stop.current?.abort() };
}

/** Where it was asked for: how far it is, and what came of it. */
export function DownloadProgress({ download }: { download: ReturnType<typeof useDownload> }) {
  const { state, stop } = download;
  if (state.at === "idle") return null;
  if (state.at === "done") return <Notice tone="valid">{ui.downloaded(state.name, state.size)}</Notice>;
  if (state.at === "stopped") return <Notice tone="unknown">{ui.downloadStopped(state.name)}</Notice>;
  if (state.at === "failed") return <ErrorPanel title={ui.downloadFailed(state.name)} error={state.error} />;
  const { received, rows, name } = state;
  return (
    <Progress
      label={ui.downloading(name)}
      value={rows === undefined ? undefined : Math.min(received.rows, rows)}
      max={rows ?? 1}
      text={rows === undefined ? ui.received(received.bytes) : ui.receivedRows(received.rows, received.bytes)}
    >
      <Button size="compact-sm" variant="default" onClick={stop}>
        {ui.stop}
      </Button>
    </Progress>
  );
}
