import type { ConsoleSession } from '@stockproof/console';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ApiProblem } from './api-problem.js';
import { fetchJson, keepCsrf } from './send.js';

/** Who looks at the page. */
export type SessionPerson = Readonly<NonNullable<ConsoleSession['person']>>;

export const SESSION_KEY = ['session'] as const;

/** The session. It is asked for again when the window is looked at again, because a login can end elsewhere. */
export function useSession(): UseQueryResult<ConsoleSession, ApiProblem> {
  return useQuery<ConsoleSession, ApiProblem>({
    queryKey: SESSION_KEY,
    queryFn: async ({ signal }) => {
      const session = await fetchJson<ConsoleSession>('/api/session', { signal });
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
