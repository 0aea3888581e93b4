import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runtime } from '@stockproof/embedded';
import { waitUntil } from '@stockproof/timing';
import { parse, stringify } from 'yaml';
import type { Labels } from '../inhibit.js';
import { OBSERVABILITY } from '../read-rules.js';
import { shortRules } from './short-rules.js';

interface Job {
  readonly job_name: string;
}

/** What the services and the supervisor ask for; neither takes the other's. */
export interface Tokens {
  readonly viewer: string;
  readonly supervisor: string;
}

/** The addresses that the jobs of prometheus.yml have in this stack. */
export function targetsOf({ urls }: Pick<Runtime, 'urls'>): Readonly<Record<string, string>> {
  return {
    'stockproof-ingestion': urls.ingestion,
    'stockproof-command-handler': urls.command_handler,
    'stockproof-availability-projection': urls.availability,
    'stockproof-recovery': urls.recovery,
    'stockproof-reservation': urls.reservation,
    'stockproof-supervisor': urls.supervisor,
  };
}

export interface Prometheus {
  /** Labels of the alerts that fire now. */
  firing(): Promise<readonly Labels[]>;
  /** Jobs that were asked, each with whether it answered. */
  targets(): Promise<Readonly<Record<string, string>>>;
  /** The labels of each series of a query's answer. Throws where Prometheus cannot answer it. */
  query(expr: string): Promise<readonly Labels[]>;
  close(): Promise<void>;
}

/** Starts a Prometheus with the project's own jobs and rules, whose windows are `factor` times shorter; it logs in with these tokens. */
export async function startPrometheus(
  program: string,
  targets: Readonly<Record<string, string>>,
  tokens: Tokens,
  factor: number,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-prometheus-'));
  writeConfig(folder, targets, tokens, factor);
  const port = await freePort();
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const url = `http://127.0.0.1:${port}`;
  const ready = (): Promise<boolean> =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitUntil(ready, { what: 'Prometheus to be ready', within_ms: 30_000 });
  return {
    firing: async () =>
      (await ask<{ alerts: { state: string; labels: Labels }[] }>(`${url}/api/v1/alerts`)).alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => labels),
    targets: async () =>
      Object.fromEntries(
        (
          await ask<{ activeTargets: { labels: Labels; health: string }[] }>(`${url}/api/v1/targets`)
        ).activeTargets.map(({ labels, health }) => [labels['job'] ?? '', health]),
      ),
    query: async (expr) => {
      const { result } = await ask<{ result: { metric: Labels }[] }>(
        `${url}/api/v1/query?query=${encodeURIComponent(expr)}`,
      );
      return result.map(({ metric }) => metric);
    },
    close: () => end(child, folder),
  };
}

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

async function ask<T>(url: string): Promise<T> {
  const { status, error, data } = (await (await fetch(url)).json()) as Answer<T>;
  if (status !== 'success') throw new Error(`${url}: ${error}`);
  return data;
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  rmSync(folder, { recursive: true, force: true });
}

/** The project's files, with these addresses and this login, asked every second. */
function writeConfig(
  folder: string,
  targets: Readonly<Record<string, string>>,
  { viewer, supervisor }: Tokens,
  factor: number,
): void {
  const viewer_file = join(folder, 'viewer.token');
  const supervisor_file = join(folder, 'supervisor.token');
  writeFileSync(viewer_file, viewer, { mode: 0o600 });
  writeFileSync(supervisor_file, supervisor, { mode: 0o600 });
  const { scrape_configs } = parse(readFileSync(join(OBSERVABILITY, 'prometheus.yml'), 'utf8')) as {
    scrape_configs: Job[];
  };
  const jobs = scrape_configs.map(({ job_name }) => ({
    job_name,
    authorization: {
      credentials_file: job_name === 'stockproof-supervisor' ? supervisor_file : viewer_file,
    },
    static_configs: [{ targets: [new URL(targets[job_name] ?? '').host] }],
  }));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules/*.rules.yml'],
    scrape_configs: jobs,
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(config));
  mkdirSync(join(folder, 'rules'));
  const rules = join(OBSERVABILITY, 'rules');
  for (const name of readdirSync(rules).filter((file) => file.endsWith('.rules.yml')))
    writeFileSync(join(folder, 'rules', name), shortRules(readFileSync(join(rules, name), 'utf8'), factor));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
