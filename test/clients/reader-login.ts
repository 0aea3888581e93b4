import { readFileSync } from 'node:fs';
import { clientFile } from '@stockproof/embedded';
import type { RunningStack } from '@stockproof/testing';

/** The development login of who may only read, as its configuration file has it. */
export function readerLogin({ home }: RunningStack): {
  readonly brokers: string[];
  readonly username: string;
  readonly password: string;
  readonly ca_file: string;
  readonly ca: string;
} {
  const lines = readFileSync(clientFile(home, 'auditor', 'password'), 'utf8').split('\n');
  const of = (name: string): string =>
    lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const ca_file = of('ssl.ca.location');
  return {
    brokers: of('bootstrap.servers').split(','),
    username: of('sasl.username'),
    password: of('sasl.password'),
    ca_file,
    ca: readFileSync(ca_file, 'utf8'),
  };
}
