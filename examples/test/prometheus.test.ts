import { type ChildProcess, execFile, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterEach, expect, test } from "vitest"

const [prometheus, promtool] = ["/usr/bin/prometheus", "/usr/bin/promtool"]
const missing = existsSync(prometheus)
  ? undefined
  : "/usr/bin/prometheus isn't there: install Debian's prometheus"
if (missing !== undefined) console.log(`skipped: nothing is scraped, because ${missing}`)

/** The alerts of docs/guides/watching.md. */
const rules = `groups:
  - name: aftercare
    rules:
      - alert: DeadLetters
        expr: sum(aftercare_agenda_dead_letters_total) > 0
      - alert: Late
        expr: max(aftercare_agenda_lag_seconds) > 300
`

const started: Array<ChildProcess> = []
let directory = ""
afterEach(async () => {
  for (const child of started.splice(0)) child.kill("SIGKILL")
  if (directory !== "") await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

test.skipIf(missing !== undefined)(
  "the page of example 015 passes Prometheus' own check, is scraped by it, and fires the alert that it should",
  async () => {
    const example = fileURLToPath(new URL("../015-metrics.ts", import.meta.url))
    const app = spawn(process.execPath, ["--conditions=@aftercare/source", example, "serve"], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    started.push(app)
    const [url = ""] = await createInterface({ input: app.stdout })
      [Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value])
    directory = await mkdtemp(join(tmpdir(), "aftercare-prometheus-"))
    await writeFile(join(directory, "page"), await (await fetch(url)).text())
    const checked = promisify(execFile)("sh", ["-c", `${promtool} check metrics < page`], { cwd: directory })
    expect(await checked).toEqual({ stdout: "", stderr: "" })

    await writeFile(join(directory, "rules.yml"), rules)
    await writeFile(
      join(directory, "prometheus.yml"),
      `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: aftercare
    static_configs: [{ targets: ["${new URL(url).host}"] }]
`,
    )
    const port = await freePort()
    started.push(
      spawn(
        prometheus,
        [
          "--config.file=prometheus.yml",
          "--storage.tsdb.path=data",
          `--web.listen-address=127.0.0.1:${port}`,
          "--log.level=error",
        ],
        { cwd: directory, stdio: "ignore" },
      ),
    )
    const ask = async (path: string): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()
    const until = async <A>(read: () => Promise<A | undefined>): Promise<A> => {
      for (let tries = 0; tries < 150; tries++) {
        const found = await read().catch(() => undefined)
        if (found !== undefined) return found
        await setTimeout(200)
      }
      throw new Error("Prometheus never had it")
    }
    const measured = (query: string) =>
      until(async () => {
        const answer = (await ask(`query?query=${encodeURIComponent(query)}`)) as {
          readonly data: { readonly result: ReadonlyArray<{ readonly value: readonly [number, string] }> }
        }
        return answer.data.result[0]?.value[1]
      })
    expect(await measured("sum(aftercare_agenda_claims_total)")).toBe("7")
    expect(await measured('sum(messaging_client_sent_messages_total{delivery="Unknown"})')).toBe("1")
    const firing = await until(async () => {
      const { data } = (await ask("alerts")) as {
        readonly data: { readonly alerts: ReadonlyArray<{ readonly state: string; readonly labels: object }> }
      }
      const alerts = data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels)
      return alerts.length > 0 ? alerts : undefined
    })
    expect(firing).toEqual([{ alertname: "DeadLetters" }])
  },
  120_000,
)
