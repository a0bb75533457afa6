/** Where progress is written: stderr, or a list in a test. */
export interface ProgressTarget {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Shows progress on stderr: a bar on a terminal, a line per 10 % otherwise. `end` leaves a clean line. */
export function progressLines(title: string, target: ProgressTarget) {
  let shown = -1;
  return {
    /** `remark` says more about it, such as a speed. */
    show(done: number | null, remark = ''): void {
      if (done === null) return;
      const step = Math.floor(done * (target.isTTY ? 100 : 10) + 1e-9);
      if (step <= shown) return;
      shown = step;
      if (!target.isTTY) target.write(`${title}: ${step * 10} %${remark && `, ${remark}`}\n`);
      else {
        const filled = Math.round(done * 30);
        target.write(
          `\r${title} ${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${step} % ${remark.padEnd(28)}`,
        );
      }
    },
    end(): void {
      if (target.isTTY && shown >= 0) target.write(`\r${' '.repeat(title.length + 68)}\r`);
    },
  };
}
