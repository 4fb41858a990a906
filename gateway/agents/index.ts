export type { ReadinessProblem } from "./looks.ts";
export { type CheckedManifest, checkManifest, type ManifestProblem } from "./manifest-check.ts";
export { diffManifests, type ManifestDiff } from "./manifest-diff.ts";
export {
  type CheckAllReadiness,
  type CheckReadiness,
  openReadiness,
  type Readiness,
  type ServerReadiness,
} from "./readiness.ts";
