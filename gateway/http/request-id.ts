import type { NextFunction, Request, Response } from "express";
import { newId } from "../ids.ts";

declare global {
  namespace Express {
    interface Locals {
      requestId: string;
    }
  }
}

/** Every answer names its request; a caller's own id is not taken over: it would reach logs and the audit. */
export function requestId(_req: Request, res: Response, next: NextFunction): void {
  res.locals.requestId = newId("req");
  res.setHeader("x-request-id", res.locals.requestId);
  next();
}
