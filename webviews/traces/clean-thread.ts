import type { TraceInputs } from '../../core/analyses/trace-params.ts';
import type { RawStretch } from '../../core/engine/engine-api.ts';
import { messageOf } from '../../core/model/errors.ts';
import { LocalClean, type LocalWindow } from './local-clean.ts';

export type ToCleanThread = { readonly id: number } & (
  | { readonly kind: 'name' }
  | { readonly kind: 'add'; readonly stretch: RawStretch }
  | { readonly kind: 'window'; readonly stream: string; readonly inputs: TraceInputs }
);

export type FromCleanThread = { readonly id: number } & (
  | { readonly value: string | null | LocalWindow | readonly Omit<RawStretch, 'values'>[] }
  | { readonly error: string }
);

// A web worker: questions are answered one after the other, so that two do not share the kernels' memory.
const local = new LocalClean(navigator.gpu);
let last: Promise<unknown> = Promise.resolve();
self.addEventListener('message', ({ data }: MessageEvent<ToCleanThread>) => {
  last = last.then(() => answer(data));
});

async function answer(question: ToCleanThread): Promise<void> {
  const { id, kind } = question;
  try {
    if (kind === 'name') return post({ id, value: await local.gpuName() });
    if (kind === 'add') return post({ id, value: local.add(question.stretch) });
    const value = await local.window(question.stream, question.inputs);
    post({ id, value }, value ? [value.window.values.buffer as ArrayBuffer] : []);
  } catch (error) {
    post({ id, error: messageOf(error) });
  }
}

const post = (message: FromCleanThread, transfer: ArrayBuffer[] = []): void =>
  self.postMessage(message, { transfer });
