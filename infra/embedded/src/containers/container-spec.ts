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
  /** Folders of this machine that the container may read, by path in it. */
  readonly reads?: Readonly<Record<string, string>>;
  /** The folder in the volume, which outlives the container; null if there is none. */
  readonly data_dir: string | null;
}

/** Of each container; Docker's own 64 MiB are little for the parallel queries of PostgreSQL. */
export const SHARED_MEMORY_BYTES = 256 * 1024 * 1024;
