import { describe, expect, it } from '@jest/globals';
import { readAsViewer, runningStack } from '@stockproof/testing';

interface Schema {
  readonly [name: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
}

interface ApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly { readonly name: string; readonly schema?: Schema }[];
            readonly requestBody?: {
              readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
            };
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas?: Readonly<Record<string, Schema>> };
}

const stack = runningStack();
const BOUNDS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'default'] as const;

/** Every bound in a schema, with its path. */
function boundsOf(schema: Schema, at: string, document: ApiDocument): string[] {
  const named =
    schema.$ref === undefined
      ? schema
      : (document.components.schemas?.[schema.$ref.split('/').at(-1) ?? ''] ?? schema);
  const own = BOUNDS.filter((bound) => named[bound] !== undefined).map(
    (bound) => `${bound} ${String(named[bound])}`,
  );
  return [
    ...(own.length > 0 ? [`${at}: ${own.join(', ')}`] : []),
    ...Object.entries(named.properties ?? {}).flatMap(([name, member]) =>
      boundsOf(member, `${at}.${name}`, document),
    ),
    ...(named.items === undefined ? [] : boundsOf(named.items, `${at}[]`, document)),
    ...(named.oneOf ?? []).flatMap((one) => boundsOf(one, at, document)),
  ];
}

/** All limits that a service documents for requests, one per line. */
async function limitsOf(url: string): Promise<string[]> {
  const document = (await (await readAsViewer(stack, url, '/docs-json')).json()) as ApiDocument;
  const lines = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { parameters = [], requestBody }]) => {
      const operation = `${method.toUpperCase()} ${path}`;
      const bodies = Object.values(requestBody?.content ?? {})
        .slice(0, 1)
        .flatMap(({ schema }) => boundsOf(schema, `${operation} body`, document));
      return [
        ...parameters.flatMap(({ name, schema }) => boundsOf(schema ?? {}, `${operation} ${name}`, document)),
        ...bodies,
      ];
    }),
  );
  return [...new Set(lines)].sort();
}

const NAME = 'minLength 1, maxLength 64';
const COUNT = 'minimum 0, maximum 9007199254740991';
const UPDATE = [
  'event_id: minLength 1, maxLength 128',
  `sku: ${NAME}`,
  `seller_id: ${NAME}`,
  `location_id: ${NAME}`,
  `to_location_id: ${NAME}`,
  `quantity: ${COUNT}`,
  'reason: minLength 1, maxLength 256',
  'reference: minLength 1, maxLength 256',
  'schema_version: default 1',
];

// Clients rely on these limits. A change must be a decision, so it needs a new line here; additions do not.
describe('the limits of requests', () => {
  it.each<[keyof typeof stack.urls, readonly string[]]>([
    [
      'ingestion',
      [
        'POST /v1/inventory-updates body: maxItems 1000',
        ...UPDATE.flatMap((member) => [
          `POST /v1/inventory-updates body.${member}`,
          `POST /v1/inventory-updates body[].${member}`,
        ]),
        `POST /v1/api-key-requests body.seller_id: ${NAME}`,
        'POST /v1/api-key-requests body.reason: minLength 1, maxLength 1000',
        'POST /v1/api-key-requests/{id}/withdraw body.reason: minLength 1, maxLength 1000',
        `GET /v1/sellers/{seller_id}/api-keys seller_id: ${NAME}`,
        'DELETE /v1/sellers/{seller_id}/api-keys/{key_id} key_id: minLength 1, maxLength 32',
        'POST /v1/token-revocations body.id: minLength 1, maxLength 255',
        'POST /v1/token-revocations body.reason: minLength 1, maxLength 1000',
      ],
    ],
    [
      'command_handler',
      [
        'GET /v1/inventory-updates/{event_id} event_id: minLength 1, maxLength 128',
        `GET /v1/inventory-updates/{event_id} seller_id: ${NAME}`,
        `GET /v1/offers/{seller_id}/{sku} sku: ${NAME}`,
        'GET /v1/offers/{seller_id}/{sku}/transactions limit: minimum 1, maximum 1000, default 100',
        `GET /v1/offers/{seller_id}/{sku}/transactions after_version: ${COUNT}`,
      ],
    ],
    [
      'availability',
      [
        `GET /v1/availability/{sku} sku: ${NAME}`,
        `GET /v1/availability/{sku}/{seller_id} seller_id: ${NAME}`,
        'POST /v1/availability/batch body.skus: minItems 1, maxItems 500',
        `POST /v1/availability/batch body.skus[]: ${NAME}`,
      ],
    ],
    [
      'recovery',
      [
        ...['confidence/offers', 'dead-letters', 'evidence'].map(
          (list) => `GET /v1/${list} limit: minimum 1, maximum 1000, default 1000`,
        ),
        'GET /v1/recoveries limit: minimum 1, maximum 500, default 100',
        `GET /v1/recoveries after: ${NAME}`,
        `GET /v1/recoveries/{id} id: ${NAME}`,
        ...['offers', 'skus', 'seller_ids'].map(
          (names) => `POST /v1/recoveries body.scope.${names}: minItems 1, maxItems 10000`,
        ),
        ...['owner', 'intent'].map(
          (words) => `POST /v1/recoveries body.${words}: minLength 1, maxLength 1000`,
        ),
        'POST /v1/recoveries body.rate_limit_events_per_second: minimum 1, maximum 100000000',
        // By default no unit may be oversold.
        `POST /v1/recoveries body.candidate.budget.oversold_units_at_most: ${COUNT}, default 0`,
      ],
    ],
    [
      'reservation',
      [
        'GET /v1/reservations limit: minimum 1, maximum 500, default 100',
        `GET /v1/reservations/{id} id: ${NAME}`,
        'POST /v1/reservations body.expires_in: minimum 1, maximum 2592000',
        'POST /v1/reservations body.lines: minItems 1, maxItems 100',
        `POST /v1/reservations body.lines[].location_id: ${NAME}`,
        'POST /v1/reservations body.allocation.locations: minItems 1, maxItems 20',
        `POST /v1/reservations body.allocation.locations[]: ${NAME}`,
        'POST /v1/reservations body.lines[].quantity: minimum 1, maximum 9007199254740991',
        `POST /v1/reservations body.reservation_id: ${NAME}`,
        `POST /v1/reservations body.order_id: ${NAME}`,
      ],
    ],
  ])('to %s', async (service, limits) =>
    expect(await limitsOf(stack.urls[service])).toEqual(expect.arrayContaining([...limits])),
  );
});
