import type { Check } from './engine-api.ts';

/** `ok      correlogram          0.03 s`, and why not where it is not. */
export function checkText({ name, ok, secondsElapsed, message }: Check): string {
  const mark = !ok ? 'FAILED' : message ? 'left out' : 'ok';
  const reason = message ? `  ${message.replace(/^left out: /, '')}` : '';
  return `${mark.padEnd(9)}${name.padEnd(22)}${secondsElapsed.toFixed(2)} s${reason}`;
}
