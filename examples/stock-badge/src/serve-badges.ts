import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AvailabilityView } from '@stockproof/client/availability';
import { type BadgeLimits, badgeOf } from './badge.js';

type Said = readonly [status: number, body: object];

const MAX_SKU = 64;

/**
 * Answers `GET /badges/{sku}` and `GET /health/ready` from the view alone: no request waits for another service.
 * Callers need the token, except for the readiness.
 */
export function serveBadges(
  view: Pick<AvailabilityView, 'sku' | 'freshness'>,
  { token, ...limits }: BadgeLimits & { readonly token: string },
): Server {
  return createServer((request, response) => {
    const [status, body] = answer(view, limits, token, request);
    response.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    });
    response.end(`${JSON.stringify(body)}\n`);
  });
}

function answer(
  view: Pick<AvailabilityView, 'sku' | 'freshness'>,
  limits: BadgeLimits,
  token: string,
  request: IncomingMessage,
): Said {
  const url = request.url ?? '/';
  if (request.method !== 'GET') return problem(405, 'only GET');
  if (url === '/health/ready') {
    const freshness = view.freshness();
    const ready = freshness.age_ms !== null && freshness.age_ms <= limits.max_age_ms;
    return [ready ? 200 : 503, freshness];
  }
  if (!isToken(request.headers.authorization, token)) return problem(401, 'a bearer token is needed');
  const sku = skuOf(url);
  if (sku === null)
    return problem(
      404,
      `the only addresses are /badges/{sku}, of 1 to ${MAX_SKU} characters, and /health/ready`,
    );
  return [200, { sku, ...badgeOf(view.sku(sku), limits) }];
}

function skuOf(url: string): string | null {
  const [, encoded] = /^\/badges\/([^/?#]+)$/.exec(url) ?? [];
  if (encoded === undefined) return null;
  try {
    const sku = decodeURIComponent(encoded);
    return sku.length <= MAX_SKU ? sku : null;
  } catch {
    return null;
  }
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

/** RFC 9457. */
function problem(status: number, detail: string): Said {
  return [status, { type: 'about:blank', title: detail, status, detail }];
}
