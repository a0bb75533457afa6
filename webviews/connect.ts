import { connect, type Port, type Serve } from '../core/rpc/rpc.ts';
import type { HostApi, ViewApi } from './protocol.ts';

/** What VS Code gives a webview, once per page. A development page defines a function of the same name. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): unknown;
}

let acquired: VsCodeApi | undefined;

/** VS Code's door, or one without a host in a plain browser: messages go nowhere, state lives as long as the page. */
export function vsCodeApi(): VsCodeApi {
  if (acquired) return acquired;
  const acquire = (globalThis as { acquireVsCodeApi?: () => VsCodeApi }).acquireVsCodeApi;
  acquired = acquire ? acquire() : detachedApi();
  return acquired;
}

/** The channel to the extension host. `encode` makes arrays of exactly their own size, so nothing else is shipped. */
export function hostPort(
  api: Pick<VsCodeApi, 'postMessage'> = vsCodeApi(),
  page: EventTarget = window,
): Port {
  return {
    post: (bytes) => api.postMessage(bytes),
    listen(receive) {
      const take = (data: unknown) => {
        if (data instanceof Uint8Array) receive(data);
        else if (data instanceof ArrayBuffer) receive(new Uint8Array(data));
      };
      page.addEventListener('message', (event) => take((event as MessageEvent<unknown>).data));
      // What the host said while this script was on its way.
      for (const data of early()) take(data);
    },
  };
}

const early = (): readonly unknown[] =>
  (globalThis as { takeEarlyMessages?: () => unknown[] }).takeEarlyMessages?.() ?? [];

/** Serves `view` to the host and returns the host's side. Tests and development pages pass a port of their own. */
export const connectHost = <Host extends object = HostApi, View extends object = ViewApi>(
  view: Serve<NoInfer<View>>,
  port: Port = hostPort(),
): Host & { disconnect(): void } => connect<Host>(port, view);

function detachedApi(): VsCodeApi {
  let state: unknown;
  return {
    postMessage() {},
    getState: () => state,
    setState: (next) => {
      state = next;
      return next;
    },
  };
}
