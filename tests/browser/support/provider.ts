/** A small identity provider on this machine (OpenID Connect, authorization code with PKCE): one page with one button. */
import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const CLIENT = { id: "guildhall", secret: "only-for-journeys" };
/** Whom the provider lets in. */
export const STAFF = { sub: "staff-7", preferred_username: "lin.xiaoyun@hospital" };

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY = { ...publicKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "1" };

interface LetIn {
  nonce: string;
  challenge: string;
}

export class Provider {
  private readonly codes = new Map<string, LetIn>();
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Provider> {
    const server = createServer();
    await new Promise<void>((resume) => server.listen(0, "127.0.0.1", resume));
    const provider = new Provider(server);
    server.on("request", (request, answer) => void provider.answer(request, answer));
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, answer: ServerResponse) {
    const address = new URL(request.url ?? "/", this.issuer);
    const json = (body: object, status = 200) =>
      answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    switch (address.pathname) {
      case "/.well-known/openid-configuration":
        return json({
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        });
      case "/jwks":
        return json({ keys: [KEY] });
      case "/authorize":
        return answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(this.page(address.searchParams));
      case "/token":
        return this.token(request, json);
      default:
        return answer.writeHead(404).end();
    }
  }

  private page(asked: URLSearchParams): string {
    const code = randomUUID();
    this.codes.set(code, { nonce: asked.get("nonce") ?? "", challenge: asked.get("code_challenge") ?? "" });
    const back = new URL(asked.get("redirect_uri") ?? "");
    back.search = new URLSearchParams({ code, state: asked.get("state") ?? "", iss: this.issuer }).toString();
    const link = back.href.replaceAll("&", "&amp;");
    return `<!doctype html><html lang="zh-CN"><title>医院统一身份认证</title><link rel="icon" href="data:,">
      <p><a href="${link}">确认登录</a></p></html>`;
  }

  private async token(request: IncomingMessage, json: (body: object, status?: number) => void) {
    let body = "";
    for await (const part of request) body += part;
    const form = new URLSearchParams(body);
    const code = form.get("code") ?? "";
    const letIn = this.codes.get(code);
    this.codes.delete(code);
    const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    const basic = Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString("base64");
    if (!letIn || letIn.challenge !== challenge || request.headers.authorization !== `Basic ${basic}`)
      return json({ error: "invalid_grant" }, 400);
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.issuer, aud: CLIENT.id, iat: now, exp: now + 300, nonce: letIn.nonce, ...STAFF };
    const text = [{ alg: "RS256", kid: KEY.kid }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    const signature = createSign("RSA-SHA256").update(text).sign(privateKey).toString("base64url");
    json({ access_token: "unused", token_type: "Bearer", id_token: `${text}.${signature}` });
  }
}
