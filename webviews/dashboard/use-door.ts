import { useEffect, useState } from 'preact/hooks';
import type { FirstAnswers, HostApi } from '../protocol.ts';

/** Id of the stream that the opened file belongs to; null until it is known, and where the file stands for all. */
export function useDoor(host: HostApi, isRead: boolean, first: FirstAnswers | null): string | null {
  const [stream, setStream] = useState<string | null>(first?.stream ?? null);
  useEffect(() => {
    if (!isRead || first) return;
    let current = true;
    const ask = async () => {
      const door = await host.door(null);
      if (current) setStream(door.stream);
    };
    // Without an answer the main stream is shown, as for a file that stands for the whole recording.
    ask().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [host, isRead, first]);
  return stream;
}
