/** Round numbers between two ends, about nine to a factor of ten: where a slider may stop. */
export function roundSteps(from: number, to: number): readonly number[] {
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(from)); 10 ** power <= to; power++)
    for (const digits of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]) {
      const step = Number((digits * 10 ** power).toPrecision(3));
      if (step >= from && step <= to) steps.push(step);
    }
  return steps;
}

/** The step nearest to a value, by ratio. */
export const nearestStep = (steps: readonly number[], value: number): number =>
  steps.reduce(
    (best, step, i) =>
      Math.abs(Math.log(step / value)) < Math.abs(Math.log(steps[best]! / value)) ? i : best,
    0,
  );
