import { readFileSync } from "node:fs"
import { join } from "node:path"
import { defineConfig } from "tsup"

interface Manifest {
  readonly exports: Record<string, string | Record<string, string>>
}

/** What a module says of itself, at its very top. */
export const docOf = (source: string): string => /^\/\*\*[\s\S]*?\*\/\n/.exec(source)?.[0] ?? ""

/** How every package of the house is built. Each export of its manifest is an entry: there is no second list. */
export const library = (folder: string) => {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const entries = Object.values(manifest.exports).flatMap((target) => {
    const source = typeof target === "string" ? undefined : target["@aftercare/source"]
    return source === undefined ? [] : [[source.slice("./src/".length, -".ts".length), source]]
  })
  return defineConfig({
    entry: Object.fromEntries(entries),
    format: ["esm"],
    target: "es2023",
    splitting: true,
    sourcemap: true,
    clean: true,
  })
}
