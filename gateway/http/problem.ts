import type { NextFunction, Request, Response } from "express";
import { z } from "zod";
import { errorTable, GatewayError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Whatever was thrown, as an error of ours. Foreign messages do not get through. */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof z.ZodError) {
    const fields = error.issues.slice(0, 20).map((i) => ({ path: i.path.join("."), message: i.message }));
    return new GatewayError("bad_request", { data: { fields }, cause: error });
  }
  const { type, status } = error as { type?: string; status?: number };
  if (type === "entity.too.large") return new GatewayError("payload_too_large", { cause: error });
  if (status !== undefined && status >= 400 && status < 500)
    return new GatewayError("bad_request", { cause: error });
  return new GatewayError("internal", { cause: error });
}

/** Problem details (RFC 9457). */
export function problemOf(error: GatewayError, requestId: string) {
  const { title, next, status } = errorTable[error.code];
  return {
    type: `urn:valetkey:error:${error.code}`,
    title,
    status,
    code: error.code,
    ...(error.detail !== undefined && { detail: error.detail }),
    next,
    request_id: requestId,
    ...error.data,
  };
}

export function problemHandler(log: Log) {
  return (thrown: unknown, req: Request, res: Response, _next: NextFunction): void => {
    const error = toGatewayError(thrown);
    const { requestId } = res.locals;
    const fields = {
      request: requestId,
      method: req.method,
      route: String(req.route?.path ?? ""),
      code: error.code,
    };
    if (error.status >= 500) log.error({ ...fields, err: error }, "a request failed");
    else log.debug(fields, "a request was refused");
    if (res.headersSent) {
      res.destroy();
      return;
    }
    res
      .status(error.status)
      .type("application/problem+json")
      .send(JSON.stringify(problemOf(error, requestId)));
  };
}
