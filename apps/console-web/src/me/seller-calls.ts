import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  ApiKeysControllerCreateData,
  ApiKeysControllerCreateResponse,
  ApiKeysControllerListData,
  ApiKeysControllerListResponse,
  ApiKeysControllerRevokeData,
  ApiKeysControllerRotateData,
  ApiKeysControllerRotateResponse,
  QueuedUpdatesControllerQueuedData,
  QueuedUpdatesControllerQueuedResponse,
  UpdatesControllerPostResponse,
} from '../api/generated/ingestion/types.gen.js';
import type {
  SellerUpdatesControllerListData,
  SellerUpdatesControllerListResponse,
} from '../api/generated/command-handler/types.gen.js';

/** A page of what became of the own updates. */
export type UpdatePage = SellerUpdatesControllerListResponse;
/** An update with what became of it. */
export type SellerUpdate = UpdatePage['items'][number];
/** A key without its secret. */
export type SellerKey = ApiKeysControllerListResponse['api_keys'][number];
/** A key with its secret, which is told once. */
export type NewKey = ApiKeysControllerCreateResponse;
type Query = NonNullable<SellerUpdatesControllerListData['query']>;

/** What a list of updates is filtered by, as in the address of the page. */
export interface OwnUpdateFilter {
  readonly status?: string | undefined;
  readonly sku?: string | undefined;
  /** RFC 3339. */
  readonly since?: string | undefined;
}

/** Requests about what is the own seller's. */
export const sellerCalls = {
  updates: (
    { status, sku, since }: OwnUpdateFilter,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<UpdatePage> =>
    asked<SellerUpdatesControllerListData, UpdatePage>('command-handler', 'GET', {
      url: '/v1/inventory-updates',
      query: {
        limit,
        ...(status === undefined ? {} : { status: status as NonNullable<Query['status']> }),
        ...(sku === undefined ? {} : { sku }),
        ...(since === undefined ? {} : { since }),
        ...(after === undefined ? {} : { after }),
      },
    }),
  queued: (): ServiceRequest<QueuedUpdatesControllerQueuedResponse> =>
    asked<QueuedUpdatesControllerQueuedData, QueuedUpdatesControllerQueuedResponse>('ingestion', 'GET', {
      url: '/v1/queued-updates',
    }),
  /** Their shape is checked by the schema of an update, row by row, not by the compiler. */
  post: (
    events: readonly Readonly<Record<string, unknown>>[],
  ): ServiceRequest<UpdatesControllerPostResponse> => ({
    service: 'ingestion',
    method: 'POST',
    path: '/v1/inventory-updates',
    body: events,
  }),
  keys: (seller_id: string): ServiceRequest<ApiKeysControllerListResponse> =>
    asked<ApiKeysControllerListData, ApiKeysControllerListResponse>('ingestion', 'GET', {
      url: '/v1/sellers/{seller_id}/api-keys',
      path: { seller_id },
    }),
  createKey: (seller_id: string, reason: string): ServiceRequest<NewKey> =>
    asked<ApiKeysControllerCreateData, NewKey>('ingestion', 'POST', {
      url: '/v1/sellers/{seller_id}/api-keys',
      path: { seller_id },
      body: { reason },
    }),
  rotateKey: (seller_id: string, key_id: string): ServiceRequest<ApiKeysControllerRotateResponse> =>
    asked<ApiKeysControllerRotateData, ApiKeysControllerRotateResponse>('ingestion', 'POST', {
      url: '/v1/sellers/{seller_id}/api-keys/{key_id}/rotate',
      path: { seller_id, key_id },
    }),
  revokeKey: (seller_id: string, key_id: string): ServiceRequest<unknown> =>
    asked<ApiKeysControllerRevokeData, unknown>('ingestion', 'DELETE', {
      url: '/v1/sellers/{seller_id}/api-keys/{key_id}',
      path: { seller_id, key_id },
    }),
};

/** The address of the stream of what becomes of the own updates. */
export function updateStreamAddress(filter: OwnUpdateFilter): string {
  const texts = Object.entries(filter).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  const query = new URLSearchParams(texts).toString();
  return `/api/command-handler/v1/inventory-update-stream${query === '' ? '' : `?${query}`}`;
}
