import { operatorToken, type RunningStack } from './running-stack.js';

/** The ledger's answer about a stock command: no business of its seller, so a viewer asks. */
export function commandOutcome(stack: RunningStack, seller_id: string, event_id: string): Promise<Response> {
  const query = new URLSearchParams({ source_kind: 'order', seller_id });
  const headers = { authorization: `Bearer ${operatorToken(stack, 'viewer')}` };
  return fetch(
    `${stack.urls.command_handler}/v1/inventory-updates/${encodeURIComponent(event_id)}?${query}`,
    { headers },
  );
}
