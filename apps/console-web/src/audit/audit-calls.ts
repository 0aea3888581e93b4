import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  AuditControllerListData,
  AuditControllerListResponse,
} from '../api/generated/ingestion/types.gen.js';

/** A page of the security log. */
export type Acts = AuditControllerListResponse;

/** What is listed; what is missing does not restrict. */
export interface ActFilters {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: string | undefined;
}

type Query = NonNullable<AuditControllerListData['query']>;

/** Asks who did what, the newest first. */
export function actsRequest(
  { actor, action, outcome }: ActFilters,
  before: string | undefined,
  limit: number,
): ServiceRequest<Acts> {
  return asked<AuditControllerListData, Acts>('ingestion', 'GET', {
    url: '/v1/audit',
    query: {
      limit,
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action: action as NonNullable<Query['action']> }),
      ...(outcome === undefined ? {} : { outcome: outcome as NonNullable<Query['outcome']> }),
      ...(before === undefined ? {} : { before: Number(before) }),
    },
  });
}
