import { isInputError } from '../model/errors.ts';
import { bytesText, countText, durationText, scaleText, streamText } from './header-words.ts';
import { type OebinStream, parseOebin } from './open-ephys-oebin.ts';
import { parseSpikeGlxMeta } from './spikeglx-meta.ts';
import { spikeGlxStream } from './spikeglx-stream.ts';

/**
 * What a header says, in the few lines of an Explorer's tooltip; for a header that cannot be used, the sentence that
 * says why. `name` decides the format: `.oebin` is Open Ephys, anything else SpikeGLX.
 */
export function headerTooltip(name: string, text: string): string {
  try {
    if (!/\.oebin$/i.test(name)) return streamText(spikeGlxStream(parseSpikeGlxMeta(text, name), name));
    const { guiVersion, continuous } = parseOebin(text, name);
    const title = guiVersion === null ? 'Open Ephys' : `Open Ephys ${guiVersion}`;
    return [title, ...continuous.map((stream) => oebinStreamText(stream))].join('\n');
  } catch (error) {
    if (isInputError(error)) return error.message;
    throw error;
  }
}

/** `Neuropix-PXI-100.ProbeA: 384 ch · 30 000 Hz · 1 h 12 min · 0.195 µV/bit`; the duration where the raw file's size is known. */
export function oebinStreamText(stream: OebinStream, datBytes?: number | null): string {
  const { folder, channels, sampleRateHz } = stream;
  const samples = datBytes ? Math.floor(datBytes / (2 * channels.length)) : null;
  const facts = [
    `${countText(channels.length)} ch`,
    `${countText(Number(sampleRateHz.toFixed(2)))} Hz`,
    samples === null ? null : `${durationText(samples / sampleRateHz)}, ${bytesText(datBytes ?? 0)}`,
    scaleText(channels.flatMap(({ role, uvPerBit }) => (role === 'sync' ? [] : [uvPerBit]))) || null,
    datBytes === null ? '⚠ continuous.dat is not there' : null,
    datBytes && datBytes % (2 * channels.length) !== 0 ? '⚠ continuous.dat ends inside a sample' : null,
  ];
  return `${folder}: ${facts.filter((fact) => fact !== null).join(' · ')}`;
}
