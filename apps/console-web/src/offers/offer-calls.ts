import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  AvailabilityControllerOfferData,
  AvailabilityControllerOfferResponse,
  AvailabilityControllerSkuData,
  AvailabilityControllerSkuResponse,
} from '../api/generated/availability/types.gen.js';
import type {
  OffersControllerListData,
  OffersControllerListResponse,
  OffersControllerOfferData,
  OffersControllerOfferResponse,
  OffersControllerTransactionsData,
  OffersControllerTransactionsResponse,
} from '../api/generated/command-handler/types.gen.js';
import type {
  ConfidenceControllerOffersData,
  ConfidenceControllerOffersResponse,
  LanesControllerLanesData,
  LanesControllerLanesResponse,
} from '../api/generated/recovery/types.gen.js';

/** The ledger's stock of an offer. */
export type LedgerOffer = OffersControllerOfferResponse;
/** The offers of a seller, in the order of their SKU. */
export type SellerOffers = OffersControllerListResponse;
/** A row of the ledger. */
export type HistoryRow = OffersControllerTransactionsResponse['transactions'][number];
/** What the view answers of an offer. */
export type SeenOffer = AvailabilityControllerOfferResponse;
/** What the newest records say of offers. */
export type ProvenOffers = ConfidenceControllerOffersResponse;

/** Versions of an offer, as each witness holds them. */
export type OfferLanes = LanesControllerLanesResponse;

interface OfferName {
  readonly seller_id: string;
  readonly sku: string;
}

/** Requests about offers, each to the service that owns the data. */
export const offerCalls = {
  /** `q`: what their SKU begins with. */
  of_seller: (
    seller_id: string,
    q: string | undefined,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<SellerOffers> =>
    asked<OffersControllerListData, SellerOffers>('command-handler', 'GET', {
      url: '/v1/offers',
      query: {
        seller_id,
        limit,
        ...(q === undefined ? {} : { q }),
        ...(after === undefined ? {} : { after }),
      },
    }),
  ledger: (path: OfferName): ServiceRequest<LedgerOffer> =>
    asked<OffersControllerOfferData, LedgerOffer>('command-handler', 'GET', {
      url: '/v1/offers/{seller_id}/{sku}',
      path: { ...path },
    }),
  rows: (
    path: OfferName,
    after_version: number,
    limit: number,
  ): ServiceRequest<OffersControllerTransactionsResponse> =>
    asked<OffersControllerTransactionsData, OffersControllerTransactionsResponse>('command-handler', 'GET', {
      url: '/v1/offers/{seller_id}/{sku}/transactions',
      path: { ...path },
      query: { after_version, limit },
    }),
  lanes: (path: OfferName, from_version: number, limit: number): ServiceRequest<OfferLanes> =>
    asked<LanesControllerLanesData, OfferLanes>('recovery', 'GET', {
      url: '/v1/offers/{seller_id}/{sku}/lanes',
      path: { ...path },
      query: { from_version, limit },
    }),
  view: (path: OfferName): ServiceRequest<SeenOffer> =>
    asked<AvailabilityControllerOfferData, SeenOffer>('availability', 'GET', {
      url: '/v1/availability/{sku}/{seller_id}',
      path: { ...path },
    }),
  sku: (name: string): ServiceRequest<AvailabilityControllerSkuResponse> =>
    asked<AvailabilityControllerSkuData, AvailabilityControllerSkuResponse>('availability', 'GET', {
      url: '/v1/availability/{sku}',
      path: { sku: name },
    }),
  proven: (
    filter: { readonly sku?: string | undefined; readonly confidence?: 'trusted' | 'untrusted' | undefined },
    after: string | undefined,
    limit: number,
  ): ServiceRequest<ProvenOffers> =>
    asked<ConfidenceControllerOffersData, ProvenOffers>('recovery', 'GET', {
      url: '/v1/confidence/offers',
      query: {
        limit,
        ...(filter.sku === undefined ? {} : { sku: filter.sku }),
        ...(filter.confidence === undefined ? {} : { confidence: filter.confidence }),
        ...(after === undefined ? {} : { after }),
      },
    }),
};
