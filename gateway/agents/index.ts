export { type CheckedManifest, checkManifest, type ManifestProblem } from "./manifest-check.ts";
export { diffManifests, type ManifestDiff } from "./manifest-diff.ts";
export {
  type CheckReadiness,
  openReadiness,
  type Readiness,
  type ReadinessProblem,
  type ServerReadiness,
} from "./readiness.ts";
