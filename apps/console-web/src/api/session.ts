import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ApiProblem } from './api-problem.js';
import { fetchJson, keepCsrf } from './send.js';

/** Who looks at the page. */
export interface SessionPerson {
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly seller_id: string | null;
}

/** What `GET /api/session` answers; `person` is null when nobody is logged in. */
export interface SessionAnswer {
  readonly person: SessionPerson | null;
  readonly csrf: string | null;
  readonly expires_at: string | null;
  readonly environment: string;
}

export const SESSION_KEY = ['session'] as const;

/** The session. It is asked for again when the window is looked at again, because a login can end elsewhere. */
export function useSession(): UseQueryResult<SessionAnswer, ApiProblem> {
  return useQuery<SessionAnswer, ApiProblem>({
    queryKey: SESSION_KEY,
    queryFn: async ({ signal }) => {
      const session = await fetchJson<SessionAnswer>('/api/session', { signal });
      keepCsrf(session.csrf);
      return session;
    },
    staleTime: 60_000,
    refetchOnWindowFocus: 'always',
  });
}

/** The person who looks, or null. */
export function usePerson(): SessionPerson | null {
  return useSession().data?.person ?? null;
}

/** Where a login begins; it comes back to the page that was looked at. */
export function loginAddress(place: Pick<Location, 'pathname' | 'search'>): string {
  return `/auth/login?return_to=${encodeURIComponent(`${place.pathname}${place.search}`)}`;
}

/** Ends the login. Throws ApiProblem. */
export async function logOut(): Promise<void> {
  await fetchJson('/auth/logout', { method: 'POST' });
}
