type Values = Readonly<Record<string, unknown>>;

/** A few lines of Python after `dp = …`, for what npyx computes of trains and not of a dataset and units. */
interface Script {
  /** What is imported from which module of npyx. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** Null where the parameters ask for what npyx cannot be told. */
  lines(units: readonly string[], values: Values): readonly string[] | null;
}

/** `True`, `None`, `[1, 2]`, `"text"`. */
export function pythonLiteral(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

const keywords = (given: Values): string =>
  Object.entries(given)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${pythonLiteral(value)}`)
    .join(', ');

const rate = 'fs = read_metadata(dp)["highpass"]["sampling_rate"]';
const trainsIn = (unit: 'seconds' | 'samples', units: readonly string[], { enforcedRpMs = 0 }: Values) =>
  `trains = [trn(dp, u, enforced_rp=${String(enforcedRpMs)})${unit === 'seconds' ? ' / fs' : ''} for u in [${units.join(', ')}]]`;

/** Python for the events, in seconds; null for tables, of which only we know which column holds the times. */
function eventsOf({
  events,
  syncLine,
  edge,
  eventsUnit,
}: Values): { names: string[]; code: string[] } | null {
  const names: string[] = [];
  const code: string[] = [];
  const perSecond = eventsUnit === 'samples' ? ' / fs' : eventsUnit === 'ms' ? ' / 1000' : '';
  for (const source of (events ?? []) as readonly string[]) {
    const [, name, rest = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(source) ?? [];
    const times = rest
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (times.every(Number.isFinite)) code.push(`np.array(${pythonLiteral(times)})${perSecond}`);
    else if (rest.endsWith('.npy') && eventsUnit !== 'auto')
      code.push(`np.load(${pythonLiteral(rest)})${perSecond}`);
    else return null;
    names.push(name ?? rest);
  }
  for (const line of (syncLine ?? []) as readonly string[]) {
    names.push(`line ${line}`);
    code.push(`get_npix_sync(dp)[${edge === 'falling' ? 1 : 0}][${line}]`);
  }
  return code.length > 0 ? { names, code } : null;
}

/** The same with the lines that come before whatever is done with them. */
function aroundEvents(units: readonly string[], values: Values, unit: 'seconds' | 'samples' = 'seconds') {
  const found = eventsOf(values);
  if (!found) return null;
  const times = `events = [${found.code.join(', ')}]`;
  return { ...found, before: [rate, trainsIn(unit, units, values), times] };
}

const ofTrains = { spk_t: ['trn'], inout: ['get_npix_sync', 'read_metadata'] };

/** By the id of the analysis. */
export const npyxScripts: Readonly<Record<string, Script>> = {
  psth: {
    imports: { ...ofTrains, plot: ['summary_psth'] },
    lines(units, values) {
      const around = aroundEvents(units, values);
      if (!around) return null;
      const smooth = Number(values['smoothMs']) > 0 && values['kernel'] !== 'none';
      const given = keywords({
        psthb: values['binMs'],
        psthw: values['windowMs'],
        zscore: values['zscore'] !== 'none',
        bsl_subtract: values['subtractBaseline'],
        bsl_window: values['baselineMs'],
        convolve: smooth,
        // npyx counts the kernel in bins.
        gsd: smooth ? Math.max(1, Math.round(Number(values['smoothMs']) / Number(values['binMs']))) : null,
        events_toplot: (values['linesMs'] as readonly string[] | null)?.map(Number) ?? null,
        overlap_events: values['overlapEvents'],
        transpose: values['transpose'],
        as_heatmap: values['layout'] === 'heatmap',
        vmin: values['yMin'],
        center: values['center'],
        vmax: values['yMax'],
        cmap_str: values['colormap'] || null,
      });
      const names = `${pythonLiteral(units)}, events, ${pythonLiteral(around.names)}`;
      return [...around.before, `summary_psth(trains, ${names}, ${given})`];
    },
  },
  'joint-psth': {
    imports: { ...ofTrains, behav: ['jPSTH'] },
    lines(units, values) {
      const around = aroundEvents(units, values);
      const given = keywords({ b: values['binMs'], window: values['windowMs'] });
      return around && [...around.before, `results = [jPSTH(*trains, each, ${given}) for each in events]`];
    },
  },
  trials: {
    imports: { ...ofTrains, behav: ['trial_selector'] },
    lines(units, values) {
      const around = aroundEvents(units, values, 'samples');
      // Of another window or silence it is not known in what npyx counts them.
      if (!around || values['halfWindowMs'] !== null || values['maxIntervals'] !== 50) return null;
      const given = keywords({
        mfr_frac: values['minRateFraction'],
        min_isi: values['enforcedRpMs'],
        min_iti: values['minGapMs'],
      });
      return [
        ...around.before,
        `results = [trial_selector(each * fs, trains, ${given}, fs=fs) for each in events]`,
      ];
    },
  },
  'population-synchrony': {
    imports: { corr: ['fraction_pop_sync'] },
    lines: (units, values) => [
      `units = [${units.join(', ')}]`,
      `results = [fraction_pop_sync(dp, u, [v for v in units if v != u], ${keywords({ sync_win: values['syncMs'] })}) for u in units]`,
    ],
  },
  'cross-intervals': {
    imports: { spk_t: ['trn'], corr: ['get_cisi'] },
    lines(units, values) {
      const direction = { nearest: 0, next: 1, previous: -1 }[String(values['direction'])];
      return [
        trainsIn('samples', units, values),
        `results = [get_cisi(a, b, direction=${direction}) for a in trains for b in trains if a is not b]`,
      ];
    },
  },
};

/** The import lines and the dataset, then the lines; null for an analysis without a script or parameters without one. */
export function npyxScript(
  id: string,
  dataset: string,
  units: readonly string[],
  values: Values,
): string | null {
  const script = Object.hasOwn(npyxScripts, id) ? npyxScripts[id] : undefined;
  const lines = script?.lines(units, values);
  if (!script || !lines) return null;
  const used = (name: string) => lines.some((line) => new RegExp(`\\b${name}\\(`).test(line));
  return [
    ...(lines.some((line) => line.includes('np.')) ? ['import numpy as np'] : []),
    ...Object.entries(script.imports).flatMap(([module, names]) => {
      const needed = names.filter(used);
      return needed.length > 0 ? [`from npyx.${module} import ${needed.join(', ')}`] : [];
    }),
    '',
    `dp = ${pythonLiteral(dataset)}`,
    ...lines,
    '',
  ].join('\n');
}
