import { operatorToken, type RunningStack } from '../running-stack.js';

/** Calls the availability API as a viewer, who sees every offer completely; `path` from `/v1` on. */
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

/** A service's own endpoints (`/metrics`, `/docs-json`), as a viewer. */
export function readAsViewer(
  stack: RunningStack,
  service_url: string,
  path: '/metrics' | '/docs' | '/docs-json',
): Promise<Response> {
  return fetch(`${service_url}${path}`, {
    headers: { authorization: `Bearer ${operatorToken(stack, 'viewer')}` },
  });
}

/** The ledger's result of a stock command. Its seller may not read it, so a viewer does. */
export function commandOutcome(stack: RunningStack, seller_id: string, event_id: string): Promise<Response> {
  const query = new URLSearchParams({ source_kind: 'order', seller_id });
  const headers = { authorization: `Bearer ${operatorToken(stack, 'viewer')}` };
  return fetch(
    `${stack.urls.command_handler}/v1/inventory-updates/${encodeURIComponent(event_id)}?${query}`,
    { headers },
  );
}
