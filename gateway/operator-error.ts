/** What an operator must say or do differently, in one line. */
export class OperatorError extends Error {}
