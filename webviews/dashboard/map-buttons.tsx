import { FitIcon, ZoomInIcon, ZoomOutIcon } from './icons.tsx';

interface Props {
  /** Nothing to zoom out of. */
  readonly isWhole: boolean;
  onZoom(factor: number): void;
  onWhole(): void;
}

/** What wheel and keys do, for those who look for a button. */
export const MapButtons = ({ isWhole, onZoom, onWhole }: Props) => (
  <div class="map-buttons">
    <button
      type="button"
      class="icon-button"
      title="Zoom in (+)"
      aria-label="Zoom in"
      onClick={() => onZoom(1.6)}
    >
      <ZoomInIcon />
    </button>
    <button
      type="button"
      class="icon-button"
      title="Zoom out (−)"
      aria-label="Zoom out"
      disabled={isWhole}
      onClick={() => onZoom(1 / 1.6)}
    >
      <ZoomOutIcon />
    </button>
    <button
      type="button"
      class="icon-button"
      title="Whole probe (0)"
      aria-label="Show the whole probe"
      disabled={isWhole}
      onClick={onWhole}
    >
      <FitIcon />
    </button>
  </div>
);
