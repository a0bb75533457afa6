import type { UnitStatistics } from './unit-statistics.ts';

/** A sentence for spikes outside the recording, told by the first and the last. They are kept: merged recordings have such spikes. */
export function outsideWarnings(file: string, first = 0, last = 0, sampleCount?: number | null): string[] {
  const warnings: string[] = [];
  if (first < 0)
    warnings.push(
      `${file}: found spikes before the recording begins, the first at sample ${first}, expected none. They count in trains and correlograms and have no waveform; check the offset that was subtracted.`,
    );
  if (sampleCount && last >= sampleCount)
    warnings.push(
      `${file}: found spikes after the recording ends, the last at sample ${last}, expected samples below ${sampleCount}. They have no waveform; check that the sorting and the raw file are of the same recording.`,
    );
  return warnings;
}

/** A sentence for spikes whose template is not in templates.npy. */
export function foreignTemplateWarnings(
  file: string,
  { templates }: UnitStatistics,
  templateCount: number | undefined,
): string[] {
  const most = templates.reduce(
    (high, uses) => uses.reduce((higher, { template }) => Math.max(higher, template), high),
    -1,
  );
  if (templateCount === undefined || most < templateCount) return [];
  return [
    `${file}: found template ${most}, expected 0 to ${templateCount - 1} as in templates.npy. The units of such spikes have no peak channel; export the sorting again.`,
  ];
}
