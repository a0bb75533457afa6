import './live.css';
import { useState } from 'preact/hooks';
import { formatNumber } from '../../core/figure/ticks.ts';
import { nearestStep, roundSteps } from './slider-steps.ts';
import type { Live } from './use-live.ts';

type Given = Readonly<Record<string, unknown>>;

interface Props {
  readonly live: Live;
  /** The figure's parameters; what is absent has its default. */
  readonly params: Given;
  /** The slider was let go: what it changed. */
  onChange(change: Given): void;
}

const binSteps = roundSteps(0.1, 10);
const windowSteps = roundSteps(5, 1000);
/** More bins than pixels show nothing more, and are slow to draw. */
const mostBins = 1000;

/** Two sliders under which correlograms follow the hand; by keyboard they are sliders like any other. */
export function LiveControls({ live, params, onChange }: Props) {
  // Where the hand is, until it lets go: the figure's own parameters do not change before.
  const [held, setHeld] = useState<Given>({});
  const now = { ...params, ...held };
  const binMs = numberOf(now['binMs'], 0.2);
  const windowMs = numberOf(now['windowMs'], 80);
  const bins = binSteps.filter((step) => step <= windowMs / 4 && windowMs / step <= mostBins);
  const windows = windowSteps.filter((step) => step >= 4 * binMs && step / binMs <= mostBins);
  const slider = (name: 'binMs' | 'windowMs', label: string, steps: readonly number[], value: number) => (
    <label class="live-slider">
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={steps.length - 1}
        step={1}
        value={nearestStep(steps, value)}
        aria-valuetext={`${value} ms`}
        onInput={({ currentTarget }) => {
          const next = { [name]: steps[Number(currentTarget.value)] ?? value };
          setHeld(next);
          live.show({ ...params, ...next });
        }}
        onChange={({ currentTarget }) => {
          setHeld({});
          onChange({ [name]: steps[Number(currentTarget.value)] ?? value });
        }}
      />
      <output>{value} ms</output>
    </label>
  );
  const { shown, error } = live;
  return (
    <fieldset
      class="live-controls"
      aria-label="Bin and window"
      onPointerEnter={() => live.warm()}
      onFocusIn={() => live.warm()}
    >
      {slider('binMs', 'Bin', bins, binMs)}
      {slider('windowMs', 'Window', windows, windowMs)}
      <span class="live-status" role={error ? 'alert' : undefined}>
        {error ??
          (shown &&
            `${shown.by}${shown.perSecond === null ? '' : ` · ${formatNumber(shown.perSecond, 0)} per second`}`)}
      </span>
    </fieldset>
  );
}

const numberOf = (given: unknown, usual: number): number => (typeof given === 'number' ? given : usual);
