/** One thing that the doctor looked at. */
export interface Finding {
  /** Stable: what was looked at. */
  check: string;
  level: "ok" | "warn" | "fail";
  /** One sentence. */
  message: string;
  /** What to do. */
  next?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, level: "ok", message });
export const warn = (check: string, message: string, next: string): Finding => ({
  check,
  level: "warn",
  message,
  next,
});
export const fail = (check: string, message: string, next: string): Finding => ({
  check,
  level: "fail",
  message,
  next,
});

/** Words of our own, never a stranger's: their codes say enough. */
export function reasonOf(error: unknown): string {
  const { cause, code, name } = error as Error & { code?: string };
  const inner = (cause as { code?: string } | undefined)?.code;
  return code ?? inner ?? name;
}
