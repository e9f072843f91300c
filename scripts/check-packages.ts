// Are the packages fit to be published? Packs each one, has publint and attw read the tarball, then stands where a
// user stands: an empty project, plain npm, every declared export imported, the README's first example run.
import { type ExecFileOptions, execFile } from "node:child_process"
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { blocksOf } from "../test/house/doctest.ts"
import { docOf } from "./library.ts"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports: Record<string, unknown>
  readonly peerDependencies?: Record<string, string>
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>
}

const root = fileURLToPath(new URL("../", import.meta.url))
const bin = join(root, "node_modules/.bin")
const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8"))

class Failure extends Error {}

const run = (command: string, args: ReadonlyArray<string>, options: ExecFileOptions): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 1 << 26, ...options }, (error, stdout, stderr) => {
      if (error === null) resolve(String(stdout))
      else reject(new Failure([`${command} ${args.join(" ")}: ${error.code}`, stdout, stderr].join("\n")))
    }).stdin?.end()
  })

const step = async <A>(name: string, work: () => Promise<A>): Promise<A> => {
  const start = performance.now()
  const result = await work()
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${name}`)
  return result
}

interface Packed {
  readonly manifest: Manifest
  readonly tarball: string
}

const pack = async (folder: string, to: string): Promise<Packed> => {
  mkdirSync(to)
  await run("pnpm", ["pack", "--pack-destination", to], { cwd: folder })
  const [name = ""] = readdirSync(to)
  const tarball = join(to, name)
  await run("tar", ["-xzf", tarball], { cwd: to })
  const inside = join(to, "package")
  for (const file of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"])
    if (!existsSync(join(inside, file))) throw new Failure(`${name} holds no ${file}`)
  const text = readFileSync(join(inside, "package.json"), "utf8")
  const left = /"(?:workspace|catalog):[^"]*"|@aftercare\/source/.exec(text)
  if (left !== null) throw new Failure(`${name}: its manifest still says ${left[0]}`)
  for (const source of globSync("**/*.ts", { cwd: join(folder, "src") })) {
    const told = docOf(readFileSync(join(folder, "src", source), "utf8"))
    const declared = readFileSync(join(inside, "dist", source.replace(/\.ts$/, ".d.ts")), "utf8")
    if (!declared.startsWith(told))
      throw new Failure(`${name}: the types of ${source} don't begin with its docstring`)
  }
  return { manifest: readManifest(join(inside, "package.json")), tarball }
}

const specifiers = ({ name, exports }: Manifest): ReadonlyArray<string> =>
  Object.keys(exports)
    .filter((subpath) => subpath !== "./package.json")
    .map((subpath) => name + subpath.slice(1))

const optionalPeers = ({
  peerDependencies = {},
  peerDependenciesMeta = {},
}: Manifest): ReadonlyArray<string> =>
  Object.entries(peerDependencies)
    .filter(([name]) => peerDependenciesMeta[name]?.optional === true)
    .map(([name, range]) => `${name}@${range}`)

/** Not the settings that pnpm and npx hand down: a user's npm has none of them. */
const plainEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_/i.test(name)),
)

/** Imports each name in an empty process; gives back its namespaces. */
const importAll = async (
  cwd: string,
  names: ReadonlyArray<string>,
): Promise<Record<string, Array<string>>> => {
  const code = `
    const namespaces = {}
    for (const name of ${JSON.stringify(names)}) {
      const exported = await import(name).catch((error) => { throw new Error(name, { cause: error }) })
      if (Object.keys(exported).length === 0) throw new Error(name + " exports nothing")
      namespaces[name] = Object.keys(exported).filter((key) => Object.keys(exported[key]).length > 0)
    }
    console.log(JSON.stringify(namespaces))`
  return JSON.parse(
    await run(process.execPath, ["--input-type=module", "--eval", code], { cwd, env: plainEnv }),
  )
}

const installed = async (packed: ReadonlyArray<Packed>, project: string): Promise<void> => {
  mkdirSync(project)
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }))
  const { version: effect } = readManifest(join(root, "node_modules/effect/package.json"))
  const npm = (...names: ReadonlyArray<string>) =>
    run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...names], {
      cwd: project,
      env: plainEnv,
    })
  const optional = packed.flatMap(({ manifest }) => optionalPeers(manifest))
  const all = packed.flatMap(({ manifest }) => specifiers(manifest))
  const withoutOptional = all.filter((name) => !/\/(?:testing|numbers|pglite)$/.test(name))

  await step("npm install in an empty project", () =>
    npm(...packed.map(({ tarball }) => tarball), `effect@${effect}`),
  )
  await step("import each export", () => importAll(project, withoutOptional))
  await step("the README's example", () => readmeExample(project))
  const namespaces = await step(`the rest, with ${optional.join(", ")}`, async () => {
    await npm(...optional)
    return importAll(project, all)
  })
  await step("the types, in a user's own declarations", () => typed(project, namespaces))
}

const readmeExample = async (project: string): Promise<void> => {
  const readme = join(root, "README.md")
  const example = existsSync(readme) ? blocksOf("README.md", readFileSync(readme, "utf8"))[0] : undefined
  if (example === undefined) throw new Failure("README.md has no ts example")
  if (example.prints === undefined)
    throw new Failure(`README.md:${example.line}: no text block follows the example to say what it prints`)
  const file = join(project, "example.ts")
  writeFileSync(file, example.code)
  const printed = await run(process.execPath, [file], { cwd: project, env: plainEnv })
  if (printed.trimEnd() !== example.prints.trimEnd())
    throw new Failure(
      `README.md:${example.line}: the README says\n${example.prints}\nbut it prints\n${printed}`,
    )
}

/** Lets a user's compiler infer every type we export and write it down: it must be able to name each one. */
const typed = async (project: string, namespaces: Record<string, Array<string>>): Promise<void> => {
  const lines = Object.entries(namespaces).flatMap(([name, keys], at) => [
    `import * as m${at} from "${name}"`,
    ...keys.map((key) => `export const m${at}_${key} = { ...m${at}.${key} }`),
  ])
  writeFileSync(join(project, "all.ts"), `${lines.join("\n")}\n`)
  const flags = [
    "--declaration",
    "--emitDeclarationOnly",
    "--outDir",
    "types",
    "--strict",
    "--exactOptionalPropertyTypes",
  ]
  const modules = [
    "--target",
    "es2023",
    "--module",
    "nodenext",
    "--lib",
    "es2024,dom,dom.iterable",
    "--types",
    "",
  ]
  await run(join(bin, "tsc"), [...flags, ...modules, "all.ts"], { cwd: project })
}

const work = mkdtempSync(join(tmpdir(), "aftercare-packages-"))
try {
  const folders = globSync("packages/*/package.json", { cwd: root })
    .sort()
    .filter((file) => readManifest(join(root, file)).private !== true)
    .map((file) => join(root, dirname(file)))
  const packed: Array<Packed> = []
  for (const folder of folders) {
    const one = await step(`pack ${folder.slice(root.length)}`, () =>
      pack(folder, join(work, String(packed.length))),
    )
    await step("  publint", () => run(join(bin, "publint"), [one.tarball, "--strict"], { cwd: root }))
    await step("  attw", () => run(join(bin, "attw"), [one.tarball, "--profile", "esm-only"], { cwd: root }))
    packed.push(one)
  }
  await installed(packed, join(work, "project"))
  console.log(
    `${packed.map(({ manifest }) => `${manifest.name} ${manifest.version}`).join(", ")}: fit to be published`,
  )
} catch (error) {
  if (!(error instanceof Failure)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
