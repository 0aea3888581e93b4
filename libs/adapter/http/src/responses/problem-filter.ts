import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from './problem.js';
import { PROBLEM_HEADERS } from './secure-headers.js';

type LogError = (error: unknown) => void;

const CODES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/**
 * Answers every error as problem details. An unexpected error is logged, and the answer contains no details
 * of it.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logError: LogError) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = toProblem(error);
    if (problem.status >= 500 && !(error instanceof Problem)) this.logError(error);
    sendProblem(reply, problem);
  }
}

/** Sends a problem as the answer. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .status(problem.status)
    .headers({ ...problem.headers, ...PROBLEM_HEADERS })
    // As text, so that Fastify does not choose another content type.
    .send(JSON.stringify(problem.details()));
}

/** Converts any error to a Problem. An unexpected error becomes a 500 without its details. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  if (status === 404) return new Problem(404, 'not_found', 'there is nothing at this address');
  if (status >= 400 && status < 500)
    return new Problem(status, CODES[status] ?? 'bad_request', (error as Error).message);
  return new Problem(
    500,
    'internal_error',
    'the request could not be served; nothing is known of its outcome',
  );
}

/** The status of an error: Nest has `getStatus()`, Fastify `statusCode`. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}
