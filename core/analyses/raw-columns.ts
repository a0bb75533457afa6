import type { ProbeSite } from '../model/probe.ts';
import type { Stream } from '../model/recording.ts';

/** The voltage channels of a stream, in the order of their columns. */
export interface RawColumns {
  readonly columns: Int32Array;
  readonly channelIds: Int32Array;
  readonly uvPerBit: Float64Array;
  /** Where they are; null without a known probe. */
  readonly sites: readonly ProbeSite[] | null;
}

export function rawColumns(stream: Stream): RawColumns {
  const channels = stream.channels.filter(({ role }) => role !== 'sync');
  const siteOf = new Map(stream.probe?.sites.map((site) => [site.column, site]));
  const sites = channels.flatMap(({ column }) => siteOf.get(column) ?? []);
  return {
    columns: Int32Array.from(channels, ({ column }) => column),
    channelIds: Int32Array.from(channels, ({ id }) => id),
    uvPerBit: Float64Array.from(channels, ({ uvPerBit }) => uvPerBit),
    sites: sites.length === channels.length ? sites : null,
  };
}
