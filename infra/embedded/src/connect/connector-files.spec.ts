import { expect, it } from '@jest/globals';
import { connectorFiles } from './register-connectors.js';

// Debezium reads its stored offset before the next poll after each commit, and waits until its reader is at the end.
it.each(connectorFiles().map(({ name, config }) => [name, config] as const))(
  '%s does not gather what it reads back of its offsets, if it commits after each poll',
  (_name, config) => {
    const commits_each_poll = config['transaction.boundary'] === 'poll';
    expect(commits_each_poll && 'consumer.override.fetch.min.bytes' in config).toBe(false);
  },
);
