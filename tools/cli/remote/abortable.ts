/** As the client takes it. */
export const abortable = (signal: AbortSignal | undefined): { signal?: AbortSignal } =>
  signal ? { signal } : {};
