import { useEffect, useMemo, useState } from 'preact/hooks';
import type { StreamSummary } from '../../core/engine/engine-api.ts';
import type { TracesHostApi, TracesOpening } from '../protocol.ts';
import { usePersistedState } from '../ui/persisted-state.ts';
import { channelRows } from './channel-rows.ts';
import { startCleanThread } from './start-clean-thread.ts';
import { StreamTraces } from './stream-traces.tsx';
import { TraceSource } from './trace-source.ts';
import type { TracesEvents } from './traces-events.ts';
import { useAnswer } from './use-answer.ts';

/** Finds the stream to show, or says in a sentence why there is nothing to be seen. */
export function TracesPage({
  host,
  events,
  isPane = false,
}: {
  host: TracesHostApi;
  events: Pick<TracesEvents, 'onChanged' | 'onShow'>;
  /** A part of another page. */
  isPane?: boolean;
}) {
  const [revision, setRevision] = useState(0);
  const [opening, setOpening] = useState<TracesOpening | null>(null);
  const [beside, setBeside] = usePersistedState<readonly string[]>('beside', []);
  const [chosen, setChosen] = usePersistedState<string | null>('stream', null);
  useEffect(() => {
    host.opening(null).then((first) => {
      setOpening(first);
      if (first.stream !== null) setChosen(first.stream);
    });
    const stopChanged = events.onChanged(() => setRevision((count) => count + 1));
    const stopShow = events.onShow((what) => setOpening((now) => ({ stream: now?.stream ?? null, ...what })));
    return () => {
      stopChanged();
      stopShow();
    };
  }, [host, events]);

  const source = useMemo(() => new TraceSource(host, startCleanThread()), [host]);
  useEffect(() => source.forget(), [source, revision]);
  const dataset = useAnswer(`${revision}`, (signal) => host.dataset(null, { signal }), true);
  const summary = dataset.value;
  const stream =
    summary?.streams.find(({ id }) => id === chosen) ??
    summary?.streams.find(({ id }) => id === summary.mainStream) ??
    summary?.streams[0];
  const channels = useAnswer(stream ? `${stream.id} ${revision}` : null, (signal) =>
    host.channels({ stream: stream?.id ?? '' }, { signal }),
  );
  const rows = useMemo(
    () => (channels.value && stream ? channelRows(channels.value, stream.probe) : null),
    [channels.value, stream],
  );

  const trouble =
    dataset.error ??
    channels.error ??
    (summary && rows ? troubleOf(summary.name, stream, rows.length) : null);
  if (summary && summary.streams.length === 0)
    return (
      <Sentence text={`${summary.name} has no recording, only a sorting: there are no traces to be shown.`} />
    );
  if (!summary || !opening || !stream || (!rows && !trouble))
    return trouble ? <Sentence text={trouble} /> : <p class="traces-sentence">Opening the recording …</p>;
  return (
    <StreamTraces
      key={stream.id}
      host={host}
      isPane={isPane}
      source={source}
      streams={summary.streams}
      stream={stream}
      rows={rows ?? []}
      trouble={trouble}
      warnings={warningsOf(summary.warnings, stream)}
      opening={opening}
      onRevealed={() => setOpening({ ...opening, reveal: false })}
      revision={revision}
      beside={beside}
      onStream={setChosen}
      onBeside={setBeside}
    />
  );
}

/** What is to be said of the stream's own file: shorter than its header says, not a whole number of frames. */
export function warningsOf(
  warnings: readonly string[],
  { rawFile }: Pick<StreamSummary, 'rawFile'>,
): string[] {
  const name = rawFile?.split(/[\\/]/).at(-1);
  return name ? warnings.filter((warning) => warning.includes(name)) : [];
}

/** Why a stream cannot be shown; null where it can. */
export function troubleOf(name: string, stream: StreamSummary | undefined, rowCount: number): string | null {
  if (!stream) return null;
  if (!stream.rawFile)
    return stream.rawMissingReason ?? `${name}: no raw data of ${stream.id}. Put the .bin beside its .meta.`;
  if (rowCount === 0)
    return `${stream.id} of ${name} has no voltage channels, only digital words: choose another stream.`;
  if (!stream.sampleCount) return `${stream.id} of ${name} is empty: not a single sample was recorded.`;
  return null;
}

export const Sentence = ({ text }: { text: string }) => (
  <p class="traces-sentence" role="alert">
    {text}
  </p>
);
