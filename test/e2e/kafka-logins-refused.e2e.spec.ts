import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { certificateFile, clientFile, ensureTls, kafkaAccess, privateKeyOf } from '@stockproof/embedded';
import { accessConfig } from '@stockproof/kafka';
import { runningStack } from '@stockproof/testing';
import kafkajs, { type KafkaConfig } from 'kafkajs';

const stack = runningStack();
const { ssl, sasl } = accessConfig(kafkaAccess(stack.home, stack.urls.kafka));
const { ca } = ssl as { ca: string[] };
const { username, password } = sasl as { username: string; password: string };
const scram = (name: string, its: string) =>
  ({ sasl: { mechanism: 'scram-sha-512', username: name, password: its } }) as const;

type Way = Pick<KafkaConfig, 'ssl' | 'sasl'>;

/** Connects as a client with this configuration, and lists the topics. */
async function topicsBy(way: Way, port: number): Promise<string[]> {
  const admin = new kafkajs.Kafka({
    brokers: [`127.0.0.1:${port}`],
    ...way,
    connectionTimeout: 3_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  try {
    await admin.connect();
    return await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

describe('a client of Kafka', () => {
  const { kafka, kafka_mtls, kafka_internal, kafka_controller } = stack.ports as Record<
    'kafka' | 'kafka_mtls' | 'kafka_internal' | 'kafka_controller',
    number
  >;
  const elsewhere = mkdtempSync(join(tmpdir(), 'another-authority-'));
  let stranger: Way = {};
  beforeAll(async () => {
    const made = await ensureTls(elsewhere, { stranger: { common_name: 'setup', hosts: [] } });
    stranger = { ssl: { ca, cert: made.stranger.certificate, key: made.stranger.key } };
  });
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  it('connects with a name and its password', async () => {
    await expect(topicsBy({ ssl, sasl }, kafka)).resolves.toContain('inventory.updates.v1');
  });

  const listeners = [
    ['for clients', kafka],
    ['between brokers', kafka_internal],
  ] as const;
  describe.each(listeners)('at the listener %s', (_which, port) => {
    it.each<[string, Way, RegExp]>([
      ['without a login', { ssl }, /closed|disconnect|state|auth/i],
      ['without TLS', { sasl }, /closed|disconnect|timeout/i],
      ['without either', {}, /closed|disconnect|timeout/i],
      ['with a password for PLAIN', { ssl, sasl: { mechanism: 'plain', username, password } }, /mechanism/i],
      ['with another password', { ssl, ...scram(username, 'wrong') }, /authentication/i],
      ['as nobody that is known', { ssl, ...scram('ANONYMOUS', 'x') }, /authentication/i],
      ['with the server’s authority unknown to it', { ssl: true, sasl }, /certificate|issuer/i],
    ])('cannot connect %s', async (_how, way, why) => {
      await expect(topicsBy(way, port)).rejects.toThrow(why);
    });
  });

  const certified = [
    ['of the controllers', kafka_controller],
    ['for certificates', kafka_mtls],
  ] as const;
  it.each(
    certified.flatMap(([which, port]): [string, string, number, () => Way][] => [
      [which, 'without a certificate', port, () => ({ ssl })],
      [which, 'with a name and its password', port, () => ({ ssl, sasl })],
      [which, 'without TLS', port, () => ({})],
      [which, 'with a certificate of another authority', port, () => stranger],
    ]),
  )('does not get in at the listener %s %s', async (_which, _how, port, way) => {
    await expect(topicsBy(way(), port)).rejects.toThrow(
      /closed|disconnect|alert|certificate|state|reset|timeout|EPIPE/i,
    );
  });

  it('is not answered without TLS, at any listener', async () => {
    const answers = await Promise.all(
      [kafka, kafka_mtls, kafka_internal, kafka_controller].map(answerInClear),
    );
    expect(answers).toEqual([false, false, false, false]);
  });
});

describe('the files of clients', () => {
  const read = (file: string): Record<string, string> =>
    Object.fromEntries(
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/=(.*)/, 2) as [string, string]),
    );

  const seen = async (way: Way, of: Record<string, string>): Promise<[boolean, boolean]> => {
    const topics = await topicsBy(way, Number(of['bootstrap.servers']?.split(':')[1]));
    return [topics.includes('inventory.updates.v1'), topics.includes('inventory.availability.v2')];
  };
  const text = (file = ''): string => readFileSync(file, 'utf8');

  describe.each([
    ['auditor', 'auditor'],
    ['seller-producer', 'seller-42'],
  ] as const)('%s', (client, login) => {
    it('log in with a certificate', async () => {
      const of = read(clientFile(stack.home, client));
      expect(of).toEqual({
        'bootstrap.servers': `127.0.0.1:${stack.ports['kafka_mtls']}`,
        'security.protocol': 'ssl',
        'ssl.ca.location': certificateFile(stack.home, 'ca'),
        'ssl.certificate.location': certificateFile(stack.home, client),
        'ssl.key.location': privateKeyOf(stack.home, client),
      });
      const way = {
        ssl: {
          ca: [text(of['ssl.ca.location'])],
          cert: text(of['ssl.certificate.location']),
          key: text(of['ssl.key.location']),
        },
      };
      expect(await seen(way, of)).toEqual([true, login === 'auditor']);
    });

    it('log in with a password', async () => {
      const of = read(clientFile(stack.home, client, 'password'));
      expect(of).toEqual({
        'bootstrap.servers': stack.urls.kafka,
        'security.protocol': 'sasl_ssl',
        'sasl.mechanism': 'SCRAM-SHA-512',
        'sasl.username': login,
        'sasl.password': expect.stringMatching(/^[\w-]{24}$/),
        'ssl.ca.location': certificateFile(stack.home, 'ca'),
      });
      const way = {
        ssl: { ca: [text(of['ssl.ca.location'])] },
        ...scram(of['sasl.username'] ?? '', of['sasl.password'] ?? ''),
      };
      expect(await seen(way, of)).toEqual([true, login === 'auditor']);
    });
  });

  it('are readable by their owner alone, like Kafka’s own files', () => {
    // That only root can read them is tested in service-users. Others may pass `tls`, to reach the
    // authority's certificate.
    const others = process.getuid?.() === 0 ? 0o026 : 0o077;
    const open = ['clients', 'tls', 'kafka', 'log', 'connect']
      .flatMap((folder) => [join(stack.home, folder), ...within(join(stack.home, folder))])
      .filter((path) => path !== certificateFile(stack.home, 'ca'))
      .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & others);
    expect(open).toEqual([]);
    expect(statSync(privateKeyOf(stack.home, 'ca')).mode & 0o777).toBe(0o600);
  });

  it('contain passwords that are in no log and in no command line', () => {
    const { kafka_passwords } = JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8')) as {
      kafka_passwords: Record<string, string>;
    };
    const logs = within(join(stack.home, 'log'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const commands = Object.values(stack.parts)
      .map(({ command, args }) => [command, ...args].join(' '))
      .join('\n');
    const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    const reported = Object.entries(kafka_passwords).filter(([, its]) =>
      `${logs}\n${commands}\n${running}`.includes(its),
    );
    expect(reported).toEqual([]);
  });
});

function within(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Whether an ApiVersions request (version 0) without TLS gets an ApiVersions response. */
function answerInClear(port: number): Promise<boolean> {
  const correlation_id = 4_711;
  const request = Buffer.alloc(14);
  [10, 18 << 16, correlation_id].forEach((word, index) => request.writeInt32BE(word, index * 4));
  request.writeInt16BE(-1, 12);
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(request));
    let got = Buffer.alloc(0);
    socket.on('data', (chunk) => (got = Buffer.concat([got, chunk])));
    const end = (): void => {
      socket.destroy();
      done(got.length >= 8 && got.readInt32BE(4) === correlation_id);
    };
    socket.setTimeout(5_000, end).on('error', end).on('close', end);
  });
}
