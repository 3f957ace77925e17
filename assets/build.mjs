/**
 * Builds dist/ from src/: one style sheet, one script and one sprite of icons, each named after its
 * own content, and manifest.json that maps the plain name to the hashed one.
 *
 * The same sources give the same bytes. Nothing is fetched; `npm ci --ignore-scripts` has been run before.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, "src");
const dist = path.join(here, "dist");
const templates = path.join(here, "../crates/web/templates");
const kitPath = path.join(here, "node_modules/@tabler/core/dist/css/tabler.css");
const iconsPath = path.join(here, "node_modules/@tabler/icons/icons/outline");

/** Browsers the pages are made for: those with cascade layers and `light-dark()`. */
const browsers = ["chrome123", "firefox121", "safari17.5"];

/** All files under a folder whose name ends so, in a fixed order. */
async function filesUnder(folder, ending) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/**
 * The kit shows its dark colours only under an attribute; a reader who has chosen nothing gets
 * them from the system's setting, without a script.
 */
function darkBySystem(root) {
  const media = postcss.atRule({ name: "media", params: "(prefers-color-scheme: dark)" });
  root.walkRules((rule) => {
    const dark = rule.selectors.filter(
      (selector) => selector.includes("[data-bs-theme=dark]") && !selector.includes("[data-bs-theme=light]"),
    );
    if (dark.length === 0 || rule.parent.type !== "root") return;
    const copy = rule.clone();
    copy.selectors = dark.map((selector) =>
      selector.replace(/(?:html|body)?\[data-bs-theme=dark\]/g, ":root:not([data-bs-theme])"),
    );
    media.append(copy);
  });
  root.append(media);
}

/** The part of the design kit that templates and scripts really use. */
async function usedKit(contents) {
  const kit = await readFile(kitPath, "utf8");
  const [used] = await new PurgeCSS().purge({
    content: contents.map((raw) => ({ raw, extension: "html" })),
    css: [{ raw: kit }],
    variables: true,
    keyframes: true,
    fontFace: true,
    safelist: { standard: [/^data-bs-theme/, "html", "body"], variables: [] },
  });
  const root = postcss.parse(used.css);
  darkBySystem(root);
  return root.toString();
}

/** A sprite with one symbol for each icon that a template names with `icon("…")`. */
async function sprite(contents) {
  const names = new Set(contents.flatMap((text) => [...text.matchAll(/\bicon\("([a-z0-9-]+)"/g)].map((m) => m[1])));
  const symbols = await Promise.all([...names].sort().map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function symbol(name) {
  const svg = await readFile(path.join(iconsPath, `${name}.svg`), "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  const shapes = inner.replace(/\s*\n\s*/g, "").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
}

/** Bundles one entry and returns its bytes. */
async function bundle(entry, kit) {
  const result = await build({
    entryPoints: [path.join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: browsers,
    charset: "utf8",
    legalComments: "inline",
    absWorkingDir: here,
    logLevel: "warning",
    plugins: [
      {
        name: "kit",
        setup(context) {
          context.onResolve({ filter: /^kit$/ }, () => ({ path: "kit", namespace: "kit" }));
          context.onLoad({ filter: /.*/, namespace: "kit" }, () => ({ contents: kit, loader: "css" }));
        },
      },
    ],
  });
  return Buffer.from(result.outputFiles[0].contents);
}

async function main() {
  const contents = await Promise.all(
    [...(await filesUnder(templates, ".html")), ...(await filesUnder(path.join(source, "js"), ".js"))].map((file) =>
      readFile(file, "utf8"),
    ),
  );
  const kit = await usedKit(contents);
  const made = {
    "app.css": await bundle("css/app.css", kit),
    "app.js": await bundle("js/app.js", kit),
    "icons.svg": Buffer.from(await sprite(contents)),
    "mark.svg": await readFile(path.join(source, "icons/mark.svg")),
  };
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const manifest = {};
  for (const [name, bytes] of Object.entries(made)) {
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    manifest[name] = name.replace(/\.([a-z]+)$/, `.${hash}.$1`);
    await writeFile(path.join(dist, manifest[name]), bytes);
    console.log(`${manifest[name]}  ${bytes.length} bytes, ${gzipSync(bytes).length} compressed`);
  }
  await writeFile(path.join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

await main();
