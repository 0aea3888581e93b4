import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

// Each kind of forbidden import is written into a file that does not exist, and must be refused by the rule
// named; an allowed import of the same kind must pass. A boundary that refuses nothing would not be noticed
// otherwise.

/** In-memory files belong to no TypeScript program, so rules that need types are off. */
const eslint = new ESLint({
  overrideConfig: {
    languageOptions: { parserOptions: { projectService: false, project: null } },
    rules: Object.fromEntries(
      [
        'await-thenable',
        'no-floating-promises',
        'no-misused-promises',
        'no-unused-vars',
        'only-throw-error',
        'return-await',
        'switch-exhaustiveness-check',
      ].map((name) => [`@typescript-eslint/${name}`, 'off']),
    ),
  },
});

const IMPORTS = '@nx/enforce-module-boundaries';
const uses = (name: string) => `import * as used from '${name}';\nexport { used };\n`;

async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'fatal'}: ${message}`);
}

const domain = 'libs/domain/ledger/src/not-there.ts';
const contract = 'libs/contract/events/src/not-there.ts';
const adapter = 'libs/adapter/postgres/src/not-there.ts';
const verification = 'libs/verification/src/not-there.ts';
const infra = 'infra/embedded/src/not-there.ts';
const tool = 'tools/cli/not-there.ts';
const scenario = 'test/e2e/not-there.spec.ts';
const app = 'apps/command-handler/src/not-there.ts';
const client = 'clients/typescript/src/not-there.ts';
const example = 'examples/stock-badge/src/not-there.ts';

// The first file loads the rules and builds the project graph.
beforeAll(() => complaints(app, 'export {};'));

describe('refused', () => {
  test.each([
    ['domain -> adapter', domain, uses('@stockproof/postgres'), IMPORTS],
    ['contract -> domain', contract, uses('@stockproof/ledger'), IMPORTS],
    ['adapter -> domain', adapter, uses('@stockproof/ledger'), IMPORTS],
    ['infra -> domain', infra, uses('@stockproof/ledger'), IMPORTS],
    ['verification -> domain', verification, uses('@stockproof/ledger'), IMPORTS],
    ['lib -> infra', adapter, uses('@stockproof/embedded'), IMPORTS],
    ['app -> workload', app, uses('@stockproof/workload'), IMPORTS],
    ['lib -> test support', adapter, uses('@stockproof/testing'), IMPORTS],
    ['app -> test support', app, uses('@stockproof/testing'), IMPORTS],
    ['tool -> inside an app', tool, uses('../../apps/command-handler/src/migrate.js'), IMPORTS],
    ['test -> inside an app', scenario, uses('../../apps/command-handler/src/migrate.js'), IMPORTS],
    ['lib -> inside a lib', adapter, uses('../../config/src/load.js'), IMPORTS],
    ['client -> contract', client, uses('@stockproof/events'), IMPORTS],
    ['client -> inside a lib', client, uses('../../../libs/contract/events/src/index.js'), IMPORTS],
    ['client -> another library', client, uses('kafkajs'), IMPORTS],
    ['example -> contract', example, uses('@stockproof/events'), IMPORTS],
    ['app -> client', app, uses('@stockproof/client'), IMPORTS],
    ['app -> app', app, uses('../../availability-projection/src/migrate.js'), IMPORTS],
    ['pure -> @nestjs', domain, uses('@nestjs/common'), IMPORTS],
    ['pure -> typeorm', contract, uses('typeorm'), IMPORTS],
    ['pure -> kafkajs', domain, uses('kafkajs'), IMPORTS],
    ['pure -> node:fs', domain, uses('node:fs'), 'no-restricted-imports'],
    ['pure -> child_process', contract, uses('child_process'), 'no-restricted-imports'],
    ['pure -> randomUUID', domain, "export { randomUUID } from 'node:crypto';", 'no-restricted-imports'],
    ['Date.now in domain', domain, 'export const now_ms = Date.now();', 'no-restricted-properties'],
    ['new Date() in contract', contract, 'export const now = new Date();', 'no-restricted-syntax'],
    ['Math.random in domain', domain, 'export const luck = Math.random();', 'no-restricted-properties'],
    ['a timer in domain', domain, 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    [
      'new Kafka in an app',
      app,
      'declare class Kafka {}\nexport const k = new Kafka();',
      'no-restricted-syntax',
    ],
    ['any', app, 'export const x: any = 1;', '@typescript-eslint/no-explicit-any'],
    ...[app, domain, scenario, 'libs/adapter/kafka/src/not-there.ts'].flatMap((file) =>
      ['unknown as number', 'never'].map((type) => [
        `as ${type} in ${file}`,
        file,
        `export const x = 'a' as ${type};`,
        'no-restricted-syntax',
      ]),
    ),
  ])('%s', async (_name, file, code, rule) => {
    expect(await complaints(file, code)).toEqual([expect.stringContaining(`${rule}:`)]);
  });
});

describe('allowed', () => {
  test.each([
    ['client -> its Kafka library', client, uses('@platformatic/kafka')],
    ['client -> node', client, uses('node:sqlite')],
    ['example -> client', example, uses('@stockproof/client')],
    ['domain -> contract', domain, uses('@stockproof/events')],
    ['contract -> contract', contract, uses('@stockproof/bounds')],
    ['verification -> adapter', verification, uses('@stockproof/postgres')],
    ['app -> verification', app, uses('@stockproof/verification')],
    ['tool -> workload', tool, uses('@stockproof/workload')],
    ['adapter -> contract', adapter, uses('@stockproof/events')],
    ['app -> domain', app, uses('@stockproof/ledger')],
    ['app -> adapter', app, uses('@stockproof/postgres')],
    ['infra -> adapter', infra, uses('@stockproof/config')],
    ['tool -> adapter', tool, uses('@stockproof/config')],
    ['app -> @nestjs', app, uses('@nestjs/common')],
    ['a spec -> test support', domain.replace('.ts', '.spec.ts'), uses('@stockproof/testing')],
    ['a spec of a pure lib -> node:fs', domain.replace('.ts', '.spec.ts'), uses('node:fs')],
    [
      'a benchmark -> inside an app',
      'bench/src/not-there.ts',
      uses('../../apps/command-handler/src/migrate.js'),
    ],
    ['a digest in pure code', domain, "export { createHash } from 'node:crypto';"],
    ['a given time in pure code', domain, 'export const day = new Date(0);'],
    ['a cast of parsed JSON', app, "export const x = JSON.parse('1') as number;"],
    ['a clock in an adapter', adapter, 'export const now_ms = Date.now();'],
    [
      'new Kafka in its adapter',
      'libs/adapter/kafka/src/not-there.ts',
      'declare class Kafka {}\nnew Kafka();',
    ],
  ])('%s', async (_name, file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});
