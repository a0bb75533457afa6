// biome-ignore-all lint/a11y/noNoninteractiveElementInteractions: Escape is heard for what is inside.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Sash } from './sash.tsx';
import { initialState, type Sizes } from './saved-state.ts';
import { useElementSize } from './use-element-size.ts';

interface Props {
  readonly sizes: Sizes;
  readonly shankCount: number;
  readonly probe: ComponentChildren;
  readonly units: ComponentChildren;
  readonly waveforms: ComponentChildren;
  readonly correlograms: ComponentChildren;
  /** The correlograms have the whole page; Escape gives the others theirs back. */
  readonly isEnlarged: boolean;
  onShrink(): void;
  onSizes(sizes: Sizes): void;
}

export type Mode = 'wide' | 'medium' | 'stack';

/** Three columns where there is room, probe and table over the figures where there is less, else one after another. */
export const modeOf = (widthPx: number): Mode =>
  widthPx >= 940 ? 'wide' : widthPx >= 600 ? 'medium' : 'stack';

/** The probe's own width until it is dragged: room for its axis and for each shank. */
export const probePxOf = (shankCount: number): number => Math.min(330, Math.max(150, 92 + 30 * shankCount));

const smallest = { probe: 110, table: 240, figures: 220, row: 140 };

/** The four sections with the sashes between them; in one column there is nothing to drag. */
export function Layout(props: Props) {
  const { sizes, shankCount, onSizes } = props;
  const main = useRef<HTMLElement>(null);
  const { widthPx, heightPx } = useElementSize(main);
  const mode = modeOf(widthPx);
  const probePx = Math.min(sizes.probePx || probePxOf(shankCount), Math.max(smallest.probe, widthPx * 0.4));
  const restPx = Math.max(1, widthPx - probePx);
  const topPx = mode === 'medium' ? heightPx * sizes.topShare : heightPx;
  const tablePx = clamp(restPx * sizes.tableShare, smallest.table, restPx - smallest.figures);
  const figuresWidthPx = mode === 'wide' ? restPx - tablePx : widthPx;
  const figuresHeightPx = mode === 'wide' ? heightPx : heightPx - topPx;
  // Waveforms are tall and correlograms are a square: beside each other unless that leaves two slivers.
  const beside = figuresWidthPx > figuresHeightPx * 0.95;
  const figuresPx = beside ? figuresWidthPx : figuresHeightPx;
  const smallFigure = beside ? 160 : smallest.row;
  const waveformsPx = clamp(figuresPx * sizes.waveformsShare, smallFigure, figuresPx - smallFigure);

  return (
    <main
      ref={main}
      class={`layout ${mode}${props.isEnlarged ? ' enlarged' : ''}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && props.isEnlarged && !event.defaultPrevented) props.onShrink();
      }}
      style={{
        '--probe': `${probePx}px`,
        '--table': `${tablePx}px`,
        '--top': `${topPx}px`,
        '--waveforms': `${waveformsPx}px`,
      }}
    >
      <section class="section probe" aria-label="Probe">
        {props.probe}
      </section>
      {mode !== 'stack' && (
        <Sash
          axis="x"
          label="Width of the probe map"
          px={probePx}
          minPx={smallest.probe}
          maxPx={widthPx * 0.4}
          onPx={(px) => onSizes({ ...sizes, probePx: px })}
          onReset={() => onSizes({ ...sizes, probePx: 0 })}
        />
      )}
      <section class="section units" aria-label="Units">
        {props.units}
      </section>
      {mode !== 'stack' && (
        <Sash
          axis={mode === 'wide' ? 'x' : 'y'}
          label={mode === 'wide' ? 'Width of the unit table' : 'Height of probe map and unit table'}
          px={mode === 'wide' ? tablePx : topPx}
          minPx={mode === 'wide' ? smallest.table : smallest.row}
          maxPx={mode === 'wide' ? restPx - smallest.figures : heightPx - smallest.row}
          onPx={(px) =>
            onSizes(
              mode === 'wide' ? { ...sizes, tableShare: px / restPx } : { ...sizes, topShare: px / heightPx },
            )
          }
          onReset={() => {
            const { tableShare, topShare } = initialState.sizes;
            onSizes(mode === 'wide' ? { ...sizes, tableShare } : { ...sizes, topShare });
          }}
        />
      )}
      <div class={`figures ${beside ? 'beside' : 'above'}`}>
        <section class="section waveforms" aria-label="Waveforms">
          {props.waveforms}
        </section>
        {mode !== 'stack' && (
          <Sash
            axis={beside ? 'x' : 'y'}
            label="Size of the waveforms"
            px={waveformsPx}
            minPx={smallFigure}
            maxPx={figuresPx - smallFigure}
            onPx={(px) => onSizes({ ...sizes, waveformsShare: px / figuresPx })}
            onReset={() => onSizes({ ...sizes, waveformsShare: initialState.sizes.waveformsShare })}
          />
        )}
        <section class="section correlograms" aria-label="Correlograms">
          {props.correlograms}
        </section>
      </div>
    </main>
  );
}

const clamp = (px: number, low: number, high: number): number => Math.max(low, Math.min(high, px));
