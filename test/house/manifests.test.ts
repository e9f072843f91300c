import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"

type Target = string | Record<string, string>

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly license?: string
  readonly exports?: Record<string, Target>
  readonly publishConfig?: { readonly exports?: Record<string, Target> }
}

const packages = new URL("../../packages/", import.meta.url)

const manifests = readdirSync(packages).map((folder) => {
  const at = new URL(`${folder}/`, packages)
  const manifest: Manifest = JSON.parse(readFileSync(new URL("package.json", at), "utf8"))
  return { at, folder, manifest }
})

describe.each(manifests)("packages/$folder", ({ at, folder, manifest }) => {
  test("is named after its folder and carries the licence", () => {
    expect(manifest.name).toBe(`@aftercare/${folder}`)
    expect(manifest.license).toBe("Apache-2.0")
  })

  if (manifest.private === true) {
    test("unpublished: a README says what will be here", () => {
      expect(existsSync(new URL("README.md", at))).toBe(true)
    })
    return
  }

  test("every export has a source file", () => {
    const targets = Object.values(manifest.exports ?? {})
    expect(targets.length).toBeGreaterThan(0)
    for (const target of targets) {
      const source = typeof target === "string" ? target : target["@aftercare/source"]
      expect(source, JSON.stringify(target)).toBeDefined()
      expect(existsSync(new URL(source ?? "", at)), source).toBe(true)
    }
  })

  test("what is published is the same, without the house's own source condition", () => {
    const published = Object.entries(manifest.exports ?? {}).map(([subpath, target]) => {
      if (typeof target === "string") return [subpath, target]
      const { "@aftercare/source": _, ...rest } = target
      return [subpath, rest]
    })
    expect(manifest.publishConfig?.exports).toEqual(Object.fromEntries(published))
  })
})
