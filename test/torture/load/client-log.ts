/** The outcome of a request, as far as the client knows. */
export type Answer = 'acknowledged' | 'unknown' | 'refused';

/** Everything the clients sent, by name; the newest answer that says more counts. */
export class ClientLog {
  private readonly answers = new Map<string, Answer>();

  note(name: string, answer: Answer): void {
    const before = this.answers.get(name);
    // An acknowledgement is final; a request that may have taken effect is not made refused by a later
    // attempt.
    if (before === 'acknowledged' || (before === 'unknown' && answer === 'refused')) return;
    this.answers.set(name, answer);
  }

  names(answer: Answer): string[] {
    return [...this.answers].filter(([, one]) => one === answer).map(([name]) => name);
  }

  has(name: string): boolean {
    return this.answers.has(name);
  }
}

/** One name for a seller's event. */
export function eventName(seller_id: string, event_id: string): string {
  return `${seller_id}\u001f${event_id}`;
}
