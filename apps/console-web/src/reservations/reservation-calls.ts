import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  ReservationsControllerFindData,
  ReservationsControllerFindResponse,
  ReservationListControllerListData,
  ReservationListControllerListResponse,
  SendAgainControllerSendAgainData,
  SendAgainControllerSendAgainResponse,
} from '../api/generated/reservation/types.gen.js';

/** A page of reservations, in order of their ids. */
export type ReservationPage = ReservationListControllerListResponse;
/** A reservation with its steps. */
export type Reservation = ReservationsControllerFindResponse;

type Query = NonNullable<ReservationListControllerListData['query']>;

/** What a list of reservations is filtered by, as in the address of the page. */
export interface ListFilter {
  readonly status?: string | undefined;
  readonly stuck?: string | undefined;
  readonly order?: string | undefined;
  readonly seller?: string | undefined;
  readonly sku?: string | undefined;
  /** `id`: in order of ids; anything else: the oldest first. */
  readonly sort?: string | undefined;
}

/** Requests about reservations. */
export const reservationCalls = {
  list: (
    { status, stuck, order, seller, sku, sort }: ListFilter,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<ReservationPage> =>
    asked<ReservationListControllerListData, ReservationPage>('reservation', 'GET', {
      url: '/v1/reservations',
      query: {
        sort: sort === 'id' ? 'id' : 'age',
        limit,
        ...(status === undefined ? {} : { status: status as NonNullable<Query['status']> }),
        ...(stuck === undefined ? {} : { stuck: stuck as NonNullable<Query['stuck']> }),
        ...(order === undefined ? {} : { order_id: order }),
        ...(seller === undefined ? {} : { seller_id: seller }),
        ...(seller === undefined || sku === undefined ? {} : { sku }),
        ...(after === undefined ? {} : { after }),
      },
    }),
  find: (id: string): ServiceRequest<Reservation> =>
    asked<ReservationsControllerFindData, Reservation>('reservation', 'GET', {
      url: '/v1/reservations/{id}',
      path: { id },
    }),
  sendAgain: (id: string, reason: string): ServiceRequest<SendAgainControllerSendAgainResponse> =>
    asked<SendAgainControllerSendAgainData, SendAgainControllerSendAgainResponse>('reservation', 'POST', {
      url: '/v1/reservations/{id}/send-again',
      path: { id },
      body: { reason },
    }),
};
