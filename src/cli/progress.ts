/**
 * One line on stderr with stage, percent and time left, redrawn in place; only on a terminal, so pipes and logs stay clean.
 * Stages report when they begin; in between the time left counts down by the clock.
 */
import type { Progress } from '../sdk/index.ts';

const REDRAW_MS = 200;

export class ProgressLine {
  readonly #isShown: boolean;
  readonly #start = performance.now();
  #lastDraw = 0;
  #timer: NodeJS.Timeout | undefined;
  #latest: (Progress & { readonly atMs: number }) | undefined;

  /** @param isWanted false for `--json`, whose readers want no ornaments */
  constructor(isWanted = true) {
    this.#isShown = isWanted && process.stderr.isTTY === true;
  }

  readonly update = ({ stage, fraction }: Progress): void => {
    if (!this.#isShown) return;
    this.#latest = { stage, fraction, atMs: performance.now() - this.#start };
    this.#timer ??= setInterval(() => this.#redraw(), REDRAW_MS).unref();
    this.#redraw();
  };

  /** Any line in its place, for work whose length is not known. */
  show(line: string): void {
    const now = performance.now();
    if (!this.#isShown || now - this.#lastDraw < REDRAW_MS / 2) return;
    this.#lastDraw = now;
    process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  /** Clears the line. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#lastDraw > 0) process.stderr.write('\r\x1b[2K');
    this.#lastDraw = 0;
  }

  #redraw(): void {
    if (!this.#latest) return;
    const { stage, fraction, atMs } = this.#latest;
    this.show(progressText(stage, fraction, atMs, performance.now() - this.#start - atMs));
  }
}

/**
 * `openings   63 %  ETA 4 s`
 *
 * @param atMs when `fraction` was reached, from the start @param sinceMs how long ago that was
 */
export function progressText(stage: string, fraction: number, atMs: number, sinceMs: number): string {
  const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
  const leftMs = Math.max(0, (atMs / fraction) * (1 - fraction) - sinceMs);
  // Too early an estimate is only noise.
  const eta = fraction > 0.1 && atMs > 300 ? `  ETA ${duration(leftMs)}` : '';
  return `${stage.padEnd(20)} ${String(percent).padStart(3)} %${eta}`;
}

export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
