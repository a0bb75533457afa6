import type { ExportFormat, RunReply } from '../../core/engine/engine-api.ts';
import type { Figure } from '../../core/figure/figure.ts';
import { formatNumber } from '../../core/figure/ticks.ts';
import { messageOf } from '../../core/model/errors.ts';
import type { CopyAs, FigureRequest, HostApi } from '../protocol.ts';
import { MenuButton } from '../ui/menu-button.tsx';
import { copiesOf } from './copies.ts';

interface Props {
  readonly host: HostApi;
  readonly request: FigureRequest;
  /** The palette slots of the units. */
  readonly colors: readonly number[];
  readonly title: string;
  readonly figure: Figure | null;
  readonly reply: RunReply | null;
  /** What is shown is what was asked for. */
  readonly isSettled: boolean;
  readonly canExport: boolean;
  /** A sentence about what could not be done; null when something new is tried. */
  onTrouble(message: string | null): void;
}

const formats: readonly { value: ExportFormat; label: string }[] = [
  { value: 'svg', label: 'SVG — vector figure' },
  { value: 'png', label: 'PNG — picture' },
  { value: 'pdf', label: 'PDF — vector figure' },
  { value: 'csv', label: 'CSV — data as a table' },
  { value: 'npy', label: 'NPY — data as an array' },
];

/** Title and parameters of the figure, how long it took, and what can be made of it. */
export function FigureHeader(props: Props) {
  const { host, request, colors, title, figure, reply, isSettled, canExport, onTrouble } = props;
  const save = (format: ExportFormat) => {
    onTrouble(null);
    host.exportFigure({ ...request, format, colors }).catch((reason) => onTrouble(messageOf(reason)));
  };
  const copy = (as: CopyAs) => {
    onTrouble(null);
    host.copyAs({ ...request, as }).catch((reason) => onTrouble(messageOf(reason)));
  };
  return (
    <header class="figure-header">
      <div class="figure-heading">
        <h1>{title}</h1>
        {figure?.subtitle && <span class="figure-subtitle">{figure.subtitle}</span>}
        {reply && (
          // It keeps its place while something newer is computed: nothing jumps.
          <span class="figure-facts" style={isSettled ? {} : { visibility: 'hidden' }}>
            {elapsedWords(reply.elapsedMs, reply.cached)}
          </span>
        )}
      </div>
      <span class="figure-buttons">
        <MenuButton label="Copy" items={copiesOf(request)} disabled={!figure} onChoose={copy} />
        <MenuButton label="Export" items={formats} disabled={!canExport} onChoose={save} />
      </span>
    </header>
  );
}

/** Numbers of milliseconds mean something to people below a second, seconds above. */
const elapsedWords = (elapsedMs: number, cached: boolean): string => {
  const time =
    elapsedMs < 1000
      ? `${formatNumber(elapsedMs, elapsedMs < 10 ? 1 : 0)} ms`
      : `${formatNumber(elapsedMs / 1000, 1)} s`;
  return cached ? `${time} · from cache` : time;
};
