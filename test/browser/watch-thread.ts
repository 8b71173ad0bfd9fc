/** How long a thread's event loop stood still: gaps between turns of a loop of messages. */
export interface Blocked {
  readonly longestMs: number;
  /** During which phase the longest gap was. */
  readonly phase: string;
  /** Gaps above 50 ms, which the Long Tasks specification calls long. */
  readonly longTasks: number;
  /** Sum of the gaps' parts above 50 ms. */
  readonly excessMs: number;
}

export interface ThreadWatch {
  /** Names what follows. */
  enter(phase: string): void;
  stop(): Blocked;
}

export function watchThread(first: string): ThreadWatch {
  const { port1, port2 } = new MessageChannel();
  const blocked = { longestMs: 0, phase: '', longTasks: 0, excessMs: 0 };
  let phase = first;
  let last = performance.now();
  const turn = () => {
    const now = performance.now();
    const gap = now - last;
    if (gap > blocked.longestMs) Object.assign(blocked, { longestMs: gap, phase });
    if (gap > 50) {
      blocked.longTasks++;
      blocked.excessMs += gap - 50;
    }
    last = now;
  };
  // A pause between messages, so that watching does not take a processor.
  const wait = () => setTimeout(() => port2.postMessage(null), 1);
  let timer = wait();
  port1.onmessage = () => {
    turn();
    timer = wait();
  };
  return {
    // A gap that spans phases counts as the one in which it ends.
    enter: (name) => {
      phase = name;
    },
    stop() {
      turn();
      clearTimeout(timer);
      port1.close();
      return blocked;
    },
  };
}
