import { type FileHandle, open } from 'node:fs/promises';

/** A file that is written from a known length on. */
export class Output {
  private constructor(
    private readonly handle: FileHandle,
    private length: number,
  ) {}

  /** Opens or creates it, and cuts off what is behind `bytes`. */
  static async open(path: string, bytes: number): Promise<Output> {
    const handle = await open(path, bytes === 0 ? 'w' : 'r+');
    await handle.truncate(bytes);
    return new Output(handle, bytes);
  }

  get bytes(): number {
    return this.length;
  }

  async append(text: string): Promise<void> {
    const { bytesWritten } = await this.handle.write(text, this.length);
    this.length += bytesWritten;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}
