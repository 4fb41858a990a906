import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { useNavigate } from "react-router";
import { useKeys } from "../keys/listen.ts";
import { useShortcuts } from "../keys/registry.ts";
import { startLive } from "../live/start.ts";
import { announce } from "../ui/live.tsx";
import { keyWords } from "../words/keys.ts";
import { LiveBadge } from "./live-badge.tsx";
import { NetworkBanner } from "./network-banner.tsx";
import { closeOverlay, onOverlay, openOverlay, overlay, pressUndo } from "./overlay.ts";
import { placesFor } from "./places.ts";
import { useSession } from "./session-context.ts";
import { UndoBar } from "./undo-bar.tsx";

const Palette = lazy(() => import("../palette/palette.tsx"));
const Help = lazy(async () => ({ default: (await import("../keys/help.tsx")).Help }));

/** What every page has beside itself. Loaded after the page: none of it is needed to read. */
export function Extras() {
  const session = useSession();
  const { workspace, user } = session;
  const client = useQueryClient();
  const latest = useRef(session);
  latest.current = session;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a session that is read again is the same one
  useEffect(() => startLive(client, latest.current), [client, workspace.id, user.id]);
  const opened = useSyncExternalStore(onOverlay, overlay);
  useKeys(
    user.id,
    useCallback(() => openOverlay("palette"), []),
  );
  useShortcutsOfApp();
  return (
    <>
      <Slot id="live-badge">
        <LiveBadge />
      </Slot>
      <NetworkBanner />
      <UndoBar workspace={workspace.id} />
      <Suspense fallback={null}>
        {opened === "palette" && <Palette onClose={closeOverlay} />}
        {opened === "help" && <Help onClose={closeOverlay} />}
      </Suspense>
    </>
  );
}

/** A place that the header keeps free. */
function Slot({ id, children }: { id: string; children: React.ReactNode }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById(id)), [id]);
  return place && createPortal(children, place);
}

function useShortcutsOfApp(): void {
  const navigate = useNavigate();
  const { permissions } = useSession();
  useShortcuts(
    [
      { keys: "/", name: keyWords.search, run: toSearch },
      { keys: "?", name: keyWords.list, run: () => openOverlay("help") },
      { keys: "z", name: keyWords.undo, run: () => pressUndo() || announce(keyWords.nothingToUndo) },
    ],
    "everywhere",
  );
  useShortcuts(
    placesFor(permissions).flatMap(({ jump, label, to }) =>
      jump ? [{ keys: `g ${jump}`, name: label, run: () => void navigate(to) }] : [],
    ),
    "go",
  );
}

/** The search of the page; a list that has none is searched from the palette. */
function toSearch(): void {
  const field = document.querySelector<HTMLElement>("[data-page-search],main input[type=search]");
  if (field) field.focus();
  else openOverlay("palette");
}
