import type { FastifyInstance } from 'fastify';
import type { Ending } from './ending.js';

/** One thing a service needs to serve; rejects or gives a sentence when it is not there. */
export type HealthCheck = () => Promise<string | null> | string | null;

export type Health = Readonly<Record<string, HealthCheck>>;

const ENDING = { check: 'process', problem: 'it is about to end: send nothing new' };
const CHECK_WITHIN_MS = 3_000;

/**
 * Receives why a check failed; who asks is told under which `request_id` that is in the log, and nothing of a
 * server's own words.
 */
export type OnCheckFailed = (check: string, request_id: string, error: unknown) => void;

/** What is wrong, by name. */
interface Answer {
  readonly problem: string;
  readonly code?: 'check_failed';
}

/**
 * `/health/live` says that the process answers. `/health/ready` asks every check and answers 503 with what is
 * wrong, by name. Once the process is about to end it is not ready, whatever its checks say.
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
        const answer = await within(ask, (error) => onFailed(check, request_id, error));
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
 * Who asks while others wait gets their answer, under the id of the first: anybody may ask, and must not keep
 * a database busy.
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

async function within(check: HealthCheck, onFailed: (error: unknown) => void): Promise<Answer | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done(`no answer within ${CHECK_WITHIN_MS} ms`), CHECK_WITHIN_MS);
  });
  try {
    const problem = await Promise.race([Promise.resolve(check()), late]);
    return problem === null ? null : { problem };
  } catch (error) {
    onFailed(error);
    return { problem: 'the check failed; the log says why', code: 'check_failed' };
  } finally {
    clearTimeout(timer);
  }
}
