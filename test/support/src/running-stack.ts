import { readFileSync } from 'node:fs';
import {
  type DevCredentials,
  devCredentialsFile,
  readRuntime,
  type Runtime,
  runtimeFile,
} from '@stockproof/embedded';

/** The services with an HTTP API for sellers, operators or other services, by their name in `urls`. */
export const SERVICES = ['ingestion', 'command_handler', 'availability', 'recovery', 'reservation'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface RunningStack extends Runtime {
  /** The current ones; read them when they are used. */
  readonly credentials: DevCredentials;
}

/** The stack that the test run started (test/stack/start.mjs), or another one by its folder. */
export function runningStack(home = process.env['STOCKPROOF_TEST_HOME']): RunningStack {
  if (home === undefined) throw new Error('no stack: run the tests with `npm test`');
  const runtime = readRuntime(runtimeFile(home));
  if (runtime === null) throw new Error(`the stack of ${home} does not run`);
  // Read each time: tokens are valid for an hour, and the supervisor renews them in the file.
  return {
    ...runtime,
    get credentials() {
      return JSON.parse(readFileSync(devCredentialsFile(home), 'utf8')) as DevCredentials;
    },
  };
}

/** The token of a person for development, an operator or one of a seller; undefined if nobody is called so. */
export function tokenOfPerson({ credentials }: RunningStack, name: string): string | undefined {
  const people = [...credentials.operators, ...credentials.seller_people];
  return people.find((person) => person.name === name)?.token;
}

/** A development operator's token, by a role it has. */
export function operatorToken({ credentials }: RunningStack, role: string): string {
  const operator = credentials.operators.find(({ roles }) => roles.includes(role));
  if (operator === undefined) throw new Error(`no operator has the role ${role}`);
  return operator.token;
}
