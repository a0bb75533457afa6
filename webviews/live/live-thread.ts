import type { CorrelogramInputs } from '../../core/analyses/correlogram-compute.ts';
import { messageOf } from '../../core/model/errors.ts';
import { type LiveAnswer, LiveCorrelograms } from './live-correlograms.ts';

export type ToLiveThread =
  | { readonly inputs: CorrelogramInputs }
  | { readonly params: Readonly<Record<string, unknown>> };

export type FromLiveThread = LiveAnswer | { readonly error: string };

// A web worker: one question at a time, the page sends the next when it has the answer.
let live: LiveCorrelograms | null = null;
self.addEventListener('message', async ({ data }: MessageEvent<ToLiveThread>) => {
  if ('inputs' in data) {
    live = new LiveCorrelograms(data.inputs, navigator.gpu);
    return;
  }
  try {
    const answer: FromLiveThread = await live!.compute(data.params);
    self.postMessage(answer, { transfer: [answer.result.values.buffer] });
  } catch (error) {
    self.postMessage({ error: messageOf(error) } satisfies FromLiveThread);
  }
});
