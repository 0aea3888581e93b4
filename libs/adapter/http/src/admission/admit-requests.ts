import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission, Admitted } from './admission.js';
import { callerAddress } from './caller-address.js';
import { type DeclaredOperations, operationOf } from '../openapi/declared.js';
import { Problem } from '../responses/problem.js';
import { hasOwnRules } from './own-rules.js';
import { Shares } from './shares.js';
import { ASK_BROWSER, INSIDE_RULES, isOpenToAll, tokenOfLogin } from './show-inside.js';
import type { StreamShares } from './stream-shares.js';
import type { StreamWatch } from './stream-watch.js';

/** What decides whether a request is admitted. */
export interface AdmissionParts {
  readonly admission: Admission;
  readonly declared: DeclaredOperations;
  /** Most concurrent requests of one credential, and of one address without a credential. */
  readonly in_flight: number;
  readonly streams: StreamShares;
  readonly watch: StreamWatch;
}

/**
 * Authenticates the caller as soon as the head of a request has arrived; no body is read for a caller without
 * access or for an unknown address (404). Health is open; operations that are not in the OpenAPI document
 * (metrics, the document itself) are for viewers and services.
 */
export function admitRequests(fastify: FastifyInstance, parts: AdmissionParts): void {
  const under_way = new Shares();
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.is404) throw new Problem(404, 'not_found', 'there is nothing at this address');
    const name = operationOf(request);
    if (isOpenToAll(name)) return;
    const hold = holding(reply);
    hold(share(under_way, `address ${callerAddress(request)}`, parts.in_flight));
    if (hasOwnRules(request)) return;
    const operation = parts.declared.operations.get(name);
    if (operation === undefined) return admitInside(parts.admission, request);
    const admitted = await parts.admission.admit(request, operation.access);
    const { credential } = admitted;
    if (operation.streams) hold(openStream(parts, request, reply, admitted));
    else if (credential !== null) hold(share(under_way, `credential ${credential}`, parts.in_flight));
  });
}

/**
 * Also accepts a browser's Basic login, which other operations do not, because a browser sends it by itself.
 */
async function admitInside(admission: Admission, request: FastifyRequest): Promise<void> {
  const authorization = tokenOfLogin(request.headers.authorization);
  if (authorization !== undefined) request.headers.authorization = authorization;
  try {
    await admission.admit(request, INSIDE_RULES);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    throw new Problem(401, error.code, error.message, ASK_BROWSER);
  }
}

/**
 * Holds one resource for a request until it is answered or its connection is lost; the next one replaces the
 * previous.
 */
function holding(reply: FastifyReply): (release: () => void) => void {
  let held = (): void => undefined;
  reply.raw.once('close', () => held());
  return (release) => {
    held();
    held = release;
    if (reply.raw.closed) release();
  };
}

function share(under_way: Shares, holder: string, max: number): () => void {
  const release = under_way.acquire(holder, max);
  if (release !== null) return release;
  throw new Problem(
    429,
    'too_many_requests',
    `at most ${max} requests at a time; nothing of this one was taken`,
    { 'retry-after': '1' },
  );
}

function openStream(
  { streams, watch }: AdmissionParts,
  request: FastifyRequest,
  reply: FastifyReply,
  admitted: Admitted,
): () => void {
  const release = streams.acquire(admitted.credential, callerAddress(request));
  watch.watch(request, reply.raw, admitted);
  return release;
}
