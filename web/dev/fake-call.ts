export type Call = { body: unknown; query: URLSearchParams; ids: string[] };
/** Method, path below `/api/workspaces/:workspace` (`*` is one segment), and what answers. */
export type Handler = [verb: string, path: string, answer: (call: Call) => unknown];
