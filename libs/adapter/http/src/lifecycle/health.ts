import { NoAnswerError, within } from '@stockproof/timing';
import type { FastifyInstance } from 'fastify';
import type { Ending } from './ending.js';

/** A dependency of a service. Rejects, or returns a sentence, if it is not available; null if it is. */
export type HealthCheck = () => Promise<string | null> | string | null;

/**
 * The readiness checks of a service, by name. Names and returned sentences are in the public answer; the
 * cause of a rejection is only logged. A check that takes over three seconds has failed.
 */
export type Health = Readonly<Record<string, HealthCheck>>;

/** Injection token of a service's readiness checks: Health. */
export const HEALTH = Symbol('checks of readiness');

const ENDING = { check: 'process', problem: 'it is about to end: send nothing new' };
const CHECK_WITHIN_MS = 3_000;

/** Receives the cause of a failed check. The caller gets only the `request_id` under which it is logged. */
export type OnCheckFailed = (check: string, request_id: string, error: unknown) => void;

/** The problem, as the caller sees it. */
interface Answer {
  readonly problem: string;
  readonly code?: 'check_failed';
}

/**
 * Serves `/health/live` (the process answers) and `/health/ready`, which runs every check and answers 503
 * with the names of failed ones. During shutdown it is never ready.
 */
export function serveHealth(
  fastify: FastifyInstance,
  checks: Health,
  ending: Ending,
  onFailed: OnCheckFailed,
): void {
  fastify.get('/health/live', (_request, reply) => reply.send({ status: 'live' }));
  const runChecks = shared(async (request_id) => {
    const answers = await Promise.all(
      Object.entries(checks).map(async ([check, ask]) => {
        const answer = await answerOf(ask, (error) => onFailed(check, request_id, error));
        return answer === null ? [] : [{ check, ...answer }];
      }),
    );
    return { problems: answers.flat(), request_id };
  });
  fastify.get('/health/ready', async ({ id }, reply) => {
    if (ending.begun) return reply.status(503).send({ status: 'not_ready', problems: [ENDING] });
    const { problems, request_id } = await runChecks(id);
    if (problems.length === 0) return reply.send({ status: 'ready', problems });
    return reply.status(503).send({ status: 'not_ready', problems, request_id });
  });
}

/**
 * Concurrent callers share one run and its request id, because anybody may call it and must not keep a
 * database busy.
 */
function shared<T>(runChecks: (request_id: string) => Promise<T>): (request_id: string) => Promise<T> {
  let checking: Promise<T> | null = null;
  return (request_id) => {
    checking ??= runChecks(request_id).finally(() => {
      checking = null;
    });
    return checking;
  };
}

async function answerOf(check: HealthCheck, onFailed: (error: unknown) => void): Promise<Answer | null> {
  try {
    const problem = await within(CHECK_WITHIN_MS, Promise.resolve(check()));
    return problem === null ? null : { problem };
  } catch (error) {
    if (error instanceof NoAnswerError) return { problem: error.message };
    onFailed(error);
    return { problem: 'the check failed; the log says why', code: 'check_failed' };
  }
}
