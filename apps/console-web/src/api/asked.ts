/** The services as the console's server names them in its addresses. */
export type ServiceName = 'ingestion' | 'command-handler' | 'availability' | 'recovery' | 'reservation';

/** An operation of the generated types: where it is, and what it takes. */
interface Operation {
  readonly url: string;
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** What an operation takes, checked against the service's OpenAPI document by the compiler. */
type PartsOf<Op extends Operation> = Pick<Op, 'url'> & Omit<Op, 'url'>;

type Method = 'GET' | 'POST' | 'DELETE';

/** A request to a service, before it is sent: it can be shown as a command as well. `Answer` is its 2xx body. */
export interface ServiceRequest<Answer> {
  readonly service: ServiceName;
  readonly method: Method;
  /** Below the service's address, with its query. */
  readonly path: string;
  readonly body: unknown;
  /** Only for the compiler. */
  readonly answer?: Answer;
}

/** Makes a request of an operation. `null`, `undefined` and '' in the query are left out. */
export function asked<Op extends Operation, Answer>(
  service: ServiceName,
  method: Method,
  parts: PartsOf<Op>,
): ServiceRequest<Answer> {
  const { url, path = {}, query = {}, body } = parts as Operation;
  const filled = url.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((path as Record<string, unknown>)[name])),
  );
  return { service, method, path: `${filled}${queryText(query as Record<string, unknown>)}`, body };
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null && one !== '')
      .map((one): [string, string] => [name, String(one)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

/** Default port of each service, for the commands that a page shows. */
const PORTS: Readonly<Record<ServiceName, number>> = {
  ingestion: 3001,
  'command-handler': 3002,
  availability: 3003,
  recovery: 3004,
  reservation: 3005,
};

/** The request as a command for a shell that has a token in $TOKEN and maybe the service's address. */
export function asCurl({ service, method, path, body }: ServiceRequest<unknown>): string {
  const variable = `STOCKPROOF_${service.toUpperCase().replace('-', '_')}_URL`;
  const said = [
    `curl -sS${method === 'GET' ? '' : ` -X ${method}`}`,
    `"\${${variable}:-http://127.0.0.1:${PORTS[service]}}"${quoted(path)}`,
    '-H "authorization: Bearer $TOKEN"',
    ...(body === undefined
      ? []
      : [`-H 'content-type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ];
  return said.join(' ');
}

/** One word for a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
