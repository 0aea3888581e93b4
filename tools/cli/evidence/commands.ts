import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { call } from '../api/call.js';
import { verifyAnchors } from './verify-anchors.js';
import { verifyFiles } from './verify-files.js';

interface Out {
  readonly out?: string;
}

/** `stockproof evidence ...`: downloads a record, prints it for people, verifies it without the services. */
export function addEvidenceCommands(program: Command): void {
  const evidence = program.command('evidence').description('signed records of recoveries');
  evidence
    .command('verify')
    .description('check a record (or a chain of them) with the public keys alone; exit code 0 good, 2 not')
    .argument('<file>', 'a record, an array of records, or one record a line')
    .option('--keys <file>', 'public keys (JWKS); default: those of the local installation')
    .option('--from-start', 'the first record must be the first of the installation')
    .option(
      '--against-db',
      'also recompute the histories it attests, from the databases of the local installation',
    )
    .option('--json', 'for programs')
    .action(verifyFiles);
  evidence
    .command('anchors')
    .description('check the checkpoints that STOCKPROOF_ANCHOR_FILE has; exit code 0 good, 2 not')
    .argument('<file>', 'one checkpoint a line')
    .option('--keys <file>', 'public keys (JWKS); default: those of the local installation')
    .option('--json', 'for programs')
    .action(verifyAnchors);
  evidence
    .command('export')
    .argument('<id>')
    .option('--out <file>')
    .action(save((id) => `/v1/evidence/${id}`));
  evidence
    .command('report')
    .argument('<id>')
    .description('Markdown for an incident report')
    .option('--out <file>')
    .action(save((id) => `/v1/evidence/${id}/report`));
  evidence
    .command('in-toto')
    .argument('<id>')
    .description('a signed in-toto statement')
    .option('--out <file>')
    .action(save((id) => `/v1/evidence/${id}/in-toto`));
  evidence
    .command('proof')
    .argument('<id>')
    .argument('<seller_id>')
    .argument('<sku>')
    .action(async (id: string, seller_id: string, sku: string) => {
      const query = new URLSearchParams({ seller_id, sku }).toString();
      console.log(
        JSON.stringify(
          await call('GET', `/v1/evidence/${encodeURIComponent(id)}/proof?${query}`, { role: 'viewer' }),
          null,
          2,
        ),
      );
    });
  evidence
    .command('rotate-key')
    .description('sign with a new key from now on')
    .action(async () =>
      console.log(JSON.stringify(await call('POST', '/v1/evidence/keys/rotate', { role: 'admin' }))),
    );
  for (const name of ['export', 'in-toto', 'proof', 'rotate-key'])
    evidence.commands
      .find((command) => command.name() === name)
      ?.option('--json', 'it prints JSON in any case');
}

function save(path: (id: string) => string): (id: string, options: Out) => Promise<void> {
  return async (id, { out }) => {
    const content = await call<unknown>('GET', path(encodeURIComponent(id)), { role: 'viewer' });
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    if (out === undefined) process.stdout.write(text);
    else writeFileSync(out, text);
  };
}
