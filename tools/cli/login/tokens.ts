import type { Command } from 'commander';
import { readInstance, rotateIssuerKey } from '@stockproof/embedded';
import { type ForPrograms, printJson } from '../acting.js';
import { login, logout } from './login.js';
import { callAt } from '../api/call.js';

interface RevokeOptions {
  readonly kind: string;
  readonly reason: string;
  readonly as?: string;
  readonly json?: boolean;
}

/** `stockproof login`, `logout`, `tokens ...`: who acts, and which tokens are revoked. */
export function addTokenCommands(program: Command): void {
  program
    .command('login')
    .description(
      'log in at the identity provider with a browser on this machine; the other commands act as who did',
    )
    .option('--client <id>', 'the client at the provider', 'stockproof-cli')
    .option('--service <name>', 'what the token is for: one service, or all of them', 'services')
    .action(login);
  program.command('logout').description('forget that login').action(logout);
  const tokens = program.command('tokens').description('operators’ tokens');
  tokens
    .command('revoke')
    .description('have tokens refused by every service, within seconds and for good')
    .argument('<id>', 'jti of a token, sid of a login, or the name of a person')
    .requiredOption('--kind <kind>', 'token, session or subject')
    .requiredOption('--reason <text>')
    .option('--as <name>', 'development operator to act as')
    .option('--json', 'for programs')
    .action(revoke);
  tokens
    .command('rotate-key')
    .description(
      'have the identity provider that comes along sign with a new key; done twice, all that was signed before is refused',
    )
    .option('--json', 'for programs')
    .action(async ({ json }: ForPrograms) => {
      const key_id = await rotateIssuerKey(readInstance().home);
      if (json === true) printJson({ key_id });
      else console.log(`${key_id} signs from now on`);
    });
}

async function revoke(id: string, { kind, reason, as: name, json }: RevokeOptions): Promise<void> {
  const { revocation_id } = await callAt<{ revocation_id: string }>(
    'ingestion',
    'POST',
    '/v1/token-revocations',
    { name, role: 'admin' },
    { kind, id, reason },
  );
  if (json === true) printJson({ revocation_id });
  else console.log(`${revocation_id}: revoked; refused everywhere within seconds`);
}
