import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** The TypeScript server that VS Code runs, with the options it has for files of no project. */
export class TsServer {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (body: unknown) => void>();
  #seq = 0;
  #received = '';

  constructor() {
    const script = createRequire(import.meta.url).resolve('typescript-server/lib/tsserver.js');
    const options = ['--disableAutomaticTypingAcquisition', '--useInferredProjectPerProjectRoot'];
    this.#child = spawn(process.execPath, [script, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.tell('compilerOptionsForInferredProjects', {
      options: {
        module: 'ESNext',
        moduleResolution: 'Bundler',
        target: 'ES2024',
        allowJs: true,
        allowSyntheticDefaultImports: true,
        strict: true,
      },
    });
  }

  /** A request without an answer. */
  tell(command: string, args: unknown): number {
    this.#seq++;
    this.#child.stdin?.write(
      `${JSON.stringify({ seq: this.#seq, type: 'request', command, arguments: args })}\n`,
    );
    return this.#seq;
  }

  ask(command: string, args: unknown): Promise<unknown> {
    return new Promise((resolve) => this.#waiting.set(this.tell(command, args), resolve));
  }

  close(): void {
    this.#child.kill();
  }

  #read(text: string): void {
    this.#received += text;
    for (;;) {
      const [head, length] = /^[\s\S]*?Content-Length: (\d+)\r?\n\r?\n/.exec(this.#received) ?? [];
      if (head === undefined) return;
      const bytes = Buffer.from(this.#received.slice(head.length));
      if (bytes.length < Number(length)) return;
      const message = JSON.parse(bytes.subarray(0, Number(length)).toString()) as {
        readonly request_seq?: number;
        readonly body?: unknown;
      };
      this.#received = bytes.subarray(Number(length)).toString();
      this.#waiting.get(message.request_seq ?? -1)?.(message.body);
    }
  }
}
