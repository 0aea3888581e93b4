import type { RunningStack } from '../running-stack.js';

export interface ReservationShown {
  readonly reservation_id: string;
  readonly status: string;
  /** RFC 3339, UTC. */
  readonly expires_at: string;
  readonly lines: readonly {
    readonly line: number;
    readonly status: string;
    readonly reason: string | null;
    readonly available: number | null;
    readonly held: number;
    readonly fulfilled: number;
    readonly released: number;
    /** Null: at several of `locations`. */
    readonly location_id: string | null;
    readonly locations: readonly { readonly location_id: string; readonly quantity: number }[];
  }[];
  readonly parts: readonly object[];
  readonly rejected_lines?: readonly {
    readonly line: number;
    readonly sku: string;
    readonly reason: string;
    readonly available: number | null;
  }[];
  readonly history?: readonly { readonly type: string; readonly version: number }[];
  readonly code?: string;
}

/** Calls the reservation service as the development order service. */
export async function callReservation<T = ReservationShown>(
  { urls, credentials }: RunningStack,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  wait_s = 0,
): Promise<{ readonly status: number; readonly body: T; readonly headers: Headers }> {
  const token = credentials.operators.find(({ roles }) => roles.includes('order-service'))?.token ?? '';
  const answer = await fetch(`${urls.reservation}/v1/reservations${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...(wait_s > 0 ? { prefer: `wait=${wait_s}` } : {}),
    },
    ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as T, headers: answer.headers };
}
