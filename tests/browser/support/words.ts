/** The words on the screen, from the same message files as the program's, so that a journey follows a new wording. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./house.ts";

export type Language = "zh-CN" | "en";

const messages = new Map<Language, Map<string, string>>();

/** Reads all one-line messages; those with variants are asked for by their numbers in the journeys themselves. */
function read(language: Language): Map<string, string> {
  const folder = path.join(ROOT, "locales", language);
  const found = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(path.join(folder, file), "utf8").split("\n")) {
      const message = /^([a-z][a-zA-Z0-9-]*) = (.+)$/.exec(line);
      if (message) found.set(message[1], message[2]);
    }
  }
  return found;
}

/** Returns a message with its values put in. */
export function word(language: Language, key: string, values: Record<string, string | number> = {}): string {
  if (!messages.has(language)) messages.set(language, read(language));
  const text = messages.get(language)!.get(key);
  if (text === undefined) throw new Error(`locales/${language} has no one-line message ${key}`);
  return text.replace(/\{ \$([a-z_]+) \}/g, (_, name) => {
    if (!(name in values)) throw new Error(`${key} wants a value for ${name}`);
    return String(values[name]);
  });
}
