import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  ConnectorsControllerListData,
  ConnectorsControllerListResponse,
  ConnectorsControllerRestartData,
  ConnectorsControllerRestartResponse,
} from '../api/generated/command-handler/types.gen.js';

/** The verdict on a connector, and what it is made of. */
export type ConnectorSeen = ConnectorsControllerListResponse['connectors'][number];

/** Requests about connectors. */
export const connectorCalls = {
  list: (): ServiceRequest<ConnectorsControllerListResponse> =>
    asked<ConnectorsControllerListData, ConnectorsControllerListResponse>('command-handler', 'GET', {
      url: '/v1/connectors',
    }),
  restart: (name: string, reason: string): ServiceRequest<ConnectorsControllerRestartResponse> =>
    asked<ConnectorsControllerRestartData, ConnectorsControllerRestartResponse>('command-handler', 'POST', {
      url: '/v1/connectors/{name}/restart',
      path: { name },
      body: { reason },
    }),
};
