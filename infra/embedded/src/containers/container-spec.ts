/** One server in a container on the machine's own network; its settings determine its ports. */
export interface ContainerSpec {
  /** Name of the container and of its volume, unique per server and instance. */
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /**
   * Files that are put into the container before it starts, by path, in base64. Unlike variables, only the
   * container sees them.
   */
  readonly files?: Readonly<Record<string, string>>;
  /** The folder in the volume, which outlives the container; null if there is none. */
  readonly data_dir: string | null;
}

/** The official images; a test compares them with docker-compose.yml. */
export const IMAGES = {
  postgres: 'postgres:18',
  kafka: 'apache/kafka:4.2.1',
  connect: 'quay.io/debezium/connect:3.7',
} as const;

/** Of each container; Docker's own 64 MiB are little for the parallel queries of PostgreSQL. */
export const SHARED_MEMORY_BYTES = 256 * 1024 * 1024;
