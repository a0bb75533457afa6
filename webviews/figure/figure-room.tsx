import { useRef } from 'preact/hooks';
import type { Figure } from '../../core/figure/figure.ts';
import type { FigureStyle } from '../../core/figure/style.ts';
import { useElementSize } from '../dashboard/use-element-size.ts';
import { CorrelogramMatrix } from '../matrix/correlogram-matrix.tsx';
import type { FigureRequest } from '../protocol.ts';
import { FigureView } from './figure-view.tsx';
import type { Pick } from './pick.ts';
import type { DrawnCorrelograms } from './use-figure.ts';

interface Props {
  readonly figure: Figure | null;
  /** What the figure was drawn of, where it is one of correlograms. */
  readonly correlograms: DrawnCorrelograms | null;
  readonly request: FigureRequest;
  /** The palette slots of the units. */
  readonly colors: readonly number[];
  readonly style: FigureStyle | null;
  readonly dimmed: boolean;
  readonly waitingFor: string | null;
  /** Of a figure in which a pair is chosen. */
  readonly picking: {
    onPick(pick: Pick): void;
    onHover(pick: Pick | null): void;
    readonly frame: NonNullable<Parameters<typeof FigureView>[0]['frame']>;
  } | null;
  /** Opens another figure beside. */
  onOpen(request: FigureRequest): void;
}

/** A panel of less, in pixels, has no room for its title and the numbers at its axes. */
const readable = { width: 130, height: 78 };

/**
 * The figure as it is exported; correlograms of so many units that none could be read in it as a matrix, with one pair drawn
 * large. What the user has styled is always the figure.
 */
export function FigureRoom(props: Props) {
  const { figure, correlograms, request, colors, style, dimmed, waitingFor, picking, onOpen } = props;
  const room = useRef<HTMLDivElement>(null);
  const { widthPx, heightPx } = useElementSize(room);
  const count = correlograms?.result.units.length ?? 0;
  const isMatrix =
    correlograms !== null &&
    style === null &&
    count > 4 &&
    (widthPx / count < readable.width || heightPx / count < readable.height);
  return (
    <div ref={room} class={`figure-content${isMatrix && dimmed ? ' dimmed' : ''}`}>
      {isMatrix ? (
        <CorrelogramMatrix
          {...correlograms}
          slots={colors}
          onOpen={({ from, to }) => {
            const places = from === to ? [from] : [from, to];
            const { units } = correlograms.result;
            onOpen({
              ...request,
              units: places.map((place) => units[place]!),
              colors: places.map((place) => colors[place] ?? place),
            });
          }}
        />
      ) : (
        <FigureView
          figure={figure}
          seriesSlots={colors}
          style={style}
          dimmed={dimmed}
          waitingFor={waitingFor}
          minHeight={160}
          {...(picking ?? {})}
        />
      )}
      {isMatrix && waitingFor && (
        <p class="figure-waiting" role="status">
          {waitingFor}
        </p>
      )}
    </div>
  );
}
