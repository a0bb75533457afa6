import { decode } from '../core/rpc/codec.ts';
import { connect, type Port } from '../core/rpc/rpc.ts';

/** The part of a webview that a port needs. */
export interface Messages {
  post(bytes: Uint8Array): void;
  listen(receive: (message: unknown) => void): void;
}

export interface PageConnection<Page> {
  /** The page as it is now; a hidden page is destroyed and made again when it is shown. */
  page(): Page;
  close(): void;
}

/**
 * Serves `local` to a page that VS Code may destroy and load again at any time. Every load counts its calls from zero, so
 * a call numbered zero is a new page: what the old one had running is aborted, and its late answers are kept from the
 * new page, which would take them for its own.
 */
export function connectPage<Page extends object>(messages: Messages, local: object): PageConnection<Page> {
  let receive: (bytes: Uint8Array) => void = () => undefined;
  const load = () => {
    const loaded = { current: true };
    const port: Port = {
      post: (bytes) => {
        if (loaded.current) messages.post(bytes);
      },
      listen: (listener) => {
        receive = listener;
      },
    };
    const page = connect<Page>(port, local);
    const close = () => {
      loaded.current = false;
      page.disconnect();
    };
    return { page, close };
  };
  let session = load();
  messages.listen((message) => {
    const bytes = bytesOf(message);
    if (!bytes) return;
    if (isFirstCall(bytes)) {
      session.close();
      session = load();
    }
    receive(bytes);
  });
  return { page: () => session.page, close: () => session.close() };
}

/** Typed arrays keep their type on the way here, but a served VS Code of some versions hands over the bare buffer. */
const bytesOf = (message: unknown): Uint8Array | undefined => {
  if (message instanceof Uint8Array) return message;
  return message instanceof ArrayBuffer ? new Uint8Array(message) : undefined;
};

function isFirstCall(bytes: Uint8Array): boolean {
  const frame = decode(bytes) as { kind?: unknown; id?: unknown };
  return frame.kind === 'call' && frame.id === 0;
}
