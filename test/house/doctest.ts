import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"

/** A fenced ```ts block of a docstring or of a Markdown page. */
export interface Block {
  /** The file it stands in, from the root of the repository. */
  readonly path: string
  /** The line of its first line of code in that file. */
  readonly line: number
  /** The declaration its docstring tells about, its module at the top of a file, or the heading it stands under. */
  readonly subject: string
  readonly code: string
  /** False where the fence says ```ts no-run: type-checked only. */
  readonly runs: boolean
  /** What it prints, where the next fence under the same heading is a ```text block. */
  readonly prints: string | undefined
}

export const blocksOf = (path: string, text: string): ReadonlyArray<Block> =>
  path.endsWith(".md") ? fenced(path, text.split("\n"), 1, undefined) : docstrings(path, text)

const docstrings = (path: string, text: string): ReadonlyArray<Block> =>
  [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((match) => {
    const lines = match[0].split("\n").map((line) => line.replace(/^\s*\*(?!\/) ?/, ""))
    const declared = text.slice(match.index + match[0].length).replace(keywords, "")
    const [word = ""] = /^\w*/.exec(declared) ?? []
    const subject = word === "" || word === "import" ? basename(path, ".ts") : word
    return fenced(path, lines, text.slice(0, match.index).split("\n").length, subject)
  })

const keywords =
  /^(?:(?:export|default|declare|abstract|readonly|const|let|function|class|interface|type|namespace|async) |\s)*/

const fenced = (
  path: string,
  lines: ReadonlyArray<string>,
  firstLine: number,
  subject: string | undefined,
): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let heading = ""
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ""
    heading = /^#+ +(.*)$/.exec(line)?.[1] ?? heading
    const fence = /^( *)```(\S*)(.*)$/.exec(line)
    if (fence === null) continue
    const [, indent = "", language, info = ""] = fence
    const body = bodyFrom(lines, at + 1, indent)
    if (language === "ts") {
      blocks.push({
        path,
        line: firstLine + at + 1,
        subject: subject ?? heading,
        code: body.join("\n"),
        runs: !/\bno-run\b/.test(info),
        prints: printedAfter(lines, at + body.length + 2),
      })
    }
    at += body.length + 1
  }
  return blocks
}

const bodyFrom = (lines: ReadonlyArray<string>, start: number, indent: string): ReadonlyArray<string> => {
  const end = lines.findIndex((line, at) => at >= start && /^ *```\s*$/.test(line))
  return lines
    .slice(start, end < 0 ? undefined : end)
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
}

const printedAfter = (lines: ReadonlyArray<string>, after: number): string | undefined => {
  const at = lines.findIndex((line, at) => at >= after && /^ *```|^#+ /.test(line))
  const fence = /^( *)```text\s*$/.exec(lines[at] ?? "")
  return fence === null ? undefined : bodyFrom(lines, at + 1, fence[1] ?? "").join("\n")
}

const checks = join(dirname(fileURLToPath(import.meta.url)), "doctest-checks.ts")

/** As many line breaks as stand before the block in its file, so that line numbers agree. */
const padding = ({ line }: Block): string => "\n".repeat(line - 2)

/** The block as it stands, a module of its own, for the type checker. */
export const forTypes = (block: Block): string => `export {};\n${padding(block)}${block.code}\n`

/** The block with each `// => value` made a check. */
export const forRunning = (
  block: Block,
): { readonly code: string; readonly checks: ReadonlyArray<string> } => {
  const file = ts.createSourceFile("block.ts", block.code, ts.ScriptTarget.Latest, true)
  const lines = block.code.split("\n")
  const edits: Array<{ readonly at: number; readonly end: number; readonly text: string }> = []
  const wheres: Array<string> = []
  const arrows = new Set(lines.flatMap((line, at) => (arrow.test(line) ? [at] : [])))

  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) || ts.isVariableStatement(node)) {
      const claim = claimAfter(file, lines, node)
      if (claim !== undefined && arrows.delete(claim.line)) {
        const where = `${block.path}:${block.line + claim.line}`
        const call = `(${JSON.stringify(where)}, ${JSON.stringify(claim.text)}, ${thunk(claim.text)}, `
        wheres.push(where)
        edits.push(...check(file, node, call))
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  for (const line of arrows)
    throw new Error(
      `${block.path}:${block.line + line}: this "// =>" follows no statement, so nothing checks it`,
    )

  const code = edits
    .sort((a, b) => b.at - a.at)
    .reduce((code, edit) => code.slice(0, edit.at) + edit.text + code.slice(edit.end), block.code)
  const imports = `import { value as __value, printed as __printed } from ${JSON.stringify(checks)};\n`
  return { code: `${imports}${padding(block)}${code}\n`, checks: wheres }
}

const arrow = /(?:^|[\s;])\/\/ => ?(.*)$/

/** The `// => …` on the statement's last line or right below it, with its indented continuation lines. */
const claimAfter = (
  file: ts.SourceFile,
  lines: ReadonlyArray<string>,
  node: ts.Statement,
): { readonly line: number; readonly text: string } | undefined => {
  const end = file.getLineAndCharacterOfPosition(node.end)
  const same = /^\s*;?\s*\/\/ => ?(.*)$/.exec((lines[end.line] ?? "").slice(end.character))
  const below = /^\s*\/\/ => ?(.*)$/.exec(lines[end.line + 1] ?? "")
  const found = same ?? below
  if (found === null) return undefined
  const line = same === null ? end.line + 1 : end.line
  const text = [found[1] ?? ""]
  for (const next of lines.slice(line + 1)) {
    const more = /^\s*\/\/ {3,4}(.*)$/.exec(next)
    if (more === null) break
    text.push(more[1] ?? "")
  }
  return { line, text: text.join("\n").trimEnd() }
}

/** The claim as code, where it is an expression. */
const thunk = (text: string): string => {
  try {
    new Function(`return () => (${text}\n)`)
    return `() => (${text.replaceAll("\n", " ")})`
  } catch {
    return "undefined"
  }
}

const check = (file: ts.SourceFile, node: ts.ExpressionStatement | ts.VariableStatement, call: string) => {
  if (ts.isVariableStatement(node)) {
    const name = node.declarationList.declarations.at(-1)?.name.getText(file)
    return [{ at: node.end, end: node.end, text: `;__value${call}${name});` }]
  }
  const { expression } = node
  const [at, end] = [expression.getStart(file), expression.end]
  if (ts.isCallExpression(expression) && expression.expression.getText(file) === "console.log") {
    const [first, last] = [expression.arguments.pos, expression.arguments.end]
    const text = `...__printed${call}[${file.text.slice(first, last)}])`
    return [{ at: first, end: last, text }]
  }
  return [{ at, end, text: `;__value${call}${file.text.slice(at, end)})` }]
}
