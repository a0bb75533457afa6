import * as vscode from 'vscode';
import type { JobDone, JobRequest, StreamSummary } from '../core/engine/engine-api.ts';
import { Cancelled, isCancelled, MissingPart } from '../core/model/errors.ts';
import { askRecording } from './ask.ts';
import { streamOfDoor } from './door-stream.ts';
import { openDashboard } from './open-recording.ts';
import { withProgress } from './progress.ts';
import { isRecordingNode } from './recordings-tree.ts';
import type { Services } from './services.ts';

/**
 * Asks how a raw recording is to be cleaned, says what will be written, and writes it with a progress bar that tells MB/s
 * and the time left. Cancelled, it keeps what is done and goes on when asked to.
 */
export function registerPreprocess(services: Services): vscode.Disposable {
  return vscode.commands.registerCommand('neuropyxels.preprocess', async (clicked?: unknown) => {
    try {
      const dataset = isRecordingNode(clicked)
        ? clicked.recording.door
        : clicked instanceof vscode.Uri
          ? clicked.fsPath
          : await askRecording(services);
      const stream = await askStream(services, dataset);
      const params = { ...(await askFilter()), ...(await askReference()), ...(await askMore()) };
      const request: JobRequest = { dataset, job: 'preprocess', params, stream };
      if (await agreed(services, request)) await work(services, request);
    } catch (error) {
      services.faults.show(error, 'preprocess the recording');
    }
  });
}

type Given = Readonly<Record<string, unknown>>;
interface Choice extends vscode.QuickPickItem {
  readonly params: Given;
}

const title = (step: number, what: string): string => `Preprocess (${step} of 3): ${what}`;

/** The one that was clicked, the only one with raw data, or one from a list. */
async function askStream({ engine }: Services, dataset: string): Promise<string> {
  const { streams, folder } = await engine.open({ dataset });
  const raw = streams.filter(({ rawFile, probe }) => rawFile !== null && probe !== null);
  const clicked = streamOfDoor(dataset, raw);
  if (clicked !== null) return clicked;
  const [only] = raw;
  if (!only) throw new MissingPart('raw data of a probe', folder, 'Put the .bin beside its .meta.');
  if (raw.length === 1) return only.id;
  const items = raw.map(({ id, channelCount, durationS }: StreamSummary) => ({
    label: id,
    description: `${channelCount} channels, ${Math.round(durationS ?? 0)} s`,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Preprocess',
    placeHolder: 'Which stream?',
    ignoreFocusOut: true,
  });
  if (!picked) throw new Cancelled();
  return picked.label;
}

async function askFilter(): Promise<Given> {
  const picked = await pick(
    [
      {
        label: 'High-pass 300 Hz',
        description: 'forward and backward, no delay',
        params: { highpassHz: 300 },
      },
      {
        label: 'Band-pass 300 to 6000 Hz',
        description: 'forward and backward, no delay',
        params: { highpassHz: 300, lowpassHz: 6000 },
      },
      {
        label: 'Causal high-pass 300 Hz',
        description: 'forward only, faster; spikes come late',
        params: { highpassHz: 300, causal: true },
      },
      {
        label: 'Other corners…',
        params: { other: true },
      },
      { label: 'No filter', params: { highpassHz: 'none' } },
    ],
    title(1, 'Filter'),
    'Which frequencies stay?',
  );
  if (!('other' in picked)) return picked;
  const text = await vscode.window.showInputBox({
    title: title(1, 'Filter'),
    prompt: 'Corners in Hz: 500 for a high-pass, 300:6000 for a band-pass, :300 for a low-pass',
    value: '300:6000',
    validateInput: (value) =>
      /^\s*(\d+(\.\d+)?)?\s*(:\s*(\d+(\.\d+)?)?\s*)?$/.test(value) && /\d/.test(value)
        ? undefined
        : 'Expected one or two numbers, such as 300:6000.',
  });
  if (text === undefined) throw new Cancelled();
  const [low, high] = text.split(':').map((part) => part.trim());
  return { highpassHz: low || 'none', ...(high ? { lowpassHz: high } : {}) };
}

const askReference = (): Promise<Given> =>
  pick(
    [
      {
        label: 'Median of all channels',
        description: 'takes away what all have in common',
        params: { reference: 'median' },
      },
      { label: 'Median of each shank', params: { reference: 'shank' } },
      {
        label: 'Local median',
        description: 'of channels 40 to 160 µm away',
        params: { reference: 'local' },
      },
      { label: 'No reference', params: { reference: 'none' } },
    ],
    title(2, 'Reference'),
    'What is subtracted from each sample?',
  );

async function askMore(): Promise<Given> {
  const items: Choice[] = [
    {
      label: 'ADC alignment',
      description: 'corrects for channels that are digitised one after the other',
      params: { adcRealign: true },
    },
    {
      label: 'Whitening',
      description: 'by the noise of this recording, each channel with its neighbours',
      params: { whiten: 'noise' },
    },
    {
      label: 'Saturated samples drawn over by lines',
      params: { artefacts: 'line' },
    },
    {
      label: 'Compressed',
      description: 'a .cbin with its .ch, slower to write',
      params: { compress: true },
    },
    {
      label: 'In the original’s place',
      description: 'which is moved to original_data when the copy is verified',
      params: { moveOriginal: true },
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: title(3, 'More'),
    placeHolder: 'What else? Enter for nothing more.',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked) throw new Cancelled();
  return Object.assign({}, ...picked.map(({ params }) => params)) as Given;
}

async function pick(items: Choice[], heading: string, placeHolder: string): Promise<Given> {
  const picked = await vscode.window.showQuickPick(items, {
    title: heading,
    placeHolder,
    ignoreFocusOut: true,
  });
  if (!picked) throw new Cancelled();
  return picked.params;
}

async function agreed({ engine }: Services, request: JobRequest): Promise<boolean> {
  const { summary } = await withProgress('Planning', (call) => engine.jobPlan(request, call));
  const write = 'Write';
  const options = { modal: true, detail: summary };
  return (await vscode.window.showInformationMessage('Preprocess this recording?', options, write)) === write;
}

async function work(services: Services, request: JobRequest): Promise<void> {
  let done: JobDone;
  try {
    done = await withProgress('Preprocessing', (call) => services.engine.job(request, call), { afterMs: 0 });
  } catch (error) {
    if (!isCancelled(error)) throw error;
    const resume = 'Resume';
    const text = 'Preprocessing was stopped. What is done is kept beside the output, and goes on from there.';
    if ((await vscode.window.showInformationMessage(text, resume)) === resume) await work(services, request);
    return;
  }
  const { output, mbPerSecond, secondsElapsed } = done.result;
  for (const warning of done.warnings) services.log.warn(`preprocess: ${warning}`);
  const text = [
    `${output}: written in ${Math.round(secondsElapsed)} s at ${Math.round(mbPerSecond)} MB/s and verified`,
    ...done.warnings,
  ].join('. ');
  const say =
    done.warnings.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const open = 'Open It';
  if ((await say(text, open)) === open) await openDashboard(doorOf(output));
}

/** What the copy is opened by: the header that was written with it. */
const doorOf = (output: string): string =>
  /\.dat$/i.test(output) ? output.replace(/[^/\\]*$/, 'params.py') : output.replace(/\.[^.]*$/, '.meta');
