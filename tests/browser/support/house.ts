/** A running Guildhall: the real program on a free port of this machine, with a data folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { CLIENT } from "./provider.ts";

/** The root of the repository; the program finds models/ there. */
export const ROOT = path.resolve(import.meta.dirname, "../../..");
/** Records that one person exports on a day here; with the limit that ships, a journey would have to file hundreds. */
export const EXPORTS_A_DAY = 4;
const STARTS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 20_000;

export class House {
  private constructor(
    readonly address: string,
    private readonly program: ChildProcess,
    private readonly data: string,
  ) {}

  static addressVariable(name: string): string {
    return `GUILDHALL_ADDRESS_${name.toUpperCase()}`;
  }

  /** Starts a house with settings of its own, as the environment gives them. */
  static async start(name: string, issuer: string, settings: Record<string, string> = {}): Promise<House> {
    const program = process.env.GUILDHALL_BIN ?? path.join(ROOT, "target/debug/guildhall");
    if (!existsSync(program)) throw new Error(`${program} is missing: build it with cargo build --bin guildhall`);
    const data = await mkdtemp(path.join(tmpdir(), `guildhall-${name}-`));
    await writeFile(path.join(data, "oidc.secret"), CLIENT.secret, { mode: 0o600 });
    await writeFile(path.join(data, "guildhall.toml"), believing(issuer));
    await limitExports(data);
    await waitNoDays(data);
    const port = await freePort();
    const listen = `127.0.0.1:${port}`;
    // Browsers allow passkeys for a name only, and without TLS for this one alone.
    const address = `http://localhost:${port}`;
    const results = path.join(ROOT, "tests/browser/results");
    await mkdir(results, { recursive: true });
    const child = spawn(program, ["--data", data, "serve", "--listen", listen], {
      cwd: ROOT,
      env: { ...process.env, GUILDHALL_SET_SERVER__PUBLIC_URL: address, GUILDHALL_SET_BACKUP__TARGET: "backup", ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log = createWriteStream(path.join(results, `${name}.log`));
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const house = new House(address, child, data);
    try {
      await house.answers();
    } catch (error) {
      await house.stop();
      throw error;
    }
    return house;
  }

  /** Waits until the first page comes, or says why it will not. */
  private async answers() {
    const deadline = Date.now() + STARTS_WITHIN_MS;
    while (Date.now() < deadline) {
      if (this.program.exitCode !== null) throw new Error(`the program ended with ${this.program.exitCode}; see results/`);
      const answer = await fetch(`${this.address}/sign-in`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resume) => setTimeout(resume, 100));
    }
    throw new Error(`no answer from ${this.address} within ${STARTS_WITHIN_MS} ms; see results/`);
  }

  async stop() {
    if (this.program.exitCode === null && this.program.signalCode === null) {
      const ended = new Promise((resume) => this.program.once("exit", resume));
      this.program.kill("SIGTERM");
      const hard = setTimeout(() => this.program.kill("SIGKILL"), STOPS_WITHIN_MS);
      await ended;
      clearTimeout(hard);
    }
    await rm(this.data, { recursive: true, force: true });
  }
}

/** The configuration of a house that believes an identity provider. */
function believing(issuer: string): string {
  return `[[sign_in.provider]]
key = "hospital"
name = "医院统一身份认证"
issuer = "${issuer}"
client_id = "${CLIENT.id}"
secret_file = "oidc.secret"
`;
}

/** Puts a rule of its own into the data folder, as a union would. */
async function limitExports(data: string) {
  const rule = "rules/watching/limits.toml";
  const shipped = await readFile(path.join(ROOT, rule), "utf8");
  await mkdir(path.join(data, path.dirname(rule)), { recursive: true });
  await writeFile(path.join(data, rule), shipped.replace(/records_per_day = \d+/, `records_per_day = ${EXPORTS_A_DAY}`));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

/** A union that destroys on the day of the approval, so that a journey sees the end of it. */
async function waitNoDays(data: string) {
  const rule = "rules/disposal/disposal.toml";
  const shipped = await readFile(path.join(ROOT, rule), "utf8");
  await mkdir(path.join(data, path.dirname(rule)), { recursive: true });
  await writeFile(path.join(data, rule), shipped.replace(/waiting_days = \d+/, "waiting_days = 0"));
}
