import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  FreshnessControllerFreshnessData,
  FreshnessControllerFreshnessResponse,
  PositionsControllerPositionsData,
  PositionsControllerPositionsResponse,
} from '../api/generated/availability/types.gen.js';

/** How far a consumer group has come. The three services that have one answer alike. */
export type GroupPositions = PositionsControllerPositionsResponse;
/** How old what the view shows is. */
export type ViewFreshness = FreshnessControllerFreshnessResponse;

/** The services that read a topic in a consumer group, in the order of the flow. */
export const READERS = ['command-handler', 'availability', 'reservation'] as const;

/** Requests about what is read, and how old what is shown is. */
export const positionCalls = {
  of: (service: (typeof READERS)[number]): ServiceRequest<GroupPositions> =>
    asked<PositionsControllerPositionsData, GroupPositions>(service, 'GET', { url: '/v1/positions' }),
  freshness: (): ServiceRequest<ViewFreshness> =>
    asked<FreshnessControllerFreshnessData, ViewFreshness>('availability', 'GET', { url: '/v1/freshness' }),
};
