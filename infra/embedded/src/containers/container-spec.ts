/** One server in a container of its own, on the machine's own network: its ports are those it is told. */
export interface ContainerSpec {
  /** Of the container and of its volume: one of its kind per instance. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Put into the container before it starts, by path, in base64: what a variable cannot hold. Only the container itself sees them. */
  readonly files?: Readonly<Record<string, string>>;
  /** The folder of the image that outlives the container, in the volume; null where nothing has to. */
  readonly data_dir: string | null;
}

/** The official images. docker-compose.yml names the same, and a test says so. */
export const IMAGES = {
  postgres: 'postgres:18',
  kafka: 'apache/kafka:4.2.1',
  connect: 'quay.io/debezium/connect:3.7',
} as const;

/** Of each container; Docker's own 64 MiB are little for the parallel queries of PostgreSQL. */
export const SHARED_MEMORY_BYTES = 256 * 1024 * 1024;
