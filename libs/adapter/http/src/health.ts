import type { FastifyInstance } from 'fastify';
import type { Ending } from './ending.js';

/** One thing a service needs to serve; rejects or gives a sentence when it is not there. */
export type HealthCheck = () => Promise<string | null> | string | null;

export type Health = Readonly<Record<string, HealthCheck>>;

const ENDING = { check: 'process', problem: 'it is about to end: send nothing new' };
const CHECK_WITHIN_MS = 3_000;

/**
 * `/health/live` says that the process answers. `/health/ready` asks every check and answers 503 with what is
 * wrong, by name. Once the process is about to end it is not ready, whatever its checks say.
 */
export function serveHealth(fastify: FastifyInstance, checks: Health, ending: Ending): void {
  fastify.get('/health/live', (_request, reply) => reply.send({ status: 'live' }));
  fastify.get('/health/ready', async (_request, reply) => {
    const names = Object.keys(checks);
    if (ending.begun) return reply.status(503).send({ status: 'not_ready', problems: [ENDING] });
    const answers = await Promise.all(names.map((name) => ask(checks[name])));
    const problems = names.flatMap((name, index) => {
      const answer = answers[index] ?? null;
      return answer === null ? [] : [{ check: name, problem: answer }];
    });
    const ready = problems.length === 0;
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready', problems });
  });
}

async function ask(check: HealthCheck | undefined): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((done) => {
    timer = setTimeout(() => done(`no answer within ${CHECK_WITHIN_MS} ms`), CHECK_WITHIN_MS);
  });
  try {
    return await Promise.race([Promise.resolve(check?.() ?? null), late]);
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearTimeout(timer);
  }
}
