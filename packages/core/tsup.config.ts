import { readFileSync } from "node:fs"
import { defineConfig } from "tsup"

// Every declared export is an entry: the manifest is the only list.
const manifest: { exports: Record<string, string | Record<string, string>> } = JSON.parse(
  readFileSync(new URL("./package.json", import.meta.url), "utf8"),
)

export default defineConfig({
  entry: Object.fromEntries(
    Object.values(manifest.exports).flatMap((target) => {
      const source = typeof target === "string" ? undefined : target["@aftercare/source"]
      return source === undefined ? [] : [[source.slice("./src/".length, -".ts".length), source]]
    }),
  ),
  format: ["esm"],
  target: "es2023",
  dts: true,
  splitting: true,
  sourcemap: true,
  clean: true,
})
