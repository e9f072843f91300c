/** One name for equal data: what a version is known by, whoever wrote it down. */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Schema from "effect/Schema"

/** Schema of the name: 64 hexadecimal digits. */
export const ContentHash = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{64}$/, { message: "a hash is 64 hexadecimal digits" }),
)

/** The SHA-256 of plain data, the order of its keys aside: 64 hexadecimal digits. */
export const contentHash = (content: unknown): string =>
  Array.from(sha256(new TextEncoder().encode(canonical(content))), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("")

/** JSON with its keys in order, so that equal data are equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
