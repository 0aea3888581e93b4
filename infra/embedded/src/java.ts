import { resolve } from 'node:path';

/** What the JVMs read beside their jars, by absolute paths. */
export const javaFiles = (): readonly string[] => [logConfig(), secondCompiler()];

/** How the JVMs log; absolute. */
export const logConfig = (): string => resolve('infra/embedded/log4j2.properties');
/** Which methods the second compiler may compile. */
const secondCompiler = (): string => resolve('infra/embedded/second-compiler.json');

/**
 * Arguments that start a Java main class with a heap limit in MiB and our log configuration. The first compiler compiles
 * everything. The second one, which is slow and whose code is fast, compiles only what each event passes: ciphers, whose
 * processor instructions only it uses, and conversion (docs/adr/0056).
 */
export function javaArgs(
  classPath: string,
  heap_mib: number,
  mainClass: string,
  args: readonly string[],
): string[] {
  return [
    `-Xmx${heap_mib}m`,
    '-XX:+UseSerialGC',
    '-Xshare:auto',
    '-XX:+UnlockDiagnosticVMOptions',
    `-XX:CompilerDirectivesFile=${secondCompiler()}`,
    `-Dlog4j2.configurationFile=${logConfig()}`,
    '-cp',
    classPath,
    mainClass,
    ...args,
  ];
}

/** Formats a Java properties file. Values must not contain line breaks or backslashes. */
export function properties(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}
