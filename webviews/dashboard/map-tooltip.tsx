import type { ProbeSite } from '../../core/model/probe.ts';
import type { UnitTable } from '../../core/model/units.ts';
import { compactCount, fixed, plain } from './format.ts';
import type { MapPoint } from './probe-geometry.ts';

export interface Hover {
  readonly x: number;
  readonly y: number;
  readonly point: MapPoint | null;
  readonly site: ProbeSite | null;
}

interface Props {
  readonly hover: Hover;
  readonly table: UnitTable | null;
  readonly size: { readonly widthPx: number; readonly heightPx: number };
  readonly shankCount: number;
}

/** The facts of the unit or site under the pointer, on the side where there is room. */
export function MapTooltip({ hover, table, size, shankCount }: Props) {
  const lines =
    hover.point && table
      ? unitLines(table, hover.point, shankCount)
      : hover.site
        ? siteLines(hover.site, shankCount)
        : [];
  const [title, ...rest] = lines;
  if (title === undefined) return null;
  const below = hover.y < size.heightPx - 96;
  return (
    <div
      class="hover"
      role="presentation"
      style={{
        left: `${Math.max(4, Math.min(hover.x + 12, size.widthPx - 40))}px`,
        ...(below ? { top: `${hover.y + 12}px` } : { bottom: `${size.heightPx - hover.y + 10}px` }),
      }}
    >
      <b>{title}</b>
      {rest.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function unitLines(table: UnitTable, { row, unit, depthUm, shank }: MapPoint, shankCount: number): string[] {
  const amplitude = table.amplitudeUv[row] ?? Number.NaN;
  const channel = table.peakChannel[row] ?? -1;
  return [
    `Unit ${unit}${table.group[row] ? ` · ${table.group[row]}` : ''}`,
    `${fixed(table.rateHz[row] ?? null, 2)} Hz · ${compactCount(table.spikeCount[row] ?? Number.NaN)} spikes`,
    [
      `${fixed(depthUm)} µm`,
      channel >= 0 && `ch ${channel}`,
      table.probe ? table.extra['probe']?.[row] : shankCount > 1 && `shank ${shank}`,
    ]
      .filter(Boolean)
      .join(' · '),
    ...(Number.isFinite(amplitude) ? [`${fixed(amplitude)} µV`] : []),
  ];
}

const siteLines = (site: ProbeSite, shankCount: number): string[] => [
  `Channel ${site.column}${site.id === site.column ? '' : ` (id ${site.id})`}`,
  [`x ${plain(site.xUm, 1)} µm`, `depth ${fixed(site.yUm)} µm`, shankCount > 1 && `shank ${site.shank}`]
    .filter(Boolean)
    .join(' · '),
  ...(site.isReference ? ['reference site'] : []),
];
