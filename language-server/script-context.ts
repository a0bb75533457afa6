import type { Manifest } from '../core/analyses/analysis.ts';
import type { Dataset } from '../core/model/dataset.ts';
import type { UnitId, UnitTable } from '../core/model/units.ts';
import type { DatasetFound, ScriptPlace } from './dataset-of.ts';

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** A folder with a header or a sorting in it. */
  readonly isRecording: boolean;
}

/** All that the features of scripts look at besides the text. */
export interface ScriptContext extends ScriptPlace {
  readonly manifests: readonly Manifest[];
  /** The units of a dataset folder; null when it has none that can be read. */
  units(folder: string): Promise<UnitTable | null>;
  /** What a dataset folder holds; null for one that is no recording. */
  dataset?(folder: string): Promise<Dataset | null>;
  /** A small picture of a unit, as SVG, in the colours of the editor; null where there is nothing to draw. */
  picture?(folder: string, unit: UnitId): Promise<string | null>;
  /** Where a link to the page of an analysis leads; by its id. */
  docsOf?(id: string): string;
  /** Offset at which the document begins, of a cell of a notebook after the cells above; 0 unless told. */
  readonly start?: number;
  /** TypeScript checks names and types of parameters itself. */
  readonly isTyped?: boolean;
  /** Entries of a folder in the order to be shown; none of one that cannot be read. */
  list?(folder: string): Promise<readonly FolderEntry[]>;
}

/** The units of the first of the likely folders that has any. */
export async function unitsOf(
  found: DatasetFound | null,
  context: ScriptContext,
): Promise<{ readonly table: UnitTable; readonly folder: string; readonly why: DatasetFound['why'] } | null> {
  for (const folder of found?.candidates ?? []) {
    const table = await context.units(folder);
    if (table && found) return { table, folder, why: found.why };
  }
  return null;
}

/** `good · ch 123 · 5.2 Hz · 12 345 spikes`, without what is not known; of a merged dataset with the probe. */
export function unitFactsText(table: UnitTable, row: number): string {
  const channel = table.peakChannel[row] ?? -1;
  const depthUm = table.depthUm[row] ?? Number.NaN;
  const rateHz = table.rateHz[row] ?? Number.NaN;
  const spikes = table.spikeCount[row] ?? Number.NaN;
  return [
    table.group[row] || null,
    table.probe ? String(table.extra['probe']?.[row] ?? '') : null,
    channel >= 0 ? `ch ${channel}` : null,
    channel >= 0 && Number.isFinite(depthUm) ? `${Math.round(depthUm)} µm` : null,
    Number.isFinite(rateHz) ? `${rateHz.toFixed(1)} Hz` : null,
    Number.isFinite(spikes) ? `${groupThousands(spikes)} spikes` : null,
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}

const groupThousands = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/** How sure it is which recording is meant; '' where the script says it. */
export const assumptionText = (why: DatasetFound['why']): string =>
  why === 'setting'
    ? 'recording of the setting'
    : why === 'dashboard'
      ? 'recording of the open dashboard'
      : why === 'comment'
        ? 'recording of the comment'
        : '';
