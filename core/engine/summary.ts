import { watchedFiles } from '../io/open-dataset.ts';
import { chooseStream, type Dataset } from '../model/dataset.ts';
import { durationS, type Stream } from '../model/recording.ts';
import type { DatasetSummary, StreamSummary } from './engine-api.ts';

/** What a header line and a probe map need of an open dataset, as plain data. */
export function summaryOf(dataset: Dataset): DatasetSummary {
  const { folder, name, acquisition, software, streams, sorting, merged, parts, warnings } = dataset;
  return {
    folder,
    name,
    acquisition,
    software,
    streams: streams.map(streamSummary),
    mainStream: streams.length > 0 ? chooseStream(dataset).id : null,
    sorting: sorting
      ? { folder: sorting.folder, sorter: sorting.sorter, sampleRateHz: sorting.sampleRateHz }
      : null,
    ...(merged && {
      merged: merged.map(({ index, name, folder, streamId, dataset: source }) => ({
        index,
        name,
        folder,
        streamId,
        isMissing: source === undefined,
      })),
    }),
    parts,
    // What the spikes have to say is known once they are indexed, which is after the headers were read.
    warnings: [...new Set([...warnings, ...(sorting?.warnings ?? [])])],
    watch: watchedFiles(dataset),
  };
}

function streamSummary(stream: Stream): StreamSummary {
  const voltages = stream.channels.filter(({ role }) => role !== 'sync');
  const { id, band, sampleRateHz, sampleCount, probe } = stream;
  return {
    id,
    band,
    sampleRateHz,
    sampleCount,
    durationS: durationS(stream),
    channelCount: voltages.length,
    syncWordCount: stream.channels.length - voltages.length,
    uvPerBit: [...new Set(voltages.map(({ uvPerBit }) => uvPerBit))].sort((a, b) => a - b),
    rawFile: stream.raw?.file ?? null,
    rawMissingReason: stream.rawMissingReason ?? null,
    probe: probe && {
      model: probe.model,
      partNumber: probe.partNumber,
      serial: probe.serial,
      shankCount: probe.shankCount,
      shankPitchUm: probe.shankPitchUm,
      shankWidthUm: probe.shankWidthUm,
      sites: probe.sites,
    },
  };
}
