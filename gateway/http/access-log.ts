import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Log } from "../log.ts";

/**
 * One line a request when its answer has left: method, route as declared (no ids, no query), status, milliseconds.
 * Calls of agents are in the audit log; their lines are for debugging, and name the caller's trace where it brought one.
 */
export function accessLog(log: Log, level: "info" | "debug"): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const started = performance.now();
    res.once("close", () => {
      const route = `${req.baseUrl}${String(req.route?.path ?? "")}` || "unmatched";
      const ms = Math.round(performance.now() - started);
      const cut = res.writableFinished ? undefined : true;
      const { requestId: request, trace } = res.locals;
      log[level](
        {
          request,
          method: req.method,
          route,
          status: res.statusCode,
          ms,
          cut,
          ...(trace && { trace: trace.id, span: trace.span }),
        },
        "request",
      );
    });
    next();
  };
}
