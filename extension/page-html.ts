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
        'The style sheet beside the script. The nonce for the style element with which the toolkit tries out whether ' +
        ':focus-visible is known; positions are set through the CSSOM, which the policy does not concern.',
    },
    { rule: `img-src ${cspSource} data: blob:`, reason: 'Heat maps are painted as images made in the page.' },
    { rule: `font-src ${cspSource}`, reason: 'Fonts that come with the extension.' },
  ];
}

export interface PageFacts {
  readonly title: string;
  readonly script: string;
  /** Absent when the bundle has no style sheet of its own. */
  readonly styles?: string;
  readonly cspSource: string;
  readonly nonce: string;
  /** Becomes `data-vscode-context` of the body: what every context menu in the page knows. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Kept in the page's saved state under `panel`, from where VS Code hands it back after a restart. */
  readonly panel?: unknown;
}

/** The whole page. Everything but the policy and the addresses is made by the script in `#root`. */
export function pageHtml({ title, script, styles, cspSource, nonce, context, panel }: PageFacts): string {
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
${styles ? `<link rel="stylesheet" href="${escapeAttribute(styles)}">` : ''}
</head>
<body data-vscode-context="${escapeAttribute(JSON.stringify(context))}">
<div id="root"></div>
${panel === undefined ? '' : rememberPanel(nonce, panel)}
<script type="module" nonce="${nonce}" src="${escapeAttribute(script)}"></script>
</body>
</html>`;
}

/**
 * VS Code restores a panel from the state that its page saved, and the host cannot save for it. `acquireVsCodeApi` may
 * be called once per page, so the page's own script is handed the same object.
 */
const rememberPanel = (nonce: string, panel: unknown): string => `<script nonce="${nonce}">
{
  const api = acquireVsCodeApi();
  api.setState({ ...api.getState(), panel: ${JSON.stringify(panel).replace(/</g, '\\u003c')} });
  globalThis.acquireVsCodeApi = () => api;
}
</script>`;

const escapeAttribute = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
