import { operatorToken, type RunningStack } from './running-stack.js';

/** What a service tells of itself (`/metrics`, `/docs-json`) to viewers. */
export function readAsViewer(
  stack: RunningStack,
  service_url: string,
  path: '/metrics' | '/docs' | '/docs-json',
): Promise<Response> {
  return fetch(`${service_url}${path}`, {
    headers: { authorization: `Bearer ${operatorToken(stack, 'viewer')}` },
  });
}
