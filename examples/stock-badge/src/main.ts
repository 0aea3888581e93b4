import { openAvailabilityView } from '@stockproof/client/availability';
import { serveBadges } from './serve-badges.js';
import { readSettings } from './settings.js';

const settings = readSettings(process.env);
const { brokers, ca, username, password, topic, file, port } = settings;
const view = await openAvailabilityView(
  {
    brokers,
    tls: { ca },
    sasl: { mechanism: 'SCRAM-SHA-512', username, password },
    client_id: 'stock-badge',
  },
  {
    topic,
    file,
    onError: ({ message }) => console.error(`the view is not read: ${message}`),
    onRebuild: (partition, reason) =>
      console.error(`partition ${partition} is read from its beginning: ${reason}`),
  },
);
const server = serveBadges(view, settings);
server.listen(port, '127.0.0.1', () => console.error(`stock badges: http://127.0.0.1:${port}/badges/{sku}`));
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
    void view.close();
  });
