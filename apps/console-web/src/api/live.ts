import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ApiProblem } from './api-problem.js';
import type { NowSnapshot, SeriesAnswer } from '@stockproof/console';
import { fetchJson } from './send.js';

const NOW_KEY = ['now'] as const;

/** The newest snapshot. It comes by the stream that `useLive` holds open, and once by itself. */
export function useNowAnswer(): UseQueryResult<NowSnapshot, ApiProblem> {
  return useQuery<NowSnapshot, ApiProblem>({
    queryKey: NOW_KEY,
    queryFn: ({ signal }) => fetchJson<NowSnapshot>('/api/now', { signal }),
    staleTime: 30_000,
  });
}

/** The last minutes of these series, at most 15. */
export function useSeries(
  names: readonly string[],
  minutes: number,
): UseQueryResult<SeriesAnswer, ApiProblem> {
  const address = `/api/series?names=${names.map(encodeURIComponent).join(',')}&minutes=${minutes}`;
  return useQuery<SeriesAnswer, ApiProblem>({
    queryKey: ['series', address],
    queryFn: ({ signal }) => fetchJson<SeriesAnswer>(address, { signal }),
    refetchInterval: 10_000,
    enabled: names.length > 0,
  });
}

/**
 * Holds the one stream of this tab open while `wanted`, and keeps what comes by it. Tells whether it is open. The
 * browser connects again by itself.
 */
export function useLive(wanted: boolean): boolean {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!wanted || typeof EventSource === 'undefined') return undefined;
    const stream = new EventSource('/api/live');
    stream.addEventListener('open', () => setOpen(true));
    stream.addEventListener('error', () => setOpen(false));
    stream.addEventListener('now', (event: MessageEvent<string>) => {
      client.setQueryData(NOW_KEY, JSON.parse(event.data) as NowSnapshot);
    });
    return () => {
      stream.close();
      setOpen(false);
    };
  }, [wanted, client]);
  return open;
}
