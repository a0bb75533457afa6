/** One rule of a page's content security policy, and why it has to be there. */
export interface CspRule {
  readonly rule: string;
  readonly reason: string;
}

/** What a page may load. Everything that is not named is forbidden: no network, no frames, no inline scripts. */
export function contentSecurityPolicy(cspSource: string, nonce: string): readonly CspRule[] {
  return [
    {
      rule: "default-src 'none'",
      reason: 'What no other rule names is forbidden, the network first of all.',
    },
    {
      rule: `script-src 'nonce-${nonce}' 'unsafe-eval'`,
      reason:
        "Only the scripts that this page names. 'unsafe-eval' because regl compiles its draw commands with " +
        'new Function (regl#491) and has no other mode; nothing else in the page evaluates text.',
    },
    {
      rule: `style-src ${cspSource} 'nonce-${nonce}'`,
      reason:
        'The style sheet of the page, which stands in it, and none else; the nonce is also for the style element with which the toolkit tries out whether ' +
        ':focus-visible is known; positions are set through the CSSOM, which the policy does not concern.',
    },
    { rule: `img-src ${cspSource} data: blob:`, reason: 'Heat maps are painted as images made in the page.' },
    {
      rule: 'worker-src blob:',
      reason:
        'Correlograms are counted on a thread of the page while a slider moves; its script is a part of the page’s.',
    },
    { rule: `font-src ${cspSource}`, reason: 'Fonts that come with the extension.' },
  ];
}

/** The text of a module and the address under which others import it. */
export interface PageModule {
  readonly address: string;
  readonly text: string;
}

export interface PageFacts {
  readonly title: string;
  readonly script: string;
  /**
   * The modules that run before anything is drawn, which stand in the page: fetched, each would come through VS Code's service
   * worker, the workbench and the extension host. All others are fetched from beside `script` when they are imported.
   */
  readonly modules?: readonly PageModule[];
  /** The text of the style sheet: a file of its own would hold up the first paint for as long as it takes to come. */
  readonly styles?: string;
  readonly cspSource: string;
  readonly nonce: string;
  /** Becomes `data-vscode-context` of the body: what every context menu in the page knows. */
  readonly context: Readonly<Record<string, unknown>>;
  /** What the page need not ask for before it paints: a message in the codec of calls. */
  readonly firstAnswers?: Uint8Array;
  /** What is on screen until the script has come: HTML, with everything in it escaped. */
  readonly firstPaint?: string;
  /** Kept in the page's saved state under `panel`, from where VS Code hands it back after a restart. */
  readonly panel?: unknown;
}

/**
 * The whole page. What follows the first paint is made by the script in `#root`, which is imported and not a script element
 * of its own: VS Code shows a page once it has loaded, and imports are not waited for.
 */
export function pageHtml(facts: PageFacts): string {
  const {
    title,
    script,
    modules = [],
    styles,
    cspSource,
    nonce,
    context,
    firstAnswers,
    firstPaint = '',
    panel,
  } = facts;
  const policy = contentSecurityPolicy(cspSource, nonce)
    .map(({ rule }) => rule)
    .join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeAttribute(title)}</title>
${styles ? `<style nonce="${nonce}">${styles}</style>` : ''}
</head>
<body data-vscode-context="${escapeAttribute(JSON.stringify(context))}">
<div id="root">${firstPaint}</div>
${firstAnswers ? `<template id="first-answers" data-bytes="${Buffer.from(firstAnswers).toString('base64')}"></template>` : ''}
${panel === undefined ? '' : rememberPanel(nonce, panel)}
<script nonce="${nonce}">
${keepEarly}
${modules.length > 0 ? `${importFromPage(nonce, modules)}\n` : ''}import(${scriptText(script)});
</script>
</body>
</html>`;
}

/**
 * Has the page import `modules` from their text, under their addresses. A module that is made of text has no folder, so what it
 * imports from beside itself is named in full.
 */
function importFromPage(nonce: string, modules: readonly PageModule[]): string {
  const texts = modules.map(({ address, text }) => [
    address,
    text.replace(/(["'])\.\/(part-\w+\.js)\1/g, (_, _quote, part) =>
      JSON.stringify(new URL(part, address).href),
    ),
  ]);
  return `{
  const imports = {};
  for (const [address, text] of ${scriptText(texts)})
    imports[address] = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const map = document.createElement('script');
  map.type = 'importmap';
  map.nonce = ${scriptText(nonce)};
  map.textContent = JSON.stringify({ imports });
  document.head.append(map);
}`;
}

/** What the host says before the page's script has come, kept for it: see `hostPort` in webviews/connect.ts. */
const keepEarly = `{
  const messages = [];
  const keep = ({ data }) => void messages.push(data);
  addEventListener('message', keep);
  globalThis.takeEarlyMessages = () => {
    removeEventListener('message', keep);
    return messages.splice(0);
  };
}`;

/**
 * VS Code restores a panel from the state that its page saved, and the host cannot save for it. `acquireVsCodeApi` may
 * be called once per page, so the page's own script is handed the same object.
 */
const rememberPanel = (nonce: string, panel: unknown): string => `<script nonce="${nonce}">
{
  const api = acquireVsCodeApi();
  api.setState({ ...api.getState(), panel: ${scriptText(panel)} });
  globalThis.acquireVsCodeApi = () => api;
}
</script>`;

const escapeAttribute = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const scriptText = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');
