// biome-ignore-all lint/a11y/noNoninteractiveTabindex: it is moved in by arrow keys, as a grid is.
import './matrix.css';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { correlogramFigure } from '../../core/analyses/correlogram-figure.ts';
import type { CorrelogramParams, Correlograms } from '../../core/analyses/correlogram-params.ts';
import { correlogramsAmong } from '../../core/analyses/correlogram-subset.ts';
import { numberText } from '../../core/analyses/number-text.ts';
import { seriesColor } from '../../core/figure/palette.ts';
import type { Theme } from '../../core/figure/theme.ts';
import { useElementSize } from '../dashboard/use-element-size.ts';
import { FigureView } from '../figure/figure-view.tsx';
import { measureIn } from '../figure/measure-text.ts';
import { useTheme } from '../ui/theme.ts';
import { matrixBars } from './matrix-bars.ts';
import {
  cellBox,
  type MatrixGeometry,
  type MatrixPair,
  matrixGeometry,
  movedPair,
  pairAt,
} from './matrix-geometry.ts';
import { paintBars } from './paint-bars.ts';
import { pairFacts, strongestPair } from './pair-facts.ts';

interface Props {
  readonly result: Correlograms;
  /** Those the result was computed with. */
  readonly params: CorrelogramParams;
  /** The palette slot of each unit. */
  readonly slots: readonly number[];
  /** Opens the correlogram of a pair, or of a unit with itself. */
  onOpen(pair: MatrixPair): void;
}

/**
 * Correlograms of many units as a matrix: a unit's own on the diagonal in its colour, pairs above. One pair is drawn large in
 * the free corner: the one under the pointer, or at the cursor of the keyboard, or the one that stands out most.
 */
export function CorrelogramMatrix({ result, params, slots, onOpen }: Props) {
  const room = useRef<HTMLDivElement>(null);
  const { widthPx, heightPx } = useElementSize(room);
  const theme = useTheme();
  const [hovered, setHovered] = useState<MatrixPair | null>(null);
  const [cursor, setCursor] = useState<MatrixPair | null>(null);
  const { units } = result;
  const names = units.join(' ');
  const geometry = useMemo(() => {
    if (widthPx < 40 || heightPx < 40) return null;
    const measure = measureIn(theme.fontFamily);
    const namePx = Math.ceil(Math.max(...units.map((unit) => measure(unit, { size: theme.fontSize }))));
    return matrixGeometry(units.length, widthPx, heightPx, namePx);
  }, [names, widthPx, heightPx, theme]);
  // Which pair stands out is not asked again while a slider moves: it would jump about.
  const strongest = useMemo(() => strongestPair(result), [names]);
  const within = (pair: MatrixPair | null) => (pair && pair.to < units.length ? pair : null);
  const chosen = within(hovered) ?? within(cursor);
  const shown = chosen ?? strongest;

  const open = (pair: MatrixPair | null) => pair && onOpen(pair);
  const pairUnder = (event: MouseEvent): MatrixPair | null => {
    const box = room.current?.getBoundingClientRect();
    return geometry && box ? pairAt(geometry, event.clientX - box.left, event.clientY - box.top) : null;
  };
  return (
    <div class="matrix">
      <div
        ref={room}
        class={`matrix-room${hovered ? ' over' : ''}`}
        role="application"
        aria-roledescription="correlogram matrix"
        aria-label={`Correlograms of ${units.length} units. Arrow keys choose a pair, Enter opens its correlogram.`}
        aria-describedby="matrix-facts"
        tabIndex={0}
        onPointerMove={(event) => {
          const pair = pairUnder(event);
          if (pair?.from !== hovered?.from || pair?.to !== hovered?.to) setHovered(pair);
        }}
        onPointerLeave={() => setHovered(null)}
        onClick={(event) => open(pairUnder(event))}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const next = movedPair(shown, event.key, units.length);
          if (next) {
            setHovered(null);
            setCursor(next);
          } else if (event.key === 'Enter' || event.key === ' ') open(shown);
          else if (event.key === 'Escape' && cursor) setCursor(null);
          else return;
          event.preventDefault();
        }}
      >
        {geometry && (
          <>
            <Cells {...{ result, params, slots, geometry, theme }} />
            <Names {...{ result, params, slots, geometry, theme, shown }} />
            {geometry.inset && (
              <div
                class="matrix-inset"
                style={{
                  left: `${geometry.inset.x}px`,
                  top: `${geometry.inset.y}px`,
                  width: `${geometry.inset.width}px`,
                  height: `${geometry.inset.height}px`,
                }}
              >
                <LargePair {...{ result, params, slots }} from={shown.from} to={shown.to} />
              </div>
            )}
          </>
        )}
      </div>
      <p class="matrix-facts" id="matrix-facts" role="status">
        {pairFacts(result, params, shown)}
      </p>
    </div>
  );
}

interface Drawn extends Omit<Props, 'onOpen'> {
  readonly geometry: MatrixGeometry;
  readonly theme: Theme;
}

const rgb = (hex: string) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];

/** Notes when a frame with the matrix has been painted, for `npm run bench`; only the last is kept. */
function markPainted(): void {
  // The first callback comes before the frame is painted, the second one after it.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.clearMarks('correlogram-matrix');
      performance.mark('correlogram-matrix');
    }),
  );
}

function Cells({ result, params, slots, geometry, theme }: Drawn) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = geometry;
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const ratio = window.devicePixelRatio || 1;
    const look = {
      series: result.units.map((_, i) => rgb(seriesColor(slots[i] ?? i, theme.palette))),
      neutral: rgb(theme.neutral),
      faint: rgb(theme.faint),
    };
    const scale = { shareY: params.shareY, isLog: params.logBins !== null };
    const bars = matrixBars(result, geometry, ratio, look, scale);
    paintBars(bars, canvas.current, Math.round(width * ratio), Math.round(height * ratio));
    markPainted();
  }, [result, params, slots.join(), geometry, theme]);
  return <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} />;
}

/** Names at the edges, the lags under the last column, and the frame of the pair that is told of. */
function Names({ result, params, slots, geometry, theme, shown }: Drawn & { shown: MatrixPair }) {
  const { width, height, left, top, cellWidth, cellHeight, count, areNamesTurned } = geometry;
  const right = left + count * cellWidth;
  const bottom = top + count * cellHeight;
  const { units } = result;
  const colorOf = (i: number) => seriesColor(slots[i] ?? i, theme.palette);
  const frame = cellBox(geometry, shown);
  const half = numberText(params.windowMs / 2);
  // As many rows of names as have room.
  const every = Math.max(1, Math.ceil((theme.fontSize + 1) / cellHeight));
  const everyColumn = areNamesTurned ? Math.max(1, Math.ceil((theme.fontSize + 1) / cellWidth)) : 1;
  // Those of the pair have room in any case: their neighbours make it.
  const isNamed = (i: number, own: number, each: number) =>
    i === own || (i % each === 0 && Math.abs(i - own) >= each);
  return (
    <svg
      class="matrix-names"
      aria-hidden="true"
      {...{ width, height }}
      style={{ fontSize: `${theme.fontSize}px` }}
    >
      {units.map((unit, i) => {
        const x = left + (i + 0.5) * cellWidth;
        return (
          isNamed(i, shown.to, everyColumn) && (
            <text
              key={`column ${unit}`}
              {...(areNamesTurned
                ? { transform: `translate(${x + theme.fontSize * 0.35} ${top - 3}) rotate(-90)` }
                : { x, y: top - 4, 'text-anchor': 'middle' })}
              fill={colorOf(i)}
              class={i === shown.to ? 'shown' : ''}
            >
              {unit}
            </text>
          )
        );
      })}
      {units.map(
        (unit, i) =>
          isNamed(i, shown.from, every) && (
            <text
              key={`row ${unit}`}
              x={right + 4}
              y={top + (i + 0.5) * cellHeight + theme.fontSize * 0.35}
              fill={colorOf(i)}
              class={i === shown.from ? 'shown' : ''}
            >
              {unit}
            </text>
          ),
      )}
      <text class="lags" x={right} y={bottom + theme.fontSize + 1} text-anchor="end">
        {params.logBins === null
          ? `−${half} … ${half} ms`
          : `±${numberText(params.binMs / 2)} … ${half} ms, log`}
      </text>
      <path class="lags" d={`M${right - cellWidth} ${bottom + 1.5}H${right}`} />
      <rect
        class="frame"
        x={frame.x + 0.5}
        y={frame.y + 0.5}
        width={Math.max(1, frame.width - 1)}
        height={Math.max(1, frame.height - 1)}
      />
    </svg>
  );
}

function LargePair({ result, params, slots, from, to }: Omit<Props, 'onOpen'> & MatrixPair) {
  const places = from === to ? [from] : [from, to];
  const figure = useMemo(
    () => correlogramFigure(correlogramsAmong(result, places), { ...params, panels: 'cross', showHz: false }),
    [result, params, from, to],
  );
  return (
    <FigureView
      figure={{ ...figure, notes: [] }}
      seriesSlots={places.map((place) => slots[place] ?? place)}
      minHeight={80}
    />
  );
}
