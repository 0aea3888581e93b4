import { operatorToken, type RunningStack } from '../running-stack.js';

/** Asks the availability API as a viewer, who is told all of every offer; `path` from `/v1` on. */
export function askAvailability(
  stack: RunningStack,
  path: string,
  more: Omit<RequestInit, 'headers'> = {},
): Promise<Response> {
  return fetch(`${stack.urls.availability}${path}`, {
    ...more,
    headers: { authorization: `Bearer ${operatorToken(stack, 'viewer')}` },
  });
}

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

/** The ledger's answer about a stock command: no business of its seller, so a viewer asks. */
export function commandOutcome(stack: RunningStack, seller_id: string, event_id: string): Promise<Response> {
  const query = new URLSearchParams({ source_kind: 'order', seller_id });
  const headers = { authorization: `Bearer ${operatorToken(stack, 'viewer')}` };
  return fetch(
    `${stack.urls.command_handler}/v1/inventory-updates/${encodeURIComponent(event_id)}?${query}`,
    { headers },
  );
}
