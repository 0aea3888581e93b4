// One container in the foreground, as a process of its own that the supervisor starts, watches and stops like any other.
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import { type ContainerSpec, SHARED_MEMORY_BYTES } from './container-spec.js';

const STOP_WITHIN_MS = 30_000;

const spec = JSON.parse(process.env['STOCKPROOF_CONTAINER'] ?? 'null') as ContainerSpec;
let container: StartedTestContainer | null = null;
let asked = false;
let gone: Promise<unknown> | undefined;

/** Stops the container, removes it and what it kept outside its volume. */
function end(): void {
  gone ??= container?.stop({ timeout: STOP_WITHIN_MS });
}

function endWhenStarted(): void {
  asked = true;
  end();
}

process.on('SIGTERM', endWhenStarted).on('SIGINT', endWhenStarted);
try {
  const { container: docker } = await getContainerRuntimeClient();
  // Of a keeper that was killed. Its server is dead then too, as far as anybody may know.
  await docker.getById(spec.name).remove({ force: true, v: true }).catch(ignoreMissing);
  const described = new GenericContainer(spec.image)
    .withName(spec.name)
    .withNetworkMode('host')
    .withEnvironment({ ...spec.env })
    .withCopyContentToContainer(
      Object.entries(spec.files ?? {}).map(([target, content]) => ({
        target,
        content: Buffer.from(content, 'base64'),
      })),
    )
    .withSharedMemorySize(SHARED_MEMORY_BYTES)
    .withBindMounts([
      ...(spec.data_dir === null ? [] : [{ source: spec.name, target: spec.data_dir }]),
      ...Object.entries(spec.reads ?? {}).map(([target, source]) => ({
        source,
        target,
        mode: 'ro' as const,
      })),
    ])
    .withLogConsumer((lines) => lines.pipe(process.stdout));
  container = await (spec.command.length > 0 ? described.withCommand([...spec.command]) : described).start();
  const ended = docker.getById(container.getId()).wait() as Promise<{ StatusCode: number }>;
  if (asked) end();
  const { StatusCode } = await ended;
  end();
  await gone;
  process.exit(asked ? 0 : StatusCode);
} catch (error) {
  console.error(`${spec.name}: ${(error as Error).message}`);
  process.exit(1);
}

function ignoreMissing(error: Error & { statusCode?: number }): void {
  if (error.statusCode !== 404) throw error;
}
