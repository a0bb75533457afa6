import type {
  CorrelogramInputs,
  CorrelogramReply,
  DatasetSummary,
  ExportFormat,
  OverviewRequest,
  PackedWindow,
  QualityMetrics,
  RawStretch,
  RunReply,
  StackReply,
  StreamClock,
  SyncTrace,
  TraceChannel,
  TraceRequest,
  TraceSetup,
  UnitSpikes,
} from '../core/engine/engine-api.ts';
import type { UnitId, UnitTable } from '../core/model/units.ts';
import type { CallOptions } from '../core/rpc/rpc.ts';

/** One figure to be computed: what a figure panel shows and remembers. */
export interface FigureRequest {
  readonly analysis: string;
  readonly units: readonly UnitId[];
  readonly params: Readonly<Record<string, unknown>>;
  /** The stream to read, where there are several; the one the spikes came from unless told. */
  readonly stream?: string;
  /** The selection slot of each unit, so that a unit has one colour in every view; their order unless told. */
  readonly colors?: readonly number[];
  /** How the figure is to look, where that is not as the analysis draws it; see `styleParams`. */
  readonly style?: Readonly<Record<string, unknown>>;
}

/** What ids of units are called while they are dragged, joined by commas: from the table, and from the *Units* tree. */
export const unitsMime = 'application/vnd.neuropyxels.units';

/** In which words a run is copied: a command line, a script with our library, Python with npyx or SpikeInterface. */
export type CopyAs = 'cli' | 'script' | 'python' | 'spikeinterface';

/** What a dashboard would ask first, sent along with its HTML; it asks all the same, in case the files have changed since. */
export interface FirstAnswers {
  readonly dataset: DatasetSummary;
  /** As `HostApi.door` has it. */
  readonly stream: string | null;
  /** Null where the spikes were not indexed yet; see `AheadApi`. */
  readonly units: UnitTable | null;
}

/** What a webview may ask of the extension host. One argument each; units, bytes and errors as core defines them. */
export interface HostApi {
  /** The headers; rejects with one sentence when the folder cannot be read. */
  dataset(_: null, options?: CallOptions): Promise<DatasetSummary>;
  units(_: null, options?: CallOptions): Promise<UnitTable>;
  /** The quality metrics of all units; `snr` reads their waveforms from the raw recording and takes longer. */
  quality(request: { readonly snr: boolean }, options?: CallOptions): Promise<QualityMetrics>;
  /** What correlograms of some units are made of, to be computed in the page while a slider moves. */
  trains(request: { readonly units: readonly UnitId[] }, options?: CallOptions): Promise<CorrelogramInputs>;
  /** Tells which units are likely to be asked for next, the likeliest first. */
  readAhead(request: { readonly units: readonly UnitId[] }, options?: CallOptions): Promise<null>;
  /** Correlograms as numbers, for pages that draw them themselves. */
  correlograms(request: FigureRequest, options?: CallOptions): Promise<CorrelogramReply>;
  /** The overview of all pairs as numbers. */
  stack(request: FigureRequest, options?: CallOptions): Promise<StackReply>;
  figure(request: FigureRequest, options?: CallOptions): Promise<RunReply>;
  /** Asks for a file name and writes the figure or its data there. `colors` are the selection slots of the units. */
  exportFigure(request: FigureRequest & { format: ExportFormat; colors: readonly number[] }): Promise<null>;
  /** Puts words that make the figure again on the clipboard. */
  copyAs(request: FigureRequest & { as: CopyAs }): Promise<null>;
  /** Files that the user chooses in a dialog, whole paths; null when it was left. */
  pickFiles(_: null): Promise<readonly string[] | null>;
  /** Opens a figure panel beside. */
  openFigure(request: FigureRequest): Promise<null>;
  /**
   * The stream that the opened file belongs to, to be shown first: `imec1.ap` for `….imec1.ap.meta`. Null when the file
   * stands for the whole recording; then `mainStream` is shown.
   */
  door(_: null, options?: CallOptions): Promise<{ readonly stream: string | null }>;
  /** What this page was opened for: a figure panel gets its request, a dashboard null. */
  opening(_: null): Promise<FigureRequest | null>;
  /** The figure panel's request after the form changed, so that the tab's title follows and a restart restores it. */
  showing(request: FigureRequest): Promise<null>;
  /** Tells the host which units are selected (status bar, tree, palette), and the colour slot of each. */
  selected(what: { readonly units: readonly UnitId[]; readonly slots: readonly number[] }): Promise<null>;
  openAsText(_: null): Promise<null>;
  log(entry: { level: 'info' | 'warn' | 'error'; message: string }): Promise<null>;
}

/** What the host may tell a webview: "ask again" and "select", complete snapshots, never deltas. */
export interface ViewApi {
  changed(what: { readonly header: boolean; readonly sorting: boolean }): Promise<null>;
  select(units: readonly UnitId[]): Promise<null>;
}

/** What a page of traces was opened for, and what it shows of the dashboard's selection. */
export interface TracesOpening {
  /** The stream to show first; the one the spikes came from where it is null. */
  readonly stream: string | null;
  /** In the order of their colours. */
  readonly units: readonly UnitId[];
  /** The selection slot of each, where these are not one after the other. */
  readonly slots?: readonly number[];
  /** Go to a spike of these units. */
  readonly reveal: boolean;
}

/** What is seen of a stream, to be made a figure. */
export interface FrozenTraces {
  readonly stream: string;
  readonly startS: number;
  readonly endS: number;
  /** Channels by their acquisition numbers, from the top. */
  readonly channels: readonly number[];
  readonly units: readonly UnitId[];
  readonly isImage: boolean;
  /** µV from one row to the next. */
  readonly rowUv: number;
  readonly processing: Readonly<Record<string, unknown>>;
}

/** The raw samples that a page would clean, and who would. */
export interface RawOffer {
  /** Samples that are seen. */
  readonly samples: number;
  /** What is to be sent, with the margins that a filter needs. */
  readonly startSample: number;
  readonly endSample: number;
  readonly columnCount: number;
  readonly channelCount: number;
  readonly page: 'gpu' | 'cpu';
}

type OverviewOf = Omit<OverviewRequest, 'dataset'>;

/** What a page with traces may ask of the extension host. */
export interface TraceCalls {
  channels(request: { stream: string }, options?: CallOptions): Promise<readonly TraceChannel[]>;
  /** With an offer to clean raw samples, these come instead where that is faster over the link: see `chooseTransfer`. */
  traces(
    request: Omit<TraceRequest, 'dataset'> & { offer?: RawOffer },
    options?: CallOptions,
  ): Promise<PackedWindow | RawStretch>;
  traceSetup(request: OverviewOf, options?: CallOptions): Promise<TraceSetup | null>;
  /** Makes the overview of a stream in the background; progress tells how much is there. Aborting leaves the rest for later. */
  makeOverview(request: OverviewOf, options?: CallOptions): Promise<null>;
  overviewDone(request: OverviewOf, options?: CallOptions): Promise<number | null>;
  spikes(
    request: { stream: string; units: readonly UnitId[] },
    options?: CallOptions,
  ): Promise<readonly UnitSpikes[]>;
  density(request: { stream: string; binCount: number }, options?: CallOptions): Promise<Float64Array | null>;
  syncTraces(request: { stream: string }, options?: CallOptions): Promise<readonly SyncTrace[]>;
  /** Of all streams; looks through their sync words. */
  clocks(_: null, options?: CallOptions): Promise<readonly StreamClock[]>;
  /** Opens a figure of what is seen beside. */
  freeze(seen: FrozenTraces): Promise<null>;
}

/** What the page of the traces may ask of the extension host. */
export interface TracesHostApi extends Pick<HostApi, 'dataset' | 'log'>, TraceCalls {
  opening(_: null): Promise<TracesOpening>;
}

/** What a dashboard may ask, which has traces as a part. */
export type DashboardHostApi = HostApi & TraceCalls;

/** What the host may tell any page that has traces. */
export interface LinkApi {
  /** Answers at once: the host measures its link. */
  echo(bytes: Uint8Array): Promise<null>;
}

/** What the host tells a page that has not asked yet. */
export interface AheadApi {
  /** The units, which were read while the page was made. */
  units(table: UnitTable): Promise<null>;
}

/** What the host may tell the page of the traces. */
export interface TracesViewApi extends Pick<ViewApi, 'changed'>, LinkApi {
  /** The units of the dashboard's selection, or those that were clicked. */
  show(what: Omit<TracesOpening, 'stream'>): Promise<null>;
}
