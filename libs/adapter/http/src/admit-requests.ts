import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission, Admitted } from './admission.js';
import { callerAddress } from './caller-address.js';
import { type DeclaredOperations, operationOf } from './declared.js';
import { Problem } from './problem.js';
import { Shares } from './shares.js';
import { ASK_BROWSER, INSIDE_RULES, isOpenToAll, tokenOfLogin } from './show-inside.js';
import type { StreamShares } from './stream-shares.js';
import type { StreamWatch } from './stream-watch.js';

export interface AdmissionParts {
  readonly admission: Admission;
  readonly declared: DeclaredOperations;
  /** Requests under way at a time: of one credential, and of one address without one. */
  readonly in_flight: number;
  readonly streams: StreamShares;
  readonly watch: StreamWatch;
}

/**
 * Asks who calls as soon as a request's head is here: nothing of a body is read for who may not call, and
 * nothing of it for an address that does not exist (404). Health is open; what is in no document besides
 * (metrics, the document itself) is for viewers.
 */
export function admitRequests(fastify: FastifyInstance, parts: AdmissionParts): void {
  const under_way = new Shares();
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.is404) throw new Problem(404, 'not_found', 'there is nothing at this address');
    const name = operationOf(request);
    if (isOpenToAll(name)) return;
    const hold = holding(reply);
    hold(share(under_way, `address ${callerAddress(request)}`, parts.in_flight));
    const operation = parts.declared.operations.get(name);
    if (operation === undefined) return admitInside(parts.admission, request);
    const admitted = await parts.admission.admit(request, operation.access);
    const { credential } = admitted;
    if (operation.streams) hold(openStream(parts, request, reply, admitted));
    else if (credential !== null) hold(share(under_way, `credential ${credential}`, parts.in_flight));
  });
}

/**
 * Also with a browser's login, which no operation takes: a browser shows it by itself, whoever made it send
 * the request.
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
 * What is held for a request until its answer is out or its connection is lost; the next thing takes the
 * place of the one before.
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
