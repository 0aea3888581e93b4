import type { Logger } from '@stockproof/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../responses/problem.js';
import { sendProblem, toProblem } from '../responses/problem-filter.js';

const OWN_RULES = Symbol('stockproof.own-rules');

/**
 * Options of a Fastify route that itself decides who may use it and what it takes: a page, or a proxy. Its callers
 * are counted by address like all others, and nothing else is checked before its own hooks. What it throws is answered
 * as everywhere; an unexpected error is logged.
 */
export function withOwnRules(logger: Pick<Logger, 'error'>) {
  return {
    config: { [OWN_RULES]: true },
    errorHandler: (error: unknown, _request: FastifyRequest, reply: FastifyReply): void => {
      const problem = toProblem(error);
      if (problem.status >= 500 && !(error instanceof Problem))
        logger.error({ err: error }, 'a request failed');
      sendProblem(reply, problem);
    },
  };
}

/** Whether the route of this request was declared with the options of withOwnRules. */
export function hasOwnRules({ routeOptions }: Pick<FastifyRequest, 'routeOptions'>): boolean {
  return (routeOptions.config as { readonly [OWN_RULES]?: true } | undefined)?.[OWN_RULES] === true;
}
