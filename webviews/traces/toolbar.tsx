import type { Ref } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StreamSummary } from '../../core/engine/engine-api.ts';
import { keyHelp } from './keys.ts';
import type { TraceSettings } from './settings.ts';
import { momentWords, parseMoment, voltageWords } from './words.ts';

interface Props {
  readonly streams: readonly StreamSummary[];
  readonly stream: StreamSummary;
  readonly settings: TraceSettings;
  readonly startS: number;
  readonly spanS: number;
  readonly hasSpikes: boolean;
  readonly hasEvents: boolean;
  readonly timeBox: Ref<HTMLInputElement>;
  /** The form of all parameters is open. */
  readonly isOpen: boolean;
  onOpen(): void;
  /** Streams that are shown below. */
  readonly beside: readonly string[];
  onStream(id: string): void;
  onBeside(ids: readonly string[]): void;
  onSettings(settings: TraceSettings): void;
  onGain(steps: number): void;
  onZoom(factor: number): void;
  /** null for what is no time. */
  onGo(timeS: number | null): void;
  /** Back to the traces, whose keys go on from there. */
  onLeave(): void;
  onSpike(direction: 1 | -1): void;
  onEvent(direction: 1 | -1): void;
  onFreeze(): void;
}

/** Which stream, what is done to it, where we are and how large. */
export function Toolbar(props: Props) {
  const { streams, stream, settings, hasSpikes, hasEvents } = props;
  const change = (part: Partial<TraceSettings>) => props.onSettings({ ...settings, ...part });
  const others = streams.filter(({ id }) => id !== stream.id && !props.beside.includes(id));
  const hasShanks = (stream.probe?.shankCount ?? 1) > 1;
  return (
    <div class="traces-toolbar" role="toolbar" aria-label="Traces">
      <select
        class="traces-select"
        aria-label="Stream"
        value={stream.id}
        onChange={(event) => props.onStream(event.currentTarget.value)}
      >
        {streams.map(({ id }) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </select>
      {others.length > 0 && (
        <select
          class="traces-select"
          aria-label="Add a stream below, on the same axis of time"
          title="Add a stream below, on the same axis of time"
          value=""
          onChange={(event) => {
            props.onBeside([...props.beside, event.currentTarget.value]);
            event.currentTarget.value = '';
          }}
        >
          <option value="">+ stream</option>
          {others.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      )}
      <fieldset class="traces-group" aria-label="How traces are drawn">
        <Toggle label="Lines" isOn={settings.mode === 'lines'} onClick={() => change({ mode: 'lines' })} />
        <Toggle label="Image" isOn={settings.mode === 'image'} onClick={() => change({ mode: 'image' })} />
      </fieldset>
      <fieldset class="traces-group" aria-label="Processing">
        <label title="Zero-phase Butterworth high-pass of order 3">
          <input
            type="checkbox"
            checked={settings.isFiltered}
            onChange={(event) => change({ isFiltered: event.currentTarget.checked })}
          />
          High-pass
        </label>
        <Corner
          settings={settings}
          sampleRateHz={stream.sampleRateHz}
          onChange={(highpassHz) => change({ highpassHz })}
        />
        <label title="What is subtracted from every sample">
          <span class="traces-apart">Reference</span>
          <select
            class="traces-select"
            aria-label="Reference"
            value={settings.reference}
            onChange={(event) => change({ reference: event.currentTarget.value })}
          >
            <option value="none">none</option>
            <option value="median">median of all</option>
            <option value="local">local median</option>
            {(hasShanks || settings.reference === 'shank') && <option value="shank">median of shank</option>}
          </select>
        </label>
        <button
          type="button"
          class="traces-button"
          aria-expanded={props.isOpen}
          aria-controls="processing"
          title="Band-pass, alignment of converters, whitening, and their parameters"
          onClick={props.onOpen}
        >
          {Object.keys(settings.more).length > 0 ? 'More (changed)' : 'More'}
        </button>
      </fieldset>
      <fieldset class="traces-group" aria-label="Position">
        <TimeBox {...props} />
        <Step
          label="Previous spike of the shown units"
          keys="p"
          disabled={!hasSpikes}
          onClick={() => props.onSpike(-1)}
        >
          ‹ spike
        </Step>
        <Step
          label="Next spike of the shown units"
          keys="n"
          disabled={!hasSpikes}
          onClick={() => props.onSpike(1)}
        >
          spike ›
        </Step>
        <Step label="Previous event" keys="Shift+E" disabled={!hasEvents} onClick={() => props.onEvent(-1)}>
          ‹ event
        </Step>
        <Step label="Next event" keys="e" disabled={!hasEvents} onClick={() => props.onEvent(1)}>
          event ›
        </Step>
      </fieldset>
      <fieldset class="traces-group" aria-label="Size">
        <Step label="Zoom out in time" keys="−" onClick={() => props.onZoom(2)}>
          −
        </Step>
        <Step label="Zoom in in time" keys="+" onClick={() => props.onZoom(0.5)}>
          +
        </Step>
        <Step label="Smaller traces" keys="/" onClick={() => props.onGain(-1)}>
          ↓
        </Step>
        <span class="traces-gain" title="From one row to the next">
          {voltageWords(settings.rowUv)}
        </span>
        <Step label="Larger traces" keys="*" onClick={() => props.onGain(1)}>
          ↑
        </Step>
      </fieldset>
      <span class="traces-end">
        <button
          type="button"
          class="traces-button"
          title="Open a figure of what is seen, for export"
          onClick={props.onFreeze}
        >
          Freeze
        </button>
        <span class="traces-help" role="img" aria-label={`Keys. ${keyHelp}`} title={keyHelp}>
          ?
        </span>
      </span>
    </div>
  );
}

function Toggle({ label, isOn, onClick }: { label: string; isOn: boolean; onClick(): void }) {
  return (
    <button type="button" class="traces-button" aria-pressed={isOn} onClick={onClick}>
      {label}
    </button>
  );
}

function Step(props: { label: string; keys: string; disabled?: boolean; children: string; onClick(): void }) {
  const { label, keys, disabled = false, children, onClick } = props;
  return (
    <button
      type="button"
      class="traces-button"
      aria-label={label}
      title={`${label} (${keys})`}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** The corner of the filter; taken when it is left or Enter is pressed, refused with a word beside it. */
function Corner(props: { settings: TraceSettings; sampleRateHz: number; onChange(hz: number): void }) {
  const { settings, sampleRateHz, onChange } = props;
  const [draft, setDraft] = useState(String(settings.highpassHz));
  useEffect(() => setDraft(String(settings.highpassHz)), [settings.highpassHz]);
  const value = Number(draft);
  const isWrong = !(draft.trim() !== '' && value >= 0.1 && value < sampleRateHz / 2);
  const take = () => !isWrong && value !== settings.highpassHz && onChange(value);
  return (
    <label>
      <input
        class="traces-number"
        type="text"
        inputMode="decimal"
        aria-label="Corner of the high-pass in Hz"
        aria-invalid={isWrong}
        title={isWrong ? `Expected 0.1 Hz to below ${sampleRateHz / 2} Hz` : 'Corner of the high-pass'}
        disabled={!settings.isFiltered}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
      Hz
    </label>
  );
}

/** Shows where the picture begins; a time typed here is gone to. */
function TimeBox({ startS, spanS, timeBox, onGo, onLeave }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const timeS = draft === null ? startS : parseMoment(draft);
  return (
    <input
      ref={timeBox}
      class="traces-time"
      type="text"
      aria-label="Go to time: seconds, or hours:minutes:seconds"
      title="Go to time (g): 12.5, 75 ms, 1:02:03"
      aria-invalid={timeS === null}
      value={draft ?? momentWords(startS, spanS)}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => setDraft(null)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        if (event.key === 'Enter') onGo(timeS);
        setDraft(null);
        onLeave();
      }}
    />
  );
}
