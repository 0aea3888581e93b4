import { asked } from '../api/asked.js';
import type {
  SchemasControllerOneData,
  SchemasControllerOneResponse,
} from '../api/generated/ingestion/types.gen.js';
import { send } from '../api/send.js';

/** The schema of an update as ingestion serves it: the one that rows are checked by. Rejects with ApiProblem. */
export function fetchUpdateSchema(): Promise<SchemasControllerOneResponse> {
  return send(
    asked<SchemasControllerOneData, SchemasControllerOneResponse>('ingestion', 'GET', {
      url: '/v1/schemas/{type}/{version}',
      path: { type: 'inventory-update', version: 'v2' },
    }),
  );
}
