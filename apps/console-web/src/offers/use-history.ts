import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { send } from '../api/send.js';
import { balancesOf, type BalancedRow } from './balances.js';
import { offerCalls } from './offer-calls.js';

/** Rows of a request. */
export const HISTORY_PAGE = 1_000;

/** The versions of an offer that are loaded. `load` loads more of them. */
export interface LoadedHistory {
  readonly rows: readonly BalancedRow[];
  readonly more: boolean;
  readonly load: () => void;
  readonly error: ApiProblem | null;
}

/** The rows from version 1 on, so far as they were scrolled to, or up to the version that is marked. */
export function useHistory(
  offer: { readonly seller_id: string; readonly sku: string },
  marked: number | null,
): LoadedHistory {
  const query = useInfiniteQuery({
    queryKey: ['command-handler', 'rows', offer.seller_id, offer.sku],
    queryFn: ({ pageParam, signal }) => send(offerCalls.rows(offer, pageParam, HISTORY_PAGE), signal),
    initialPageParam: 0,
    getNextPageParam: ({ next_after_version }) => next_after_version,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = useMemo(
    () => balancesOf(query.data?.pages.flatMap(({ transactions }) => transactions) ?? []),
    [query.data],
  );
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const reached = rows.at(-1)?.row.version ?? 0;
  const load = useCallback((): void => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  useEffect(() => {
    if (marked !== null && reached > 0 && reached < marked) load();
  }, [marked, reached, load]);
  return { rows, more: hasNextPage, load, error: query.error as ApiProblem | null };
}
