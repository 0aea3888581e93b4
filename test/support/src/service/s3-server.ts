import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { eventually } from '../eventually.js';

const CACHE = resolve('node_modules/.cache/stockproof');
const BINARY = join(CACHE, 'versitygw');
const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';

export interface S3Server {
  /** `http://127.0.0.1:port`. */
  readonly endpoint: string;
  /** An empty bucket. */
  readonly bucket: string;
  readonly credentials: { readonly AWS_ACCESS_KEY_ID: string; readonly AWS_SECRET_ACCESS_KEY: string };
  close(): Promise<void>;
}

/**
 * Why there is no S3 server for tests; null if there is one. It is built with Go, which takes minutes, so
 * only with STOCKPROOF_TEST_S3=build; the next run finds it built.
 */
export function whyNoS3Server(): string | null {
  if (existsSync(BINARY)) return null;
  if (process.env['STOCKPROOF_TEST_S3'] !== 'build')
    return 'versitygw is not built: STOCKPROOF_TEST_S3=build builds it, with Go, in minutes';
  mkdirSync(CACHE, { recursive: true });
  const path = [process.env['PATH'], '/usr/local/go/bin'].join(delimiter);
  const env = { ...process.env, PATH: path, GOBIN: CACHE, GOFLAGS: '-mod=mod' };
  const { error, status, stderr } = spawnSync('go', ['install', MODULE], { env, encoding: 'utf8' });
  if (error !== undefined) return `versitygw cannot be built without Go: ${error.message}`;
  return status === 0 ? null : `versitygw cannot be built: ${stderr.slice(-200)}`;
}

/** Starts versitygw over a temporary folder. Rejects if it does not answer within two minutes. */
export async function s3Server(): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-s3-'));
  const bucket = 'sealed-history';
  // Not every file system has extended attributes, so the server stores its metadata next to the buckets.
  for (const name of ['objects', 'metadata']) mkdirSync(join(folder, name));
  mkdirSync(join(folder, 'objects', bucket));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test-secret' };
  const child = spawn(
    BINARY,
    [
      '--port',
      `127.0.0.1:${port}`,
      '--health',
      '/health',
      'posix',
      '--sidecar',
      join(folder, 'metadata'),
      join(folder, 'objects'),
    ],
    {
      env: {
        ROOT_ACCESS_KEY: credentials.AWS_ACCESS_KEY_ID,
        ROOT_SECRET_KEY: credentials.AWS_SECRET_ACCESS_KEY,
      },
      stdio: 'ignore',
    },
  );
  const exited = once(child, 'exit');
  await eventually(async () => {
    const { status } = await fetch(`${endpoint}/health`);
    if (status !== 200) throw new Error(`the S3 server answers ${status}`);
  });
  return {
    endpoint,
    bucket,
    credentials,
    close: async () => {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
