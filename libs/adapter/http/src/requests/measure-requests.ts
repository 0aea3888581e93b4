import type { Telemetry } from '@stockproof/telemetry';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type DeclaredOperations, operationOf } from '../openapi/declared.js';

/** OpenTelemetry's buckets for HTTP, without those that no objective asks for. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Records each answered request in `http_server_request_duration_seconds`, in seconds, by route, method and status.
 * The route is the pattern, never the address: an address has names of sellers in it, and there is no end of them. One
 * without a route has no `http_route`. Streams are not recorded, because they last as long as their reader likes.
 * Register it before whatever may refuse a request, so that refusals count too.
 */
export function measureRequests(
  fastify: FastifyInstance,
  declared: DeclaredOperations,
  { meter }: Pick<Telemetry, 'meter'>,
): void {
  const duration = meter.createHistogram('http_server_request_duration_seconds', {
    description:
      'requests by route, method and status, from the head of the request to the end of the answer',
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? undefined : request.routeOptions.url;
    const streams = declared.operations.get(operationOf(request))?.streams === true || isStream(reply);
    if (!streams)
      duration.record(reply.elapsedTime / 1_000, {
        ...(route === undefined ? {} : { http_route: route }),
        http_request_method: METHODS.has(request.method) ? request.method : '_OTHER',
        http_response_status_code: String(reply.statusCode),
      });
    done();
  });
}

/** Whether the answer is a stream that a route with rules of its own passes on. */
function isStream(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream');
}
