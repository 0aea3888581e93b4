import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  ReservationsControllerFindData,
  ReservationsControllerFindResponse,
  ReservationsControllerListData,
  ReservationsControllerListResponse,
} from '../api/generated/reservation/types.gen.js';

/** A page of reservations, in order of their ids. */
export type ReservationPage = ReservationsControllerListResponse;
/** A reservation with its steps. */
export type Reservation = ReservationsControllerFindResponse;

type Query = NonNullable<ReservationsControllerListData['query']>;

/** What a list of reservations is filtered by. */
export interface ReservationFilter {
  readonly status?: string | undefined;
  readonly stuck?: string | undefined;
}

/** Requests about reservations. */
export const reservationCalls = {
  list: (
    { status, stuck }: ReservationFilter,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<ReservationPage> =>
    asked<ReservationsControllerListData, ReservationPage>('reservation', 'GET', {
      url: '/v1/reservations',
      query: {
        limit,
        ...(status === undefined ? {} : { status: status as NonNullable<Query['status']> }),
        ...(stuck === undefined ? {} : { stuck: stuck as NonNullable<Query['stuck']> }),
        ...(after === undefined ? {} : { after }),
      },
    }),
  find: (id: string): ServiceRequest<Reservation> =>
    asked<ReservationsControllerFindData, Reservation>('reservation', 'GET', {
      url: '/v1/reservations/{id}',
      path: { id },
    }),
};
