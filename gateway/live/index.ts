export { type Live, openLive } from "./hub.ts";
export type { Viewer } from "./stream.ts";
