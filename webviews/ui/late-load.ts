/**
 * Calls listeners for the page's `load` that come after it. The toolkit takes VS Code's colours when it hears `load`, and our
 * pages import their script without keeping `load` waiting, so that they are shown at once (`extension/page-html.ts`).
 */
export function hearLateLoad(page: Window = window): void {
  const add = page.addEventListener.bind(page) as (type: string, listener: EventListener) => void;
  const addOrCall = (type: string, listener: EventListener, ...options: unknown[]) => {
    if (type === 'load' && page.document.readyState === 'complete')
      queueMicrotask(() => listener(new Event('load')));
    else (add as (...all: unknown[]) => void)(type, listener, ...options);
  };
  page.addEventListener = addOrCall as typeof page.addEventListener;
}

// Before the toolkit is evaluated, which is when it begins to listen.
hearLateLoad();
