import type { Stream } from '../model/recording.ts';

/** How headers are put into words for people: tooltips, hovers, completions. */

const narrowSpace = '\u202f';

/** `30 000`, `29 999.757983`: thousands set apart by a narrow space that does not break. */
export function countText(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, narrowSpace);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `1 h 12 min`, `3 min 5 s`, `9.29 s`: as many parts as matter. */
export function durationText(seconds: number): string {
  if (!(seconds >= 0)) return 'unknown duration';
  if (seconds < 59.95) return `${Number(seconds.toFixed(seconds < 10 ? 3 : 1))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `84.0 GB`: decimal units, as disks are sold and `fileSizeBytes` is compared. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** `2.344 µV/bit`; several values as their range. Digital words (NaN) do not count; '' when none is left. */
export function scaleText(uvPerBit: readonly number[]): string {
  const values = [...new Set(uvPerBit.filter(Number.isFinite))].sort((a, b) => a - b);
  const short = (value: number) => String(Number(value.toPrecision(4)));
  if (values.length === 0) return '';
  const ends = values.length === 1 ? values : [values[0] as number, values.at(-1) as number];
  return `${ends.map(short).join(' to ')} µV/bit`;
}

/** One line about a stream: `Neuropixels 2.0 four shank · 384 ch · 30 000 Hz · 1 h 12 min · 3.027 µV/bit`. */
export function streamText(stream: Stream): string {
  const { band, probe, channels } = stream;
  const device = probe?.model ?? { nidq: 'NI-DAQ', obx: 'OneBox' }[band as string] ?? null;
  const count = (role: string) => channels.filter((channel) => channel.role === role).length;
  const analog = count('neural') + count('analog');
  const words = count('sync');
  const scales = scaleText(channels.flatMap(({ role, uvPerBit }) => (role === 'sync' ? [] : [uvPerBit])));
  return [
    device,
    band === 'lf' ? 'LF' : null,
    analog > 0 ? `${countText(analog)} ch` : `${words} digital ${words === 1 ? 'word' : 'words'}`,
    `${countText(Number(stream.sampleRateHz.toFixed(2)))} Hz`,
    stream.sampleCount === null ? null : durationText(stream.sampleCount / stream.sampleRateHz),
    scales || null,
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}
