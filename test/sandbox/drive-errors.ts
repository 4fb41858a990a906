/** Errors of Drive (ours): https://developers.google.com/workspace/drive/api/guides/handle-errors */
export class DriveError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly location: string | undefined;

  constructor(code: number, reason: string, message: string, location?: string) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.location = location;
  }
}

export const fileNotFound = (id: string) =>
  new DriveError(404, "notFound", `File not found: ${id}.`, "fileId");
export const badRequest = (message: string) => new DriveError(400, "badRequest", message);
export const noRole = (id: string) =>
  new DriveError(
    403,
    "insufficientFilePermissions",
    `The user does not have sufficient permissions for file ${id}.`,
  );

const STATUS: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
};

/** Drive answers in its old shape; Docs, Sheets and Slides in that of google.rpc.Status. */
export function answerTo({ code, reason, message, location }: DriveError, isDrive: boolean): Response {
  const where = location === undefined ? {} : { location, locationType: "parameter" };
  const error = isDrive
    ? { code, message, errors: [{ message, domain: "global", reason, ...where }] }
    : { code, message, status: STATUS[code] ?? "UNKNOWN" };
  return Response.json({ error }, { status: code });
}
