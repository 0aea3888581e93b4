import { askControl, type PartAction, readInstance } from '@stockproof/embedded';

/** Asks the running supervisor to start, stop, kill or restart one part. */
export async function part(action: string, name: string): Promise<void> {
  await askControl(readInstance().control_socket, name, action as PartAction);
  console.log(`${name}: ${action} done`);
}
