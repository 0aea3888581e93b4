import { resolve } from 'node:path';

/**
 * Arguments that start a Java main class with a heap limit in MiB and our log configuration. C1 alone compiles: on two cores
 * the second compiler takes the time that the first sellers after a start wait for, and at this size nothing is lost later
 * (docs/adr/0006). Not so for a broker, which encrypts all it sends: AES is an instruction of the processor to the second
 * compiler alone (docs/adr/0035). `both_compilers` is for that.
 */
export function javaArgs(
  classPath: string,
  heap_mib: number,
  mainClass: string,
  args: readonly string[],
  both_compilers = false,
): string[] {
  return [
    `-Xmx${heap_mib}m`,
    '-XX:+UseSerialGC',
    '-Xshare:auto',
    ...(both_compilers ? [] : ['-XX:TieredStopAtLevel=1']),
    `-Dlog4j2.configurationFile=${resolve('infra/embedded/log4j2.properties')}`,
    '-cp',
    classPath,
    mainClass,
    ...args,
  ];
}

/** A Java properties file. Our values hold no line breaks; a backslash would be an escape. */
export function properties(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}
