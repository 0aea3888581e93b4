import { operatorToken, type RunningStack } from './running-stack.js';

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
