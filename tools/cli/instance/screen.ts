import { relative } from 'node:path';
import { TOPICS } from '@stockproof/events';
import {
  clientFile,
  devCredentialsFile,
  type Instance,
  metricsPasswordFile,
  peopleFile,
  sellerProducerKeyFile,
  type Started,
} from '@stockproof/embedded';

/**
 * The start screen: addresses and the next steps. It contains no key, because with `--detach` it is written
 * to a log.
 */
export function screen(
  instance: Instance,
  { credentials, shared_because }: Started,
  with_registry = false,
): string {
  const { urls, console_url, host, ports, kafka, home, other_issuer, topology } = instance;
  const { brokers, workers, copies } = topology;
  const seller = credentials.sellers[0] ?? { seller_id: 'seller-42', api_key: '' };
  const file = shortest(devCredentialsFile(home));
  const folder = shortest(home);
  return `
  console          ${console_url}   open it with a browser${other_issuer === null ? `; log in as a person of ${shortest(peopleFile(home))}` : ''}

Stockproof is ready.

  ingestion        ${urls.ingestion}   POST /v1/inventory-updates     docs ${urls.ingestion}/docs
  command handler  ${urls.command_handler}   GET  /v1/inventory-updates/…   docs ${urls.command_handler}/docs
  availability     ${urls.availability}   GET  /v1/availability/{sku}     docs ${urls.availability}/docs
  recovery         ${urls.recovery}   POST /v1/recoveries             docs ${urls.recovery}/docs
  reservation      ${urls.reservation}   POST /v1/reservations           docs ${urls.reservation}/docs
  identity         ${other_issuer ?? `${urls.identity}   logins of operators; passwords of the development ones in ${shortest(peopleFile(home))}`}
  PostgreSQL       ${host}:${ports.postgres}          databases identity, inventory, availability, recovery, reservation, security
  Kafka            ${kafka}          ${TOPICS.updates}, ${TOPICS.availability}; TLS and a login, files in ${folder}/clients/
  Kafka Connect    ${urls.connect}${with_registry ? `\n  schema registry  ${urls.registry}` : ''}
  metrics          GET /metrics of each service; of parts ${urls.supervisor}/metrics (password in ${shortest(metricsPasswordFile(home))})
                   docs and metrics ask for a login: any name, a viewer's token of ${file} as password
  credentials      ${file}   tokens of an hour, renewed here while this runs
  state and logs   ${folder}/runtime.json, ${folder}/log/
  nodes            ${brokers.length} of Kafka, ${workers.length} of Connect, ${copies} of each service; \`npm run status\` names them
  users            ${usersLine(instance, shared_because)}

Try it:

  curl -sS ${urls.ingestion}/v1/inventory-updates -H 'content-type: application/json' \\
    -H "authorization: Bearer $(node -p "JSON.parse(fs.readFileSync('${file}')).sellers[0].api_key")" \\
    -d '{"event_id":"mkt-evt-8f11a","sku":"1231241","quantity":100,"operation":"I","event_time":"2026-06-19T18:23:11Z","seller_id":"${seller.seller_id}"}'
  curl -sS ${urls.availability}/v1/availability/1231241
  kcat -F ${shortest(clientFile(home, 'auditor'))} -C -t ${TOPICS.updates} -e

With a producer of the seller's own:

  V='{"event_id":"kcat-1","sku":"1231241","quantity":5,"operation":"I","event_time":"2026-06-19T18:23:11Z","seller_id":"${seller.seller_id}"}'
  echo "$V" | kcat -F ${shortest(clientFile(home, 'seller-producer'))} -P -t ${TOPICS.updates} \
    $(npm run -s stockproof -- sign --kcat ${shortest(sellerProducerKeyFile(home))} "$V")

Ctrl-C or \`npm stop\` ends it; \`npm run status\` shows how it is.`;
}

/** Whether one service can read the secrets of another. */
function usersLine({ users_from }: Instance, shared_because: string | null): string {
  return shared_because === null
    ? `each service and server is a user of its own, numbers from ${users_from} on; none reads another's keys`
    : `NOT APART: one user for all, who can read every key, because ${shared_because} (docs/security.md)`;
}

function shortest(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
